import CompIR
import CompPlatform
import CompProgram

/// The fewest transitions over which chains are judged to be stuck or to have arrived.
let shortestJudged = 20

extension ChainDriver {
  /// Makes the transitions before the first draw, of the chains from which they learn, which are advanced in
  /// their place: as many as are asked for, and as many again while the chains are on their way from their
  /// starts, up to four times.
  ///
  /// - Returns: what was done, and whether the chains are on their way even so.
  /// - Throws: `ChainFailure.unresolved` where a precision below double will not do.
  func warmUp(
    _ chain: SamplerProgram.Chain, _ transition: ChainTransition, _ request: ChainRequest,
    _ blocks: ChainBlockStore, _ untuned: Tuning, _ tally: ProgressTally
  ) throws -> (course: WarmupCourse, isDrifting: Bool) {
    var tuning = untuned
    var course = WarmupCourse(
      transition, takesBack: !chain.rejects && !chain.adapted.isEmpty, untuned: untuned)
    let isJudged = !chain.weighs && request.warmup >= 2
    let watched =
      isJudged ? WatchedChains(chain, learners: request.learners, backend.precision) : nil
    var isDrifting = false
    for round in 0...ChainRequest.prolongations {
      tally.begin(.warmup, totalTransitions: request.learners * request.warmup)
      try makeRound(chain, request, blocks, &course, &tuning, watched, tally)
      guard let passage = watched?.take(from: blocks) else { break }
      if backend.precision != .double,
        let shortfall = passage.unresolved(
          in: backend.precision, isMoving: mostMove(blocks, of: request))
      {
        throw ChainFailure.unresolved(shortfall)
      }
      isDrifting = passage.isDrifting
      if !isDrifting || round == ChainRequest.prolongations { break }
    }
    course.end(tuning, blocks)
    return (course, isDrifting)
  }

  /// Makes so many transitions as were asked for, in which the scales are learned in windows.
  private func makeRound(
    _ chain: SamplerProgram.Chain, _ request: ChainRequest, _ blocks: ChainBlockStore,
    _ course: inout WarmupCourse, _ tuning: inout Tuning, _ watched: WatchedChains?,
    _ tally: ProgressTally
  ) throws {
    func freshAveraging() -> DualAveraging? {
      chain.adapted.first.map {
        DualAveraging(initial: $0.adaptation.initial, target: $0.adaptation.accept)
      }
    }
    var averaging = freshAveraging()
    let windows = ScaleWindows(warmup: chain.isScaled ? request.warmup : 0)
    for iteration in 1...request.warmup {
      if isInterrupted() { throw ChainFailure.interrupted }
      let share = chain.tellsDivergences ? 1 : shareOfStep(in: iteration)
      if let averaging { tuning.parameters[0] = averaging.step * share }
      course.add(tuning)
      let (made, current) = (course, tuning)
      let isObserved = windows.contains(iteration)
      let checkpoint = watched?.checkpoint(after: iteration, ofRound: request.warmup) ?? .none
      _ = forEachBlock(blocks.count, threads: request.threads) { index in
        guard var block = blocks.take(index) else { return }
        made.make(made.count - 1, &block)
        if isObserved || checkpoint != .none {
          let position = current.unscaled(block.position)
          if isObserved { block.observe(position) }
          if checkpoint != .none { watched?.record(&block, at: position, checkpoint) }
        }
        tally.add(transitions: block.range.count, divergences: block.counts.divergences)
        blocks.put(block, at: index)
      }
      if share == 1 { averaging?.observe(pooledAcceptance(of: blocks, chain, request)) }
      if windows.ends.contains(iteration) {
        learnScales(&tuning, blocks)
        averaging = freshAveraging()
      }
      if windows.ends.contains(iteration) || iteration == request.warmup / 2, !chain.weighs {
        let healthyPlaces = HealthyPlaces(blocks)
        blocks.change { healthyPlaces.restartStillChains(of: &$0, after: made.count, in: current) }
      }
    }
    if let averaging { tuning.parameters[0] = averaging.averagedStep }
  }

  /// Returns whether most chains have had an acceptance lately.
  private func mostMove(_ blocks: ChainBlockStore, of request: ChainRequest) -> Bool {
    var still = 0
    blocks.change { still += $0.counts.still.count { $0 >= shortestJudged } }
    return still * 2 < request.learners
  }

  /// Which part of its step a transition of the warmup takes: every fourth a tenth, a hundredth or a
  /// thousandth. A chain that starts where the score is steep, as e^u makes it in the tail of a
  /// positive variable, accepts no step that suits the others, and would never come in.
  private func shareOfStep(in iteration: Int) -> Double {
    iteration % 4 == 0 ? [0.1, 0.01, 0.001][iteration / 4 % 3] : 1
  }

  /// The mean acceptance of one transition of these chains: the harmonic one, as Hoffman, Radul and
  /// Sountsov 2021 have it, where the sampler tells of divergences, so that the chains that are stuck
  /// in a neck are not outvoted. Where more end beyond a support than the plain mean allows, that. Chains
  /// that have long been still have no part in it, unless most are: no step size would move them, and
  /// they would have the others' shrink without end.
  private func pooledAcceptance(
    of blocks: ChainBlockStore, _ chain: SamplerProgram.Chain, _ request: ChainRequest
  ) -> Double {
    var (sum, inverse, beyond, leftOut) = (0.0, 0.0, 0, 0)
    blocks.change {
      sum = $0.counts.acceptances.reduce(sum, +)
      inverse = $0.counts.inverseAcceptances.reduce(inverse, +)
      beyond += $0.counts.beyondSupport
      leftOut += $0.counts.leftOut
    }
    let heard = leftOut * 2 < request.learners ? request.learners - leftOut : request.learners
    let mean = sum / Double(heard)
    guard chain.tellsDivergences else { return mean }
    let inside = request.learners - leftOut - beyond
    return inside > 0 ? min(mean, Double(inside) / inverse) : mean
  }

  /// The standard deviation of each coordinate over the chains and the transitions of a window.
  private func learnScales(_ tuning: inout Tuning, _ blocks: ChainBlockStore) {
    guard let dimension = tuning.scales?.count else { return }
    var moments = RunningMoments(dimension: dimension)
    blocks.change {
      for group in $0.moments.indices {
        moments.merge($0.moments[group])
        $0.moments[group] = RunningMoments(dimension: dimension)
      }
    }
    guard let scales = moments.scales(precision: backend.precision) else { return }
    tuning.scales = scales
  }
}

extension RunningMoments {
  /// Standard deviations, drawn a little towards 0.001 where few observations were made, as Stan
  /// does; nil where there are none. Each is a number that a precision can hold, and divide by.
  fileprivate func scales(precision: Precision) -> [Double]? {
    variances?.map { variance in
      let drawn = (count * variance + 5 * 1e-3) / (count + 5)
      return min(max(drawn.squareRoot(), 1e-15), 1e15)
    }
  }
}
