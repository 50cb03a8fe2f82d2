import CompIR

/// Means and sums of squared deviations of some coordinates, over chains and transitions.
///
/// Updated by Welford's rule and merged by that of Chan, Golub and LeVeque (1983, equation 2.1), so
/// that a mean far from zero costs no digits.
struct RunningMoments: Sendable {
  private(set) var count = 0.0
  private(set) var means: [Double]
  private var squares: [Double]

  init(dimension: Int) {
    means = Array(repeating: 0, count: dimension)
    squares = Array(repeating: 0, count: dimension)
  }

  /// The unbiased variances; of fewer than two observations none.
  var variances: [Double]? { count > 1 ? squares.map { $0 / (count - 1) } : nil }

  /// Takes up one observation of each of some chains. What is not finite is left out.
  mutating func observe(_ position: Columns, _ chains: Range<Int>) {
    var added = RunningMoments(dimension: means.count)
    for chain in chains {
      let values = position.column(chain)
      guard values.allSatisfy(\.isFinite) else { continue }
      added.count += 1
      for (index, value) in values.enumerated() {
        let before = value - added.means[index]
        added.means[index] += before / added.count
        added.squares[index] += before * (value - added.means[index])
      }
    }
    merge(added)
  }

  mutating func merge(_ other: RunningMoments) {
    guard other.count > 0 else { return }
    let total = count + other.count
    for index in means.indices {
      let between = other.means[index] - means[index]
      means[index] += between * other.count / total
      squares[index] += other.squares[index] + between * between * count * other.count / total
    }
    count = total
  }
}
