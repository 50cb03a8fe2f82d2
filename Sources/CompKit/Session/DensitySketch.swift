import CompIR
import CompLanguage
import CompModel
import CompPlot
import CompRuntime

import func CompPlatform.exp
import func CompPlatform.log
import func CompPlatform.sinh

/// A small picture of a density over one or two real coordinates, or over one that is counted.
struct DensitySketch {
  /// Points along each coordinate of the first look, and of those where something was found.
  private static let looks = (one: [801, 401, 401], two: [61, 33, 33])
  /// Points of the picture of two coordinates.
  private static let grid = (columns: 65, rows: 49)
  /// How many of them have to meet the density for it to be seen.
  private static let enoughPoints = 120
  /// What lies lower than this below the highest log density is left out.
  private static let depth = 5.0
  /// Counted values that are looked at, and how many of them can be shown.
  private static let counted = (looked: 2_000, shown: 120)

  private let density: Density
  private let interpreter: Interpreter

  /// nil where there is nothing to be seen: other dimensions, only a score, a density that no look found.
  static func picture(of density: Density, _ interpreter: Interpreter) -> DisplayList? {
    let members = density.space.members
    guard density.given.isEmpty, density.analysis.grade >= .energy else { return nil }
    let sketch = DensitySketch(density: density, interpreter: interpreter)
    let names = members.flatMap(\.columnNames)
    if members.contains(where: \.domain.isDiscrete) {
      guard names.count == 1, let member = members.first else { return nil }
      return sketch.probabilities(member, name: names[0])
    }
    guard members.allSatisfy({ $0.domain != .simplex }), (1...2).contains(names.count) else {
      return nil
    }
    guard let ranges = sketch.shownRanges() else { return nil }
    return ranges.count == 1
      ? sketch.curve(ranges[0], name: names[0])
      : sketch.contours(ranges, names: (names[0], names[1]))
  }

  private func logDensities(_ points: [[Double]]) -> [Double]? {
    try? DensityAtPoints(density, interpreter, Backend(.reference, precision: .double)).logs(points)
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
      let count = bounds.count == 1 ? Self.looks.one[look] : Self.looks.two[look]
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

  /// Relative to the highest; where the density goes to infinity, to what nearly all lies below, so that
  /// the rest is not pressed down.
  private func heights(_ logs: [Double]) -> [Double] {
    let finite = logs.filter { $0.isFinite }
    let isUnbounded = logs.contains(.infinity)
    guard var top = finite.max() else { return logs.map { $0 == .infinity ? 1 : 0 } }
    if isUnbounded { top = finite.sorted()[finite.count * 97 / 100] }
    return logs.map { $0.isNaN ? 0 : min(exp($0 - top), 1) }
  }

  private func curve(_ range: ClosedRange<Double>, name: String) -> DisplayList? {
    let count = 400
    let axis = (0...count).map {
      range.lowerBound + Double($0) / Double(count) * (range.upperBound - range.lowerBound)
    }
    guard let logs = logDensities([axis]) else { return nil }
    return .sketch(ofCurve: zip(axis, heights(logs)).map { (x: $0, y: $1) }, name: name)
  }

  /// - Parameter isClose: whether the ranges were already narrowed to where the density is.
  private func contours(
    _ ranges: [ClosedRange<Double>], names: (x: String, y: String), isClose: Bool = false
  ) -> DisplayList? {
    let frame = DisplayList.sketchFrame
    let plane = Plane(
      x: ranges[0], y: ranges[1], hasOneUnit: density.space.members.count == 1, width: frame.width,
      height: frame.height)
    func grid(_ columns: Int, _ rows: Int) -> Grid? {
      let points = Grid.points(columns: columns, rows: rows, x: ranges[0], y: ranges[1])
      guard let logs = logDensities([points.map(\.x), points.map(\.y)]) else { return nil }
      return Grid(columns: columns, rows: rows, x: ranges[0], y: ranges[1], values: logs)
    }
    guard let first = grid(Self.grid.columns, Self.grid.rows) else { return nil }
    let top = first.values.filter(\.isFinite).max() ?? 0
    if !isClose, let closer = first.extent(above: top - Self.depth) {
      return contours(closer, names: names, isClose: true)
    }
    // Where a support ends its corners are seen only by a finer grid.
    if first.hasEnds {
      return grid(3 * Self.grid.columns, 3 * Self.grid.rows).map { fine in
        .sketch(of: fine.findingEnds { logDensities([$0, $1]) }, in: plane, names: names)
      }
    }
    // What is thin falls between the points: they are set closer then.
    let seen = first.values.count { $0 > top - Self.depth }
    guard seen < Self.enoughPoints else { return .sketch(of: first, in: plane, names: names) }
    return grid(3 * Self.grid.columns, 3 * Self.grid.rows).map {
      .sketch(of: $0.highest(of: 3), in: plane, names: names)
    }
  }

  /// Those of all labels, or of the counts that are not all but impossible.
  private func probabilities(_ member: Space.Member, name: String) -> DisplayList? {
    var labels: [String]?
    if case .labels(let names) = member.domain { labels = names }
    let values = member.domain.finiteValues ?? Array(0...Self.counted.looked)
    guard let lowest = values.first, values.count <= Self.counted.looked + 1,
      let logs = logDensities([values.map(Double.init)])
    else { return nil }
    let heights = heights(logs)
    let seen = heights.indices.filter { heights[$0] > exp(-Self.depth) }
    guard let first = labels == nil ? seen.first : 0,
      let last = labels == nil ? seen.last : heights.count - 1,
      // Counts without an end whose mass lies beyond those that were looked at.
      member.domain.finiteValues != nil || last < Self.counted.looked,
      last - first < Self.counted.shown
    else { return nil }
    return .sketch(
      ofProbabilities: Array(heights[first...last]), from: lowest + first,
      column: PlotColumn(
        name, (first...last).map { Double(lowest + $0) }, isDiscrete: true, labels: labels))
  }
}

extension Grid {
  /// Returns the part of the plane where values are above a level, with some room around it; nil where that
  /// is most of the grid.
  fileprivate func extent(above level: Double) -> [ClosedRange<Double>]? {
    let seen = values.indices.filter { values[$0] > level }
    let (across, up) = (seen.map { $0 % columns }, seen.map { $0 / columns })
    guard let left = across.min(), let right = across.max(), let bottom = up.min(),
      let top = up.max()
    else { return nil }
    /// A fifth of what is seen is left free, and the grid is not left.
    func range(_ low: Int, _ high: Int, _ count: Int, _ all: ClosedRange<Double>) -> ClosedRange<
      Double
    > {
      let room = max(1, (high - low) / 10)
      let step = (all.upperBound - all.lowerBound) / Double(count - 1)
      let (first, last) = (max(0, low - room), min(count - 1, high + room))
      return (all.lowerBound + Double(first) * step)...(all.lowerBound + Double(last) * step)
    }
    let ranges = [range(left, right, columns, x), range(bottom, top, rows, y)]
    let shares = zip(ranges, [x, y]).map { part, all in
      (part.upperBound - part.lowerBound) / (all.upperBound - all.lowerBound)
    }
    return shares.contains { $0 < 0.75 } ? ranges : nil
  }

  /// A coarser grid with the highest value of each square of so many points.
  fileprivate func highest(of side: Int) -> Grid {
    let (wide, high) = (columns / side, rows / side)
    var coarse = [Double](repeating: -.infinity, count: wide * high)
    for row in 0..<(high * side) {
      for column in 0..<(wide * side) {
        let place = row / side * wide + column / side
        // Not a number is no height.
        let value = values[row * columns + column]
        if value > coarse[place] { coarse[place] = value }
      }
    }
    // The middles of the outermost squares.
    let inset = (
      x: (x.upperBound - x.lowerBound) / Double(columns - 1) * Double(side - 1) / 2,
      y: (y.upperBound - y.lowerBound) / Double(rows - 1) * Double(side - 1) / 2
    )
    return Grid(
      columns: wide, rows: high, x: (x.lowerBound + inset.x)...(x.upperBound - inset.x),
      y: (y.lowerBound + inset.y)...(y.upperBound - inset.y), values: coarse)
  }
}
