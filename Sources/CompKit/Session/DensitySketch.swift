import CompIR
import CompRuntime
import CompSemantics

import func Foundation.exp
import func Foundation.log
import func Foundation.sinh

/// A small picture of a density over one or two real coordinates, in characters.
struct DensitySketch {
  private(set) var lines: [String] = []

  /// Points of a first look along each coordinate.
  private static let firstLook = (one: 801, two: 61)
  /// What lies lower than this below the highest log density is left out.
  private static let depth = 5.0

  private let density: Density
  private let interpreter: Interpreter

  /// nil where there is nothing to be seen: other dimensions, discrete variables, only a score.
  init?(_ density: Density, _ interpreter: Interpreter, columns: Int) {
    let members = density.space.members
    guard density.given.isEmpty, density.analysis.grade >= .energy,
      members.allSatisfy({ !$0.domain.isDiscrete && $0.domain != .simplex }),
      (1...2).contains(density.space.coordinates.count)
    else { return nil }
    (self.density, self.interpreter) = (density, interpreter)
    guard let ranges = shownRanges() else { return nil }
    if ranges.count == 1 {
      guard let drawn = curve(ranges[0], width: min(columns - 4, 60)) else { return nil }
      lines = drawn
    } else {
      guard let drawn = shades(ranges, width: min(columns - 4, 40), height: 10) else { return nil }
      lines = drawn
    }
  }

  private func logDensities(_ points: [[Double]]) -> [Double]? {
    try? Running.logDensities(
      density, points, interpreter, Backend(.reference, precision: .double))
  }

  /// Where the density is, along each coordinate; nil where a look did not find it.
  private func shownRanges() -> [ClosedRange<Double>]? {
    let bounds = density.space.members.flatMap { member in
      (0..<member.elements.count).map {
        member.domain.bounds(ofElement: $0) ?? (-.infinity, .infinity)
      }
    }
    if let moments = density.moments,
      zip(moments.mean, moments.deviation).allSatisfy({ $0.isFinite && $1.isFinite && $1 > 0 })
    {
      return zip(bounds, zip(moments.mean, moments.deviation)).map { bounds, moment in
        let (low, high) = (moment.0 - 3 * moment.1, moment.0 + 3 * moment.1)
        return max(low, bounds.0)...min(high, bounds.1)
      }
    }
    var ranges = bounds.map { _ in -3_000.0...3_000.0 }
    // First at all scales, then where something was found.
    for look in 0..<3 {
      let count = bounds.count == 1 ? Self.firstLook.one : Self.firstLook.two
      let axes = zip(ranges, bounds).map { range, bounds -> [Double] in
        (0..<count).map { place in
          let t = Double(place) / Double(count - 1)
          let x =
            look == 0
            ? sinh((2 * t - 1) * 8.7) : range.lowerBound + t * (range.upperBound - range.lowerBound)
          if bounds.0.isFinite, bounds.1.isFinite, look == 0 {
            return bounds.0 + (0.5 + t * Double(count)) / Double(count + 1) * (bounds.1 - bounds.0)
          }
          return min(max(x, bounds.0 + 1e-9), bounds.1 - 1e-9)
        }
      }
      guard let found = extent(axes) else { return nil }
      ranges = found
    }
    return ranges
  }

  /// The part of a grid where the density is not small, a step wider on each side.
  private func extent(_ axes: [[Double]]) -> [ClosedRange<Double>]? {
    let points = grid(axes)
    guard let logs = logDensities(points) else { return nil }
    let top = logs.filter { !$0.isNaN }.max() ?? -.infinity
    guard top.isFinite else { return nil }
    var ranges: [ClosedRange<Double>] = []
    for (axis, values) in axes.enumerated() {
      let seen = logs.indices.filter { logs[$0] > top - Self.depth }.map { points[axis][$0] }
      guard let low = seen.min(), let high = seen.max() else { return nil }
      let (below, above) = (
        values.last { $0 < low } ?? low, values.first { $0 > high } ?? high
      )
      guard below < above else { return nil }
      ranges.append(below...above)
    }
    return ranges
  }

  /// All points of a grid, the last axis fastest, column after column.
  private func grid(_ axes: [[Double]]) -> [[Double]] {
    guard axes.count == 2 else { return axes }
    return [
      axes[0].flatMap { Array(repeating: $0, count: axes[1].count) },
      axes[0].flatMap { _ in axes[1] },
    ]
  }

  private func centres(_ range: ClosedRange<Double>, _ count: Int) -> [Double] {
    (0..<count).map {
      range.lowerBound + (Double($0) + 0.5) / Double(count) * (range.upperBound - range.lowerBound)
    }
  }

  private func heights(_ logs: [Double]) -> [Double] {
    let top = logs.filter { !$0.isNaN }.max() ?? 0
    return logs.map { $0.isNaN ? 0 : exp($0 - top) }
  }

  private func curve(_ range: ClosedRange<Double>, width: Int) -> [String]? {
    guard width > 10, let logs = logDensities([centres(range, width)]) else { return nil }
    return ["  " + bars(heights(logs)), "  " + scale(range, width)]
  }

  /// Two rows of points a line: the upper and the lower half of each character.
  private func shades(_ ranges: [ClosedRange<Double>], width: Int, height: Int) -> [String]? {
    let axes = [centres(ranges[0], width), centres(ranges[1], height)]
    guard width > 10, let logs = logDensities(grid(axes)) else { return nil }
    let heights = heights(logs)
    let signs = Array(" ░▒▓█")
    let rows = (0..<height).reversed().map { row -> String in
      let shades = (0..<width).map { column in
        signs[min(4, Int((heights[column * height + row] * 4.99).rounded(.down)))]
      }
      let edge =
        row == height - 1
        ? formatReal(rounded(ranges[1].upperBound, in: ranges[1]))
        : row == 0 ? formatReal(rounded(ranges[1].lowerBound, in: ranges[1])) : ""
      return "  " + String(shades) + (edge.isEmpty ? "" : " " + edge)
    }
    return rows + ["  " + scale(ranges[0], width)]
  }

  /// The ends of a range under a picture of a width.
  private func scale(_ range: ClosedRange<Double>, _ width: Int) -> String {
    let (low, high) = (
      formatReal(rounded(range.lowerBound, in: range)),
      formatReal(rounded(range.upperBound, in: range))
    )
    return low + String(repeating: " ", count: max(1, width - low.count - high.count)) + high
  }

  /// To a thousandth of the range.
  private func rounded(_ value: Double, in range: ClosedRange<Double>) -> Double {
    let span = range.upperBound - range.lowerBound
    guard span > 0, span.isFinite else { return value }
    var unit = 1e-3
    while unit < span / 1000 { unit *= 10 }
    while unit > span / 100, unit > 1e-300 { unit /= 10 }
    return (value / unit).rounded() * unit
  }
}
