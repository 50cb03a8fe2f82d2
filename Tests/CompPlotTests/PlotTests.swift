import CompPlot
import Foundation
import FoundationXML
import Testing

@Suite struct PlotTests {
  private func isWellFormed(_ svg: String) -> Bool {
    XMLParser(data: Data(svg.utf8)).parse()
  }

  @Test func everyPlotIsWellFormedAndSmall() {
    let x = (0..<20_000).map { sin(Double($0) * 12.9898) * 3 }
    let y = (0..<20_000).map { cos(Double($0) * 78.233) * 2 }
    let points = Grid.points(columns: 60, rows: 60, x: -4...4, y: -4...4)
    let grid = Grid(
      columns: 60, rows: 60, x: -4...4, y: -4...4,
      values: points.map { -0.5 * ($0.x * $0.x + $0.y * $0.y) })
    let plots = [
      scatterPlot(x: x, y: y, names: ("x[0]", "x<1>"), density: grid, title: "a & b"),
      histogramPlot(values: x, name: "x", density: ([0, 1], [0.1, 0.2]), title: "h"),
      tracePlot(chains: [[x, y]], names: ["x"], title: "t"),
      cornerPlot(
        columns: Array(repeating: x, count: 10), names: (0..<10).map { "x[\($0)]" }, title: "c"),
    ]
    for plot in plots {
      let svg = plot.svg()
      #expect(isWellFormed(svg))
      #expect(svg.utf8.count < 1_000_000)
    }
  }

  @Test func degenerateDrawsStillPlot() {
    for values in [[], [1.0], [2, 2, 2], [.nan, .infinity], [1e300, -1e300], [1e-300, 2e-300]] {
      #expect(isWellFormed(histogramPlot(values: values, name: "x", density: nil, title: "").svg()))
      #expect(
        isWellFormed(
          scatterPlot(x: values, y: values, names: ("x", "y"), density: nil, title: "").svg()))
    }
  }

  @Test func contoursOfACircleLieOnIt() {
    let points = Grid.points(columns: 81, rows: 81, x: -2...2, y: -2...2)
    let grid = Grid(
      columns: 81, rows: 81, x: -2...2, y: -2...2,
      values: points.map { -($0.x * $0.x + $0.y * $0.y) })
    let segments = grid.contour(at: -1)
    #expect(segments.count > 100)
    for point in segments.flatMap({ $0 }) {
      #expect(abs((point.x * point.x + point.y * point.y).squareRoot() - 1) < 2e-3)
    }
    // 39.3 % of a Gaussian's mass lies within one standard deviation.
    let gaussian = Grid(
      columns: 81, rows: 81, x: -2...2, y: -2...2,
      values: points.map { -8 * ($0.x * $0.x + $0.y * $0.y) })
    #expect(abs((gaussian.levels(ofMass: [0.3935]).first ?? 0) - -0.5) < 0.05)
  }

  @Test func ticksAreRoundAndInside() {
    let axis = Axis(holding: [-0.83, 12.4], from: 0, to: 100)
    let ticks = axis.ticks()
    #expect((3...9).contains(ticks.count))
    #expect(ticks.allSatisfy { $0.value >= axis.low && $0.value <= axis.high })
    #expect(ticks.map(\.label).contains("10"))
  }
}
