import CompIR
import CompModel
import CompSource

extension Builtin {
  /// The builtins on numbers, tensors and lists: everything but densities and running.
  package static let math: [Builtin] =
    elementwise + reductions + order + tensors + integers + matrices + [present]

  /// Those with an operator, and those with forms of their own.
  private static let hidden: Set<ScalarFunction> = [
    .negate, .add, .subtract, .multiply, .gate, .divide, .power, .less, .lessOrEqual, .equal,
    .notEqual, .and, .or, .not, .minimum, .maximum,
  ]

  /// One for each element-wise function of the IR that has no operator, and compositions of them.
  static let elementwise: [Builtin] =
    ScalarFunction.allCases.filter { !hidden.contains($0) }.map(elementwise) + [
      composed("log2", ["x"], "the logarithm of base 2") { x throws(ShapeError) in
        try .scalar(.divide, .scalar(.log, x[0]), Expr(log2Base))
      },
      composed("log10", ["x"], "the logarithm of base 10") { x throws(ShapeError) in
        try .scalar(.divide, .scalar(.log, x[0]), Expr(log10Base))
      },
      // asinh x = sign(x) log(|x| + √(x² + 1)), by log1p without cancellation near 0.
      composed("asinh", ["x"], "the inverse hyperbolic sine") { x throws(ShapeError) in
        let size = try Expr.scalar(.absolute, x[0])
        let square = try Expr.scalar(.multiply, size, size)
        let root = try Expr.scalar(.squareRoot, .scalar(.add, square, Expr(1)))
        let rest = try Expr.scalar(.divide, square, .scalar(.add, root, Expr(1)))
        return try .scalar(
          .multiply, .scalar(.sign, x[0]), .scalar(.log1p, .scalar(.add, size, rest)))
      },
      composed("acosh", ["x"], "the inverse hyperbolic cosine, of numbers from 1") {
        x throws(ShapeError) in
        let below = try Expr.scalar(.subtract, x[0], Expr(1))
        let product = try Expr.scalar(.multiply, below, .scalar(.add, x[0], Expr(1)))
        return try .scalar(
          .log1p, .scalar(.add, below, .scalar(.squareRoot, product)))
      },
      composed("atanh", ["x"], "the inverse hyperbolic tangent, of numbers in (−1, 1)") {
        x throws(ShapeError) in
        let above = try Expr.scalar(.log1p, x[0])
        let below = try Expr.scalar(.log1p, .scalar(.negate, x[0]))
        return try .scalar(.multiply, Expr(0.5), .scalar(.subtract, above, below))
      },
      composed("log_sigmoid", ["x"], "log of the sigmoid, without overflow") {
        x throws(ShapeError) in
        try .scalar(.negate, .scalar(.softplus, .scalar(.negate, x[0])))
      },
      composed("logit", ["p"], "log(p / (1 − p))") { p throws(ShapeError) in
        try .scalar(
          .subtract, .scalar(.log, p[0]), .scalar(.log1p, .scalar(.negate, p[0])))
      },
      composed(
        "clamp", ["x", "low", "high"], "x, moved to the nearer bound where it lies outside"
      ) { x throws(ShapeError) in
        try .scalar(.minimum, .scalar(.maximum, x[0], x[1]), x[2])
      },
    ]

  private static let log2Base = 0.6931471805599453
  private static let log10Base = 2.302585092994046

  private static func elementwise(_ function: ScalarFunction) -> Builtin {
    let names =
      switch function {
      case .polygamma, .besselIE: ["n", "x"]
      case .atan2: ["y", "x"]
      default: ["x"]
      }
    return Builtin(
      function.rawValue, names.map { Parameter($0, .numbers) },
      documentation: function.row.documentation
    ) { interpreter, call in
      if let exact = exactInteger(function, of: names.map(call.value)) { return exact }
      let result = try interpreter.elementwise(
        function, names.map(call.operand), named: call.name)
      return interpreter.whole(result, function, of: names.map(call.value))
    }
  }

  /// Returns the value of a function of Ints that is an Int, with all its digits, which a Real of the same size may
  /// not have; nil where it is none.
  static func exactInteger(_ function: ScalarFunction, of operands: [Value]) -> Value? {
    var numbers: [Int] = []
    for case .integer(let number) in operands { numbers.append(number) }
    guard numbers.count == operands.count, let first = numbers.first else { return nil }
    switch function {
    case .floor, .ceil, .round: return .integer(first)
    case .sign: return .integer(first.signum())
    case .absolute: return first == .min ? nil : .integer(abs(first))
    case .minimum: return numbers.min().map { .integer($0) }
    case .maximum: return numbers.max().map { .integer($0) }
    case .negate, .squareRoot, .exp, .expm1, .log, .log1p, .log1pSquare, .sin, .cos, .tan, .asin,
      .acos, .atan, .sinh, .cosh, .tanh, .sigmoid, .softplus, .exponentRange, .sigmoidRange, .erf,
      .erfc, .lgamma, .digamma, .add, .subtract, .multiply, .divide, .power, .gate, .atan2,
      .polygamma, .besselIE, .less, .lessOrEqual, .equal, .notEqual, .and, .or, .not, .isFinite,
      .isNaN:
      return nil
    }
  }

  /// An element-wise builtin made of several functions of the IR.
  private static func composed(
    _ name: String, _ parameters: [String], _ text: String,
    _ body: @escaping @Sendable ([Expr]) throws(ShapeError) -> Expr
  ) -> Builtin {
    Builtin(name, parameters.map { Parameter($0, .numbers) }, documentation: text) {
      interpreter, call in
      try interpreter.composed(parameters.map(call.operand), named: name, body)
    }
  }
}

extension Interpreter {
  /// An element-wise composition of values: of the shape to which they spread.
  func composed(
    _ operands: [(Value, Span)], named name: String,
    _ body: ([Expr]) throws(ShapeError) -> Expr
  ) throws -> Value {
    if operands.contains(where: { if case .unknown = $0.0 { true } else { false } }) {
      // Any function tells the shape.
      var result = operands[0]
      for next in operands.dropFirst() {
        result = (try elementwise(.add, [result, next], named: name), next.1)
      }
      return try elementwise(.absolute, [result], named: name)
    }
    let exprs = try operands.map { try asExpr($0.0, $0.1) }
    do { return simplest(try body(exprs)) } catch {
      throw shapeDiagnostic(error, name, operands)
    }
  }

  /// The result of a function whose values are whole numbers as an Int, where it is one number:
  /// `floor(2.5)`, `abs(-3)`, `max(1, 2)`.
  func whole(_ result: Value, _ function: ScalarFunction, of operands: [Value]) -> Value {
    func isInteger(_ value: Value) -> Bool {
      if case .integer = value.type { true } else { false }
    }
    switch function {
    case .floor, .ceil, .round: break
    case .absolute, .sign, .minimum, .maximum:
      guard operands.allSatisfy(isInteger) else { return result }
    default: return result
    }
    switch result {
    case .tensor(let tensor) where tensor.shape.isScalar:
      return Int(exactly: tensor.values[0]).map { .integer($0) } ?? result
    case .unknown(.real): return .unknown(.integer)
    default: return result
    }
  }

  /// A constant's value, or the symbol.
  func simplest(_ expr: Expr) -> Value {
    expr.isGround ? known(expr) : .symbol(expr)
  }

  /// The same of what is made of an expression, whose elements may be many.
  func simplest(of x: Expr, _ body: @escaping @Sendable () throws -> Expr) throws -> Value {
    simplest(
      try x.constantValue == nil
        ? body() : compute(x.shape.count * (x.shape.dimensions.dropFirst().last ?? 1), body))
  }
}
