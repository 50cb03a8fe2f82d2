import CompIR

extension Expr {
  /// The degree of an expression as a polynomial in its random variables; nil where it is none, or
  /// where its degree is above two.
  ///
  /// - Parameter held: variables that count as constants.
  package func polynomialDegree(holding held: Set<String> = []) -> Int? {
    var known: [ObjectIdentifier: Int?] = [:]
    func degree(_ expr: Expr) -> Int? {
      if let value = known[ObjectIdentifier(expr)] { return value }
      let value = compute(expr)
      known[ObjectIdentifier(expr)] = .some(value)
      return value
    }
    func highest(_ operands: [Expr]) -> Int? {
      var result = 0
      for operand in operands {
        guard let one = degree(operand) else { return nil }
        result = max(result, one)
      }
      return result
    }
    func product(_ a: Expr, _ b: Expr) -> Int? {
      guard let x = degree(a), let y = degree(b), x + y <= 2 else { return nil }
      return x + y
    }
    func compute(_ expr: Expr) -> Int? {
      switch expr.node {
      case .variable(let part): return held.contains(part.name) ? 0 : 1
      case .leaf: return nil
      case .loop, .call: return Expr.variables(in: [expr]).isEmpty ? 0 : nil
      case .operation(let operation, let operands):
        switch operation {
        case .constant: return 0
        case .booleanConstant: return 0
        case .reshape, .broadcast, .transpose, .slice, .pad, .concatenate, .cumulativeSum:
          return highest(operands)
        case .reduce(.sum, _): return degree(operands[0])
        case .matrixMultiply: return product(operands[0], operands[1])
        case .scalar(let function):
          switch function {
          case .negate, .add, .subtract: return highest(operands)
          case .multiply: return product(operands[0], operands[1])
          case .divide: return degree(operands[1]) == 0 ? degree(operands[0]) : nil
          case .power:
            guard let exponent = operands[1].constantValue, let base = degree(operands[0]) else {
              return highest(operands) == 0 ? 0 : nil
            }
            if base == 0 { return 0 }
            if exponent.values.allSatisfy({ $0 == 2 }) { return base * 2 <= 2 ? base * 2 : nil }
            return exponent.values.allSatisfy({ $0 == 1 }) ? base : nil
          case .absolute, .sign, .floor, .ceil, .round, .squareRoot, .exp, .expm1, .log, .log1p,
            .log1pSquare,
            .sin, .cos, .tan, .asin, .acos, .atan, .sinh, .cosh, .tanh, .sigmoid, .softplus,
            .exponentRange, .sigmoidRange, .erf,
            .erfc, .gate, .lgamma, .digamma, .minimum, .maximum, .atan2, .polygamma, .besselIE,
            .less,
            .lessOrEqual, .equal, .notEqual, .and, .or, .not, .isFinite, .isNaN:
            return highest(operands) == 0 ? 0 : nil
          }
        // What picks is known; what is picked may be any polynomial.
        case .select: return degree(operands[0]) == 0 ? highest(Array(operands[1...])) : nil
        case .gather, .scatterAdd: return degree(operands[1]) == 0 ? degree(operands[0]) : nil
        case .triangularSolve: return degree(operands[0]) == 0 ? degree(operands[1]) : nil
        case .reduce, .cholesky, .stopGradient: return highest(operands) == 0 ? 0 : nil
        case .normal, .uniform: return nil
        }
      }
    }
    return degree(self)
  }
}
