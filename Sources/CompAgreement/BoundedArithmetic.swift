import CompAccuracy
import CompIR
import Foundation

/// Running error analysis (Wilkinson 1963, "Rounding Errors in Algebraic Processes"; Higham 2002,
/// section 3.3): beside each number goes a bound of its error, which every operation widens by what it
/// makes of the errors of its operands and by its own rounding.
///
/// What an operation makes of its operands' errors is taken from the corners of the box in which they
/// lie. For functions that rise or fall throughout the box that is exact; where one turns within it,
/// the corner farther from the turn is farther off than the turn itself, as long as the box is small
/// beside the function's features. Where it is not (sines of large errors, poles) the case is named.
struct BoundedArithmetic {
  let precision: Precision

  /// Half a unit in the last place of one.
  var roundoff: Double { precision == .float ? 0x1p-24 : 0x1p-53 }

  /// What is larger may have overflowed.
  var limit: Double { 0.99 * precision.greatestFinite }

  /// As the precision holds a number that is written down.
  func literal(_ value: Double) -> Bounded {
    switch precision {
    case .double: return Bounded(value)
    case .float:
      if value.isFinite, abs(value) >= limit { return Bounded(value).undetermined }
      return Bounded(value, value.isFinite ? abs(value - precision.rounded(value)) : 0)
    }
  }

  /// A value with the error that its operands give it, and the rounding of the last operation.
  ///
  /// - Parameter size: of which the units are, where the value is smaller.
  func rounded(_ value: Double, _ deviation: Double, ulps: Double, size: Double = 0) -> Bounded {
    guard deviation < .infinity else { return Bounded(value).undetermined }
    guard value.isFinite else { return Bounded(value) }
    let reach = abs(value) + deviation
    guard reach < limit else { return Bounded(value).undetermined }
    return Bounded(
      value, deviation * (1 + 1e-9) + (ulps > 0 ? ulps * precision.unit(of: max(reach, size)) : 0))
  }

  /// A function of bounded operands, itself off by some units in the last place.
  ///
  /// - Parameter isIEEE: whether it is a sum or a product, which are exact where they can be.
  func image(
    _ operands: [Bounded], ulps: Double, size: Double = 0, isIEEE: Bool = false,
    _ function: ([Double]) -> Double
  ) -> Bounded {
    let value = function(operands.map(\.value))
    guard operands.allSatisfy(\.isDetermined) else { return Bounded(value).undetermined }
    var deviation = 0.0
    for corner in corners(operands) {
      let other = function(corner)
      if other == value || other.isNaN && value.isNaN { continue }
      guard other.isFinite, value.isFinite else { return Bounded(value).undetermined }
      deviation = max(deviation, abs(other - value))
    }
    // A function of zero that is zero; sums and products of numbers of few digits.
    let isZero = value == 0 && operands.contains { $0.value == 0 }
    let isExact =
      deviation == 0
      && (isZero || isIEEE && ([value] + operands.map(\.value)).allSatisfy(\.isShort))
    return rounded(value, deviation, ulps: isExact ? 0 : ulps, size: size)
  }

  private func corners(_ operands: [Bounded]) -> [[Double]] {
    operands.reduce([[]]) { corners, operand in
      let ends = operand.error == 0 ? [operand.value] : [operand.low, operand.high]
      return corners.flatMap { corner in ends.map { corner + [$0] } }
    }
  }

  // MARK: Arithmetic

  func add(_ a: Bounded, _ b: Bounded) -> Bounded {
    image([a, b], ulps: 1, isIEEE: true) { $0[0] + $0[1] }
  }
  func subtract(_ a: Bounded, _ b: Bounded) -> Bounded {
    image([a, b], ulps: 1, isIEEE: true) { $0[0] - $0[1] }
  }
  func multiply(_ a: Bounded, _ b: Bounded) -> Bounded {
    image([a, b], ulps: 1, isIEEE: true) { $0[0] * $0[1] }
  }
  func squareRoot(_ a: Bounded) -> Bounded { image([a], ulps: 1) { $0[0].squareRoot() } }

  /// Two units, for a constant divisor is multiplied by its inverse.
  func divide(_ a: Bounded, _ b: Bounded) -> Bounded {
    let quotient = image([a, b], ulps: 2) { $0[0] / $0[1] }
    // The sign of a zero is not looked after; zero by zero is not a number whatever it is.
    let isPole = b.mayVanish || b.value == 0 && !(a.value == 0 && a.error == 0 || a.value.isNaN)
    return isPole ? quotient.undetermined : quotient
  }

  /// A sum in any order: of n terms each is rounded less than n times, in partial sums that are no
  /// larger than the sum of the sizes (Higham 2002, equation 4.4).
  func sum(_ terms: [Bounded]) -> Bounded {
    var (value, size, error) = (0.0, 0.0, 0.0)
    for term in terms {
      value += term.value
      size += abs(term.value)
      error += term.error
    }
    guard error < .infinity else { return Bounded(value).undetermined }
    guard value.isFinite else { return Bounded(value) }
    guard size + error < limit else { return Bounded(value).undetermined }
    if error == 0, size.isShort, terms.allSatisfy(\.value.isShort) { return Bounded(value) }
    let count = Double(max(terms.count - 1, 0))
    return Bounded(value, error * (1 + 1e-9) + count * (roundoff * (size + error)) * (1 + 1e-6))
  }

  /// A product in any order.
  func product(_ factors: [Bounded]) -> Bounded {
    var result = Bounded(1)
    var (largest, smallest) = (1.0, 1.0)
    for factor in factors {
      result = multiply(result, factor)
      largest *= max(1, abs(factor.value) + factor.error)
      smallest *= min(1, abs(factor.value))
    }
    // In another order it may leave the precision on its way.
    let leaves =
      largest < .infinity && largest >= limit || smallest > 0 && smallest < precision.leastNormal
    return leaves ? result.undetermined : result
  }

  // MARK: Truth

  func all(_ terms: [Bounded]) -> Bounded {
    if terms.contains(where: { $0.value == 0 && $0.isDetermined }) { return Bounded(0) }
    let value = terms.allSatisfy { $0.value != 0 } ? 1.0 : 0
    return Bounded(value, terms.allSatisfy(\.isDetermined) ? 0 : .infinity)
  }

  func not(_ a: Bounded) -> Bounded { Bounded(a.value == 0 ? 1 : 0, a.error) }

  func any(_ terms: [Bounded]) -> Bounded { not(all(terms.map(not))) }

  /// One or the other. Where the test may turn, the one that was not chosen may be there too.
  func select(_ condition: Bounded, _ a: Bounded, _ b: Bounded) -> Bounded {
    let (chosen, other) = condition.value != 0 ? (a, b) : (b, a)
    if condition.isDetermined { return chosen }
    guard chosen.isDetermined, other.isDetermined else { return chosen.undetermined }
    if chosen.value == other.value || chosen.value.isNaN && other.value.isNaN {
      return Bounded(chosen.value, max(chosen.error, other.error))
    }
    guard chosen.value.isFinite, other.value.isFinite else { return chosen.undetermined }
    return Bounded(
      chosen.value, max(chosen.error, abs(chosen.value - other.value) + other.error))
  }

  // MARK: Scalar functions

  func apply(_ function: ScalarFunction, _ x: [Bounded]) -> Bounded {
    let evaluate = function.row.evaluate
    /// What the function's own code may be off.
    func image() -> Bounded {
      let known = Self.accurate[function]
      return self.image(
        x, ulps: known?.bound ?? 4, size: known?.scale(x[0].value) ?? 0, evaluate)
    }
    /// A test of reals, which may turn where it differs at a corner.
    func test() -> Bounded {
      let result = self.image(x, ulps: 0, evaluate)
      return result.error == 0 ? result : result.undetermined
    }
    switch function {
    case .add: return add(x[0], x[1])
    case .subtract: return subtract(x[0], x[1])
    case .multiply: return multiply(x[0], x[1])
    case .divide: return divide(x[0], x[1])
    case .squareRoot: return squareRoot(x[0])
    case .gate:
      let product = self.image(x, ulps: 1, evaluate)
      guard x[0].mayVanish, product.isDetermined, product.value.isFinite else { return product }
      return rounded(product.value, max(product.error, abs(product.value)), ulps: 0)
    case .negate, .minimum, .maximum, .sign, .floor, .ceil, .round:
      return self.image(x, ulps: 0, evaluate)
    case .absolute: return rounded(abs(x[0].value), x[0].error, ulps: 0)
    case .exp, .expm1, .log, .log1p, .log1pSquare, .tanh, .sigmoid, .softplus, .asin, .acos, .atan,
      .sinh, .cosh, .erf, .erfc:
      return image()
    case .exponentRange: return moved(x[0], into: precision.exponentRange, evaluate)
    case .sigmoidRange: return moved(x[0], into: precision.sigmoidRange, evaluate)
    case .sin, .cos: return turning(x[0], within: 2, image())
    case .tan:
      let isPole = (x[0].low / .pi + 0.5).rounded(.down) != (x[0].high / .pi + 0.5).rounded(.down)
      return isPole ? image().undetermined : image()
    case .lgamma, .digamma: return crossesPole(x[0]) ? image().undetermined : image()
    case .polygamma: return crossesPole(x[1]) ? image().undetermined : image()
    case .besselIE: return turning(x[1], within: 1, image())
    case .power:
      let isPole = x[0].low <= 0 && x[0].high >= 0 && x[1].low < 0
      return isPole ? image().undetermined : image()
    case .atan2:
      let isCut = x[0].low <= 0 && x[0].high >= 0 && x[1].low <= 0
      return isCut ? image().undetermined : image()
    case .less, .lessOrEqual, .isFinite, .isNaN: return test()
    case .equal, .notEqual:
      // Between the corners they may be equal.
      let apart = abs(x[0].value - x[1].value)
      let (error, result) = (x[0].error + x[1].error, test())
      return error > 0 && apart <= error ? result.undetermined : result
    case .and: return all(x)
    case .or: return any(x)
    case .not: return not(x[0])
    }
  }

  /// A function of slopes no steeper than one and values no farther apart than `width`, of an operand
  /// whose error is so large that it may turn between the corners.
  private func turning(_ x: Bounded, within width: Double, _ result: Bounded) -> Bounded {
    guard x.error > 0.1, result.isDetermined, result.value.isFinite else { return result }
    return rounded(result.value, min(x.error, width), ulps: 4, size: 1)
  }

  /// A number moved into a range that depends on the precision: outside of it the reference evaluator, which
  /// has that of double, may have another.
  private func moved(
    _ x: Bounded, into range: ClosedRange<Double>, _ evaluate: ([Double]) -> Double
  ) -> Bounded {
    let result = image([x], ulps: 0, evaluate)
    let isInside = x.value.isNaN || range.contains(x.low) && range.contains(x.high)
    return isInside || precision == .double ? result : result.undetermined
  }

  private static let accurate: [ScalarFunction: AccurateFunction] = Dictionary(
    uniqueKeysWithValues: ScalarFunction.allCases.compactMap { function in
      AccurateFunction(function).map { (function, $0) }
    })

  /// Whether a whole number below one lies among what an argument may be, and something else too.
  private func crossesPole(_ x: Bounded) -> Bool {
    x.error > 0 && x.low <= 0 && x.low.rounded(.up) <= x.high
  }
}

extension Double {
  /// Whether it is a multiple of 2⁻¹⁰ below 2¹³: sums of such numbers are exact, and so are products
  /// if they are such numbers too.
  fileprivate var isShort: Bool {
    abs(self) <= 8192 && self * 1024 == (self * 1024).rounded(.towardZero)
  }
}
