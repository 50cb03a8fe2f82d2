import CompPlatform

/// Weights of independent draws, by their logarithms.
package struct ImportanceWeights: Sendable {
  /// The log of the mean weight.
  package let logMean: Double
  /// The standard error of the log of the mean: that of the mean, relative to it.
  package let standardError: Double
  /// How many equally weighted draws these are worth: (Σ w)² / Σ w² (Kong 1992).
  package let effectiveSize: Double
  private let shares: [Double]

  package init(logs: [Double]) {
    let largest = logs.max() ?? -.infinity
    guard largest > -.infinity, !largest.isNaN else {
      (logMean, standardError, effectiveSize) = (-.infinity, .nan, 0)
      shares = logs.map { _ in 0 }
      return
    }
    let weights = logs.map { exp($0 - largest) }
    let (total, count) = (weights.reduce(0, +), Double(logs.count))
    let average = total / count
    logMean = largest + log(average)
    standardError = (variance(weights) / count).squareRoot() / average
    effectiveSize = total * total / weights.reduce(0) { $0 + $1 * $1 }
    shares = weights.map { $0 / total }
  }

  /// Draws, each in proportion to its weight, so that each comes as often as its share says, up to
  /// one: systematic resampling (Kitagawa 1996), from one number in (0, 1).
  package func resampled(_ offset: Double) -> [Int] {
    let count = shares.count
    var chosen: [Int] = []
    chosen.reserveCapacity(count)
    var passed = 0.0
    for (index, share) in shares.enumerated() {
      passed += share
      while chosen.count < count, (Double(chosen.count) + offset) / Double(count) < passed {
        chosen.append(index)
      }
    }
    // What rounding left.
    if let last = chosen.last { while chosen.count < count { chosen.append(last) } }
    return chosen
  }
}
