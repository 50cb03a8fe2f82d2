import CompIR
import CompSemantics

/// The instructions of a draw that is still worth compiling: a fraction of a second.
private let compiledDraw = 400

/// Runs many chains of a compiled sampler.
///
/// Chains meet only between transitions of the warmup, where their acceptances and the spread of
/// their positions are pooled, in the order of the chains. So the bits depend on the seed alone. After it each
/// block of chains makes all its draws for itself.
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
    let ranges = chainBlocks(request.chains * request.drawsPerChain)
    // Closed forms are drawn from in double, whatever the precision of chains.
    // One draw is one pass through the function: a long one costs more to compile than to carry out.
    let evaluator = function.instructions.count > compiledDraw ? .reference : backend.evaluator
    let kernel = try Backend(evaluator, precision: .double, isInterrupted: isInterrupted)
      .prepare(function)
    let tally = ProgressTally(tell: progress)
    tally.begin(.sampling, totalTransitions: request.chains * request.drawsPerChain)
    let blocks = forEachBlock(ranges.count, threads: request.threads) { index -> [Double]? in
      if isInterrupted() { return nil }
      let values = kernel.run(
        [], chains: ranges[index], key: RandomKey(seed: request.seed, step: 0))[0].values
      tally.add(transitions: ranges[index].count, divergences: 0)
      return values
    }
    let width = request.program.space.coordinates.count
    let finished = zip(ranges, blocks).reduce(0) { $1.1 == nil ? $0 : $0 + $1.0.count }
    guard finished > 0 else { throw ChainFailure.interrupted }
    var columns = Array(repeating: [Double](), count: width)
    for coordinate in 0..<width { columns[coordinate].reserveCapacity(finished) }
    for (range, values) in zip(ranges, blocks) {
      guard let values else { continue }
      for coordinate in 0..<width {
        columns[coordinate] += values[(coordinate * range.count)..<((coordinate + 1) * range.count)]
      }
    }
    return ChainOutcome(
      chains: finished, drawsPerChain: 1, columns: columns, acceptance: nil, divergences: 0,
      rejections: [], tuned: [], scales: nil, logWeights: nil)
  }

  // MARK: Markov chains

  private func runChains(_ chain: SamplerProgram.Chain, _ request: ChainRequest) throws
    -> ChainOutcome
  {
    let tally = ProgressTally(tell: progress)
    var blocks = try startBlocks(chain, request)
    let transition = ChainTransition(
      kernel: try backend.prepareTransition(chain.transition, states: chain.stateCount),
      watched: chain.rejects ? chain.watched.count : 0, seed: request.seed,
      precision: backend.precision)
    let tuning = try warmUp(chain, transition, request, &blocks, tally)
    // Weighed chains begin where their base is, and go on from there with what was tuned.
    if chain.weighs, request.warmup > 0 {
      blocks = try startBlocks(chain, request, round: 1, tuning)
    }
    let started = blocks
    let (constrain, energy) = (ReferenceProgram(chain.constrain), ReferenceProgram(chain.energy))
    tally.begin(
      .sampling,
      totalTransitions: request.chains * request.drawsPerChain * chain.transitionsPerDraw)
    let finished = forEachBlock(started.count, threads: request.threads) { index in
      makeDraws(started[index], chain, transition, constrain, energy, tuning, request, tally)
    }
    try checkNaN(chain, finished, tuning)
    return try collect(finished, chain, tuning, request)
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

  /// All draws of a block of chains, or as many as are finished when the run is stopped.
  private func makeDraws(
    _ started: ChainBlock, _ chain: SamplerProgram.Chain, _ transition: ChainTransition,
    _ constrain: ReferenceProgram, _ energy: ReferenceProgram, _ tuning: Tuning,
    _ request: ChainRequest, _ tally: ProgressTally
  ) -> ChainBlock {
    var block = started
    var step = request.warmup + 1
    var pace = Pace()
    for _ in 0..<request.drawsPerChain {
      var left = chain.transitionsPerDraw
      while left > 0 {
        if isInterrupted() { return block }
        let count = min(left, pace.steps)
        let divergences = block.divergences
        pace.measure {
          transition.advance(&block, step: step, count: count, tuning: tuning)
        }
        step += count
        left -= count
        tally.add(
          transitions: block.range.count * count, divergences: block.divergences - divergences)
      }
      let position = tuning.unscaled(block.position)
      if !chain.rejects {
        // The energy comes first, then the log density of each watched factor.
        block.count(
          Array(
            energy.run([.varying(position), .varying(block.discrete)], chains: block.range)
              .dropFirst()), from: (block.position, block.discrete))
      }
      block.draws.append(
        constrain.run([.varying(position), .varying(block.discrete)], chains: block.range)[0])
      // What has gone this far wrong is not worth the wait for the others.
      if block.isHopeless(rejects: chain.rejects) { return block }
    }
    return block
  }

  private func checkNaN(
    _ chain: SamplerProgram.Chain, _ blocks: [ChainBlock], _ tuning: Tuning
  ) throws {
    let transitions = blocks.reduce(0) { $0 + $1.transitions }
    for (index, watched) in chain.watched.enumerated() {
      let count = blocks.reduce(0) { $0 + $1.notANumber[index] }
      let infinite = blocks.reduce(0) { $0 + $1.infinite[index] }
      let share = Double(count) / Double(max(transitions, 1))
      guard share > 0.01 || (!chain.rejects && count + infinite > 0) else { continue }
      let state = blocks.lazy.compactMap { $0.firstBadState[index] }.first
      let values = state.map {
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
    _ blocks: [ChainBlock], _ chain: SamplerProgram.Chain, _ tuning: Tuning,
    _ request: ChainRequest
  ) throws -> ChainOutcome {
    let complete = blocks.filter { $0.draws.count == request.drawsPerChain }
    let completeCount = complete.reduce(0) { $0 + $1.range.count }
    let shared = blocks.map(\.draws.count).min() ?? 0
    let keepsChains = completeCount * request.drawsPerChain >= request.chains * shared
    let kept = keepsChains ? complete : blocks
    let chains = keepsChains ? completeCount : request.chains
    let drawsPerChain = keepsChains ? request.drawsPerChain : shared
    guard chains * drawsPerChain > 0 else { throw ChainFailure.interrupted }

    var columns = Array(
      repeating: [Double](repeating: 0, count: chains * drawsPerChain),
      count: request.program.space.coordinates.count)
    var first = 0
    for block in kept {
      let count = block.range.count
      for draw in 0..<drawsPerChain {
        let values = block.draws[draw].values
        for coordinate in columns.indices {
          for offset in 0..<count {
            columns[coordinate][(first + offset) * drawsPerChain + draw] =
              values[coordinate * count + offset]
          }
        }
      }
      first += count
    }
    let transitions = blocks.reduce(0) { $0 + $1.transitions }
    let rejections = chain.watched.indices.map { index in
      Samples.Rejection(
        component: chain.watched[index].component, place: chain.watched[index].place,
        infinite: blocks.reduce(0) { $0 + $1.infinite[index] },
        notANumber: blocks.reduce(0) { $0 + $1.notANumber[index] })
    }.filter { $0.infinite + $0.notANumber > 0 }
    return ChainOutcome(
      chains: chains, drawsPerChain: drawsPerChain, columns: columns,
      acceptance: chain.rejects && transitions > 0
        ? blocks.reduce(0) { $0 + $1.acceptance } / Double(transitions) : nil,
      divergences: blocks.reduce(0) { $0 + $1.divergences }, rejections: rejections,
      tuned: zip(chain.adapted, tuning.parameters).map { ($0.name, $1) }, scales: tuning.scales,
      logWeights: chain.weighs
        ? kept.flatMap { $0.logWeights(base: chain.baseLogNormalizer) } : nil)
  }
}
