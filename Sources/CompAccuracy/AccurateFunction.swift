import CompIR
import Foundation

/// An element-wise function that has vector code, and what that is held to.
package struct AccurateFunction: Sendable {
  package let function: ScalarFunction
  /// The largest error, in units of the last place.
  package let bound: Double
  /// The size, by the argument, below which the error is absolute, in units of the last place of this
  /// size: of the terms that cancel where a function is zero.
  package let scale: @Sendable (Double) -> Double
  /// Arguments as they are usual, for measuring speed.
  package let usual: ClosedRange<Double>
  /// The right values.
  let right: Right

  package var name: String { function.rawValue }
  package var arity: Int { function.row.arity }

  /// Its values in either length.
  enum Right: Sendable {
    case unary(@Sendable (Double) -> Double, @Sendable (Extended) -> Extended)
    case binary(@Sendable (Extended, Extended) -> Extended)
  }

  private init(
    _ function: ScalarFunction, bound: Double,
    scale: @escaping @Sendable (Double) -> Double = { _ in 0 }, usual: ClosedRange<Double>,
    _ right: Right
  ) {
    (self.function, self.bound, self.scale, self.usual) = (function, bound, scale, usual)
    self.right = right
  }

  /// - Returns: nil for a function that has no vector code.
  package init?(_ function: ScalarFunction) {
    guard let known = Self.all.first(where: { $0.function == function }) else { return nil }
    self = known
  }

  package static let all: [AccurateFunction] = [
    AccurateFunction(.exp, bound: 2, usual: -10...10, .unary({ exp($0) }, { exp($0) })),
    AccurateFunction(.expm1, bound: 2, usual: -3...3, .unary({ expm1($0) }, { expm1($0) })),
    AccurateFunction(.log, bound: 2, usual: 0.1...10, .unary({ log($0) }, { log($0) })),
    AccurateFunction(.log1p, bound: 2, usual: 0...10, .unary({ log1p($0) }, { log1p($0) })),
    AccurateFunction(
      .log1pSquare, bound: 2, usual: -10...10,
      .unary(
        { abs($0) > 1e8 ? 2 * log(abs($0)) : log1p($0 * $0) },
        { abs($0) > 1e16 ? 2 * log(abs($0)) : log1p($0 * $0) })),
    AccurateFunction(.sin, bound: 2, usual: -10...10, .unary({ sin($0) }, { sin($0) })),
    AccurateFunction(.cos, bound: 2, usual: -10...10, .unary({ cos($0) }, { cos($0) })),
    AccurateFunction(.tan, bound: 2, usual: -10...10, .unary({ tan($0) }, { tan($0) })),
    AccurateFunction(.asin, bound: 2, usual: -1...1, .unary({ asin($0) }, { asin($0) })),
    AccurateFunction(.acos, bound: 2, usual: -1...1, .unary({ acos($0) }, { acos($0) })),
    AccurateFunction(.atan, bound: 2, usual: -10...10, .unary({ atan($0) }, { atan($0) })),
    AccurateFunction(.sinh, bound: 2, usual: -3...3, .unary({ sinh($0) }, { sinh($0) })),
    AccurateFunction(.cosh, bound: 2, usual: -3...3, .unary({ cosh($0) }, { cosh($0) })),
    AccurateFunction(.tanh, bound: 2, usual: -3...3, .unary({ tanh($0) }, { tanh($0) })),
    AccurateFunction(
      .sigmoid, bound: 2, usual: -10...10,
      .unary(
        { $0 >= 0 ? 1 / (1 + exp(-$0)) : exp($0) / (1 + exp($0)) },
        { $0 >= 0 ? 1 / (1 + exp(-$0)) : exp($0) / (1 + exp($0)) })),
    AccurateFunction(
      .softplus, bound: 2, usual: -10...10,
      .unary(
        { $0.isNaN ? $0 : max($0, 0) + log1p(exp(-abs($0))) },
        { $0.isNaN ? $0 : max($0, 0) + log1p(exp(-abs($0))) })),
    AccurateFunction(.erf, bound: 2, usual: -3...3, .unary({ erf($0) }, { erf($0) })),
    AccurateFunction(.erfc, bound: 2, usual: -3...3, .unary({ erfc($0) }, { erfc($0) })),
    AccurateFunction(
      .lgamma, bound: 4, scale: { _ in 1 }, usual: 0.5...20, .unary(logGamma, longLogGamma)),
    AccurateFunction(
      .digamma, bound: 4,
      // Reflected, it is ψ(1 − x) − π / tan(π x).
      scale: {
        $0 > 0 ? 1 : max(1, log(abs($0)), abs(.pi / tan(.pi * ($0 - $0.rounded()))))
      }, usual: 0.5...20,
      .unary(
        { digamma($0, log: { log($0) }, tan: { tan($0) }) },
        { digamma($0, log: { log($0) }, tan: { tan($0) }) })),
    AccurateFunction(.power, bound: 2, usual: 0.5...3, .binary { pow($0, $1) }),
    AccurateFunction(.atan2, bound: 2, usual: -3...3, .binary { atan2($0, $1) }),
  ]
}

private func longLogGamma(_ x: Extended) -> Extended {
  #if canImport(Glibc) && arch(x86_64)
    var sign: Int32 = 0
    return lgammal_r(x, &sign)
  #else
    return logGamma(x)
  #endif
}

/// The derivative of log Γ: by recurrence up to 30 and the asymptotic series there (Abramowitz and
/// Stegun 6.3.18), by reflection on the left; NaN at its poles.
private func digamma<Real: BinaryFloatingPoint>(
  _ x: Real, log: (Real) -> Real, tan: (Real) -> Real
) -> Real {
  guard x > 0 else {
    let rest = x - x.rounded()
    if rest == 0 || !x.isFinite { return .nan }
    return digamma(1 - x, log: log, tan: tan) - Real.pi / tan(Real.pi * rest)
  }
  if x.isInfinite { return x }
  var (place, sum) = (x, Real(0))
  while place < 30 {
    sum -= 1 / place
    place += 1
  }
  // B₂ₖ / 2k, the last first.
  let ratios: [(Real, Real)] = [
    (-3617, 8160), (1, 12), (-691, 32760), (5, 660), (-1, 240), (1, 252), (-1, 120), (1, 12),
  ]
  let square = 1 / (place * place)
  var series = Real(0)
  for (numerator, denominator) in ratios { series = (series + numerator / denominator) * square }
  return log(place) - 1 / (2 * place) - series + sum
}
