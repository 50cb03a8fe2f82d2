import CompIR
import CompSource
import CompSyntax
import func Foundation.pow

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
      let b = try evaluate(right, in: scope)
      if case .boolean = a, case .boolean = b { return b }
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
    case .void, .integer, .tensor, .boolean, .mask, .string, .label, .range, .list, .record,
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
      case .add: return .string(x + y)
      case .equal: return .boolean(x == y)
      case .notEqual: return .boolean(x != y)
      case .power, .multiply, .divide, .matrixMultiply, .subtract, .less, .lessOrEqual, .greater,
        .greaterOrEqual, .and, .or, .condition, .pipe:
        break
      }
    }
    if case .integer(let x) = a, case .integer(let y) = b,
      let exact = integerArithmetic(operation, x, y)
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
      return try elementwise(
        operation == .equal ? .equal : .notEqual, try resolvingLabels(operands), named: name)
    case .less: return try elementwise(.less, operands, named: name)
    case .lessOrEqual: return try elementwise(.lessOrEqual, operands, named: name)
    case .greater: return try elementwise(.less, [operands[1], operands[0]], named: name)
    case .greaterOrEqual:
      return try elementwise(.lessOrEqual, [operands[1], operands[0]], named: name)
    case .and, .or, .condition, .pipe:
      throw Diagnostic.invalidOperand(name, operands.map { (describeType($0.0), $0.1) })
    }
  }

  /// Labels beside a variable become the indices that they have in it.
  private func resolvingLabels(_ operands: [(Value, Span)]) throws -> [(Value, Span)] {
    var domain: Domain?
    for (value, _) in operands {
      if case .variable(let part) = value { domain = part.variable.domain }
      if case .symbol(let expr) = value, case .variable(let part) = expr.node {
        domain = part.variable.domain
      }
    }
    guard case .labels(let names)? = domain else { return operands }
    return try operands.map { value, span in
      guard case .label(let label) = value else { return (value, span) }
      guard let index = names.firstIndex(of: label) else {
        throw Diagnostic.unknownLabel(label, at: span, among: names)
      }
      return (.integer(index), span)
    }
  }

  private func integerArithmetic(_ operation: BinaryOperator, _ x: Int, _ y: Int) -> Value? {
    func exact(_ result: (partialValue: Int, overflow: Bool)) -> Value? {
      result.overflow ? nil : .integer(result.partialValue)
    }
    switch operation {
    case .add: return exact(x.addingReportingOverflow(y))
    case .subtract: return exact(x.subtractingReportingOverflow(y))
    case .multiply: return exact(x.multipliedReportingOverflow(by: y))
    case .power:
      guard y >= 0 else { return nil }
      let result = pow(Double(x), Double(y))
      return abs(result) < 9e15 ? .integer(Int(result)) : nil
    case .equal: return .boolean(x == y)
    case .notEqual: return .boolean(x != y)
    case .less: return .boolean(x < y)
    case .lessOrEqual: return .boolean(x <= y)
    case .greater: return .boolean(x > y)
    case .greaterOrEqual: return .boolean(x >= y)
    case .divide, .matrixMultiply, .and, .or, .condition, .pipe: return nil
    }
  }

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
    for (value, span) in operands {
      switch value {
      case .integer, .tensor, .boolean, .mask: break
      case .symbol, .variable: hasSymbol = true
      case .unknown(let type):
        switch type {
        case .integer, .real, .boolean, .tensor, .mask, .any: hasUnknown = true
        case .string, .label, .range, .void, .list, .record, .function, .density, .samples, .data,
          .sampler, .adaptation, .report:
          throw Diagnostic.invalidOperand(name, operands.map { (describeType($0.0), $0.1) })
        }
      case .poison: throw Poisoned()
      case .weighted(_, _, let span): throw Diagnostic.loneWeight(at: span)
      case .void, .string, .label, .range, .list, .record, .function, .component, .density, .call,
        .samplerDeclaration, .sampler, .samples, .data, .report, .module, .adaptation, .target:
        if case .list(let elements) = value, elements.isEmpty { break }
        throw Diagnostic(
          .invalidOperand,
          "'\(name)' cannot be applied to \(operands.map { describeType($0.0) }.joined(separator: " and "))",
          at: [.init(span, "this is \(describeType(value))")]
            + operands.filter { $0.1 != span }.map { .init($0.1, "this is \(describeType($0.0))") })
      }
    }
    if hasUnknown { return try unknownResult(operation, operands, named: name) }
    let exprs = try operands.map { try asExpr($0.0, $0.1) }
    let result: Expr
    do {
      if !hasSymbol, case .scalar(let function) = operation,
        operands.allSatisfy({ shapeOf($0.0)?.isEmpty == true }),
        let fast = try scalarResult(function, exprs)
      {
        return fast
      }
      result = try .apply(operation, exprs)
    } catch let error as ShapeError {
      throw shapeDiagnostic(error, name, operands)
    }
    return hasSymbol ? .symbol(result) : known(result)
  }

  func shapeDiagnostic(_ error: ShapeError, _ name: String, _ operands: [(Value, Span)])
    -> Diagnostic
  {
    if operands.count == 2 {
      return .dimensionMismatch(
        name, (describeType(operands[0].0), operands[0].1),
        (describeType(operands[1].0), operands[1].1), reason: "\(error)")
    }
    return .invalidOperand(
      name, operands.map { (describeType($0.0), $0.1) }, help: "\(error)")
  }

  /// Scalars need no tensors.
  private func scalarResult(_ function: ScalarFunction, _ operands: [Expr]) throws -> Value? {
    let numbers = operands.compactMap { $0.constantValue?.values.first }
    guard numbers.count == operands.count else { return nil }
    let row = function.row
    let value = row.evaluate(numbers)
    return row.result == .boolean ? .boolean(value != 0) : .real(value)
  }

  /// A constant expression's value.
  func known(_ expr: Expr) -> Value {
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

  private func unknownResult(
    _ operation: Operation, _ operands: [(Value, Span)], named name: String
  ) throws -> Value {
    let shapes = operands.map { shapeOf($0.0) }
    if case .scalar(let function) = operation {
      var shape: [Int?]? = []
      for (operand, candidate) in zip(operands, shapes) {
        guard let candidate else {
          shape = nil
          continue
        }
        if candidate.isEmpty { continue }
        guard let current = shape, !current.isEmpty else {
          if shape != nil { shape = candidate }
          continue
        }
        let fits =
          current.count == candidate.count
          && zip(current, candidate).allSatisfy { $0 == nil || $1 == nil || $0 == $1 }
        guard fits else {
          throw Diagnostic.dimensionMismatch(
            name, (describeType(operands[0].0), operands[0].1),
            (describeType(operand.0), operand.1), reason: "the shapes differ")
        }
      }
      if function.row.result == .boolean {
        return .unknown(shape?.isEmpty == true ? .boolean : .mask(shape))
      }
      let isInteger = operands.allSatisfy { value, _ in
        if case .integer = value { return true }
        if case .unknown(.integer) = value { return true }
        return false
      }
      if isInteger, [.add, .subtract, .multiply, .negate].contains(function) {
        return .unknown(.integer)
      }
      return .unknown(.tensor(shape))
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

  /// `if condition { a } else { b }`, element by element.
  func select(_ condition: Expr, _ a: Value, _ b: Value, _ span: Span) throws -> Value {
    if case .unknown = a { return a }
    if case .unknown = b { return b }
    if case .void = a, case .void = b { return .void }
    return try operate(.select, [(.symbol(condition), span), (a, span), (b, span)], named: "if")
  }

  // MARK: Conversions

  /// A number, tensor, truth value or variable as an expression.
  func asExpr(_ value: Value, _ span: Span) throws -> Expr {
    switch value {
    case .integer(let number): return Expr(Double(number))
    case .tensor(let tensor): return Expr(tensor)
    case .boolean(let flag): return Expr(flag)
    case .mask(let tensor): return try .scalar(.notEqual, Expr(tensor), Expr(0))
    case .symbol(let expr): return expr
    case .variable(let part): return Expr(part)
    case .list(let elements) where elements.isEmpty: return Expr(Tensor(shape: [0], values: []))
    case .poison: throw Poisoned()
    case .void, .string, .label, .range, .list, .record, .function, .component, .density,
      .weighted, .call, .samplerDeclaration, .sampler, .samples, .data, .report, .module,
      .adaptation, .target, .unknown:
      throw Diagnostic.typeMismatch(
        expected: "numbers", found: describeType(value), at: span)
    }
  }

  func asTensor(_ value: Value) -> Tensor? {
    switch value {
    case .integer(let number): return Tensor(Double(number))
    case .tensor(let tensor): return tensor
    case .list(let elements) where elements.isEmpty: return Tensor(shape: [0], values: [])
    case .void, .boolean, .mask, .string, .label, .range, .list, .record, .symbol, .variable,
      .function, .component, .density, .weighted, .call, .samplerDeclaration, .sampler, .samples,
      .data, .report, .module, .adaptation, .target, .unknown, .poison:
      return nil
    }
  }

  /// The dimensions of a number, tensor or symbol, as far as they are known.
  func shapeOf(_ value: Value) -> [Int?]? {
    switch value.type {
    case .integer, .real, .boolean: []
    case .tensor(let shape), .mask(let shape): shape
    case .string, .label, .range, .void, .list, .record, .function, .density, .samples, .data,
      .sampler, .adaptation, .report, .any:
      nil
    }
  }

  func knownShape(_ value: Value) -> [Int?]? { shapeOf(value) }

  /// A whole number known beforehand.
  package func integer(_ value: Value, at span: Span, what: String) throws -> Int {
    switch value {
    case .integer(let number): return number
    case .tensor(let tensor) where tensor.shape.isScalar:
      if let exact = Int(exactly: tensor.values[0]) { return exact }
      throw Diagnostic.typeMismatch(
        expected: "an Int", found: "Real", at: span,
        help: "use div(a, b) for whole numbers, or floor(x)")
    case .symbol, .variable: throw Diagnostic.shapeDependsOnDraw(at: span, what: what)
    case .poison: throw Poisoned()
    case .void, .tensor, .boolean, .mask, .string, .label, .range, .list, .record, .function,
      .component, .density, .weighted, .call, .samplerDeclaration, .sampler, .samples, .data,
      .report, .module, .adaptation, .target, .unknown:
      throw Diagnostic.typeMismatch(expected: "an Int", found: describeType(value), at: span)
    }
  }

  /// A real known beforehand.
  package func number(_ value: Value, at span: Span, what: String) throws -> Double {
    switch value {
    case .integer(let number): return Double(number)
    case .tensor(let tensor) where tensor.shape.isScalar: return tensor.values[0]
    case .symbol, .variable: throw Diagnostic.shapeDependsOnDraw(at: span, what: what)
    case .poison: throw Poisoned()
    case .void, .tensor, .boolean, .mask, .string, .label, .range, .list, .record, .function,
      .component, .density, .weighted, .call, .samplerDeclaration, .sampler, .samples, .data,
      .report, .module, .adaptation, .target, .unknown:
      throw Diagnostic.typeMismatch(expected: "a Real", found: describeType(value), at: span)
    }
  }

  /// What a `for` walks over; nil where it is known only when running.
  func elements(of value: Value, at span: Span) throws -> Elements? {
    switch value {
    case .range(let range): return .range(range)
    case .list(let list): return .list(list)
    case .tensor(let tensor) where tensor.shape.rank > 0: return .tensor(tensor)
    case .unknown: return nil
    case .symbol(let expr) where expr.shape.rank > 0:
      let count = expr.shape.dimensions[0]
      return .list(
        try (0..<count).map { position in
          try index(.symbol(expr), [.integer(position)], [span], span, span)
        })
    case .variable(let part) where part.shape.rank > 0:
      return .list(
        try (0..<part.shape.dimensions[0]).map { position in
          try index(value, [.integer(position)], [span], span, span)
        })
    case .poison: throw Poisoned()
    case .void, .integer, .tensor, .boolean, .mask, .string, .label, .record, .symbol, .variable,
      .function, .component, .density, .weighted, .call, .samplerDeclaration, .sampler, .samples,
      .data, .report, .module, .adaptation, .target:
      throw Diagnostic.typeMismatch(
        expected: "a range, a list or a tensor", found: describeType(value), at: span)
    }
  }

  /// The elements of something that can be walked over.
  enum Elements {
    case range(Range<Int>)
    case list([Value])
    case tensor(Tensor)
    var count: Int {
      switch self {
      case .range(let range): range.count
      case .list(let list): list.count
      case .tensor(let tensor): tensor.shape.dimensions[0]
      }
    }
    func element(_ position: Int) -> Value {
      switch self {
      case .range(let range): return .integer(range.lowerBound + position)
      case .list(let list): return list[position]
      case .tensor(let tensor):
        let rest = Shape(Array(tensor.shape.dimensions.dropFirst()))
        return .tensor(
          Tensor(
            shape: rest,
            values: Array(tensor.values[(position * rest.count)..<((position + 1) * rest.count)])))
      }
    }
  }
}
