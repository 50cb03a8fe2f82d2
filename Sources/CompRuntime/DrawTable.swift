import CompIR
import CompPlatform

/// The draws of all chains, written by their blocks while they are made, so that each is held once.
///
/// Column-major: for each coordinate `chains × drawsPerChain` values, chain after chain.
final class DrawTable: @unchecked Sendable {
  private let lock = Mutex<Void>()
  private let drawsPerChain: Int
  private var columns: [[Double]]

  init(coordinates: Int, chains: Int, drawsPerChain: Int) {
    self.drawsPerChain = drawsPerChain
    let count = chains * drawsPerChain
    // Not filled with zeros: what no chain has written yet takes no memory.
    columns = (0..<coordinates).map { _ in
      [Double](unsafeUninitializedCapacity: count) { $1 = count }
    }
  }

  /// Takes up a draw of each chain of a block, as `[coordinate][chain]`; the first of these values belongs
  /// to a coordinate of a number, the others to those after it.
  func write(_ values: [Double], of chains: Range<Int>, draw: Int, first coordinate: Int = 0) {
    lock.withLock {
      for row in 0..<(values.count / chains.count) {
        for (offset, chain) in chains.enumerated() {
          columns[coordinate + row][chain * drawsPerChain + draw] =
            values[row * chains.count + offset]
        }
      }
    }
  }

  /// The first draws of some chains, in their order. The table is empty afterwards.
  func take(_ chains: [Range<Int>], draws: Int) -> [[Double]] {
    lock.withLock {
      var taken: [[Double]] = []
      swap(&taken, &columns)
      for coordinate in taken.indices {
        var place = 0
        for range in chains {
          for chain in range {
            let first = chain * drawsPerChain
            if place != first {
              for draw in 0..<draws {
                taken[coordinate][place + draw] = taken[coordinate][first + draw]
              }
            }
            place += draws
          }
        }
        taken[coordinate].removeLast(taken[coordinate].count - place)
      }
      return taken
    }
  }
}
