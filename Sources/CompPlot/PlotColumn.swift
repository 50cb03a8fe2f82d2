/// The values of one coordinate, as plots need them.
package struct PlotColumn: Sendable {
  package var name: String
  package var values: [Double]
  /// Whether the values are whole numbers that are counted.
  package var isDiscrete: Bool
  /// The names of the values 0, 1, …, where they have any.
  package var labels: [String]?
  /// The variable of which it is an element; elements of one variable have one unit.
  package var variable: String?
  /// What its values are, as titles say it: draws, or rows of data.
  package var noun = "draws"
  /// What its NaN are.
  package var nameOfNaN = "NaN"

  package init(
    _ name: String, _ values: [Double], isDiscrete: Bool = false, labels: [String]? = nil,
    variable: String? = nil
  ) {
    self.name = name
    self.values = values
    self.isDiscrete = isDiscrete
    self.labels = labels
    self.variable = variable
  }

  /// Where its values are shown: of counted ones all, with half a step on each side, and a whole one more
  /// where all are one number.
  package var shown: ShownRange {
    guard isDiscrete else { return ShownRange(of: values) }
    let reach = constant == nil || labels != nil ? 0.5 : 1.5
    return ShownRange(
      of: values + values.map { $0 - reach } + values.map { $0 + reach }, room: 0.02)
  }

  /// The number that all finite values are; nil where they differ.
  package var constant: Double? {
    guard let first = values.first(where: \.isFinite) else { return nil }
    return values.allSatisfy { $0 == first || !$0.isFinite } ? first : nil
  }

  /// What is to be said of its values in a title: ` (all draws are 3)`; empty where they are ordinary.
  package var remark: String {
    let odd = values.count { !$0.isFinite }
    if odd == values.count, odd > 0 { return " (all \(noun) are \(oddName))" }
    if odd > 0 { return " (\(odd) of \(values.count) \(noun) are \(oddName))" }
    if values.count > 1, let constant {
      let place = Int(exactly: constant) ?? -1
      let name = labels.flatMap { $0.indices.contains(place) ? $0[place] : nil }
      return " (all \(noun) are \(name ?? Self.text(of: constant)))"
    }
    return ShownRange.remark(shown.beyond, of: values.count, noun)
  }

  /// The remark on the first of some columns that has any, with its name where there are several.
  static func remark(_ columns: [PlotColumn]) -> String {
    guard columns.count > 1 else { return columns.first?.remark ?? "" }
    let remarks = columns.map { ($0.name, $0.remark) }.filter { !$0.1.isEmpty }
    return remarks.first.map { name, remark in " (\(name): \(remark.dropFirst(2))" } ?? ""
  }

  private var oddName: String {
    let isNaN = values.contains(where: \.isNaN)
    let isInfinite = values.contains(where: \.isInfinite)
    return isNaN && isInfinite ? "\(nameOfNaN) or infinite" : isNaN ? nameOfNaN : "infinite"
  }

  /// All digits of a number, without a fraction where it is whole.
  private static func text(of number: Double) -> String {
    Int(exactly: number).map { "\($0)" } ?? "\(number)"
  }

  /// Whether two columns have one unit, so that a length means the same in both directions of a plane.
  package func sharesUnit(with other: PlotColumn) -> Bool {
    variable != nil && variable == other.variable && !isDiscrete && !other.isDiscrete
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
    axis(over: shown.range, from: start, to: end)
  }

  func axis(over range: ClosedRange<Double>, from start: Double, to end: Double) -> Axis {
    var axis = Axis(range, from: start, to: end)
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
