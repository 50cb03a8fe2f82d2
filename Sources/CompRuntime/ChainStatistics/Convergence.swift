import Foundation

/// R-hat of Gelman and Rubin for chains as they are.
func basicRHat(_ chains: ChainValues) -> Double {
  guard let n = chains.first?.count, n > 1, chains.count > 1 else { return .nan }
  let between = Double(n) * variance(chains.map(mean))
  let within = mean(chains.map { variance($0) })
  return ((between / within + Double(n) - 1) / Double(n)).squareRoot()
}

/// Rank-normalised split R-hat: the larger of that of the values and that of their distances from
/// the median (Vehtari et al. 2021, section 4). NaN below four draws a chain, and where all draws are
/// equal.
package func rankNormalizedSplitRHat(_ chains: ChainValues) -> Double {
  guard let n = chains.first?.count, n >= 4 else { return .nan }
  if chains.hasNaN { return .nan }
  let split = splitChains(chains)
  let bulk = basicRHat(rankNormalized(split))
  let median = quantile(sorted: split.flatMap { $0 }.sorted(), 0.5)
  let folded = split.map { $0.map { abs($0 - median) } }
  return max(bulk, basicRHat(rankNormalized(folded)))
}

extension ChainValues {
  /// NaN has no rank, so nothing that goes by ranks is known where there is one.
  fileprivate var hasNaN: Bool { contains { $0.contains(where: \.isNaN) } }
}

/// The effective sample size of the rank-normalised values; NaN where a value is.
package func bulkESS(_ chains: ChainValues) -> Double {
  if chains.hasNaN { return .nan }
  return effectiveSampleSize(rankNormalized(splitChains(chains)))
}

/// The smaller effective sample size of the 5 % and 95 % quantiles.
package func tailESS(_ chains: ChainValues) -> Double {
  if chains.hasNaN { return .nan }
  let sorted = chains.flatMap { $0 }.sorted()
  func ess(_ q: Double) -> Double {
    let bound = quantile(sorted: sorted, q)
    return effectiveSampleSize(splitChains(chains).map { $0.map { $0 <= bound ? 1 : 0 } })
  }
  return min(ess(0.05), ess(0.95))
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
/// given, never less than 1.
package func nestedRHat(_ values: [Double]) -> Double {
  guard values.count >= 4, values.allSatisfy(\.isFinite) else { return 1 }
  let median = quantile(sorted: values.sorted(), 0.5)
  return max(pairedRHat(values), pairedRHat(values.map { abs($0 - median) }), 1)
}

/// The standard error of the square of nested R-hat where it is one, for n chains: B/W is twice
/// 1/2 · F(n/2, n/2), and the variance of F tends to 4 / (n/2).
package func nestedRHatSquaredError(_ chains: Int) -> Double {
  (2 / Double(max(chains, 1))).squareRoot()
}

private func pairedRHat(_ values: [Double]) -> Double {
  let pairs = values.count / 2
  let superchains = (0..<pairs).map { [values[2 * $0], values[2 * $0 + 1]] }
  let normalized = rankNormalized(superchains)
  let between = variance(normalized.map(mean))
  let within = mean(normalized.map { variance($0) })
  if within == 0 { return between == 0 ? 1 : .infinity }
  return max(0, 0.5 + between / within).squareRoot()
}
