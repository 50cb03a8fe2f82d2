import CompIR
import CompSemantics
import Foundation

extension ChainDriver {
  /// The transitions before the first draw; what they tuned. The positions of the blocks are in its
  /// scales afterwards.
  func warmUp(
    _ chain: SamplerProgram.Chain, _ transition: ChainTransition, _ request: ChainRequest,
    _ blocks: inout [ChainBlock], _ tally: ProgressTally
  ) throws -> Tuning {
    var tuning = Tuning(
      parameters: chain.adapted.map { $0.adaptation.initial },
      scales: chain.isScaled ? Array(repeating: 1, count: chain.dimension) : nil)
    guard request.warmup > 0 else { return tuning }
    tally.begin(.warmup, totalTransitions: request.chains * request.warmup)
    func freshAveraging() -> DualAveraging? {
      chain.adapted.first.map {
        DualAveraging(initial: $0.adaptation.initial, target: $0.adaptation.accept)
      }
    }
    var averaging = freshAveraging()
    let guards = !chain.rejects && averaging != nil
    let windows = ScaleWindows(warmup: chain.isScaled ? request.warmup : 0)
    for iteration in 1...request.warmup {
      if isInterrupted() { throw ChainFailure.interrupted }
      let share = chain.tellsDivergences ? 1 : shareOfStep(in: iteration)
      if let averaging { tuning.parameters[0] = averaging.step * share }
      let (before, current) = (blocks, tuning)
      let counts = windows.contains(iteration)
      blocks = forEachBlock(before.count, threads: request.threads) { index in
        var block = before[index]
        (block.acceptance, block.inverseAcceptance, block.beyondSupport) = (0, 0, 0)
        let divergences = block.divergences
        let acceptances = transition.advance(&block, step: iteration, tuning: current)
        if guards { block.takeBackImprobable(acceptances, to: before[index]) }
        if counts { block.moments.observe(current.unscaled(block.position)) }
        tally.add(
          transitions: block.range.count, divergences: block.divergences - divergences)
        return block
      }
      if share == 1 { averaging?.observe(pooledAcceptance(of: blocks, chain, request)) }
      if windows.ends.contains(iteration) {
        learnScales(&tuning, &blocks)
        averaging = freshAveraging()
      }
    }
    if let averaging { tuning.parameters[0] = averaging.averagedStep }
    for index in blocks.indices { blocks[index].forgetWarmup() }
    return tuning
  }

  /// Which part of its step a transition of the warmup takes: every fourth a tenth, a hundredth or a
  /// thousandth. A chain that starts where the score is steep, as e^u makes it in the tail of a
  /// positive variable, accepts no step that suits the others, and would never come in.
  private func shareOfStep(in iteration: Int) -> Double {
    iteration % 4 == 0 ? [0.1, 0.01, 0.001][iteration / 4 % 3] : 1
  }

  /// The mean acceptance of one transition of all chains: the harmonic one, as Hoffman, Radul and
  /// Sountsov 2021 have it, where the sampler tells of divergences, so that the chains that are stuck
  /// in a neck are not outvoted. Where more end beyond a support than the plain mean allows, that.
  private func pooledAcceptance(
    of blocks: [ChainBlock], _ chain: SamplerProgram.Chain, _ request: ChainRequest
  ) -> Double {
    let mean = blocks.reduce(0) { $0 + $1.acceptance } / Double(request.chains)
    guard chain.tellsDivergences else { return mean }
    let inside = request.chains - blocks.reduce(0) { $0 + $1.beyondSupport }
    let inverse = blocks.reduce(0) { $0 + $1.inverseAcceptance }
    return inside > 0 ? min(mean, Double(inside) / inverse) : mean
  }

  /// The standard deviation of each coordinate over all chains and the transitions of a window.
  private func learnScales(_ tuning: inout Tuning, _ blocks: inout [ChainBlock]) {
    guard let dimension = tuning.scales?.count else { return }
    var moments = RunningMoments(dimension: dimension)
    for index in blocks.indices {
      moments.merge(blocks[index].moments)
      blocks[index].moments = RunningMoments(dimension: dimension)
    }
    guard let scales = moments.scales(precision: backend.precision) else { return }
    let learned = Tuning(parameters: tuning.parameters, scales: scales)
    for index in blocks.indices {
      blocks[index].position = tuning.unscaled(blocks[index].position)
        .multiplied(by: scales.map { 1 / $0 }).rounded(to: backend.precision)
    }
    tuning = learned
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
