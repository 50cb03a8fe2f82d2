import CompIR
import CompSemantics

/// The chains of a warmup whose arrival is judged: the first ones, as many as take little memory.
struct WatchedChains: Sendable {
  /// How many chains are watched.
  let count: Int
  private let energy: ReferenceProgram?

  /// Numbers that checkpoints may hold in all.
  private static let room = 1 << 20
  /// Checkpoints in a round of the warmup, or up to twice as many.
  private static let checkpoints = 32

  init(_ chain: SamplerProgram.Chain, learners: Int) {
    let affordable = WatchedChains.room / (2 * WatchedChains.checkpoints * max(chain.dimension, 1))
    count = min(learners, max(4, min(affordable, 256)))
    energy = chain.hasEnergy ? ReferenceProgram(chain.energy) : nil
  }

  /// Returns whether a transition of a round, counted from one, is followed by a checkpoint.
  func isCheckpoint(_ iteration: Int, ofRound length: Int) -> Bool {
    iteration > length / 2
      && (length - iteration) % max(1, length / 2 / WatchedChains.checkpoints) == 0
  }

  /// Records where the watched chains of a block are, and their energies there.
  ///
  /// - Parameter position: unconstrained coordinates.
  func record(_ block: inout ChainBlock, at position: Columns) {
    let watched = count - block.range.lowerBound
    guard watched > 0 else { return }
    let own = 0..<min(watched, block.range.count)
    let place = position.chains(own)
    let energies = energy.map {
      $0.run(
        [.varying(place), .varying(block.discrete.chains(own))],
        chains: block.range.lowerBound..<(block.range.lowerBound + own.count))[0].values
    }
    block.checkpoints.append((place, energies ?? []))
  }

  /// Takes what was recorded in a round from the blocks.
  func take(from blocks: ChainBlockStore) -> Passage {
    var passage = Passage()
    blocks.change { block in
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

  /// Whether the chains are still on their way from their starts.
  var isDrifting: Bool {
    let arrival = Arrival(quantities: coordinates.count + 1)
    return arrival.drifts(energies: energies) || coordinates.contains { arrival.drifts($0) }
  }

  /// What a precision cannot hold apart, if anything; energies on the way to the bulk do not matter.
  func unresolved(in precision: Precision) -> ChainHealth.Shortfall? {
    Resolution(precision).shortfall(
      coordinates: coordinates.map { $0.flatMap { $0 } },
      energies: isDrifting ? [] : energies.flatMap { $0 })
  }
}
