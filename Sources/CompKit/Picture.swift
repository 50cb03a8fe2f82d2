import CompFiles
import CompIR
import CompPlot
import CompSemantics
import Foundation

/// How draws may be shown.
public enum PlotKind: String, Sendable, CaseIterable {
  /// The draws of each chain in their order.
  case trace
  /// Every pair of coordinates.
  case corner
  /// Of one coordinate a histogram, of two their scatter, of more a corner plot.
  case standard = ""
}

/// A density that is drawn with draws.
struct PlottedDensity {
  var density: Density
  /// The log density, with its constant where it is known, at points given by columns.
  var logDensities: ([[Double]]) throws -> [Double]
}

/// A picture of draws.
func picture(of samples: Samples, kind: PlotKind, over plotted: PlottedDensity? = nil) throws
  -> DisplayList
{
  let names = samples.space.members.flatMap(\.columnNames)
  let title = plotted?.density.title ?? "\(samples.count) draws"
  switch (kind, names.count) {
  case (.trace, _):
    return tracePlot(
      chains: samples.columns.map { column in
        (0..<samples.chains).map {
          Array(column[($0 * samples.drawsPerChain)..<(($0 + 1) * samples.drawsPerChain)])
        }
      }, names: names, title: title)
  case (.standard, 1):
    let values = samples.columns[0]
    let isDiscrete = samples.space.members.first?.variable.domain.isDiscrete ?? false
    var curve: (x: [Double], y: [Double])?
    if let plotted, !isDiscrete, plotted.density.analysis.logNormalizer != nil {
      let low = values.min() ?? 0
      let high = values.max() ?? 1
      let x = (0...400).map { low + (high - low) * Double($0) / 400 }
      curve = (x, try plotted.logDensities([x]).map { exp($0) })
    }
    return histogramPlot(
      values: values, name: names[0], density: curve, title: title, isDiscrete: isDiscrete)
  case (.standard, 2):
    var grid: Grid?
    if let plotted, plotted.density.space.coordinates.count == 2,
      plotted.density.analysis.grade >= .energy
    {
      func range(_ column: [Double]) -> ClosedRange<Double> {
        let low = column.min() ?? -1
        let high = column.max() ?? 1
        let margin = max((high - low) * 0.08, 1e-9)
        return (low - margin)...(high + margin)
      }
      let (x, y) = (range(samples.columns[0]), range(samples.columns[1]))
      let points = Grid.points(columns: 120, rows: 120, x: x, y: y)
      grid = Grid(
        columns: 120, rows: 120, x: x, y: y,
        values: try plotted.logDensities([points.map(\.x), points.map(\.y)]))
    }
    return scatterPlot(
      x: samples.columns[0], y: samples.columns[1], names: (names[0], names[1]), density: grid,
      title: title)
  case (.standard, _), (.corner, _):
    return cornerPlot(columns: samples.columns, names: names, title: title)
  }
}

extension Draws {
  /// The draws as a picture.
  package func picture(_ kind: PlotKind) throws -> DisplayList {
    try CompKit.picture(of: samples, kind: kind)
  }
}
