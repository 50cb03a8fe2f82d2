import CompLanguage
import CompModel
import CompPlatform
import CompRuntime

/// The integral of a density over its only coordinate, or its sum over counted values.
struct LineIntegral {
  let logarithm: Double

  /// Counted values without an end that are summed.
  private static let counted = 20_000
  private static let cells = 20_000
  /// How far half as many cells may be off.
  private static let tolerance = 0.01

  /// Integrates by the midpoint rule along x = m + s tan(π (t − 1/2)), m the median of draws and s half the
  /// range of their middle half.
  ///
  /// - Returns: nil where the integral is not finite, or half as many cells give another.
  init?(_ points: DensityAtPoints, over domain: Domain, around draws: [Double]) {
    if domain.isDiscrete {
      let values = domain.finiteValues?.map(Double.init) ?? (0..<Self.counted).map(Double.init)
      guard !values.isEmpty else { return nil }
      let logs = points.logs([values])
      // A tail that goes on beyond the values is not known.
      guard let sum = Self.logSum(logs),
        domain.finiteValues != nil || (logs.last ?? 0) < sum - 30
      else { return nil }
      logarithm = sum
      return
    }
    let sorted = draws.filter(\.isFinite).sorted()
    guard !sorted.isEmpty else { return nil }
    let median = quantile(sorted: sorted, 0.5)
    let half = (quantile(sorted: sorted, 0.75) - quantile(sorted: sorted, 0.25)) / 2
    let scale = half > 0 ? half : max(abs(median) * 1e-6, 1e-9)
    func integral(_ cells: Int) -> Double? {
      let steps = (0..<cells).map { tan(.pi * ((Double($0) + 0.5) / Double(cells) - 0.5)) }
      let logs = points.logs([steps.map { median + scale * $0 }])
      let width = log(.pi * scale / Double(cells))
      return Self.logSum(zip(logs, steps).map { $0 + log(1 + $1 * $1) + width })
    }
    guard let whole = integral(Self.cells), let coarse = integral(Self.cells / 2),
      abs(whole - coarse) < Self.tolerance
    else { return nil }
    logarithm = whole
  }

  private static func logSum(_ logs: [Double]) -> Double? {
    let top = logs.filter { !$0.isNaN }.max() ?? -.infinity
    guard top.isFinite else { return nil }
    return top + log(logs.reduce(0) { $1.isNaN ? $0 : $0 + exp($1 - top) })
  }
}
