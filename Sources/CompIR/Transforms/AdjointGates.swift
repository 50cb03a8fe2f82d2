/// Where adjoints of zero may stand beside slopes that are not finite, so that their product is gated.
extension Operation {
  /// Whether an adjoint may become zero in the operation, while its operand's slopes are not finite.
  var mayStopAdjoints: Bool {
    switch self {
    case .select, .reduce(.maximum, _), .reduce(.minimum, _): true
    case .scalar(let function):
      switch function {
      case .gate, .minimum, .maximum, .exp: true
      case .negate, .absolute, .sign, .floor, .ceil, .round, .squareRoot, .expm1, .log, .log1p,
        .log1pSquare, .sin, .cos, .tan, .asin, .acos, .atan, .sinh, .cosh, .tanh, .sigmoid,
        .softplus, .exponentRange, .sigmoidRange, .erf, .erfc, .lgamma, .digamma, .add, .subtract,
        .multiply, .divide, .power, .atan2, .polygamma, .besselIE, .less, .lessOrEqual, .equal,
        .notEqual, .and, .or, .not, .isFinite, .isNaN:
        false
      }
    case .constant, .booleanConstant, .reshape, .broadcast, .transpose, .slice, .pad, .concatenate,
      .reduce, .matrixMultiply, .gather, .scatterAdd, .cumulativeSum, .cholesky, .triangularSolve,
      .normal, .uniform, .stopGradient:
      false
    }
  }

  /// Whether the result is tame where these operands are (`IRFunction.gradient`).
  func keepsTame(_ operands: [IRValue], _ tame: Set<IRValue>) -> Bool {
    switch self {
    case .constant(let tensor): tensor.values.allSatisfy(\.isFinite)
    case .booleanConstant, .normal, .uniform: true
    case .scalar(let function):
      switch function {
      case .negate, .absolute, .sign, .floor, .ceil, .round, .sin, .cos, .atan, .tanh, .sigmoid,
        .softplus, .exponentRange, .sigmoidRange, .erf, .erfc, .log1pSquare, .add, .subtract,
        .multiply, .minimum, .maximum, .less, .lessOrEqual, .equal, .notEqual, .and, .or, .not,
        .isFinite, .isNaN:
        operands.allSatisfy(tame.contains)
      case .squareRoot, .exp, .expm1, .log, .log1p, .tan, .asin, .acos, .sinh, .cosh, .lgamma,
        .digamma, .divide, .power, .gate, .atan2, .polygamma, .besselIE:
        false
      }
    case .select, .reshape, .broadcast, .transpose, .slice, .pad, .concatenate, .reduce,
      .matrixMultiply, .gather, .scatterAdd, .cumulativeSum, .stopGradient:
      operands.allSatisfy(tame.contains)
    case .cholesky, .triangularSolve: false
    }
  }

  /// Whether the slopes by operands that are tame are finite.
  func hasTameSlopes(_ operands: [IRValue], _ tame: Set<IRValue>) -> Bool {
    keepsTame(operands, tame)
  }
}
