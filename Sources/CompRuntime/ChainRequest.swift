import CompProgram

/// What is asked of a run of chains.
package struct ChainRequest: Sendable {
  package var program: SamplerProgram
  package var chains: Int
  package var drawsPerChain: Int
  /// Transitions of each chain that adapt and are thrown away, at least; none where it is zero.
  package var warmup: Int
  package var seed: UInt64
  package var threads: Int
  /// How many chains the warmup learns from, all at a time: the first ones. The others make the same
  /// transitions after them, a block at a time.
  let learners: Int

  /// How often as many transitions again a warmup may take whose chains are still on their way.
  package static let prolongations = 4

  package init(
    program: SamplerProgram, chains: Int, drawsPerChain: Int, warmup: Int, seed: UInt64,
    threads: Int, learners: Int? = nil
  ) {
    self.program = program
    self.chains = chains
    self.drawsPerChain = drawsPerChain
    self.warmup = warmup
    self.seed = seed
    self.threads = threads
    self.learners = warmup > 0 ? min(chains, learners ?? program.learners) : 0
  }
}

extension SamplerProgram {
  /// So many chains that an acceptance is known to half a hundredth, whose states are so few numbers that
  /// they take little memory: whole groups.
  fileprivate var learners: Int {
    guard case .chain(let chain) = method else { return 0 }
    let affordable = (1 << 22) / max(chain.dimension + chain.discreteCount, 1)
    return min(max(affordable, 1 << 10), 1 << 14) / chainsPerGroup * chainsPerGroup
  }
}

/// What chains made.
package struct ChainOutcome: Sendable {
  /// The chains that are kept: all that were asked for, unless the run was interrupted.
  package var chains: Int
  package var drawsPerChain: Int
  /// Column-major: for each coordinate `chains × drawsPerChain` values, chain after chain.
  package var columns: [[Double]]
  package var acceptance: Double?
  package var divergences: Int
  package var rejections: [FactorRejection]
  package var tuned: [(name: String, value: Double)]
  /// The scales of the unconstrained coordinates in which the chains moved, if the warmup learned any.
  package var scales: [Double]?
  /// The log weight of each chain's draw, if they are weighed: the mean of their exponentials
  /// estimates the integral of the density.
  package var logWeights: [Double]?
  /// What the run saw of its chains beside their draws.
  package var health: ChainHealth
  /// Transitions that each chain made before its first draw: those that were asked for, or more.
  package var warmup: Int
}

/// Why chains stopped.
package enum ChainFailure: Error {
  /// No start with a finite energy; the component in whose log density it was lacking, and the
  /// coordinates at which it had this value.
  case noValidStart(component: String, place: String, logDensity: Double, at: [Double])
  /// More than one proposal in a hundred was not a number, or a value that cannot be rejected was;
  /// and the coordinates of a state from which one was proposed, empty if none is known.
  case mostlyNaN(component: String, place: String, share: Double, near: [Double])
  /// A sampler that rejects nothing came to so many states of infinite energy, and one of them.
  case infiniteEnergy(component: String, place: String, count: Int, at: [Double])
  /// A precision below double cannot hold apart what the chains need.
  case unresolved(ChainHealth.Shortfall?)
  /// The user stopped the run before any draw was finished.
  case interrupted
}

/// How far a call of `sample` has come, over all its chains.
public struct SamplingProgress: Sendable {
  public enum Phase: String, Sendable { case compiling, warmup, sampling }
  public var phase: Phase
  /// What is compiled, in the phase of that name; nil in the others.
  public var compilation: CompilationProgress?
  /// Transitions done and to be done, over all chains, in this phase.
  public var transitions: Int
  public var totalTransitions: Int
  /// Divergent transitions so far, those of the warmup among them.
  public var divergences: Int
  /// From 0 to 1: how much of the phase is done.
  public var fraction: Double { Double(transitions) / Double(max(totalTransitions, 1)) }

  package init(phase: Phase, compilation: CompilationProgress? = nil) {
    self.phase = phase
    self.compilation = compilation
    (transitions, totalTransitions, divergences) = (0, 0, 0)
  }
}
