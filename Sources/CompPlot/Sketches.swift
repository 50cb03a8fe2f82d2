/// Small pictures without words but those of their axes, to stand below a line that tells the rest.
extension DisplayList {
  private static let sketchWidth = 320.0
  private static let sides = (left: 44.0, right: 300.0)

  /// The size of the frame of a sketch of two coordinates.
  package static let sketchFrame = (width: 256.0, height: 132.0)

  /// How many columns of characters a sketch is made for.
  package static let sketchColumns = 46

  /// A density along one coordinate; how high it is has no meaning.
  package static func sketch(ofCurve points: [(x: Double, y: Double)], name: String) -> DisplayList
  {
    let finite = points.filter { $0.x.isFinite && $0.y.isFinite }
    let low = finite.first?.x ?? 0
    let high = finite.last?.x ?? 1
    let peak = max(finite.map(\.y).max() ?? 1, 1e-300)
    let (empty, frame) = flat(
      Axis(low...max(high, low.nextUp), from: sides.left, to: sides.right), peak: peak, name: name)
    var list = empty
    let curve = finite.map { (x: frame.x.position($0.x), y: frame.y.position($0.y)) }
    if let first = curve.first, let last = curve.last {
      list.add(
        .area(
          [(first.x, frame.y.start)] + curve + [(last.x, frame.y.start)], .density, opacity: 0.3))
      list.add(.line(curve, .density, width: 1.6))
    }
    return list
  }

  /// A histogram of draws.
  package static func sketch(ofHistogram column: PlotColumn) -> DisplayList {
    let bins = histogramBins(column)
    let peak = max(bins.map(\.height).max() ?? 1, 1e-300)
    let (empty, frame) = flat(
      column.axis(from: sides.left, to: sides.right), peak: peak, name: column.name)
    var list = empty
    list.add(bars(bins, frame, isDiscrete: column.isDiscrete, opacity: 0.6))
    return list
  }

  /// The probabilities of values that are counted, or of labels.
  package static func sketch(ofProbabilities values: [Double], from first: Int, column: PlotColumn)
    -> DisplayList
  {
    let bins = values.enumerated().map { index, height -> HistogramBin in
      let value = Double(first + index)
      return (value - 0.5, value + 0.5, height)
    }
    let (empty, frame) = flat(
      column.axis(from: sides.left, to: sides.right),
      peak: max(values.filter(\.isFinite).max() ?? 1, 1e-300), name: column.name)
    var list = empty
    list.add(bars(bins, frame, isDiscrete: true, opacity: 0.6, ink: .density))
    return list
  }

  /// A log density over two coordinates: where half, nine tenths and all but a hundredth of it lie.
  ///
  /// - Parameter plane: the part of the plane that is shown, which may be wider than the grid.
  package static func sketch(of grid: Grid, in plane: Plane, names: (x: String, y: String))
    -> DisplayList
  {
    var list = DisplayList(width: sketchWidth, height: 186, title: "")
    let frame = Frame(
      x: Axis(plane.x, from: sides.left, to: sides.right), y: Axis(plane.y, from: 152, to: 20))
    frame.draw(into: &list, xName: names.x, yName: names.y, ticks: 5)
    let closed = grid.walled
    for (share, opacity) in [(0.99, 0.12), (0.9, 0.3), (0.5, 0.5)] {
      guard let level = grid.levels(ofMass: [share]).first?.level else { continue }
      let loops = closed.contour(at: level).map { loop in
        loop.map { (x: frame.x.position($0.x), y: frame.y.position($0.y)) }
      }
      // One outline of all: the bridges between loops are passed twice and so bound nothing.
      let outline = loops.flatMap { $0 } + loops.dropLast().reversed().compactMap(\.last)
      if !outline.isEmpty { list.add(.area(outline, .density, opacity: opacity)) }
    }
    return list
  }

  /// Draws over two coordinates.
  package static func sketch(ofScatter x: PlotColumn, _ y: PlotColumn) -> DisplayList {
    var list = DisplayList(width: sketchWidth, height: 186, title: "")
    let plane = Plane(x, y, width: sketchFrame.width, height: sketchFrame.height)
    let frame = Frame(
      x: x.axis(over: plane.x, from: sides.left, to: sides.right),
      y: y.axis(over: plane.y, from: 152, to: 20))
    frame.draw(into: &list, xName: x.name, yName: y.name, ticks: 5)
    let (xs, ys) = (x.spread(PlotColumn.ratios.x), y.spread(PlotColumn.ratios.y))
    let step = max(1, xs.count / 1_500)
    let points = stride(from: 0, to: min(xs.count, ys.count), by: step).map { (xs[$0], ys[$0]) }
      .filter { frame.x.contains($0.0) && frame.y.contains($0.1) }
    list.add(
      .dots(
        points.map { (frame.x.position($0.0), frame.y.position($0.1)) }, .draws, radius: 1,
        opacity: points.count > 500 ? 0.4 : 0.7))
    return list
  }

  private static func flat(_ x: Axis, peak: Double, name: String) -> (DisplayList, Frame) {
    var list = DisplayList(width: sketchWidth, height: 122, title: "")
    let frame = Frame(x: x, y: Axis(low: 0, high: peak * 1.05, start: 88, end: 8))
    frame.draw(into: &list, xName: name, yName: nil)
    return (list, frame)
  }
}
