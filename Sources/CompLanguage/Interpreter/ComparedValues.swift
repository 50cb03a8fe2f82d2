import CompSyntax

extension Interpreter {
  /// The values that a condition compares, for the report of an assertion that failed: one line for
  /// each comparison with its two sides.
  package func comparedValues(_ expression: Expression, in scope: Scope) -> [String] {
    switch expression.kind {
    case .parenthesized(let inner): return comparedValues(inner, in: scope)
    case .unary(.not, let inner): return comparedValues(inner, in: scope)
    case .binary(let operation, let a, let b, _):
      switch operation {
      case .and, .or: return comparedValues(a, in: scope) + comparedValues(b, in: scope)
      case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
        return [a, b].compactMap { side in
          if case .integer = side.kind { return nil }
          if case .real = side.kind { return nil }
          guard let value = try? evaluate(side, in: scope) else { return nil }
          return "\(side.span.text) is \(describe(value))"
        }
      case .power, .multiply, .divide, .matrixMultiply, .add, .subtract, .condition, .pipe:
        return []
      }
    case .integer, .real, .boolean, .string, .label, .name, .list, .comprehension, .record, .tuple,
      .call, .member, .index, .unary, .range, .conditional, .function, .placement, .space,
      .missing:
      return []
    }
  }
}
