import CompFiles
import CompPlot
import Foundation
import FoundationXML
import Testing

@Suite struct PlotTests {
  private func isWellFormed(_ svg: String) -> Bool {
    XMLParser(data: Data(svg.utf8)).parse()
  }

  static let x = PlotColumn("x[0]", (0..<20_000).map { sin(Double($0) * 12.9898) * 3 })
  static let y = PlotColumn("x<1>", (0..<20_000).map { cos(Double($0) * 78.233) * 2 })
  static let count = PlotColumn(
    "k", (0..<20_000).map { Double($0 * 7919 % 5) }, isDiscrete: true,
    labels: ["a", "b", "c", "d", "e"])

  static var plots: [DisplayList] {
    let points = Grid.points(columns: 60, rows: 60, x: -4...4, y: -4...4)
    let grid = Grid(
      columns: 60, rows: 60, x: -4...4, y: -4...4,
      values: points.map { -0.5 * ($0.x * $0.x + $0.y * $0.y) })
    return [
      scatterPlot(x, y, density: PlottedGrid(grid, isNormalized: false), title: "a & b"),
      scatterPlot(x, count, density: nil, title: ""),
      histogramPlot(x, density: ([0, 1], [0.1, 0.2]), title: "h"),
      histogramPlot(count, density: ([0, 1, 2, 3, 4], [0.2, 0.2, 0.2, 0.2, 0.2]), title: "k"),
      tracePlot([x, count], chains: 4, draws: 5_000, title: "t"),
      tracePlot([x], chains: 20_000, draws: 1, title: "t"),
      cornerPlot(Array(repeating: x, count: 9) + [count], title: "c"),
    ]
  }

  @Test func everyPlotIsWellFormedAndSmall() {
    for plot in Self.plots {
      let svg = plot.svg()
      #expect(isWellFormed(svg))
      #expect(svg.utf8.count < 1_000_000)
      // Thousands of dots are one image.
      #expect(svg.components(separatedBy: "<image").count <= 2)
      #expect(svg.components(separatedBy: "<circle").count <= 2_001)
    }
  }

  @Test func everyPlotIsAPicture() throws {
    for plot in Self.plots {
      let picture = try PNGImage(plot.png(scale: 0.5))
      #expect(picture.width == Int(plot.width / 2) && picture.height == Int(plot.height / 2))
      // Something is drawn on its page.
      #expect(picture.values.max().map { $0 > 0.9 } == true)
      #expect(picture.values.min().map { $0 < 0.6 } == true)
    }
  }

  @Test func terminalLinesFit() {
    for plot in Self.plots {
      for columns in [40, 80, 120] {
        let lines = plot.terminal(columns: columns, usesColor: false).split(separator: "\n")
        #expect(lines.count > 5 && lines.allSatisfy { $0.count <= columns })
      }
    }
  }

  /// However narrow the terminal, what names the horizontal axis stands below the frame, and what names the
  /// vertical one above it.
  @Test func wordsKeepOutOfFrames() throws {
    var plot = histogramPlot(Self.x, density: nil, title: "")
    plot.legend = []
    for columns in 40...120 {
      let lines = plot.terminal(columns: columns, usesColor: false).split(
        separator: "\n", omittingEmptySubsequences: false)
      let drawn = lines.indices.filter { index in
        lines[index].contains { ("\u{2801}"..."\u{28FF}").contains($0) }
      }
      let up = try #require(lines.firstIndex { $0.contains("density") })
      let across = try #require(lines.firstIndex { $0.contains("x[0]") })
      let numbers = try #require(lines.lastIndex { $0.contains("-2") && $0.contains("2") })
      let (first, last) = (try #require(drawn.first), try #require(drawn.last))
      #expect(up < first && last < numbers && numbers < across, "\(columns) columns")
    }
  }

  /// No words lie over others, and none leave the page.
  @Test func wordsDoNotOverlap() {
    for plot in Self.plots {
      var boxes: [(text: String, x: ClosedRange<Double>, y: ClosedRange<Double>)] = []
      for case .text(let text, let x, let y, let size, _, let anchor) in plot.header + plot.marks {
        let width = Double(text.count) * size * 0.55
        let left =
          switch anchor {
          case .start: x
          case .middle: x - width / 2
          case .end: x - width
          }
        let box = (text, left...(left + width), (y - size * 0.75)...(y + size * 0.1))
        #expect(box.1.lowerBound >= 0 && box.1.upperBound <= plot.width, "\(text)")
        #expect(box.2.lowerBound >= 0 && box.2.upperBound <= plot.height, "\(text)")
        for other in boxes {
          #expect(
            !(other.x.overlaps(box.1) && other.y.overlaps(box.2)), "\(text) over \(other.text)")
        }
        boxes.append(box)
      }
    }
  }

  @Test func degenerateDrawsStillPlot() {
    let sets: [[Double]] = [
      [], [1.0], [2, 2, 2], [.nan, .infinity], [1e300, -1e300], [1e308, -1e308], [-1e308],
      [1.5e308, 1.5e308], [1e-300, 2e-300],
      [1e15, 1e15 + 1], [.nan], [-.infinity, 0, 1],
    ]
    for values in sets {
      for isDiscrete in [false, true] {
        let column = PlotColumn("x", values, isDiscrete: isDiscrete)
        for plot in [
          histogramPlot(column, density: nil, title: ""),
          scatterPlot(column, column, density: nil, title: ""),
          cornerPlot([column, column, column], title: ""),
          tracePlot([column], chains: 1, draws: values.count, title: ""),
          tracePlot([column], chains: values.count, draws: 1, title: ""),
        ] {
          #expect(isWellFormed(plot.svg()))
          _ = plot.terminal(columns: 80, usesColor: true)
        }
      }
    }
  }

  @Test func contoursOfACircleLieOnIt() {
    let points = Grid.points(columns: 81, rows: 81, x: -2...2, y: -2...2)
    let grid = Grid(
      columns: 81, rows: 81, x: -2...2, y: -2...2,
      values: points.map { -($0.x * $0.x + $0.y * $0.y) })
    let lines = grid.contour(at: -1)
    // One closed line.
    #expect(lines.count == 1 && lines[0].count > 100)
    #expect(lines[0].first?.x == lines[0].last?.x && lines[0].first?.y == lines[0].last?.y)
    for point in lines.flatMap({ $0 }) {
      #expect(abs((point.x * point.x + point.y * point.y).squareRoot() - 1) < 2e-3)
    }
    // Beyond the edges it is open: four arcs in the corners.
    #expect(grid.contour(at: -6).count == 4)
    // 39.3 % of a Gaussian's mass lies within one standard deviation.
    let gaussian = Grid(
      columns: 81, rows: 81, x: -2...2, y: -2...2,
      values: points.map { -8 * ($0.x * $0.x + $0.y * $0.y) })
    #expect(abs((gaussian.levels(ofMass: [0.3935]).first?.level ?? 0) - -0.5) < 0.05)
  }

  @Test func heavyTailsAreCut() {
    let uniform = (1..<2_000).map { Double($0) / 2_000 }
    let cauchy = uniform.map { tan(.pi * ($0 - 0.5)) }
    let shown = ShownRange(of: cauchy)
    #expect(shown.range.upperBound < 100 && shown.beyond > 0 && shown.beyond <= 40)
    #expect(
      histogramPlot(PlotColumn("x", cauchy), density: nil, title: "c").title
        == "c (\(shown.beyond) of 1999 draws lie outside)")
    let whole = ShownRange(of: uniform.map { -log($0) })
    #expect(whole.beyond == 0 && whole.range.upperBound > 7)
  }

  @Test(arguments: [
    (-0.83, 12.4, "10"), (3.9997, 4.0003, "4.0000"), (1e-9, 9e-9, "4e-9"), (0, 3e7, "1e7"),
    (1e9, 1e9 + 1, "-0.4"),
  ])
  func ticksAreRoundAndInside(_ low: Double, _ high: Double, _ label: String) {
    let axis = Axis(low: low, high: high, start: 0, end: 476)
    let ticks = axis.ticks(size: 11)
    #expect((3...9).contains(ticks.count))
    #expect(ticks.allSatisfy { axis.contains($0.value) })
    #expect(ticks.map(\.label).contains(label), "\(ticks.map(\.label))")
    #expect(Set(ticks.map(\.label)).count == ticks.count)
  }
}
