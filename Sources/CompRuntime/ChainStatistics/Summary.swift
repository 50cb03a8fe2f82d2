import CompPlatform
import CompSource

/// What draws say of one coordinate.
package struct SummaryRow: Sendable {
  package var name: String
  package var mean: Double
  package var std: Double
  package var mcse: Double
  /// 5, 25, 50, 75, 95 %
  package var quantiles: [Double]
  package var essBulk: Double
  package var essTail: Double
  /// How many independent draws stand behind the mean: the smaller of the effective size of the ranks and
  /// that of the values.
  package var essMean: Double
  package var rHat: Double
  /// What R-hat should stay below: 1.01 (Vehtari et al. 2021), and for chains seen once as much more
  /// as chance gives.
  package var limit: Double

  /// The quantiles that are shown.
  package static let levels = [0.05, 0.25, 0.5, 0.75, 0.95]

  /// - Parameters values: chain after chain. Where each chain gives one draw, or too few for an
  ///   autocorrelation, the effective size is the number of chains, the error std/√n, and R-hat the
  ///   nested one. What needs more draws than there are is NaN.
  /// - Parameter weightedSize: the effective size of draws that were resampled by their weights;
  ///   their chains tell nothing of each other.
  package init(name: String, values: [Double], chains: Int, weightedSize: Double? = nil) {
    self.name = name
    let count = values.count
    let drawsPerChain = max(count / max(chains, 1), 1)
    // The mean of equal values is rounded, and their deviations from it are not zero.
    let isConstant = count > 1 && values[0].isFinite && values.allSatisfy { $0 == values[0] }
    mean = isConstant ? values[0] : CompRuntime.mean(values)
    std = isConstant ? 0 : count > 1 ? variance(values).squareRoot() : .nan
    // Values that are not a number have no place in an order.
    let sorted = values.contains(where: \.isNaN) ? nil : SortedValues(values)
    quantiles = SummaryRow.levels.map { sorted?.quantile($0) ?? .nan }
    if let weightedSize {
      essBulk = weightedSize
      essTail = weightedSize
      essMean = weightedSize
      mcse = std / weightedSize.squareRoot()
      rHat = 1
      limit = 1.01
    } else if drawsPerChain < 4 {
      let last =
        drawsPerChain == 1
        ? values
        : stride(from: drawsPerChain - 1, to: count, by: drawsPerChain).map { values[$0] }
      essBulk = Double(last.count)
      essTail = Double(last.count)
      essMean = Double(last.count)
      mcse = last.count > 1 ? std / Double(last.count).squareRoot() : .nan
      rHat = nestedRHat(last)
      // Four standard errors, and an hundredth: what chance alone seldom gives.
      limit = (1.01 * 1.01 + 4 * nestedRHatSquaredError(last.count)).squareRoot()
    } else {
      let series = ChainValues(values, chains: chains)
      let ranked = sorted.map { RankedConvergence(series, $0) }
      essBulk = ranked?.bulkESS ?? .nan
      essTail =
        sorted == nil ? .nan : tailESS(series, quantiles[0], quantiles[SummaryRow.levels.count - 1])
      let size = effectiveSampleSize(series.split)
      essMean = min(essBulk, size)
      mcse = std / size.squareRoot()
      rHat = ranked?.rHat ?? .nan
      limit = 1.01
    }
  }
}

/// A table with its columns aligned to the right, but for the first.
package func alignedTable(_ rows: [[String]]) -> String {
  guard let width = rows.first?.count else { return "" }
  let widths = (0..<width).map { column in rows.map { $0[column].displayWidth }.max() ?? 0 }
  return rows.map { row in
    row.enumerated().map { column, cell in
      cell.padded(toWidth: widths[column], before: column > 0)
    }.joined(separator: "  ")
  }.joined(separator: "\n")
}
