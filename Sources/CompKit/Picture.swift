import CompIR
import CompPlatform
import CompPlot
import CompSemantics

/// How draws may be shown.
public enum PlotKind: String, Sendable, CaseIterable {
  /// The draws of each chain in their order.
  case trace
  /// Every pair of coordinates.
  case corner
  /// Of one coordinate a histogram, of two their scatter, of more a corner plot.
  case standard = ""
}

/// What is plotted: draws, or the rows of data.
struct PlotSubject: Sendable {
  var columns: [PlotColumn]
  var space: Space
  var chains: Int
  var drawsPerChain: Int
  var title: String
}

/// A density that is drawn with draws, over the same coordinates.
struct PlottedDensity: Sendable {
  var density: Density
  /// nil where only a score is known of it.
  var points: DensityAtPoints?
}

extension PlotSubject {
  init(_ samples: Samples) {
    self.init(
      columns: PlotColumn.all(samples.space, samples.columns), space: samples.space,
      chains: samples.chains, drawsPerChain: samples.drawsPerChain,
      title: "\(samples.count) draws")
  }

  init(_ data: DataSet) {
    let columns = data.columns.flatMap { column in
      (0..<column.shape.count).map { element in
        (0..<data.rows).map { column.values[$0 * column.shape.count + element] }
      }
    }
    self.init(
      columns: PlotColumn.all(data.space, columns), space: data.space, chains: 1,
      drawsPerChain: data.rows, title: data.source)
  }

  func picture(_ kind: PlotKind, over plotted: PlottedDensity? = nil) -> DisplayList {
    let title = plotted?.density.title ?? title
    switch (kind, columns.count) {
    case (.trace, _):
      return tracePlot(columns, chains: chains, draws: drawsPerChain, title: title)
    case (.standard, 1):
      return histogramPlot(columns[0], density: plotted.flatMap(curve), title: title)
    case (.standard, 2):
      return scatterPlot(
        columns[0], columns[1], density: plotted.flatMap(grid), title: title)
    case (.standard, _), (.corner, _): return cornerPlot(columns, title: title)
    }
  }

  /// The density along the shown values of the only coordinate; of a counted one at each of them.
  private func curve(_ plotted: PlottedDensity) -> (x: [Double], y: [Double])? {
    guard plotted.density.analysis.logNormalizer != nil, let points = plotted.points else {
      return nil
    }
    let range = columns[0].shown.range
    let (low, high) = (range.lowerBound, range.upperBound)
    let x: [Double]
    if columns[0].isDiscrete {
      guard high - low < 400 else { return nil }
      x = (Int(low.rounded(.up))...Int(high.rounded(.down))).map(Double.init)
    } else {
      x = (0...600).map { low + (high - low) * Double($0) / 600 }
    }
    return (x, points.logs([x]).map { exp($0) })
  }

  /// The log density over the shown part of the plane; nil where a coordinate is counted.
  private func grid(_ plotted: PlottedDensity) -> Grid? {
    guard !columns.contains(where: \.isDiscrete), let density = plotted.points else { return nil }
    let (x, y) = (columns[0].shown.range, columns[1].shown.range)
    let points = Grid.points(columns: 160, rows: 160, x: x, y: y)
    let isSwapped = plotted.density.space.coordinates.first != space.coordinates.first
    let (first, second) = (points.map(\.x), points.map(\.y))
    return Grid(
      columns: 160, rows: 160, x: x, y: y,
      values: density.logs(isSwapped ? [second, first] : [first, second]))
  }
}

extension PlotColumn {
  /// The columns of the coordinates of a space.
  ///
  /// - Parameter places: which of them are wanted; nil for all.
  static func all(_ space: Space, _ values: [[Double]], only places: [Int]? = nil) -> [PlotColumn] {
    let named = space.members.flatMap { member in
      member.columnNames.map { name in (name, member.variable.domain) }
    }
    return (places ?? Array(values.indices)).map { place in
      let (entry, values) = (named[place], values[place])
      var labels: [String]?
      if case .labels(let names) = entry.1 { labels = names }
      return PlotColumn(entry.0, values, isDiscrete: entry.1.isDiscrete, labels: labels)
    }
  }
}

extension Draws {
  /// The draws as a picture.
  package func picture(_ kind: PlotKind) -> DisplayList {
    PlotSubject(samples).picture(kind)
  }
}
