import CompIR

/// Some chains that are advanced together, and what has happened to them.
struct ChainBlock: Sendable {
  var range: Range<Int>
  /// Unconstrained coordinates, `[dimension]`, in the scales that the warmup has learned.
  var position: Columns
  /// The values of the discrete variables.
  var discrete: Columns
  /// What else the sampler carries from transition to transition.
  var carried: [Columns]
  var counts: ChainCounts
  /// For each group of chains the spread of its positions over a window of the warmup.
  var moments: [RunningMoments]
  /// Unconstrained coordinates that chains which give a draw or a few should forget: at the starts, and in the
  /// middle of the warmup, where chains that have chosen a mode may stay.
  var memories: [Columns] = []
  /// Unconstrained coordinates and energies of its watched chains in a round of the warmup.
  var checkpoints: [(position: Columns, energies: [Double])] = []
  /// The same of more chains at the first of these checkpoints and at the last.
  var ends: [(position: Columns, energies: [Double])] = []
  /// By how much energies of watched chains were off there.
  var energyErrors: [Resolution.MeasuredError] = []

  init(
    range: Range<Int>, dimension: Int, discreteCount: Int, watched: Int, carried: [Tensor] = []
  ) {
    self.range = range
    self.carried = carried.map { Columns(repeating: $0, chains: range.count) }
    func zeros(_ count: Int) -> Columns {
      Columns(repeating: Tensor(Array(repeating: 0, count: count)), chains: range.count)
    }
    (position, discrete) = (zeros(dimension), zeros(discreteCount))
    counts = ChainCounts(chains: range.count, watched: watched)
    moments = counts.acceptances.map { _ in RunningMoments(dimension: dimension) }
  }

  /// Takes chains whose last transition would hardly ever have been accepted back to where they were.
  /// A sampler that cannot reject would lose them for good while its step size is still being found.
  mutating func takeBackImprobable(_ acceptances: [Double], to earlier: ChainBlock) {
    for (chain, acceptance) in acceptances.enumerated() where !(acceptance > 0.05) {
      position.copyChain(chain, from: earlier.position)
      discrete.copyChain(chain, from: earlier.discrete)
      for index in carried.indices { carried[index].copyChain(chain, from: earlier.carried[index]) }
    }
  }

  /// Takes up the positions of all chains.
  mutating func observe(_ position: Columns) {
    for group in moments.indices {
      let first = group * chainsPerGroup
      moments[group].observe(position, first..<min(first + chainsPerGroup, position.chains))
    }
  }

  /// The log weights of chains that start at draws of a base.
  func logWeights(base logNormalizer: Double) -> [Double] {
    guard let lost = carried.last, let sum = carried.dropLast().last else { return [] }
    return zip(sum.values, lost.values).map { $0 - $1 + logNormalizer }
  }
}

extension ChainBlock {
  fileprivate var slots: TransitionSlots { TransitionSlots(carried: carried.count) }

  /// What a transition takes and gives.
  fileprivate var states: [ReferenceProgram.Argument] {
    ([position, discrete] + carried).map { .varying($0) }
  }

  fileprivate mutating func take(_ states: [Columns]) {
    position = states[TransitionSlots.position]
    discrete = states[TransitionSlots.discrete]
    carried = Array(states[slots.carried])
  }
}

/// The transition of a sampler, for blocks of chains.
struct ChainTransition: Sendable {
  let kernel: Kernel
  let watched: Int
  let seed: UInt64
  let precision: Precision

  /// Some steps, the first of number `step`.
  ///
  /// - Returns: the acceptance of each chain, summed over the steps.
  @discardableResult
  func advance(_ block: inout ChainBlock, step: Int, count: Int = 1, tuning: Tuning) -> [Double] {
    let uniforms = tuning.arguments
    var acceptances: [Double]
    switch kernel {
    case .reference(let program):
      acceptances = Array(repeating: 0, count: block.range.count)
      for step in step..<(step + count) {
        for (chain, value) in advance(&block, program, step, uniforms).enumerated() {
          acceptances[chain] += value
        }
      }
    case .native(let kernel):
      let (states, sums) = kernel.advance(
        block.states + uniforms, chains: block.range,
        key: RandomKey(seed: seed, step: UInt64(step), precision: precision), steps: count)
      let before = (block.position, block.discrete)
      block.take(states)
      let totals = sums.map { $0.reduce(0, +) }
      acceptances = sums[AdvanceSums.acceptance]
      block.counts.observe(acceptances: acceptances, divergences: sums[AdvanceSums.diverged])
      block.counts.divergences += Int(totals[AdvanceSums.diverged])
      for unit in 0..<watched {
        let (infinite, notANumber) = (AdvanceSums.infinite(unit), AdvanceSums.notANumber(unit))
        block.counts.infinite[unit] += Int(totals[infinite])
        block.counts.notANumber[unit] += Int(totals[notANumber])
        guard block.counts.firstBadState[unit] == nil else { continue }
        let unusable = zip(sums[infinite], sums[notANumber])
        let bad = unusable.enumerated().first { $1.0 + $1.1 > 0 }
        block.counts.firstBadState[unit] = bad.map {
          (before.0.column($0.0), before.1.column($0.0))
        }
      }
    }
    block.counts.transitions += block.range.count * count
    return acceptances
  }

  private func advance(
    _ block: inout ChainBlock, _ program: ReferenceProgram, _ step: Int,
    _ tuned: [ReferenceProgram.Argument]
  ) -> [Double] {
    let output = program.run(
      block.states + tuned, chains: block.range,
      key: RandomKey(seed: seed, step: UInt64(step), precision: precision))
    let before = (block.position, block.discrete)
    let slots = block.slots
    block.take(Array(output[..<slots.states]))
    let (acceptances, divergences) = (
      output[slots.acceptance].values, output[slots.diverged].values
    )
    block.counts.observe(acceptances: acceptances, divergences: divergences)
    for value in divergences where value != 0 { block.counts.divergences += 1 }
    block.counts.count(Array(output[slots.watched(of: output.count)]), from: before)
    return acceptances
  }
}

extension Columns {
  /// Each chain twice, in place; the first `count` of them.
  func repeatingChains(_ count: Int) -> Columns {
    var repeated = [Double](repeating: 0, count: shape.count * count)
    for element in 0..<shape.count {
      for chain in 0..<count {
        repeated[element * count + chain] = values[element * chains + chain / 2]
      }
    }
    return Columns(shape: shape, chains: count, values: repeated)
  }

  /// All elements of one chain.
  func column(_ chain: Int) -> [Double] {
    (0..<shape.count).map { values[$0 * chains + chain] }
  }

  /// Takes over all elements of one chain.
  mutating func copyChain(_ chain: Int, from other: Columns) {
    copyChain(chain, from: other, ofChain: chain)
  }

  mutating func copyChain(_ chain: Int, from other: Columns, ofChain source: Int) {
    for element in 0..<shape.count {
      values[element * chains + chain] = other.values[element * other.chains + source]
    }
  }
}
