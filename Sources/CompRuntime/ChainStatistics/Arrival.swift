import CompPlatform

/// A test of whether chains are still on their way from their starts, by what they passed through.
///
/// Chains are independent, so a change from an earlier time to a later one is compared with its spread over
/// the chains, however long a chain remembers where it was.
package struct Arrival: Sendable {
  /// One quantity at several times, chain after chain.
  package typealias Traces = [[Double]]

  /// How many quantities are looked at, which share one in ten thousand false alarms.
  let quantities: Int

  package init(quantities: Int) { self.quantities = quantities }

  /// The means and variances of one chain over an earlier and a later time.
  private struct Halves {
    var first: (mean: Double, variance: Double)
    var second: (mean: Double, variance: Double)

    var change: Double { second.mean - first.mean }
    /// The energy of a random walk, which forgets nothing, changes by so much in one of eight.
    var isMoving: Bool { abs(change) > 3 * max(1, second.variance.squareRoot()) }
  }

  /// Returns whether the chains drift in a coordinate: all together, or apart from each other.
  ///
  /// - Parameter traces: eight values or more of each chain; others are left out.
  package func drifts(_ traces: Traces) -> Bool { drifts(halves(of: traces)) }

  /// Returns whether a coordinate of many chains, seen twice, is still changing.
  func drifts(from earlier: [Double], to later: [Double]) -> Bool {
    let pairs = zip(earlier, later).filter { $0.isFinite && $1.isFinite }
    return pairs.count >= 4 && drifts(pairs.map { Halves(first: ($0, 0), second: ($1, 0)) })
  }

  /// Returns whether more chains cross some level of a quantity in one direction than in the other, which
  /// chains that have arrived do not. Unlike a change of the mean it shows the few that still come in while most
  /// are there or have not set out.
  ///
  /// - Parameter earlier: the quantity in each chain, in the order of `later`.
  package func crosses(from earlier: [Double], to later: [Double]) -> Bool {
    let pairs = zip(earlier, later).filter { $0.isFinite && $1.isFinite }
    guard pairs.count >= 16 else { return false }
    let levels = [0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98]
    let step = max(pairs.count / 512, 1)
    let sorted = SortedValues(
      stride(from: 0, to: pairs.count, by: step).flatMap { [pairs[$0].0, pairs[$0].1] })
    let limit = -normalQuantile(5e-5 / Double(max(quantities, 1) * levels.count))
    return levels.contains { share in
      let level = sorted.quantile(share)
      let up = Double(pairs.count { $0 < level && $1 > level })
      let down = Double(pairs.count { $0 > level && $1 < level })
      return abs(up - down) > limit * (up + down).squareRoot()
    }
  }

  /// Returns whether chains remember an earlier time: whether a quantity, or its distance from the median, is
  /// correlated over the chains with what it was. Nested R-hat asks the same of pairs of chains that share a start,
  /// and sees only squares of these correlations.
  package func remembers(_ earlier: [Double], at later: [Double]) -> Bool {
    let pairs = zip(earlier, later).filter { $0.isFinite && $1.isFinite }
    guard pairs.count >= 100 else { return false }
    let limit = -normalQuantile(5e-5 / Double(4 * max(quantities, 1)))
    let (before, after) = (BoundedScores(pairs.map(\.0)), BoundedScores(pairs.map(\.1)))
    return zip([before.scores, before.distances], [after.scores, after.distances]).contains {
      x, y in
      let (mx, my) = (mean(x), mean(y))
      let covariance = mean(zip(x, y).map { ($0 - mx) * ($1 - my) })
      let correlation = covariance / (variance(x) * variance(y)).squareRoot()
      return abs(correlation) * Double(pairs.count).squareRoot() > limit
    }
  }

  /// Returns whether chains fall or climb in their energies, or are out of line with the others.
  package func drifts(energies traces: Traces) -> Bool {
    let halves = halves(of: traces)
    guard !halves.isEmpty else { return false }
    if drifts(halves) || halves.count(where: \.isMoving) * 4 > halves.count { return true }
    guard halves.count >= 4 else { return false }
    let line = EnergyLine(
      halves.map(\.second.mean), within: median(halves.map(\.second.variance)).squareRoot())
    return halves.contains { abs($0.second.mean - line.center) > line.allowance }
  }

  private func drifts(_ halves: [Halves]) -> Bool {
    guard halves.count >= 4 else {
      // A line is 3.5 of its halves' standard deviations from one half to the other; of a stationary
      // series that forgets within them it is below one.
      let change = mean(halves.map(\.change))
      let within = mean(halves.map { max($0.first.variance, $0.second.variance) })
      return !halves.isEmpty && abs(change) > 3 * within.squareRoot()
    }
    let spread = mean(halves.map(\.second.variance)) + variance(halves.map(\.second.mean))
    let changes = halves.map(\.change)
    if abs(mean(changes)) > 0.2 * spread.squareRoot(), isSignificant(changes) { return true }
    let (before, after) = (mean(halves.map(\.first.mean)), mean(halves.map(\.second.mean)))
    func square(_ part: (mean: Double, variance: Double), _ center: Double) -> Double {
      part.variance + (part.mean - center) * (part.mean - center)
    }
    let (early, late) = (
      halves.map { square($0.first, before) }, halves.map { square($0.second, after) }
    )
    let growth = mean(late) / mean(early)
    return (growth > 1.5 || growth < 1 / 1.5) && isSignificant(zip(late, early).map(-))
  }

  private func halves(of traces: Traces) -> [Halves] {
    traces.filter { $0.count >= 8 && $0.allSatisfy(\.isFinite) }.map { values in
      let middle = values.count / 2
      let (first, second) = (Array(values[..<middle]), Array(values[middle...]))
      return Halves(
        first: (mean(first), variance(first)), second: (mean(second), variance(second)))
    }
  }

  /// Student's t test of a mean of zero; t as a normal quantile by Wallace (1959), "Bounds on normal
  /// approximations to Student's and the chi-square distributions".
  private func isSignificant(_ values: [Double]) -> Bool {
    let error = (variance(values) / Double(values.count)).squareRoot()
    let (t, freedom) = (mean(values) / error, Double(values.count - 1))
    let z = (freedom * log1p(t * t / freedom)).squareRoot() * (8 * freedom + 1) / (8 * freedom + 3)
    return z > -normalQuantile(5e-5 / Double(max(quantities, 1)))
  }
}

/// Values on a scale of their own, none of which outweighs the others: from −3 to 3 robust standard deviations
/// (Huber 1981, "Robust statistics", section 8.3: the correlation of such scores).
///
/// The center and the scale are those of a few of the values; they bear on the power of a test, not on its level.
private struct BoundedScores {
  let scores: [Double]
  /// Of the distances from the center.
  let distances: [Double]

  private static let sampleSize = 255

  init(_ values: [Double]) {
    let distance = Self.scaled(values)
    scores = distance
    distances = Self.scaled(distance.map(abs))
  }

  private static func scaled(_ values: [Double]) -> [Double] {
    let step = max(values.count / sampleSize, 1)
    let sample = stride(from: 0, to: values.count, by: step).map { values[$0] }
    let center = median(sample)
    let spread = 1.4826 * median(sample.map { abs($0 - center) })
    let scale = spread > 0 ? spread : max(variance(sample).squareRoot(), .leastNormalMagnitude)
    return values.map { min(max(($0 - center) / scale, -3), 3) }
  }
}

/// Where the energies of chains lie that are in the bulk of a density, told from the median so that
/// chains outside it have no part in it.
///
/// Energies have light tails whatever the density's are: beyond the bulk the probability falls about as
/// exp(−E).
struct EnergyLine {
  let center: Double
  /// How far from the center an energy may be: ten, the largest that chance gives over the chains, and
  /// a multiple of the spread.
  let allowance: Double

  /// - Parameter within: the standard deviation of the energies of one chain, where it is known.
  init(_ energies: [Double], within: Double = 0, chains: Int? = nil) {
    let center = median(energies)
    // 1.4826 makes a standard deviation of a Gaussian's median distance.
    let spread = 1.4826 * median(energies.map { abs($0 - center) })
    self.center = center
    allowance = 10 + log(Double(max(chains ?? energies.count, 1))) + 6 * max(1, spread, within)
  }
}

/// The median; NaN of no values.
func median(_ values: [Double]) -> Double { quantile(sorted: values.sorted(), 0.5) }
