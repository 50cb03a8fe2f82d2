import CompIR
import CompSource
import CompSyntax

extension Interpreter {
  func unary(_ operation: UnaryOperator, _ value: Value, _ span: Span) throws -> Value {
    switch operation {
    case .negate:
      if case .integer(let number) = value {
        let (result, overflow) = 0.subtractingReportingOverflow(number)
        return overflow ? .real(-Double(number)) : .integer(result)
      }
      return try elementwise(.negate, [(value, span)], named: "-")
    case .not:
      if case .boolean(let flag) = value { return .boolean(!flag) }
      return try elementwise(.not, [(value, span)], named: "!")
    }
  }

  func binary(
    _ operation: BinaryOperator, _ left: Expression, _ right: Expression, _ operatorSpan: Span,
    _ span: Span, in scope: Scope
  ) throws -> Value {
    switch operation {
    case .and, .or:
      let a = try evaluate(left, in: scope)
      if case .boolean(let flag) = a, flag == (operation == .or) { return a }
      // Its left side alone may decide.
      let b =
        if case .unknown = a { try whileUncertain { try evaluate(right, in: scope) } } else {
          try evaluate(right, in: scope)
        }
      if case .boolean(let flag) = b {
        // What decides does so beside a truth value that is random or known only when running.
        if case .boolean = a { return b }
        if isLoneTruth(a), !flag == (operation == .and) { return b }
      }
      return try elementwise(
        operation == .and ? .and : .or, [(a, left.span), (b, right.span)],
        named: operation.rawValue)
    case .condition: return try condition(left, on: right, at: span, in: scope)
    case .pipe:
      let value = BoundArgument(
        value: try evaluate(left, in: scope), span: left.span, expression: left)
      if case .call(let callee, let arguments) = right.kind {
        return try apply(
          try evaluate(callee, in: scope), arguments, leading: [value], at: span,
          calleeSpan: callee.span, in: scope)
      }
      return try apply(
        try evaluate(right, in: scope), [], leading: [value], at: span, calleeSpan: right.span,
        in: scope)
    case .add:
      if let mixture = try mixture(left, right, at: span, in: scope) { return mixture }
      return try arithmetic(
        operation, try evaluate(left, in: scope), left.span, try evaluate(right, in: scope),
        right.span, span)
    case .power, .multiply, .divide, .matrixMultiply, .subtract, .equal, .notEqual, .less,
      .lessOrEqual, .greater, .greaterOrEqual:
      let a = try evaluate(left, in: scope)
      let b = try evaluate(right, in: scope)
      if isDensity(a) || isDensity(b) {
        // `p / q ^ b` is a quotient with a power below.
        return try combine(operation, a, left, b, right, span, in: scope)
      }
      return try arithmetic(operation, a, left.span, b, right.span, span)
    }
  }

  /// Whether a value is, or may stand for, a density.
  func isDensity(_ value: Value) -> Bool {
    switch value {
    case .density, .component, .weighted, .call, .unknown(.density): true
    case .void, .integer, .tensor, .boolean, .mask, .string, .label, .labels, .range, .list,
      .record,
      .symbol, .variable, .function, .samplerDeclaration, .sampler, .samples, .data, .report,
      .module, .adaptation, .target, .unknown, .poison:
      false
    }
  }

  /// Arithmetic and comparison of numbers, tensors and symbols.
  func arithmetic(
    _ operation: BinaryOperator, _ a: Value, _ aSpan: Span, _ b: Value, _ bSpan: Span, _ span: Span
  ) throws -> Value {
    if case .poison = a { throw Poisoned() }
    if case .poison = b { throw Poisoned() }
    if case .string(let x) = a, case .string(let y) = b {
      switch operation {
      case .add:
        let length = x.utf8.count + y.utf8.count
        try checkText(length, at: span)
        try effects.allowance.use(text: length)
        return .string(x + y)
      case .equal: return .boolean(x == y)
      case .notEqual: return .boolean(x != y)
      case .power, .multiply, .divide, .matrixMultiply, .subtract, .less, .lessOrEqual, .greater,
        .greaterOrEqual, .and, .or, .condition, .pipe:
        break
      }
    }
    if case .integer(let x) = a, case .integer(let y) = b,
      let exact = try integerArithmetic(operation, x, y, at: span)
    {
      return exact
    }
    let operands = [(a, aSpan), (b, bSpan)]
    let name = operation.rawValue
    switch operation {
    case .power: return try elementwise(.power, operands, named: name)
    case .multiply: return try elementwise(.multiply, operands, named: name)
    case .divide: return try elementwise(.divide, operands, named: name)
    case .add: return try elementwise(.add, operands, named: name)
    case .subtract: return try elementwise(.subtract, operands, named: name)
    case .matrixMultiply: return try operate(.matrixMultiply, operands, named: name)
    case .equal, .notEqual:
      if case .boolean(let x) = a, case .boolean(let y) = b {
        return .boolean((x == y) == (operation == .equal))
      }
      if case .label(let x) = a, case .label(let y) = b {
        return .boolean((x == y) == (operation == .equal))
      }
      switch (a.type, b.type) {
      case (.label, .label), (.string, .string): return .unknown(.boolean)
      default: break
      }
      if let mask = labelMask(a, b) ?? labelMask(b, a) {
        return .mask(
          operation == .equal
            ? mask : Tensor(shape: mask.shape, values: mask.values.map { 1 - $0 }))
      }
      return try elementwise(
        operation == .equal ? .equal : .notEqual, try resolvingLabels(operands, named: name),
        named: name)
    case .less: return try elementwise(.less, operands, named: name)
    case .lessOrEqual: return try elementwise(.lessOrEqual, operands, named: name)
    case .greater: return try elementwise(.less, [operands[1], operands[0]], named: name)
    case .greaterOrEqual:
      return try elementwise(.lessOrEqual, [operands[1], operands[0]], named: name)
    case .and, .or, .condition, .pipe:
      throw Diagnostic.invalidOperand(name, operands.map { (describeType($0.0), $0.1) })
    }
  }

  /// Whether a value is one truth value, known or not.
  private func isLoneTruth(_ value: Value) -> Bool {
    switch value {
    case .unknown(.boolean): true
    case .symbol(let expr): expr.type == .boolean(.scalar)
    default: false
    }
  }
}
