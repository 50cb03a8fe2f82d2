import CompIR

/// A warmup as it went: what each of its transitions was made with, and what it tuned in the end. Chains that
/// did not take part make the same transitions after it, each block for itself.
struct WarmupCourse: Sendable {
  private(set) var tunings: [Tuning] = []
  private(set) var tuned: Tuning
  private let transition: ChainTransition
  /// Whether improbable transitions are taken back: of a sampler that cannot reject and that is tuned.
  private let takesBack: Bool
  /// Where chains go on that the warmup has left without acceptance.
  private(set) var healthyPlaces = HealthyPlaces()

  init(_ transition: ChainTransition, takesBack: Bool, untuned: Tuning) {
    self.transition = transition
    self.takesBack = takesBack
    tuned = untuned
  }

  /// How many transitions there have been.
  var count: Int { tunings.count }

  /// Adds a transition.
  mutating func add(_ tuning: Tuning) { tunings.append(tuning) }

  /// Ends the warmup, and takes the chains that it learned from to the scales of their draws.
  mutating func end(_ tuning: Tuning, _ blocks: ChainBlockStore) {
    tuned = tuning
    blocks.change { finish(&$0) }
    healthyPlaces = HealthyPlaces(blocks)
    blocks.change { healthyPlaces.restartStillChains(of: &$0, after: count, in: tuning) }
  }

  /// One of the transitions, counted from zero, of chains that have made those before it; what is counted of
  /// them is of this one alone.
  func make(_ index: Int, _ block: inout ChainBlock) {
    let tuning = tunings[index]
    if index > 0 { block.rescale(from: tunings[index - 1], to: tuning, transition.precision) }
    let before = takesBack ? block : nil
    block.counts.forget()
    let acceptances = transition.advance(&block, step: index + 1, tuning: tuning)
    if let before { block.takeBackImprobable(acceptances, to: before) }
  }

  /// Takes chains that have made all of the transitions to the scales of their draws.
  func finish(_ block: inout ChainBlock) {
    if let last = tunings.last { block.rescale(from: last, to: tuned, transition.precision) }
    healthyPlaces.restartStillChains(of: &block, after: count, in: tuned)
    // Counts of the warmup are not reported: its first steps are meant to fail.
    block.counts.forget()
  }
}

extension ChainBlock {
  /// Writes the positions in other scales.
  fileprivate mutating func rescale(from former: Tuning, to tuning: Tuning, _ precision: Precision)
  {
    guard let scales = tuning.scales, scales != former.scales else { return }
    position = former.unscaled(position).multiplied(by: scales.map { 1 / $0 })
      .rounded(to: precision)
  }
}
