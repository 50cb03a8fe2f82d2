import CompPlot
import Foundation
import Testing

/// What pictures show is what there is.
@Suite struct PictureTests {
  private static func grid(
    _ columns: Int, _ rows: Int, _ x: ClosedRange<Double>, _ y: ClosedRange<Double>,
    _ log: (Double, Double) -> Double
  ) -> Grid {
    let points = Grid.points(columns: columns, rows: rows, x: x, y: y)
    return Grid(
      columns: columns, rows: rows, x: x, y: y, values: points.map { log($0.x, $0.y) })
  }

  /// The contour of a square whose sides lie between the points of the grid runs along its sides.
  @Test func contoursRunAlongTheEdgesOfSupports() {
    func square(_ x: Double, _ y: Double) -> Double {
      abs(x) < 1.03 && abs(y) < 0.71 ? 0 : -.infinity
    }
    let coarse = Self.grid(21, 21, -2...2, -2...2, square)
    #expect(coarse.hasEnds)
    let found = coarse.findingEnds { zip($0, $1).map(square) }
    for grid in [found, found.walled] {
      let points = grid.contour(at: 0).flatMap { $0 }
      #expect(points.count > 20)
      for point in points {
        let off: Double = min(abs(abs(point.x) - 1.03), abs(abs(point.y) - 0.71))
        #expect(off < 1e-3, "\(point)")
      }
      #expect(abs((points.map(\.x).max() ?? 0) - 1.03) < 1e-3)
    }
    // Without them they run along the points.
    let edge = coarse.contour(at: 0).flatMap { $0 }.map(\.x).max() ?? 0
    #expect(abs(edge - 1) < 0.01)
  }

  /// Two elements of one variable have equal axes, columns of several variables their own.
  @Test func elementsOfOneVariableHaveEqualAxes() {
    let values = (0..<500).map { Double($0) / 500 }
    let a = PlotColumn("x[0]", values, variable: "x")
    let b = PlotColumn("x[1]", values.map { 3 * $0 }, variable: "x")
    let c = PlotColumn("y", values.map { 3 * $0 }, variable: "y")
    func units(_ plane: Plane) -> (x: Double, y: Double) {
      (
        (plane.x.upperBound - plane.x.lowerBound) / 200,
        (plane.y.upperBound - plane.y.lowerBound) / 100
      )
    }
    let equal = units(Plane(a, b, width: 200, height: 100))
    #expect(abs(equal.x - equal.y) < 1e-12)
    let own = units(Plane(a, c, width: 200, height: 100))
    #expect(abs(own.x - own.y) > 1e-3)
    // Where one would be seen as a line, axes stay their own.
    let far = PlotColumn("x[1]", values.map { 1_000 * $0 }, variable: "x")
    let unequal = units(Plane(a, far, width: 200, height: 100))
    #expect(unequal.y > 10 * unequal.x)
    let counts = PlotColumn("k[0]", values, isDiscrete: true, variable: "x")
    #expect(!a.sharesUnit(with: counts))
  }

  private static func contours(_ half: Double, isNormalized: Bool) -> [Double?] {
    let log2pi = log(2 * Double.pi)
    let grid = grid(81, 81, -half...half, -half...half) { x, y in
      -0.5 * (x * x + y * y) - (isNormalized ? log2pi : 0)
    }
    return PlottedGrid(grid, isNormalized: isNormalized).contours.map(\.share)
  }

  /// A contour is named by the share within where that is known: not where it, or of an unnormalised
  /// density any, runs out of the frame.
  @Test func contoursThatRunOutOfTheFrameHaveNoShare() {
    for isNormalized in [true, false] {
      #expect(Self.contours(4, isNormalized: isNormalized) == [0.5, 0.9, 0.99])
    }
    // The circle of 90 % has the radius 2.15: in a square of half 2.3 that of 99 % (3.03) does not close.
    #expect(Self.contours(2.3, isNormalized: true) == [0.5, 0.9])
    #expect(Self.contours(2.3, isNormalized: false).allSatisfy { $0 == nil })
    let plot = scatterPlot(
      PlotTests.x, PlotTests.y,
      density: PlottedGrid(
        Self.grid(20, 20, -1...1, -1...1) { x, y in x + y }, isNormalized: false), title: "")
    #expect(plot.legend.map(\.name) == ["draws", "density"])
  }

  /// All of a uniform density lies within its only contour.
  @Test func uniformDensitiesHaveOneContour() {
    let grid = Self.grid(40, 40, -2...2, -2...2) { x, y in
      abs(x) < 1 && abs(y) < 1 ? 0 : -.infinity
    }
    #expect(PlottedGrid(grid, isNormalized: false).contours.map(\.share) == [1])
  }

  @Test(arguments: [0, 3, -1e6, 1e6, 1e-12, 1e12, 1e300])
  func drawsOfOneNumberAreShown(_ number: Double) throws {
    let column = PlotColumn("x", Array(repeating: number, count: 100))
    let plot = histogramPlot(column, density: nil, title: "100 draws")
    #expect(plot.title.hasPrefix("100 draws (all draws are "))
    var widest = 0.0
    for case .area(let points, .draws, _) in plot.marks {
      let places = points.map(\.x)
      widest = max(widest, (places.max() ?? 0) - (places.min() ?? 0))
    }
    // A bar of at least a hundredth of the page.
    #expect(widest > 5.6)
    #expect(scatterPlot(column, column, density: nil, title: "").title.contains("all draws are"))
  }

  @Test(arguments: [
    ([Double.infinity, .infinity], "(all draws are infinite)"), ([.nan], "(all draws are NaN)"),
    ([.nan, .infinity], "(all draws are NaN or infinite)"),
    ([1, .infinity, 2], "(1 of 3 draws are infinite)"), ([4, 4], "(all draws are 4)"),
  ])
  func oddDrawsAreNamed(_ values: [Double], _ words: String) {
    let column = PlotColumn("x", values)
    let plots = [
      histogramPlot(column, density: nil, title: "t"),
      tracePlot([column], chains: 1, draws: values.count, title: "t"),
      cornerPlot([column], title: "t"),
    ]
    for plot in plots { #expect(plot.title == "t " + words) }
    let counted = PlotColumn("k", values, isDiscrete: true)
    #expect(histogramPlot(counted, density: nil, title: "t").title == "t " + words)
  }

  /// Whatever it spans, an axis shows its scale by two marks or more.
  @Test func axesHaveTwoTicks() {
    var state: UInt64 = 7
    func random() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) / Double(1 << 53)
    }
    for round in 0..<2_000 {
      let low = (random() - 0.5) * Foundation.pow(10, 12 * random() - 6)
      let span = Foundation.pow(10, 10 * random() - 5)
      let axis = Axis(low: low, high: low + span, start: 0, end: 100 + 400 * random())
      guard axis.high - axis.low > abs(low) * 1e-9 else { continue }
      for size: Double? in [nil, 9, 11] {
        let ticks = axis.ticks(round % 6 + 1, size: size)
        #expect(ticks.count >= 2, "\(low) to \(low + span)")
        #expect(Set(ticks.map(\.label)).count == ticks.count, "\(ticks.map(\.label))")
      }
    }
    let constant = PlotColumn("k", [3, 3, 3], isDiscrete: true)
    let labels = histogramPlot(constant, density: nil, title: "").marks.compactMap { mark in
      if case .text(let text, _, _, _, .muted, .middle) = mark { text } else { nil }
    }
    #expect(labels == ["2", "3", "4"])
  }

  @Test func tracesNameTheirChains() {
    let values = (0..<700).map { Double($0 % 13) }
    func legend(_ chains: Int) -> [String] {
      tracePlot([PlotColumn("x", values)], chains: chains, draws: 700 / chains, title: "").legend
        .map(\.name)
    }
    #expect(legend(1).isEmpty)
    #expect(legend(2) == ["chain 1", "chain 2"])
    #expect(legend(7) == ["chains 1, 6", "chains 2, 7", "chain 3", "chain 4", "chain 5"])
  }
}
