/// The values of one coordinate, as plots need them.
package struct PlotColumn: Sendable {
  package var name: String
  package var values: [Double]
  /// Whether the values are whole numbers that are counted.
  package var isDiscrete: Bool
  /// The names of the values 0, 1, …, where they have any.
  package var labels: [String]?

  package init(
    _ name: String, _ values: [Double], isDiscrete: Bool = false, labels: [String]? = nil
  ) {
    self.name = name
    self.values = values
    self.isDiscrete = isDiscrete
    self.labels = labels
  }

  /// Where its values are shown: of counted ones all, with half a step on each side.
  package var shown: ShownRange {
    isDiscrete
      ? ShownRange(of: values + values.map { $0 - 0.5 } + values.map { $0 + 0.5 }, room: 0.02)
      : ShownRange(of: values)
  }

  /// The values, with counted ones spread a little about their places, evenly, so that draws of one
  /// value are told apart.
  ///
  /// - Parameter ratio: of steps from one draw to the next; another for each axis, so that two counted
  ///   coordinates fill squares (Roberts 2018, "The unreasonable effectiveness of quasirandom
  ///   sequences").
  func spread(_ ratio: Double) -> [Double] {
    guard isDiscrete else { return values }
    return values.enumerated().map { index, value in
      value + ((Double(index) * ratio).truncatingRemainder(dividingBy: 1) - 0.5) * 0.5
    }
  }

  static let ratios = (x: 0.754_877_666_246_693, y: 0.569_840_290_998_053)

  func axis(from start: Double, to end: Double) -> Axis {
    var axis = Axis(shown.range, from: start, to: end)
    if let labels {
      axis.names = labels.enumerated().map { (Double($0.offset), $0.element) }
    } else if isDiscrete, axis.high - axis.low < 12 {
      axis.names = (Int(axis.low.rounded(.up))...Int(axis.high.rounded(.down))).map {
        (Double($0), String($0))
      }
    }
    return axis
  }
}
