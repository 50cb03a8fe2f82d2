/// What chains of four draws or more say of themselves (Vehtari et al. 2021, section 4): the effective size of
/// the rank-normalised values, and the larger R-hat of these and of the rank-normalised distances from
/// the median, all of halves of the chains.
///
/// What goes by ranks is NaN where a value is, for it has none, and R-hat where all draws are equal.
///
/// - Parameter sorted: all values of the chains.
struct RankedConvergence {
  var bulkESS: Double = .nan
  var rHat: Double = .nan

  init(_ chains: ChainValues, _ sorted: SortedValues) {
    let split = chains.split
    let inHalves = split.count * split.length == sorted.count ? sorted : split.sorted()
    let values = RankNormalization(inHalves)
    let bulk = SpreadOfChains(split, lags: true) { $0.map(values.score) }
    bulkESS = bulk.effectiveSize
    let median = inHalves.quantile(0.5)
    guard chains.length >= 4, median.isFinite else { return }
    let distances = RankNormalization(inHalves, distancesFrom: median)
    let folded = SpreadOfChains(split, lags: false) { $0.map(distances.score) }
    rHat = max(bulk.rHat, folded.rHat)
  }
}

/// The smaller effective sample size of the 5 % and 95 % quantiles, which are given.
func tailESS(_ chains: ChainValues, _ low: Double, _ high: Double) -> Double {
  func ess(_ bound: Double) -> Double {
    SpreadOfChains(chains.split, lags: true) { $0.map { $0 <= bound ? 1 : 0 } }.effectiveSize
  }
  return min(ess(low), ess(high))
}

/// Nested R-hat of many chains that are seen once each: chains 2k and 2k + 1 are a superchain, since
/// they started at one place and went on with random numbers of their own (Margossian et al. 2024,
/// "Nested R-hat", section 3, with two chains to a superchain).
///
/// What the two still have in common they owe to their start. With B the variance of the means of
/// the superchains and W the mean variance within them, the paper's √(1 + B/W) tends to √1.5 for
/// chains that have forgotten it; here that constant is taken off, √(1 + B/W − 1/2), so that the
/// limit is 1, and the value is √(total variance / variance within), as with other R-hats. Values are
/// rank-normalised, and the larger of R-hat of the values and of their distances from the median is
/// given, never less than 1. It is NaN of fewer than four chains, and where a value is not finite.
///
/// Of more chains than are looked at, the first ones tell it to a thousandth.
package func nestedRHat(_ values: [Double]) -> Double {
  let seen = values.prefix(nestedRHatChains)
  guard seen.count >= 4, seen.allSatisfy(\.isFinite) else { return .nan }
  let pairs = seen.prefix(seen.count / 2 * 2)
  let sorted = SortedValues(pairs)
  let median = pairs.count == seen.count ? sorted.quantile(0.5) : SortedValues(seen).quantile(0.5)
  return max(
    pairedRHat(pairs, RankNormalization(sorted)),
    pairedRHat(pairs, RankNormalization(sorted, distancesFrom: median)), 1)
}

/// How many chains nested R-hat looks at: its square is then known to 0.0014, where the limit asks for
/// 0.02.
private let nestedRHatChains = 1 << 20

/// The standard error of the square of nested R-hat where it is one, for n chains: B/W is twice
/// 1/2 · F(n/2, n/2), and the variance of F tends to 4 / (n/2).
package func nestedRHatSquaredError(_ chains: Int) -> Double {
  (2 / Double(min(max(chains, 1), nestedRHatChains))).squareRoot()
}

private func pairedRHat(_ values: ArraySlice<Double>, _ ranks: RankNormalization) -> Double {
  var means: [Double] = []
  means.reserveCapacity(values.count / 2)
  var within = 0.0
  for first in stride(from: values.startIndex, to: values.endIndex, by: 2) {
    let (a, b) = (ranks.score(values[first]), ranks.score(values[first + 1]))
    means.append((a + b) / 2)
    within += (a - b) * (a - b) / 2
  }
  within /= Double(means.count)
  let between = variance(means)
  if within == 0 { return between == 0 ? 1 : .infinity }
  return max(0, 0.5 + between / within).squareRoot()
}
