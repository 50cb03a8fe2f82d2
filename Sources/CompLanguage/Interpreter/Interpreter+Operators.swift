import CompIR
import CompModel
import CompSource
import CompSyntax

import func CompPlatform.pow

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

  /// Which of the labels of a list are this one; nil where the values are not a list of labels and a
  /// label.
  private func labelMask(_ list: Value, _ label: Value) -> Tensor? {
    guard case .list(let elements) = list, case .label(let wanted) = label, !elements.isEmpty else {
      return nil
    }
    var values: [Double] = []
    for case .label(let name) in elements { values.append(name == wanted ? 1 : 0) }
    return values.count == elements.count ? Tensor(values) : nil
  }

  /// The labels that a random variable takes; nil for other values.
  private func variableLabels(_ value: Value) -> [String]? {
    var domain: Domain?
    if case .variable(let part) = value { domain = part.variable.domain }
    if case .symbol(let expr) = value, case .variable(let part) = expr.node {
      domain = part.variable.domain
    }
    guard case .labels(let names)? = domain else { return nil }
    return names
  }

  /// The labels of a variable, of draws of one, or of data; nil for other values.
  private func labelSet(of value: Value) -> [String]? {
    if case .labels(_, let names) = value.type { return names }
    return variableLabels(value)
  }

  /// Returns labels as the places that they have among those of a variable, of draws or of data beside them.
  ///
  /// - Throws: a `Diagnostic` for a label that is not among them, for a number beside labels, and for variables
  ///   that take different labels.
  private func resolvingLabels(_ operands: [(Value, Span)], named name: String) throws -> [(
    Value, Span
  )] {
    let sets = operands.map { labelSet(of: $0.0) }
    let variableSets = operands.compactMap { variableLabels($0.0) }
    guard let names = variableSets.first ?? sets.compactMap({ $0 }).first else { return operands }
    if variableSets.contains(where: { $0 != names }) {
      throw Diagnostic(
        .invalidOperand, "labels of different sets cannot be compared",
        at: zip(operands, sets).map { operand, set in
          .init(operand.1, "its labels are \((set ?? []).map { "." + $0 }.joined(separator: ", "))")
        },
        help: "declare both with the same labels in the same order")
    }
    let hasLabels = operands.contains { if case .labels = $0.0.type { true } else { false } }
    return try operands.map { value, span in
      switch value {
      case .label(let label):
        guard let index = names.firstIndex(of: label) else {
          throw Diagnostic.unknownLabel(label, at: span, among: names)
        }
        return (.integer(index), span)
      case .labels(let tensor, let found):
        return (.tensor(try places(of: tensor, found, among: names, at: span)), span)
      case .unknown(.labels(let shape, _)): return (.unknown(.tensor(shape)), span)
      case .unknown(.label): return (.unknown(.integer), span)
      default:
        guard hasLabels, isNumber(value) else { return (value, span) }
        throw invalidOperands(name, operands)
      }
    }
  }

  private func isNumber(_ value: Value) -> Bool {
    switch value {
    case .variable, .symbol: return false
    default: break
    }
    return switch value.type {
    case .integer, .real, .tensor, .range: true
    case .boolean, .string, .label, .labels, .void, .mask, .list, .record, .function, .density,
      .samples, .data, .sampler, .adaptation, .report, .any:
      false
    }
  }

  /// The places of labels among some names, where they are given by their places among others.
  func places(of tensor: Tensor, _ found: [String], among names: [String], at span: Span) throws
    -> Tensor
  {
    if found == names { return tensor }
    let present = Set(tensor.values.compactMap { Int(exactly: $0) })
    let places = try found.enumerated().map { place, name -> Double in
      if let index = names.firstIndex(of: name) { return Double(index) }
      guard present.contains(place) else { return .nan }
      throw Diagnostic.unknownLabel(name, at: span, among: names)
    }
    return Tensor(
      shape: tensor.shape,
      values: tensor.values.map { value in
        Int(exactly: value).flatMap { places.indices.contains($0) ? places[$0] : nil } ?? .nan
      })
  }

  /// Arithmetic and comparison of Ints; nil where the result is a Real.
  private func integerArithmetic(_ operation: BinaryOperator, _ x: Int, _ y: Int, at span: Span)
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
  private func wholePower(_ x: Int, _ y: Int) -> Int? {
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
  private func element(of value: Value) -> Element? {
    switch value.type {
    case .integer, .real, .tensor, .range: .real
    case .boolean, .mask: .boolean
    case .string, .label, .labels, .void, .list, .record, .function, .density, .samples, .data,
      .sampler, .adaptation, .report, .any:
      nil
    }
  }

  private func invalidOperands(_ name: String, _ operands: [(Value, Span)]) -> Diagnostic {
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
  private func scalarResult(_ function: ScalarFunction, _ operands: [Expr]) throws -> Value? {
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

  private func unknownResult(
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
  private func spreadShape(_ operands: [(Value, Span)], named name: String) throws -> [Int?]? {
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
