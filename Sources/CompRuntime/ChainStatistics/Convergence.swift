import Foundation

/// R-hat of Gelman and Rubin for chains as they are.
func basicRHat(_ chains: ChainValues) -> Double {
  guard let n = chains.first?.count, n > 1, chains.count > 1 else { return .nan }
  let between = Double(n) * variance(chains.map(mean))
  let within = mean(chains.map { variance($0) })
  return ((between / within + Double(n) - 1) / Double(n)).squareRoot()
}

/// Rank-normalised split R-hat: the larger of that of the values and that of their distances from
/// the median (Vehtari et al. 2021, section 4). NaN below four draws a chain.
package func rankNormalizedSplitRHat(_ chains: ChainValues) -> Double {
  guard let n = chains.first?.count, n >= 4 else { return .nan }
  if chains.contains(where: { $0.contains { !$0.isFinite } }) { return .nan }
  let split = splitChains(chains)
  let bulk = basicRHat(rankNormalized(split))
  let median = quantile(sorted: split.flatMap { $0 }.sorted(), 0.5)
  let folded = split.map { $0.map { abs($0 - median) } }
  return max(bulk, basicRHat(rankNormalized(folded)))
}

/// The effective sample size of the rank-normalised values.
package func bulkESS(_ chains: ChainValues) -> Double {
  effectiveSampleSize(rankNormalized(splitChains(chains)))
}

/// The smaller effective sample size of the 5 % and 95 % quantiles.
package func tailESS(_ chains: ChainValues) -> Double {
  let sorted = chains.flatMap { $0 }.sorted()
  func ess(_ q: Double) -> Double {
    let bound = quantile(sorted: sorted, q)
    return effectiveSampleSize(splitChains(chains).map { $0.map { $0 <= bound ? 1 : 0 } })
  }
  return min(ess(0.05), ess(0.95))
}

/// Nested R-hat (Margossian et al. 2022) of many chains of one draw each: chains are gathered, in
/// their order, into superchains, of which there are √n, at least two.
package func nestedRHat(_ values: [Double]) -> Double {
  let n = values.count
  guard n >= 4 else { return 1 }
  let count = max(2, min(Int(Double(n).squareRoot()), n / 2))
  let size = n / count
  let groups = (0..<count).map { Array(values[($0 * size)..<(($0 + 1) * size)]) }
  let between = variance(groups.map(mean))
  let within = mean(groups.map { variance($0) })
  guard within > 0 else { return 1 }
  return (1 + between / within).squareRoot()
}
