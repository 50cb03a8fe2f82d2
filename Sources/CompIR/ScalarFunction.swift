/// The element-wise functions. What each is stands in its row (`ScalarFunctionTable`).
package enum ScalarFunction: String, CaseIterable, Hashable, Sendable {
  case negate
  case absolute = "abs"
  case sign, floor, ceil, round
  case squareRoot = "sqrt"
  case exp, expm1, log, log1p
  case log1pSquare = "log1p_square"
  case sin, cos, tan, asin, acos, atan, sinh, cosh, tanh
  case sigmoid, softplus
  case exponentRange = "exponent_range"
  case sigmoidRange = "sigmoid_range"
  case erf, erfc, lgamma, digamma
  case add, subtract, multiply, divide, power
  case gate
  case minimum = "min"
  case maximum = "max"
  case atan2
  case polygamma
  case besselIE = "bessel_ie"
  case less, lessOrEqual, equal, notEqual
  case and, or, not
  case isFinite = "is_finite"
  case isNaN = "is_nan"
}

/// One row: everything there is to know of an element-wise function. No field may be left out.
package struct ScalarFunctionRow: Sendable {
  package var arity: Int
  package var operand: Element
  package var result: Element
  /// Its value in double precision; truth values are 0 and 1.
  package var evaluate: @Sendable ([Double]) -> Double
  /// The partial derivatives by each operand, as values built from the operands and the result;
  /// nil where the derivative is zero almost everywhere.
  package var derivative:
    @Sendable (inout DerivativeBuilder, _ operands: [IRValue], _ result: IRValue) throws(ShapeError)
      -> [IRValue?]
  /// Points at which tests compare the derivative with central differences.
  package var testPoints: [[Double]]
  package var documentation: String
}

/// A small vocabulary for writing derivatives.
package struct DerivativeBuilder {
  package var builder: IRBuilder
  package init(_ builder: IRBuilder) { self.builder = builder }
  package mutating func constant(_ value: Double) -> IRValue { builder.constant(value) }
  package mutating func apply(_ function: ScalarFunction, _ operands: IRValue...) throws(ShapeError)
    -> IRValue
  { try builder.append(.scalar(function), operands) }
  package mutating func select(_ condition: IRValue, _ a: IRValue, _ b: IRValue) throws(ShapeError)
    -> IRValue
  { try builder.append(.select, [condition, a, b]) }
}
