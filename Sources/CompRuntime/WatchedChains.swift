import CompIR
import CompProgram

/// The chains of a warmup whose arrival is judged: the first ones, as many as take little memory.
struct WatchedChains: Sendable {
  /// How many chains are watched.
  let count: Int
  /// How many chains are looked at at the first checkpoint of a round and at the last.
  private let wideCount: Int
  private let energy: EnergyMeasure?

  /// Numbers that checkpoints may hold in all.
  private static let room = 1 << 20
  /// Checkpoints in a round of the warmup, or up to twice as many.
  private static let checkpoints = 32

  init(_ chain: SamplerProgram.Chain, learners: Int, _ precision: Precision) {
    let affordable = WatchedChains.room / (2 * WatchedChains.checkpoints * max(chain.dimension, 1))
    count = min(learners, max(4, min(affordable, 256)))
    let wide = WatchedChains.room / (2 * max(chain.dimension, 1))
    wideCount = min(learners, max(count, min(wide, 4_096)))
    energy = chain.hasEnergy ? EnergyMeasure(chain.energy, precision) : nil
  }

  /// What follows a transition of a round: nothing, a look at the watched chains, or a look at more of them.
  enum Checkpoint: Sendable { case none, narrow, wide }

  /// - Parameter iteration: counted from one.
  func checkpoint(after iteration: Int, ofRound length: Int) -> Checkpoint {
    let step = max(1, length / 2 / WatchedChains.checkpoints)
    let left = length - iteration
    guard iteration > length / 2, left % step == 0 else { return .none }
    let isFirst = iteration - step <= length / 2
    return isFirst || left == 0 ? .wide : .narrow
  }

  /// Records where the watched chains of a block are, and their energies there.
  ///
  /// - Parameter position: unconstrained coordinates.
  func record(_ block: inout ChainBlock, at position: Columns, _ checkpoint: Checkpoint) {
    let first = block.range.lowerBound
    let narrow = max(0, min(count - first, block.range.count))
    let wide = checkpoint == .wide ? max(0, min(wideCount - first, block.range.count)) : 0
    let chains = max(narrow, wide)
    guard chains > 0 else { return }
    let place = position.chains(0..<chains)
    let discrete = block.discrete.chains(0..<chains)
    let range = first..<(first + chains)
    let energies = energy?.energies(place, discrete, range)
    if checkpoint == .wide, narrow > 0, let energy {
      block.energyErrors += energy.errors(
        place.chains(0..<narrow), discrete.chains(0..<narrow), first..<(first + narrow))
    }
    if narrow > 0 {
      block.checkpoints.append(
        (place.chains(0..<narrow), energies.map { Array($0[..<narrow]) } ?? []))
    }
    if wide > 0, block.ends.isEmpty {
      // Chains that keep several draws have no start to forget.
      if block.memories.count == 1 { block.memories.append(position) }
      block.ends = block.memories.map {
        let place = $0.chains(0..<wide)
        let discrete = block.discrete.chains(0..<wide)
        return (place, energy?.energies(place, discrete, first..<(first + wide)) ?? [])
      }
    }
    if wide > 0 {
      block.ends.append((place.chains(0..<wide), energies.map { Array($0[..<wide]) } ?? []))
    }
  }

  /// Takes what was recorded in a round from the blocks.
  func take(from blocks: ChainBlockStore) -> Passage {
    var passage = Passage()
    blocks.change { block in
      passage.add(block.ends)
      passage.errors += block.energyErrors
      (block.ends, block.energyErrors) = ([], [])
      guard let first = block.checkpoints.first else { return }
      for chain in 0..<first.position.chains {
        passage.energies.append(
          block.checkpoints.compactMap { $0.energies.isEmpty ? nil : $0.energies[chain] })
      }
      for element in 0..<first.position.shape.count {
        if passage.coordinates.count <= element { passage.coordinates.append([]) }
        for chain in 0..<first.position.chains {
          passage.coordinates[element].append(
            block.checkpoints.map { $0.position.values[element * $0.position.chains + chain] })
        }
      }
      block.checkpoints = []
    }
    return passage
  }
}

/// What watched chains passed through in a round of the warmup.
struct Passage: Sendable {
  /// Of each chain its energies; empty where the density has none.
  var energies: Arrival.Traces = []
  /// Of each coordinate, in each chain, its values.
  var coordinates: [Arrival.Traces] = []
  /// By how much energies are off in the arithmetic of the chains.
  fileprivate(set) var errors: [Resolution.MeasuredError] = []
  /// Energies and coordinates of more chains, at the first checkpoint and at the last.
  private var ends: [(earlier: [Double], later: [Double])] = []

  /// The same where these chains have been long before; none of chains that keep several draws.
  private var memories: [[[Double]]] = [[], []]

  /// Adds what a block showed: long before, where it is known, and at the two ends.
  fileprivate mutating func add(_ looks: [(position: Columns, energies: [Double])]) {
    guard let later = looks.last, looks.count >= 2 else { return }
    let earlier = looks[looks.count - 2]
    let quantities = 1 + later.position.shape.count
    if ends.isEmpty { ends = Array(repeating: ([], []), count: quantities) }
    for quantity in 0..<quantities {
      ends[quantity].earlier += values(quantity, earlier)
      ends[quantity].later += values(quantity, later)
    }
    for (index, look) in looks.dropLast(2).prefix(memories.count).enumerated() {
      if memories[index].isEmpty { memories[index] = Array(repeating: [], count: quantities) }
      for quantity in 0..<quantities { memories[index][quantity] += values(quantity, look) }
    }
  }

  /// The energies, or a coordinate.
  private func values(
    _ quantity: Int, _ look: (position: Columns, energies: [Double])
  ) -> ArraySlice<Double> {
    if quantity == 0 { return look.energies[...] }
    let chains = look.position.chains
    return look.position.values[((quantity - 1) * chains)..<(quantity * chains)]
  }

  /// Whether the chains are still on their way from their starts.
  var isDrifting: Bool {
    let arrival = Arrival(quantities: coordinates.count + 1)
    return arrival.drifts(energies: energies) || coordinates.contains { arrival.drifts($0) }
      || ends.contains { arrival.crosses(from: $0.earlier, to: $0.later) }
      || memories.contains { zip($0, ends).contains { arrival.remembers($0, at: $1.later) } }
  }

  /// What a precision cannot hold apart, if anything.
  ///
  /// - Parameter isMoving: whether most chains move; of others the spread says nothing.
  func unresolved(in precision: Precision, isMoving: Bool) -> ChainHealth.Shortfall? {
    Resolution(precision).shortfall(
      coordinates: isMoving ? coordinates.map { $0.flatMap { $0 } } : [],
      energies: energies.flatMap { $0 }, isInBulk: isMoving && !isDrifting, errors: errors)
  }
}
