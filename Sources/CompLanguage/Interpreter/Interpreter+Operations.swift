import CompIR
import CompModel
import CompSource

extension Interpreter {
  /// An element-wise function of values.
  func elementwise(_ function: ScalarFunction, _ operands: [(Value, Span)], named name: String)
    throws -> Value
  {
    try operate(.scalar(function), operands, named: name)
  }

  /// An operation on values: computed where all are known, else a symbol, else an unknown.
  func operate(_ operation: Operation, _ operands: [(Value, Span)], named name: String) throws
    -> Value
  {
    var hasSymbol = false
    var hasUnknown = false
    for (value, _) in operands {
      switch value {
      case .integer, .tensor, .boolean, .mask, .range: break
      case .symbol, .variable: hasSymbol = true
      case .unknown(let type):
        switch type {
        case .integer, .real, .boolean, .tensor, .mask, .range, .any: hasUnknown = true
        case .string, .label, .labels, .void, .list, .record, .function, .density, .samples, .data,
          .sampler, .adaptation, .report:
          throw invalidOperands(name, operands)
        }
      case .poison: throw Poisoned()
      case .weighted(_, _, let span): throw Diagnostic.loneWeight(at: span)
      case .void, .string, .label, .labels, .list, .record, .function, .component, .density, .call,
        .samplerDeclaration, .sampler, .samples, .data, .report, .module, .adaptation, .target:
        if case .list(let elements) = value, elements.isEmpty { break }
        throw invalidOperands(name, operands)
      }
    }
    if case .scalar(let function) = operation {
      let wanted = function.row.operand
      for (value, _) in operands {
        if let found = element(of: value), found != wanted {
          throw invalidOperands(name, operands)
        }
      }
    }
    try effects.allowance.checkNoted()
    if hasUnknown { return try unknownResult(operation, operands, named: name) }
    let exprs = try operands.map { try asExpr($0.0, $0.1) }
    do {
      if !hasSymbol, case .scalar(let function) = operation,
        operands.allSatisfy({ shapeOf($0.0)?.isEmpty == true }),
        let fast = try scalarResult(function, exprs)
      {
        return fast
      }
      guard !hasSymbol else { return .symbol(try .apply(operation, exprs)) }
      let steps = operation.steps(exprs.map(\.shape))
      spend(steps >> 7)
      return try compute(steps) {
        Self.known(try .apply(operation, exprs))
      }
    } catch let error as ShapeError {
      throw shapeDiagnostic(error, name, operands)
    }
  }

  /// Whether a value is made of numbers or of truth values, where that is known.
  func element(of value: Value) -> Element? {
    switch value.type {
    case .integer, .real, .tensor, .range: .real
    case .boolean, .mask: .boolean
    case .string, .label, .labels, .void, .list, .record, .function, .density, .samples, .data,
      .sampler, .adaptation, .report, .any:
      nil
    }
  }

  func invalidOperands(_ name: String, _ operands: [(Value, Span)]) -> Diagnostic {
    .invalidOperand(
      name, operands.map { (describeType($0.0), $0.1) }, help: operandHint(name, operands))
  }

  func shapeDiagnostic(_ error: ShapeError, _ name: String, _ operands: [(Value, Span)])
    -> Diagnostic
  {
    if error.isTooLarge, let last = operands.last {
      return Diagnostic(
        .limitExceeded, "the result of '\(name)' is too large",
        at: [.init((operands.first?.1 ?? last.1).union(last.1), error.description)],
        help: "use smaller operands, or work on parts of them")
    }
    if operands.count == 2 {
      return .dimensionMismatch(
        name, (describeType(operands[0].0), operands[0].1),
        (describeType(operands[1].0), operands[1].1), reason: "\(error)")
    }
    return .invalidOperand(
      name, operands.map { (describeType($0.0), $0.1) }, help: "\(error)")
  }

  /// Scalars need no tensors.
  func scalarResult(_ function: ScalarFunction, _ operands: [Expr]) throws -> Value? {
    let numbers = operands.compactMap { $0.constantValue?.values.first }
    guard numbers.count == operands.count else { return nil }
    let row = function.row
    let value = row.evaluate(numbers)
    return row.result == .boolean ? .boolean(value != 0) : .real(value)
  }

  /// A constant expression's value.
  func known(_ expr: Expr) -> Value { Self.known(expr) }

  private static func known(_ expr: Expr) -> Value {
    if let tensor = expr.constantValue { return .tensor(tensor) }
    // Truth values are not folded by `Expr`; they are computed here.
    var lowering = Lowering(name: "constant")
    guard let value = try? lowering.lower(expr) else { return .symbol(expr) }
    let result = ReferenceProgram(lowering.finish(results: [("value", value)])).runOnce([])[0]
    switch expr.type.element {
    case .real: return .tensor(result)
    case .boolean:
      return result.shape.isScalar ? .boolean(result.values[0] != 0) : .mask(result)
    }
  }

  func unknownResult(
    _ operation: Operation, _ operands: [(Value, Span)], named name: String
  ) throws -> Value {
    let shapes = operands.map { shapeOf($0.0) }
    switch operation {
    case .scalar(let function):
      let shape = try spreadShape(operands, named: name)
      if function.row.result == .boolean {
        return .unknown(shape?.isEmpty == true ? .boolean : .mask(shape))
      }
      let isInteger = operands.allSatisfy { value, _ in
        if case .integer = value.type { true } else { false }
      }
      if isInteger, [.add, .subtract, .multiply, .negate, .power].contains(function) {
        return .unknown(.integer)
      }
      return .unknown(.numbers(shape))
    case .select:
      return .unknown(.numbers(try spreadShape(operands, named: name)))
    default: break
    }
    let known = shapes.compactMap { shape in
      shape?.compactMap { $0 }.count == shape?.count ? shape?.compactMap { $0 } : nil
    }
    if known.count == operands.count {
      do {
        let type = try operation.resultType(of: known.map { .real(Shape($0)) })
        return .unknown(.tensor(type.shape))
      } catch { throw shapeDiagnostic(error, name, operands) }
    }
    return .unknown(.tensor(nil))
  }

  /// The shape to which operands spread, as far as it is known.
  func spreadShape(_ operands: [(Value, Span)], named name: String) throws -> [Int?]? {
    var result: (shape: [Int?], operand: (Value, Span))?
    var isKnown = true
    for operand in operands {
      guard let shape = shapeOf(operand.0) else {
        isKnown = false
        continue
      }
      if shape.isEmpty { continue }
      guard let known = result else {
        result = (shape, operand)
        continue
      }
      guard known.shape.count == shape.count,
        zip(known.shape, shape).allSatisfy({ $0 == nil || $1 == nil || $0 == $1 })
      else {
        throw Diagnostic.dimensionMismatch(
          name, (describeType(known.operand.0), known.operand.1),
          (describeType(operand.0), operand.1), reason: "the shapes differ")
      }
      result = (zip(known.shape, shape).map { $0 ?? $1 }, known.operand)
    }
    return isKnown ? result?.shape ?? [] : nil
  }

  /// `if condition { a } else { b }`, element by element.
  ///
  /// - Parameter branches: where the values stand; nil for both at the condition.
  func select(
    _ condition: Expr, _ a: Value, _ b: Value, _ span: Span, branches: (Span, Span)? = nil
  ) throws -> Value {
    if case .unknown = a { return a }
    if case .unknown = b { return b }
    if case .void = a, case .void = b { return .void }
    if let (left, right) = branches, let x = element(of: a) ?? nil, x != element(of: b) {
      throw Diagnostic.branchesDiffer((describeType(a), left), (describeType(b), right))
    }
    // A condition on known values alone gives a known value.
    let test = condition.isGround ? known(condition) : .symbol(condition)
    return try operate(
      .select, [(test, span), (a, branches?.0 ?? span), (b, branches?.1 ?? span)], named: "if")
  }
}

extension Operation {
  /// The steps that it takes on known operands of some shapes, about.
  fileprivate func steps(_ shapes: [Shape]) -> Int {
    switch self {
    case .matrixMultiply, .cholesky, .triangularSolve:
      // A row of the last operand for each element of the first.
      (shapes.first?.count ?? 0) * (shapes.last?.dimensions.dropFirst().last ?? 1)
    case .constant, .booleanConstant, .scalar, .select, .reshape, .broadcast, .transpose, .slice,
      .pad, .concatenate, .reduce, .gather, .scatterAdd, .cumulativeSum, .normal, .uniform,
      .stopGradient:
      shapes.reduce(0) { $0 + $1.count }
    }
  }
}
