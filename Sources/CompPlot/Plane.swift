/// The parts of two axes that span a plane in which a length is the same in both directions.
package struct Plane: Sendable {
  package var x: ClosedRange<Double>
  package var y: ClosedRange<Double>

  /// Axes are made equal unless the one would then be seen over less than this share of its length: of a
  /// variable whose elements differ so much in scale only a line would be left.
  private static let smallestShare = 0.1

  /// The plane of two columns: with equal axes where they have one unit.
  ///
  /// - Parameters:
  ///   - width, height: of the frame in which it is drawn.
  package init(_ x: PlotColumn, _ y: PlotColumn, width: Double, height: Double) {
    self.init(
      x: x.shown.range, y: y.shown.range, hasOneUnit: x.sharesUnit(with: y), width: width,
      height: height)
  }

  package init(
    x: ClosedRange<Double>, y: ClosedRange<Double>, hasOneUnit: Bool, width: Double, height: Double
  ) {
    (self.x, self.y) = (x, y)
    let (xSpan, ySpan) = (x.upperBound - x.lowerBound, y.upperBound - y.lowerBound)
    guard hasOneUnit, xSpan > 0, ySpan > 0, (xSpan + ySpan).isFinite else { return }
    let unit = max(xSpan / width, ySpan / height)
    guard min(xSpan / (unit * width), ySpan / (unit * height)) >= Self.smallestShare else { return }
    self.x = x.widened(to: unit * width)
    self.y = y.widened(to: unit * height)
  }

  /// The sides of the frame of a scatter plot.
  package static let scatter = (left: 64.0, right: 540.0, top: 48.0, bottom: 460.0)

  /// The plane of a scatter plot.
  package static func ofScatter(_ x: PlotColumn, _ y: PlotColumn) -> Plane {
    Plane(x, y, width: scatter.right - scatter.left, height: scatter.bottom - scatter.top)
  }
}

extension ClosedRange<Double> {
  fileprivate func widened(to span: Double) -> ClosedRange<Double> {
    let more = (span - (upperBound - lowerBound)) / 2
    return more > 0 ? (lowerBound - more)...(upperBound + more) : self
  }
}
