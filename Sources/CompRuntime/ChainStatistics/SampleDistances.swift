import CompIR
import CompPlatform

/// Distances between two sets of draws of the same coordinates. Coordinates are measured in units of
/// their pooled standard deviation, so that none outweighs the others.
package struct SampleDistances: Sendable {
  /// The mean over 64 directions of the first Wasserstein distance of the projections (Bonneel et al.
  /// 2015), in units of the pooled standard deviation.
  package let slicedWasserstein: Double
  /// What two sets of as many effective draws of one Gaussian would show on average:
  /// √(1/n + 1/m) ∫ E|B(t)| φ(Φ⁻¹(t))⁻¹ dt for a Brownian bridge B, about 1.29 √(1/n + 1/m).
  package let expectedWasserstein: Double
  /// The unbiased estimate of the squared maximum mean discrepancy with a Gaussian kernel whose width
  /// is the median distance (Gretton et al. 2012, lemma 6), over at most 400 draws of each.
  package let meanDiscrepancy: Double
  /// Of the mean discrepancy, by 500 permutations of which draws belong to which set.
  package let pValue: Double

  /// - Parameters:
  ///   - a, b: for each coordinate its draws.
  ///   - effective: for each coordinate the effective sizes of both sets.
  package init(_ a: [[Double]], _ b: [[Double]], effective: (a: [Double], b: [Double])) {
    let scales = zip(a, b).map { x, y -> Double in
      let pooled = ((variance(x) + variance(y)) / 2).squareRoot()
      return pooled > 0 && pooled.isFinite ? pooled : 1
    }
    let left = zip(a, scales).map { column, scale in column.map { $0 / scale } }
    let right = zip(b, scales).map { column, scale in column.map { $0 / scale } }
    let sizes = (
      max(1, min(effective.a.min() ?? 1, Double(a.first?.count ?? 1))),
      max(1, min(effective.b.min() ?? 1, Double(b.first?.count ?? 1)))
    )
    slicedWasserstein = Self.slicedWasserstein(left, right)
    expectedWasserstein = 1.29 * (1 / sizes.0 + 1 / sizes.1).squareRoot()
    (meanDiscrepancy, pValue) = Self.meanDiscrepancy(
      Self.thinned(left, to: min(400, Int(sizes.0))),
      Self.thinned(right, to: min(400, Int(sizes.1))))
  }

  private static func slicedWasserstein(_ a: [[Double]], _ b: [[Double]]) -> Double {
    let dimension = a.count
    var generator = SplitMix64(seed: 1)
    let directions =
      dimension == 1 ? [[1.0]] : (0..<64).map { _ in direction(dimension, &generator) }
    var abandonment = Abandonment()
    return mean(
      directions.map { direction in
        if abandonment.isSeen(after: dimension * ((a.first?.count ?? 0) + (b.first?.count ?? 0))) {
          return 0
        }
        func projected(_ columns: [[Double]]) -> [Double] {
          var values = [Double](repeating: 0, count: columns.first?.count ?? 0)
          for (column, weight) in zip(columns, direction) {
            for index in values.indices { values[index] += weight * column[index] }
          }
          return values.sorted()
        }
        return wasserstein(projected(a), projected(b))
      })
  }

  /// A unit vector of even direction: normal coordinates, scaled.
  private static func direction(_ dimension: Int, _ generator: inout SplitMix64) -> [Double] {
    let normals = (0..<dimension).map { _ in
      normalQuantile(Double.random(in: 1e-12..<1, using: &generator))
    }
    let length = normals.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return normals.map { $0 / length }
  }

  /// ∫ |F⁻¹ − G⁻¹| of two sorted samples, which need not be of one size.
  static func wasserstein(_ a: [Double], _ b: [Double]) -> Double {
    guard !a.isEmpty, !b.isEmpty else { return 0 }
    var (i, j, at, sum) = (0, 0, 0.0, 0.0)
    while i < a.count, j < b.count {
      let (nextA, nextB) = (Double(i + 1) / Double(a.count), Double(j + 1) / Double(b.count))
      let next = min(nextA, nextB)
      sum += (next - at) * abs(a[i] - b[j])
      at = next
      if nextA <= next { i += 1 }
      if nextB <= next { j += 1 }
    }
    return sum
  }

  /// Some draws, evenly spread, as points.
  private static func thinned(_ columns: [[Double]], to count: Int) -> [[Double]] {
    let all = columns.first?.count ?? 0
    return (0..<max(2, count)).map { index in columns.map { $0[index * all / max(2, count)] } }
  }

  private static func meanDiscrepancy(_ a: [[Double]], _ b: [[Double]]) -> (Double, Double) {
    let points = a + b
    let n = points.count
    var distances = [Double](repeating: 0, count: n * n)
    for i in 0..<n {
      for j in 0..<i {
        let square = zip(points[i], points[j]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        distances[i * n + j] = square
        distances[j * n + i] = square
      }
    }
    let median = quantile(sorted: distances.filter { $0 > 0 }.sorted(), 0.5)
    let width = median > 0 && median.isFinite ? median : 1
    let kernel = distances.map { exp(-$0 / width) }
    // With s the set of each draw, the estimate needs the sums within the first set and the second;
    // that across is what is left of the whole.
    let whole = kernel.reduce(0, +) - Double(n)
    func estimate(_ inFirst: [Bool]) -> Double {
      var (first, second) = (0.0, 0.0)
      for i in 0..<n {
        var sum = 0.0
        for j in 0..<i where inFirst[j] == inFirst[i] { sum += kernel[i * n + j] }
        if inFirst[i] { first += 2 * sum } else { second += 2 * sum }
      }
      let (x, y) = (Double(a.count), Double(b.count))
      let across = (whole - first - second) / 2
      return first / (x * (x - 1)) + second / (y * (y - 1)) - 2 * across / (x * y)
    }
    var sets = (0..<n).map { $0 < a.count }
    let observed = estimate(sets)
    let rounds = 500
    var beyond = 0
    var generator = SplitMix64(seed: 2)
    for _ in 0..<rounds {
      sets.shuffle(using: &generator)
      if estimate(sets) >= observed { beyond += 1 }
    }
    return (observed, Double(beyond + 1) / Double(rounds + 1))
  }
}
