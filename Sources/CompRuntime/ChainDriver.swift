import CompIR
import CompProgram

/// The instructions of a draw that is still worth compiling: a fraction of a second.
private let compiledDraw = 400

/// Runs many chains of a compiled sampler.
///
/// Chains meet only between transitions of the warmup, where the acceptances and the spread of the positions
/// of the first ones are pooled, in the order of the chains. So the bits depend on the seed alone. After it each
/// block of chains makes all its draws for itself, and before them, where it took no part, the same warmup.
package struct ChainDriver: Sendable {
  let backend: Backend
  /// Asked between transitions; true stops the run, which keeps the draws that are finished.
  let isInterrupted: @Sendable () -> Bool
  let progress: @Sendable (SamplingProgress) -> Void

  package init(
    backend: Backend, isInterrupted: @escaping @Sendable () -> Bool,
    progress: @escaping @Sendable (SamplingProgress) -> Void
  ) {
    self.backend = backend
    self.isInterrupted = isInterrupted
    self.progress = progress
  }

  package func run(_ request: ChainRequest) throws -> ChainOutcome {
    switch request.program.method {
    case .exact(let function): return try drawExactly(function, request)
    case .chain(let chain): return try runChains(chain, request)
    }
  }

  // MARK: Independent draws

  private func drawExactly(_ function: IRFunction, _ request: ChainRequest) throws -> ChainOutcome {
    let ranges = backend.blocks(of: 0..<(request.chains * request.drawsPerChain))
    // Closed forms are drawn from in double, whatever the precision of chains.
    // One draw is one pass through the function: a long one costs more to compile than to carry out.
    let evaluator = function.instructions.count > compiledDraw ? .reference : backend.evaluator
    var exactly = backend
    (exactly.evaluator, exactly.precision) = (evaluator, .double)
    let kernel = try exactly.prepare(function)
    let tally = ProgressTally(tell: progress)
    tally.begin(.sampling, totalTransitions: request.chains * request.drawsPerChain)
    let table = DrawTable(
      coordinates: request.program.space.coordinates.count,
      chains: request.chains * request.drawsPerChain, drawsPerChain: 1)
    let isMade = forEachBlock(ranges.count, threads: request.threads) { index in
      if isInterrupted() { return false }
      let values = kernel.run(
        [], chains: ranges[index], key: RandomKey(seed: request.seed, step: 0))[0].values
      table.write(values, of: ranges[index], draw: 0)
      tally.add(transitions: ranges[index].count, divergences: 0)
      return true
    }
    let made = zip(ranges, isMade).filter(\.1).map(\.0)
    guard !made.isEmpty else { throw ChainFailure.interrupted }
    return ChainOutcome(
      chains: made.reduce(0) { $0 + $1.count }, drawsPerChain: 1,
      columns: table.take(made, draws: 1), acceptance: nil, divergences: 0, rejections: [],
      tuned: [], scales: nil, logWeights: nil, health: ChainHealth(precision: .double), warmup: 0)
  }

  // MARK: Markov chains

  private func runChains(_ chain: SamplerProgram.Chain, _ request: ChainRequest) throws
    -> ChainOutcome
  {
    let tally = ProgressTally(tell: progress)
    let transition = ChainTransition(
      kernel: try backend.prepareTransition(chain.transition, chain.slots),
      watched: chain.rejects ? chain.watched.count : 0, seed: request.seed,
      precision: backend.precision)
    var tuning = Tuning(
      parameters: chain.adapted.map { $0.adaptation.initial },
      scales: chain.isScaled ? Array(repeating: 1, count: chain.dimension) : nil)
    var starts = ChainStarts(self, chain, request, transition)
    var course = WarmupCourse(transition, takesBack: false, untuned: tuning)
    var (warm, missing) = (ChainBlockStore([]), [[Int]]())
    var health = ChainHealth(precision: backend.precision)
    var warmup = 0
    if request.warmup > 0 {
      (warm, missing) = try startBlocks(
        backend.blocks(of: 0..<request.learners).count, starts, threads: request.threads)
      (course, health.isDrifting) = try warmUp(chain, transition, request, warm, tuning, tally)
      (tuning, warmup) = (course.tuned, course.count)
      // Weighed chains begin where their base is, and go on from there with what was tuned.
      if chain.weighs {
        starts = ChainStarts(self, chain, request, transition, round: 1, tuning)
        course = WarmupCourse(transition, takesBack: false, untuned: tuning)
        (warm, missing) = (ChainBlockStore([]), [])
      }
    }
    let making = DrawMaking(self, chain, transition, course, request, tally, firstStep: warmup + 1)
    tally.begin(
      .sampling,
      totalTransitions: request.chains * request.drawsPerChain * chain.transitionsPerDraw
        + (request.chains - request.learners) * course.count)
    let learned = warm
    _ = forEachBlock(learned.count, threads: request.threads) { making.make(learned.take($0), $0) }
    try making.make(from: starts, after: missing)
    try checkNaN(chain, making.counts, tuning)
    making.counts.judge(&health, chain, request)
    if health.shortfall != nil, backend.precision != .double, !isInterrupted() {
      throw ChainFailure.unresolved(health.shortfall)
    }
    health.isTooShort =
      !chain.adapted.isEmpty && request.drawsPerChain < 4
      && request.warmup + chain.transitionsPerDraw < shortestJudged
    var outcome = try collect(making, chain, tuning, request)
    (outcome.health, outcome.warmup) = (health, warmup)
    return outcome
  }

  /// The coordinates that users see, of one state.
  func coordinates(
    _ chain: SamplerProgram.Chain, _ position: [Double], _ discrete: [Double]
  ) -> [Double] {
    backend.run(
      chain.constrain,
      [
        .varying(Columns(shape: [position.count], chains: 1, values: position)),
        .varying(Columns(shape: [discrete.count], chains: 1, values: discrete)),
      ], chains: 0..<1)[0].values
  }

  private func checkNaN(
    _ chain: SamplerProgram.Chain, _ counts: RunCounts, _ tuning: Tuning
  ) throws {
    for (index, watched) in chain.watched.enumerated() {
      let (count, infinite) = (counts.notANumber[index], counts.infinite[index])
      let share = Double(count) / Double(max(counts.transitions, 1))
      guard share > 0.01 || (!chain.rejects && count + infinite > 0) else { continue }
      let values = counts.badState(index).map {
        coordinates(chain, tuning.unscaled($0.position), $0.discrete)
      }
      if count == 0 {
        throw ChainFailure.infiniteEnergy(
          component: watched.component, place: watched.place, count: infinite, at: values ?? [])
      }
      throw ChainFailure.mostlyNaN(
        component: watched.component, place: watched.place, share: share, near: values ?? [])
    }
  }

  /// The draws of all blocks. Of an interrupted run whichever is more: the chains that made all
  /// their draws, or the draws that all chains have made.
  private func collect(
    _ making: DrawMaking, _ chain: SamplerProgram.Chain, _ tuning: Tuning, _ request: ChainRequest
  ) throws -> ChainOutcome {
    let counts = making.counts
    let ranges = backend.blocks(of: request)
    let complete = zip(ranges, counts.draws).filter { $1 == request.drawsPerChain }.map(\.0)
    let completeCount = complete.reduce(0) { $0 + $1.count }
    let shared = counts.draws.min() ?? 0
    let keepsChains = completeCount * request.drawsPerChain >= request.chains * shared
    let chains = keepsChains ? completeCount : request.chains
    let drawsPerChain = keepsChains ? request.drawsPerChain : shared
    guard chains * drawsPerChain > 0 else { throw ChainFailure.interrupted }
    var columns = making.table.take(keepsChains ? complete : ranges, draws: drawsPerChain)
    let logWeights = chain.weighs ? columns.popLast() : nil
    let rejections = chain.watched.indices.map { index in
      FactorRejection(
        component: chain.watched[index].component, place: chain.watched[index].place,
        infinite: counts.infinite[index], notANumber: counts.notANumber[index])
    }.filter { $0.infinite + $0.notANumber > 0 }
    return ChainOutcome(
      chains: chains, drawsPerChain: drawsPerChain, columns: columns,
      acceptance: chain.rejects ? counts.acceptance : nil, divergences: counts.divergences,
      rejections: rejections,
      tuned: zip(chain.adapted, tuning.parameters).map { ($0.name, $1) }, scales: tuning.scales,
      logWeights: logWeights, health: ChainHealth(precision: backend.precision), warmup: 0)
  }
}
