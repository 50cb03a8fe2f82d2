import CompIR
import CompModel
import CompSource
import CompSyntax

/// How many values a comprehension may give.
private let listLimit = 4_000_000

extension Interpreter {
  /// The value of an expression in a scope.
  package func evaluate(_ expression: Expression, in scope: Scope) throws -> Value {
    switch expression.kind {
    case .integer(let value): return .integer(value)
    case .real(let value): return .real(value)
    case .boolean(let value): return .boolean(value)
    case .string(let parts):
      var text = ""
      for part in parts {
        switch part {
        case .text(let piece): text += piece
        case .interpolation(let inner):
          let value = try evaluate(inner, in: scope)
          if case .unknown = value { return .unknown(.string) }
          let piece = describe(value)
          try checkText(text.utf8.count + piece.utf8.count, at: expression.span)
          text += piece
        }
      }
      if parts.count > 1 { try effects.allowance.use(text: text.utf8.count) }
      return .string(text)
    case .label(let name): return .label(name)
    case .name(let name): return try lookUp(name, at: expression.span, in: scope)
    case .list(let elements):
      return try gather(try elements.map { try evaluate($0, in: scope) }, elements.map(\.span))
    case .comprehension(let element, let clauses):
      return try comprehend(element, clauses, at: expression.span, in: scope)
    case .record(let fields):
      checkDistinct(fields.filter(\.indices.isEmpty).map(\.name))
      var values: [(name: String, value: Value)] = []
      for field in fields {
        guard let name = try fieldName(field, in: scope) else { return .unknown(.any) }
        values.append((name, try evaluate(field.value, in: scope)))
      }
      return try makeRecord(values, at: expression.span)
    case .tuple:
      throw Diagnostic.typeMismatch(
        expected: "a value", found: "a list of variables", at: expression.span,
        help: "lists of values are written in brackets: [a, b]")
    case .parenthesized(let inner): return try evaluate(inner, in: scope)
    case .call(let callee, let arguments):
      return try call(expression, callee, arguments, in: scope)
    case .member(let base, let name):
      return try member(of: try evaluate(base, in: scope), base, name, in: scope)
    case .index(let base, let indices):
      let value = try evaluate(base, in: scope)
      return try index(
        value, try indices.map { try evaluate($0, in: scope) }, indices.map(\.span),
        base.span, expression.span)
    case .unary(let operation, let operand):
      return try unary(operation, try evaluate(operand, in: scope), operand.span)
    case .binary(let operation, let left, let right, let operatorSpan):
      return try binary(operation, left, right, operatorSpan, expression.span, in: scope)
    case .range(let lower, let upper):
      let (a, b) = (try evaluate(lower, in: scope), try evaluate(upper, in: scope))
      if case .unknown = a { return .unknown(.range) }
      if case .unknown = b { return .unknown(.range) }
      let low = try integer(a, at: lower.span, what: "the start of a range")
      let high = try integer(b, at: upper.span, what: "the end of a range")
      guard low <= high else {
        throw Diagnostic.valueOutOfDomain(
          "a range", at: expression.span, expected: "an end of at least \(low), found \(high)")
      }
      guard !high.subtractingReportingOverflow(low).overflow else {
        throw Diagnostic.valueOutOfDomain(
          "this range", at: expression.span, expected: "fewer values than an Int can count")
      }
      return .range(low..<high)
    case .conditional(let conditional):
      return try evaluate(conditional, at: expression.span, in: scope)
    case .function(let literal):
      let function = Function(
        name: Function.anonymousName, body: .literal(literal, closure: scope),
        declaration: expression.span)
      return .function(function)
    case .placement(let density, let target, let given):
      return try place(density, target, given, at: expression.span, in: scope)
    case .space(let type): return try space(type, in: scope)
    case .missing: throw Poisoned()
    }
  }

  func lookUp(_ name: String, at span: Span, in scope: Scope) throws -> Value {
    if let binding = scope.binding(name) {
      switch binding.value {
      case .poison: throw Poisoned()
      case .void where binding.isMutable:
        // In a component's body `mean` is the function until something is assigned to it.
        if let value = try standard(name) { return value }
        return binding.value
      default: return binding.value
      }
    }
    if let value = try standard(name) { return value }
    if let whole = wholeVariable(name) { return .variable(whole) }
    if plannedNames.contains(name) { throw Diagnostic.notYetThere(name, at: span) }
    if let declaration = later[name] {
      let open = namesInDefinition.map(\.name)
      if let first = later.first(of: open, neededBy: name),
        let place = namesInDefinition.first(where: { $0.name == first })
      {
        throw Diagnostic.recursiveComponent(
          first, at: span, declaration: place.span, through: (name, declaration))
      }
      throw Diagnostic.usedTooEarly(name, at: span, declaration: declaration)
    }
    throw Diagnostic.unknownName(
      name, at: span,
      among: candidates(scope.visibleNames + standardNames + variables.keys.sorted()))
  }

  private func evaluate(_ conditional: Conditional, at span: Span, in scope: Scope) throws -> Value
  {
    guard let otherwise = conditional.otherwise else {
      throw Diagnostic(
        .missingReturn, "an 'if' that gives a value needs an 'else'",
        at: [.init(span, "what is it where the condition is false?")],
        help: "add: else { … }")
    }
    let condition = try evaluate(conditional.condition, in: scope)
    func branch(_ block: Block) throws -> Value {
      switch try execute(block, in: scope) {
      case .next(let value), .returned(let value, _): return value
      }
    }
    switch condition {
    case .boolean(let flag):
      checkNames(ofUntaken: flag ? otherwise : conditional.then, in: scope)
      return try branch(flag ? conditional.then : otherwise)
    case .unknown(.mask):
      return try operate(
        .select,
        [condition, try branch(conditional.then), try branch(otherwise)].map {
          ($0, conditional.condition.span)
        }, named: "if")
    case .unknown(.boolean), .unknown(.any):
      return try whileUncertain {
        either(try branch(conditional.then), try branch(otherwise))
      }
    case .poison: throw Poisoned()
    default:
      try expect(
        condition, shapeOf(condition)?.isEmpty == true ? .truth : .truths,
        at: conditional.condition.span)
      let test = try asExpr(condition, conditional.condition.span)
      return try whileUndecided {
        try select(
          test, try branch(conditional.then), try branch(otherwise), conditional.condition.span,
          branches: (conditional.then.resultSpan, otherwise.resultSpan))
      }
    }
  }

  private func comprehend(
    _ element: Expression, _ clauses: [ComprehensionClause], at span: Span, in scope: Scope
  ) throws -> Value {
    var results: [Value] = []
    var numbers = 0
    // What was gathered so far is counted while the rest is evaluated.
    let charge = MemoryCharge(0, to: effects.allowance)
    var uncharged = 0
    var isUnknown = false
    let isFiltered = clauses.contains { if case .filter = $0 { true } else { false } }
    func walk(_ depth: Int, _ scope: Scope) throws {
      guard depth < clauses.count else {
        let result = try evaluate(element, in: scope)
        results.append(result)
        uncharged += result.heldBytes
        // A large element costs a check as much as many statements.
        if case .tensor(let tensor) = result {
          spend(tensor.values.count >> 7)
          numbers += tensor.values.count
          guard numbers <= Shape.elementLimit else {
            throw Diagnostic.tooManyElements("a tensor", of: numbers, at: element.span)
          }
        }
        if uncharged > 1 << 16 {
          charge.grow(by: uncharged)
          uncharged = 0
        }
        try countPass()
        // What further passes of a long check give is not followed; it has the type of these.
        isUnknown = isUnknown || isCheckExhausted
        guard results.count <= listLimit else {
          throw Diagnostic.tooManyElements("a list", of: results.count, at: span)
        }
        return
      }
      switch clauses[depth] {
      case .each(let variable, let sequence):
        guard let elements = try elements(of: sequence, in: scope) else {
          isUnknown = true
          let inner = Scope(parent: scope)
          inner.define(variable.name, .init(.unknown(.any), span: variable.span))
          return try walk(depth + 1, inner)
        }
        guard isFiltered || elements.count <= listLimit else {
          throw Diagnostic.tooManyElements("a list", of: elements.count, at: sequence.span)
        }
        for index in 0..<elements.count {
          let inner = Scope(parent: scope)
          inner.define(variable.name, .init(elements.element(index), span: variable.span))
          try walk(depth + 1, inner)
          if isCheckExhausted {
            isUnknown = true
            break
          }
        }
      case .filter(let condition):
        let value = try evaluate(condition, in: scope)
        try countPass()
        switch value {
        case .boolean(true): try walk(depth + 1, scope)
        case .boolean(false): return
        case .unknown:
          isUnknown = true
          try walk(depth + 1, scope)
        case .symbol:
          throw Diagnostic.shapeDependsOnDraw(
            at: condition.span, what: "which elements a list has")
        default: throw mismatch(.truth, value, at: condition.span)
        }
      }
    }
    try walk(0, scope)
    if isUnknown, isCheckExhausted, let first = try results.first.flatMap(asTensor),
      try results.allSatisfy({ try asTensor($0)?.shape == first.shape })
    {
      return .unknown(.tensor([nil] + first.shape.dimensions.map(Optional.some)))
    }
    if isUnknown { return .unknown(.any) }
    return try gather(results, results.map { _ in element.span })
  }

  /// The value of a bracketed list: a tensor where all are numbers or tensors of one shape, else a
  /// list.
  func gather(_ values: [Value], _ spans: @autoclosure () -> [Span]) throws -> Value {
    if values.isEmpty { return .list([]) }
    try effects.allowance.checkNoted()
    // A tensor would round them: whole numbers that no Real is stay a list.
    if values.contains(where: \.isInexactInteger) { return .list(values) }
    if let numbers = plainNumbers(values) {
      return .tensor(Tensor(shape: [numbers.count], values: numbers))
    }
    var isNumeric = true
    var isSymbolic = false
    var isUnknown = false
    for value in values {
      switch value {
      case .integer, .tensor: break
      case .symbol, .variable: isSymbolic = true
      case .unknown(let type):
        isUnknown = true
        switch type {
        case .integer, .real, .tensor, .any: break
        default: isNumeric = false
        }
      case .poison: throw Poisoned()
      default: isNumeric = false
      }
    }
    guard isNumeric else { return try makeList(values, at: spans().first) }
    if isUnknown {
      let shape = values.lazy.compactMap { self.shapeOf($0) }.first
      if let rank = shape?.count { try checkRank(rank + 1, at: spans().first) }
      return .unknown(.tensor(shape.map { [values.count] + $0 } ?? nil))
    }
    if isSymbolic {
      let exprs = try zip(values, spans()).map { try asExpr($0, $1) }
      if exprs.contains(where: { $0.shape != exprs[0].shape }) {
        return try makeList(values, at: spans().first)
      }
      try checkRank(exprs[0].shape.rank + 1, at: spans().first)
      let rows = try exprs.map {
        try Expr.apply(.reshape(Shape([1] + $0.shape.dimensions)), [$0])
      }
      return .symbol(try .apply(.concatenate(axis: 0), rows))
    }
    let tensors = try values.compactMap(asTensor)
    if tensors.contains(where: { $0.shape != tensors[0].shape }) {
      return try makeList(values, at: spans().first)
    }
    let shape = Shape([tensors.count] + tensors[0].shape.dimensions)
    let first = spans().first
    try checkRank(shape.rank, at: first)
    if let excess = shape.excess {
      guard let first else { throw ShapeError("\(shape) has \(excess)") }
      throw Diagnostic.tooManyElements("a tensor", of: shape.count, at: first)
    }
    try effects.allowance.require(numbers: shape.count)
    let joined = try compute(shape.count) {
      var values: [Double] = []
      values.reserveCapacity(shape.count)
      for tensor in tensors { values += tensor.values }
      return values
    }
    return .tensor(Tensor(shape: shape, values: joined))
  }

  /// A list, unless it would be larger than what can be walked through.
  func makeList(_ elements: [Value], at span: Span?) throws -> Value {
    let list = ListValue(elements)
    try effects.allowance.checkNoted()
    if let span { try checkExtent(list.extent, of: "a list", at: span) }
    return .list(list)
  }

  /// Checks how many dimensions a tensor has that holds other tensors.
  private func checkRank(_ rank: Int, at span: Span?) throws {
    guard rank > Shape.rankLimit else { return }
    guard let span else { throw ShapeError("a tensor has at most \(Shape.rankLimit) dimensions") }
    throw Diagnostic.nestedTooDeep("a tensor", limit: Shape.rankLimit, at: span)
  }

  /// A record, unless it would be larger than what can be walked through.
  private func makeRecord(_ fields: [RecordValue.Field], at span: Span) throws -> Value {
    let record = RecordValue(fields)
    try effects.allowance.checkNoted()
    try checkExtent(record.extent, of: "a record", at: span)
    return .record(record)
  }

  /// Checks how much a value holds, where what it shares with itself is counted each time.
  private func checkExtent(_ extent: ValueExtent, of what: String, at span: Span) throws {
    if extent.depth > ValueExtent.depthLimit {
      throw Diagnostic.nestedTooDeep(what, limit: ValueExtent.depthLimit, at: span)
    }
    if extent.typeCount > ValueExtent.typeCountLimit {
      throw Diagnostic.tooManyElements(what, of: extent.typeCount, at: span)
    }
    if extent.count > ValueExtent.countLimit {
      throw Diagnostic.tooManyElements(what, of: extent.count, at: span)
    }
  }

  /// The longest text that a value may hold, in bytes, whatever the limits are.
  private static var textLimit: Int { 256 << 20 }

  /// Checks the length of a text before it is made.
  func checkText(_ length: Int, at span: Span) throws {
    guard length <= Self.textLimit else { throw Diagnostic.textTooLong(length, at: span) }
  }

  /// The numbers of a list that holds nothing else.
  private func plainNumbers(_ values: [Value]) -> [Double]? {
    var numbers: [Double] = []
    numbers.reserveCapacity(values.count)
    for value in values {
      if case .integer(let number) = value {
        numbers.append(Double(number))
      } else if case .tensor(let tensor) = value, tensor.shape.isScalar {
        numbers += tensor.values
      } else {
        return nil
      }
    }
    return numbers
  }
}

extension Value {
  /// Whether it is an Int that no Real is, as some beyond 2⁵³.
  fileprivate var isInexactInteger: Bool {
    guard case .integer(let number) = self, number.magnitude > 1 << 53 else { return false }
    return Int(exactly: Double(number)) != number
  }
}
