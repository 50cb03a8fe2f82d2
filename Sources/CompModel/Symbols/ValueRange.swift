/// Bounds on the elements of an expression, by interval arithmetic. NaN is not counted.
///
/// Truth values are 0 and 1, so that `lower == 1` means that all are true.
package struct ValueRange: Equatable {
  package var lower: Double
  package var upper: Double
  /// Whether all elements are whole numbers.
  package var isWhole: Bool
  /// Whether the bounds follow from the domains of random variables and from constants. Values that
  /// a loop or a sampler carries are not followed, and take any value here.
  package var isKnown: Bool

  package init(_ lower: Double, _ upper: Double, isWhole: Bool = false, isKnown: Bool = true) {
    self.lower = lower.isNaN ? -.infinity : lower
    self.upper = upper.isNaN ? .infinity : upper
    self.isWhole = isWhole
    self.isKnown = isKnown
  }

  static let all = ValueRange(-.infinity, .infinity)
  static let unknown = ValueRange(-.infinity, .infinity, isKnown: false)
  static let truth = ValueRange(0, 1, isWhole: true)

  /// The range of known numbers.
  init(_ values: [Double]) {
    guard var least = values.first, !values.contains(where: \.isNaN) else {
      self = .unknown
      return
    }
    var greatest = least
    for value in values {
      least = min(least, value)
      greatest = max(greatest, value)
    }
    self.init(least, greatest, isWhole: values.allSatisfy { $0 == $0.rounded() })
  }

  /// The values of both.
  func union(_ other: ValueRange) -> ValueRange {
    ValueRange(
      min(lower, other.lower), max(upper, other.upper), isWhole: isWhole && other.isWhole,
      isKnown: isKnown && other.isKnown)
  }

  /// The values that lie in another range too; of the other range only its ends count. Where there are none it
  /// is empty, its lower end above its upper.
  func intersection(_ other: ValueRange) -> ValueRange {
    ValueRange(
      max(lower, other.lower), min(upper, other.upper), isWhole: isWhole, isKnown: isKnown)
  }

  /// Whether every value lies from `low` to `high`.
  package func lies(from low: Double, to high: Double) -> Bool {
    lower >= low && upper <= high || lower > upper
  }

  // MARK: Arithmetic

  static func + (a: ValueRange, b: ValueRange) -> ValueRange {
    a.with(
      b, lower: sum(a.lower, b.lower, else: -.infinity),
      upper: sum(a.upper, b.upper, else: .infinity))
  }

  static prefix func - (a: ValueRange) -> ValueRange {
    ValueRange(-a.upper, -a.lower, isWhole: a.isWhole, isKnown: a.isKnown)
  }

  static func * (a: ValueRange, b: ValueRange) -> ValueRange {
    let corners = [
      product(a.lower, b.lower), product(a.lower, b.upper), product(a.upper, b.lower),
      product(a.upper, b.upper),
    ]
    return a.with(b, lower: corners.min() ?? -.infinity, upper: corners.max() ?? .infinity)
  }

  /// The range of x · x, of one x.
  var squared: ValueRange {
    let ends = [lower * lower, upper * upper]
    let least = lower <= 0 && upper >= 0 ? 0 : ends.min() ?? 0
    return ValueRange(least, ends.max() ?? .infinity, isWhole: isWhole, isKnown: isKnown)
  }

  /// The range of 1 / x.
  var inverse: ValueRange {
    guard lower >= 0 || upper <= 0 else {
      return ValueRange(-.infinity, .infinity, isKnown: isKnown)
    }
    // At an end that is zero the quotient is infinite, with the sign of the other end.
    let least = upper == 0 ? -Double.infinity : 1 / upper
    let greatest = lower == 0 ? Double.infinity : 1 / lower
    return ValueRange(min(least, greatest), max(least, greatest), isKnown: isKnown)
  }

  /// The range of a sum of `count` elements.
  func summed(_ count: Int) -> ValueRange {
    self * ValueRange(Double(count), Double(count), isWhole: true)
  }

  /// The range of a function that never falls, by its values at both ends.
  func rising(isWhole: Bool = false, _ function: (Double) -> Double) -> ValueRange {
    ValueRange(function(lower), function(upper), isWhole: isWhole, isKnown: isKnown)
  }

  /// A range of which nothing but its ends is known beforehand.
  func within(_ low: Double, _ high: Double, isWhole: Bool = false) -> ValueRange {
    ValueRange(low, high, isWhole: isWhole, isKnown: isKnown)
  }

  private func with(_ other: ValueRange, lower: Double, upper: Double) -> ValueRange {
    ValueRange(
      lower, upper, isWhole: isWhole && other.isWhole, isKnown: isKnown && other.isKnown)
  }

  private static func sum(_ a: Double, _ b: Double, else open: Double) -> Double {
    let total = a + b
    return total.isNaN ? open : total
  }

  private static func product(_ a: Double, _ b: Double) -> Double { a == 0 || b == 0 ? 0 : a * b }
}
