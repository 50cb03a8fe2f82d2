import CompIR
import CompPlatform
import CompSemantics

extension ChainDriver {
  /// The transitions before the first draw, of the chains from which they learn, which are advanced in
  /// their place.
  func warmUp(
    _ chain: SamplerProgram.Chain, _ transition: ChainTransition, _ request: ChainRequest,
    _ blocks: ChainBlockStore, _ untuned: Tuning, _ tally: ProgressTally
  ) throws -> WarmupCourse {
    var tuning = untuned
    tally.begin(.warmup, totalTransitions: request.learners * request.warmup)
    func freshAveraging() -> DualAveraging? {
      chain.adapted.first.map {
        DualAveraging(initial: $0.adaptation.initial, target: $0.adaptation.accept)
      }
    }
    var averaging = freshAveraging()
    var course = WarmupCourse(
      transition, takesBack: !chain.rejects && averaging != nil, untuned: untuned)
    let windows = ScaleWindows(warmup: chain.isScaled ? request.warmup : 0)
    for iteration in 1...request.warmup {
      if isInterrupted() { throw ChainFailure.interrupted }
      let share = chain.tellsDivergences ? 1 : shareOfStep(in: iteration)
      if let averaging { tuning.parameters[0] = averaging.step * share }
      course.add(tuning)
      let (made, current) = (course, tuning)
      let isObserved = windows.contains(iteration)
      _ = forEachBlock(blocks.count, threads: request.threads) { index in
        guard var block = blocks.take(index) else { return }
        made.make(iteration - 1, &block)
        if isObserved { block.observe(current.unscaled(block.position)) }
        tally.add(transitions: block.range.count, divergences: block.counts.divergences)
        blocks.put(block, at: index)
      }
      if share == 1 { averaging?.observe(pooledAcceptance(of: blocks, chain, request)) }
      if windows.ends.contains(iteration) {
        learnScales(&tuning, blocks)
        averaging = freshAveraging()
      }
    }
    if let averaging { tuning.parameters[0] = averaging.averagedStep }
    course.end(tuning)
    blocks.change { course.finish(&$0) }
    return course
  }

  /// Which part of its step a transition of the warmup takes: every fourth a tenth, a hundredth or a
  /// thousandth. A chain that starts where the score is steep, as e^u makes it in the tail of a
  /// positive variable, accepts no step that suits the others, and would never come in.
  private func shareOfStep(in iteration: Int) -> Double {
    iteration % 4 == 0 ? [0.1, 0.01, 0.001][iteration / 4 % 3] : 1
  }

  /// The mean acceptance of one transition of these chains: the harmonic one, as Hoffman, Radul and
  /// Sountsov 2021 have it, where the sampler tells of divergences, so that the chains that are stuck
  /// in a neck are not outvoted. Where more end beyond a support than the plain mean allows, that.
  private func pooledAcceptance(
    of blocks: ChainBlockStore, _ chain: SamplerProgram.Chain, _ request: ChainRequest
  ) -> Double {
    var (sum, inverse, beyond) = (0.0, 0.0, 0)
    blocks.change {
      sum = $0.counts.acceptances.reduce(sum, +)
      inverse = $0.counts.inverseAcceptances.reduce(inverse, +)
      beyond += $0.counts.beyondSupport
    }
    let mean = sum / Double(request.learners)
    guard chain.tellsDivergences else { return mean }
    let inside = request.learners - beyond
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
