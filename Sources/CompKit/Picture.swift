import CompIR
import CompLanguage
import CompModel
import CompPlatform
import CompPlot

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
    var shown = PlotColumn.all(data.space, columns)
    for index in shown.indices { (shown[index].noun, shown[index].nameOfNaN) = ("rows", "missing") }
    self.init(
      columns: shown, space: data.space, chains: 1, drawsPerChain: data.rows, title: data.source)
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

  /// The density along the shown values of the only coordinate; of a counted one at each of them. One whose
  /// constant is not known is normalised by quadrature.
  private func curve(_ plotted: PlottedDensity) -> (x: [Double], y: [Double])? {
    guard let points = plotted.points, let member = plotted.density.space.members.first else {
      return nil
    }
    let isNormalized = plotted.density.analysis.logNormalizer != nil
    let constant =
      isNormalized
      ? 0 : LineIntegral(points, over: member.domain, around: columns[0].values)?.logarithm
    guard let constant else { return nil }
    let range = columns[0].shown.range
    let (low, high) = (range.lowerBound, range.upperBound)
    let x: [Double]
    if columns[0].isDiscrete {
      guard high - low < 400 else { return nil }
      x = (Int(low.rounded(.up))...Int(high.rounded(.down))).map(Double.init)
    } else {
      x = (0...600).map { low + (high - low) * Double($0) / 600 }
    }
    return (x, points.logs([x]).map { exp($0 - constant) })
  }

  /// The log density over the shown part of the plane; nil where a coordinate is counted.
  private func grid(_ plotted: PlottedDensity) -> PlottedGrid? {
    guard !columns.contains(where: \.isDiscrete), let density = plotted.points else { return nil }
    let plane = Plane.ofScatter(columns[0], columns[1])
    let points = Grid.points(columns: 160, rows: 160, x: plane.x, y: plane.y)
    let isSwapped = plotted.density.space.coordinates.first != space.coordinates.first
    func logs(_ x: [Double], _ y: [Double]) -> [Double] {
      density.logs(isSwapped ? [y, x] : [x, y])
    }
    let grid = Grid(
      columns: 160, rows: 160, x: plane.x, y: plane.y,
      values: logs(points.map(\.x), points.map(\.y)))
    return PlottedGrid(
      grid.findingEnds(logs), isNormalized: plotted.density.analysis.logNormalizer != nil)
  }
}

extension PlotColumn {
  /// The columns of the coordinates of a space.
  ///
  /// - Parameter places: which of them are wanted; nil for all.
  static func all(_ space: Space, _ values: [[Double]], only places: [Int]? = nil) -> [PlotColumn] {
    let named = space.members.flatMap { member in
      member.columnNames.map { name in (name, member.variable) }
    }
    return (places ?? Array(values.indices)).map { place in
      let (entry, values) = (named[place], values[place])
      let variable = entry.1
      var labels: [String]?
      if case .labels(let names) = variable.domain { labels = names }
      return PlotColumn(
        entry.0, values, isDiscrete: variable.domain.isDiscrete, labels: labels,
        variable: variable.name)
    }
  }
}

extension Draws {
  /// The draws as a picture.
  package func picture(_ kind: PlotKind) -> DisplayList {
    PlotSubject(samples).picture(kind)
  }
}
