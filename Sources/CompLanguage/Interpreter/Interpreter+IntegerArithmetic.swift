import CompSource
import CompSyntax

extension Interpreter {
  /// Arithmetic and comparison of Ints; nil where the result is a Real.
  func integerArithmetic(_ operation: BinaryOperator, _ x: Int, _ y: Int, at span: Span)
    throws -> Value?
  {
    func exact(_ result: (partialValue: Int, overflow: Bool)) throws -> Value {
      guard !result.overflow else {
        throw Diagnostic.integerOverflow(operation.rawValue, at: span)
      }
      return .integer(result.partialValue)
    }
    switch operation {
    case .add: return try exact(x.addingReportingOverflow(y))
    case .subtract: return try exact(x.subtractingReportingOverflow(y))
    case .multiply: return try exact(x.multipliedReportingOverflow(by: y))
    case .power: return wholePower(x, y).map { .integer($0) }
    case .equal: return .boolean(x == y)
    case .notEqual: return .boolean(x != y)
    case .less: return .boolean(x < y)
    case .lessOrEqual: return .boolean(x <= y)
    case .greater: return .boolean(x > y)
    case .greaterOrEqual: return .boolean(x >= y)
    case .divide, .matrixMultiply, .and, .or, .condition, .pipe: return nil
    }
  }

  /// `x ^ y` as an Int; nil where it is none, or beyond 64 bits: then the power is a Real.
  func wholePower(_ x: Int, _ y: Int) -> Int? {
    guard y >= 0 else { return nil }
    if x == 0 || x == 1 { return y == 0 ? 1 : x }
    if x == -1 { return y % 2 == 0 ? 1 : -1 }
    guard y < 64 else { return nil }
    var result = 1
    for _ in 0..<y {
      let (product, overflow) = result.multipliedReportingOverflow(by: x)
      if overflow { return nil }
      result = product
    }
    return result
  }
}
