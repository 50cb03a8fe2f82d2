import CompIR

/// Places of chains that move, from which chains that do not are started anew in the warmup.
///
/// A chain stays still for good if its score is not finite, or too steep for the step size that suits the others.
struct HealthyPlaces: Sendable {
  private typealias Place = (position: Columns, discrete: Columns, carried: [Columns])
  private var places: [Place] = []

  /// More places than this would not make the chains that share them more different.
  private static let limit = 64

  init() {}

  /// Takes the places of the first chains whose last transition had an acceptance.
  init(_ blocks: ChainBlockStore) {
    blocks.change { block in
      for chain in 0..<block.range.count where block.counts.still[chain] == 0 {
        guard places.count < HealthyPlaces.limit else { return }
        let one = chain..<(chain + 1)
        places.append(
          (
            block.position.chains(one), block.discrete.chains(one),
            block.carried.map { $0.chains(one) }
          ))
      }
    }
  }

  /// Moves each chain of a block that has been still for a tenth of a warmup, and for at least twenty
  /// transitions, to one of the places.
  ///
  /// Such a chain has a new start.
  ///
  /// - Parameters:
  ///   - count: how many transitions the warmup has made.
  ///   - tuning: in whose scales the chains are.
  func restartStillChains(of block: inout ChainBlock, after count: Int, in tuning: Tuning) {
    guard !places.isEmpty else { return }
    for chain in 0..<block.range.count where block.counts.still[chain] >= max(20, count / 10) {
      let place = places[(block.range.lowerBound + chain) % places.count]
      block.position.copyChain(chain, from: place.position, ofChain: 0)
      block.discrete.copyChain(chain, from: place.discrete, ofChain: 0)
      for index in block.memories.indices {
        block.memories[index].copyChain(chain, from: tuning.unscaled(place.position), ofChain: 0)
      }
      for (index, carried) in place.carried.enumerated() {
        block.carried[index].copyChain(chain, from: carried, ofChain: 0)
      }
      block.counts.still[chain] = 0
    }
  }
}
