import CompIR
import CompSource
import CompSyntax

/// What a check may execute before it gives up looking further into loops.
private let checkBudget = 2_000_000

extension Interpreter {
  /// Defines the functions, block components and samplers of a list of statements, so that they
  /// may be used before the line that declares them.
  package func declare(_ statements: [Statement], in scope: Scope, isStandard: Bool = false) throws
  {
    var families: [String: ComponentFamily] = [:]
    for statement in statements {
      guard case .declaration(let declaration) = statement.kind else { continue }
      let name = declaration.name.name
      switch declaration.kind {
      case .function(let literal):
        scope.define(
          name,
          .init(
            .function(
              Function(
                name: name, body: .literal(literal, closure: scope),
                declaration: declaration.name.span, documentation: declaration.documentation)),
            span: declaration.name.span))
      case .component(let component):
        if case .composition = component.body, component.parameters == nil, !isStandard { continue }
        let definition = ComponentDefinition(
          name: name, declaration: component, span: declaration.name.span, scope: scope,
          documentation: declaration.documentation, isStandard: isStandard)
        families[name, default: ComponentFamily(name: name, definitions: [])].definitions.append(
          definition)
        scope.define(
          name,
          .init(
            .component(families[name] ?? .init(name: name, definitions: [definition])),
            span: declaration.name.span))
      case .sampler(let sampler):
        scope.define(
          name,
          .init(
            .samplerDeclaration(
              SamplerDefinition(
                name: name, declaration: sampler, span: declaration.name.span, scope: scope,
                documentation: declaration.documentation)), span: declaration.name.span))
      case .input, .variable, .import: continue
      }
    }
  }

  /// Executes the statements of a block in a scope of its own.
  func execute(_ block: Block, in scope: Scope) throws -> Flow {
    let inner = Scope(parent: scope)
    try declare(block.statements, in: inner)
    return try executeAll(block.statements, in: inner)
  }

  func executeAll(_ statements: [Statement], in scope: Scope) throws -> Flow {
    var last = Value.void
    for (index, statement) in statements.enumerated() {
      // `if c { return a }` followed by the rest is a choice between two returns.
      if case .conditional(let conditional) = statement.kind, conditional.otherwise == nil,
        case .symbol(let condition) = try evaluate(conditional.condition, in: scope),
        endsInReturn(conditional.then)
      {
        let rest = Array(statements.dropFirst(index + 1))
        guard case .returned(let a, let aSpan) = try execute(conditional.then, in: scope),
          case .returned(let b, _) = try executeAll(rest, in: Scope(parent: scope))
        else {
          throw Diagnostic.missingReturn("the function", at: statement.span)
        }
        return .returned(
          try select(condition, a, b, conditional.condition.span), aSpan)
      }
      switch try execute(statement, in: scope) {
      case .next(let value): last = value
      case .returned(let value, let span): return .returned(value, span)
      }
    }
    return .next(last)
  }

  private func endsInReturn(_ block: Block) -> Bool {
    if case .return? = block.statements.last?.kind { return true }
    return false
  }

  package func execute(_ statement: Statement, in scope: Scope) throws -> Flow {
    if mode == .check {
      checkedStatements += 1
      if checkedStatements > checkBudget {
        throw Diagnostic(
          .limitExceeded, "the program's loops are too long to be checked",
          at: [.init(statement.span, "reached after \(checkBudget) statements")],
          help: "move long computations into vector operations, such as sum over a tensor")
      }
    } else {
      checkedStatements += 1
      if checkedStatements % 256 == 0 { try checkInterruption() }
    }
    switch statement.kind {
    case .let(let name, let type, let value):
      try bindName(name, type, value, isMutable: false, in: scope)
      return .next(.void)
    case .var(let name, let type, let value):
      try bindName(name, type, value, isMutable: true, in: scope)
      return .next(.void)
    case .assign(let target, let value):
      try assign(value, to: target, in: scope)
      return .next(.void)
    case .expression(let expression):
      let value = try evaluate(expression, in: scope)
      if case .weighted(_, _, let span) = value { throw Diagnostic.loneWeight(at: span) }
      if case .density(let density) = value { try checkProper(density, at: expression.span) }
      return .next(value)
    case .return(let expression):
      let value = try expression.map { try evaluate($0, in: scope) } ?? .void
      return .returned(value, statement.span)
    case .conditional(let conditional):
      return try execute(conditional, at: statement.span, in: scope)
    case .for(let variable, let sequence, let body):
      return try executeFor(variable, sequence, body, in: scope)
    case .repeat(let count, let condition, let body):
      return try executeRepeat(count, condition, body, in: scope)
    case .declaration(let declaration):
      try execute(declaration, at: statement.span, in: scope)
      return .next(.void)
    case .missing:
      return .next(.void)
    }
  }

  private func bindName(
    _ name: Identifier, _ type: TypeExpression?, _ expression: Expression, isMutable: Bool,
    in scope: Scope
  ) throws {
    if let earlier = scope.own(name.name), case .poison = earlier.value {
    } else if let earlier =
      scope.own(name.name), scope === globals || earlier.span != nil, earlier.span != name.span,
      mode == .check, !isRedefinitionAllowed
    {
      report(.duplicateName(name.name, at: name.span, first: earlier.span))
    }
    var value = try evaluate(expression, in: scope)
    if case .weighted(_, _, let span) = value { throw Diagnostic.loneWeight(at: span) }
    if let type { value = try coerce(value, to: type, at: expression.span, in: scope) }
    if case .density(let density) = value {
      try checkProper(density, at: expression.span)
      value = .density(density.name == nil ? density.named(name.name) : density)
    }
    scope.define(name.name, .init(value, isMutable: isMutable, span: name.span))
    if scope === globals { note(name.span, "\(name.name): \(describeType(value))") }
  }

  private func assign(_ expression: Expression, to target: Expression, in scope: Scope) throws {
    switch target.kind {
    case .name(let name):
      guard let binding = scope.binding(name) else {
        throw Diagnostic.unknownName(name, at: target.span, among: scope.visibleNames)
      }
      guard binding.isMutable else {
        throw Diagnostic.cannotAssign(name, at: target.span, declared: binding.span)
      }
      _ = scope.assign(name, try evaluate(expression, in: scope))
    case .index(let base, let indices):
      guard case .name(let name) = base.kind, let binding = scope.binding(name) else {
        throw Diagnostic.cannotAssign(base.span.text, at: base.span, declared: nil)
      }
      guard binding.isMutable else {
        throw Diagnostic.cannotAssign(name, at: target.span, declared: binding.span)
      }
      let value = try evaluate(expression, in: scope)
      let index = try indices.map { try evaluate($0, in: scope) }
      _ = scope.assign(
        name, try replacing(binding.value, at: index, indices.map(\.span), with: value, target.span)
      )
    case .integer, .real, .boolean, .string, .label, .list, .comprehension, .record, .tuple,
      .parenthesized, .call, .member, .unary, .binary, .range, .conditional, .function, .placement,
      .space, .missing:
      throw Diagnostic.cannotAssign(target.span.text, at: target.span, declared: nil)
    }
  }

  private func execute(_ conditional: Conditional, at span: Span, in scope: Scope) throws -> Flow {
    let condition = try evaluate(conditional.condition, in: scope)
    switch condition {
    case .boolean(let flag):
      if flag { return try execute(conditional.then, in: scope) }
      return try conditional.otherwise.map { try execute($0, in: scope) } ?? .next(.void)
    case .symbol(let expr) where expr.type.element == .boolean:
      return try chooseBranch(expr, conditional, at: span, in: scope)
    case .mask:
      return try chooseBranch(
        try asExpr(condition, conditional.condition.span), conditional, at: span, in: scope)
    case .unknown(.boolean), .unknown(.any), .unknown(.mask):
      return try executeBoth(conditional, in: scope)
    case .poison: throw Poisoned()
    case .void, .integer, .tensor, .string, .label, .range, .list, .record, .symbol, .variable,
      .function, .component, .density, .weighted, .call, .samplerDeclaration, .sampler, .samples,
      .data, .report, .module, .adaptation, .target, .unknown:
      throw Diagnostic.typeMismatch(
        expected: "a Bool", found: describeType(condition), at: conditional.condition.span)
    }
  }

  /// Both branches of a condition that only running or sampling can tell; what they assign becomes
  /// a selection.
  private func chooseBranch(
    _ condition: Expr, _ conditional: Conditional, at span: Span, in scope: Scope
  ) throws -> Flow {
    let names = assignedNames(in: conditional.then).union(
      conditional.otherwise.map(assignedNames) ?? []
    ).filter { scope.binding($0) != nil }.sorted()
    let before = names.map { scope.binding($0)?.value ?? .void }
    let thenFlow = try execute(conditional.then, in: scope)
    let thenValues = names.map { scope.binding($0)?.value ?? .void }
    for (name, value) in zip(names, before) { _ = scope.assign(name, value) }
    let otherFlow = try conditional.otherwise.map { try execute($0, in: scope) } ?? .next(.void)
    for (position, name) in names.enumerated() {
      let other = scope.binding(name)?.value ?? .void
      _ = scope.assign(
        name, try select(condition, thenValues[position], other, conditional.condition.span))
    }
    switch (thenFlow, otherFlow) {
    case (.returned(let a, let aSpan), .returned(let b, _)):
      return .returned(try select(condition, a, b, conditional.condition.span), aSpan)
    case (.next(let a), .next(let b)):
      if case .void = a { return .next(.void) }
      if case .void = b { return .next(.void) }
      return .next(try select(condition, a, b, conditional.condition.span))
    case (.returned, .next), (.next, .returned):
      throw Diagnostic(
        .invalidOperand, "only one branch of this 'if' returns",
        at: [.init(span, "its condition is known only while sampling")],
        help: "return in both branches: return if c { a } else { b }")
    }
  }

  private func executeBoth(_ conditional: Conditional, in scope: Scope) throws -> Flow {
    let names = assignedNames(in: conditional.then).union(
      conditional.otherwise.map(assignedNames) ?? []
    ).filter { scope.binding($0) != nil }.sorted()
    let thenFlow = try execute(conditional.then, in: scope)
    let otherFlow = try conditional.otherwise.map { try execute($0, in: scope) } ?? .next(.void)
    for name in names {
      if let value = scope.binding(name)?.value { _ = scope.assign(name, widened(value)) }
    }
    switch (thenFlow, otherFlow) {
    case (.returned(let a, let span), .returned): return .returned(widened(a), span)
    case (.next(let a), .next): return .next(widened(a))
    case (.returned(let a, _), .next), (.next, .returned(let a, _)):
      return .next(widened(a))
    }
  }

  /// A value of which only the type is kept.
  func widened(_ value: Value) -> Value {
    if case .density = value { return .unknown(.density(nil)) }
    if case .void = value { return .void }
    if case .poison = value { return .poison }
    return .unknown(value.type)
  }

  private func executeFor(
    _ variable: Identifier, _ sequence: Expression, _ body: Block, in scope: Scope
  ) throws -> Flow {
    let value = try evaluate(sequence, in: scope)
    guard let elements = try elements(of: value, at: sequence.span) else {
      // Unknown how often: what the body assigns is unknown after it.
      let inner = Scope(parent: scope)
      inner.define(variable.name, .init(.unknown(.any), span: variable.span))
      for name in assignedNames(in: body) {
        if let known = scope.binding(name)?.value { _ = scope.assign(name, widened(known)) }
      }
      _ = try execute(body, in: inner)
      return .next(.void)
    }
    for index in 0..<elements.count {
      let inner = Scope(parent: scope)
      inner.define(variable.name, .init(elements.element(index), span: variable.span))
      if case .returned(let value, let span) = try execute(body, in: inner) {
        return .returned(value, span)
      }
    }
    return .next(.void)
  }

  private func executeRepeat(
    _ count: Expression, _ condition: Expression?, _ body: Block, in scope: Scope
  ) throws -> Flow {
    let countValue = try evaluate(count, in: scope)
    if case .unknown = countValue {
      for name in assignedNames(in: body) {
        if let known = scope.binding(name)?.value { _ = scope.assign(name, widened(known)) }
      }
      _ = try execute(body, in: scope)
      return .next(.void)
    }
    let times = try integer(countValue, at: count.span, what: "a count of repetitions")
    guard times >= 0 else {
      throw Diagnostic.valueOutOfDomain(
        "a count of repetitions", at: count.span, expected: "zero or more, found \(times)")
    }
    let names = assignedNames(in: body).filter { scope.binding($0) != nil }.sorted()
    if times > 0, try isSymbolic(names, condition, body, in: scope) {
      try buildLoop(times, names, condition, body, in: scope)
      return .next(.void)
    }
    for _ in 0..<times {
      if let condition {
        let value = try evaluate(condition, in: scope)
        if case .boolean(false) = value { break }
        if case .boolean(true) = value {
        } else if case .unknown = value {
        } else {
          throw Diagnostic.typeMismatch(
            expected: "a Bool", found: describeType(value), at: condition.span)
        }
      }
      if case .returned(let value, let span) = try execute(body, in: scope) {
        return .returned(value, span)
      }
    }
    return .next(.void)
  }

  /// Whether one pass over the body makes, or tests, symbols. The pass is undone.
  private func isSymbolic(
    _ names: [String], _ condition: Expression?, _ body: Block, in scope: Scope
  ) throws -> Bool {
    func anySymbol() -> Bool {
      names.contains {
        switch scope.binding($0)?.value {
        case .symbol?, .variable?: true
        default: false
        }
      }
    }
    if anySymbol() { return true }
    if let condition, case .symbol = try evaluate(condition, in: scope) { return true }
    let before = names.map { scope.binding($0)?.value ?? .void }
    _ = try execute(body, in: scope)
    let found = anySymbol()
    for (name, value) in zip(names, before) { _ = scope.assign(name, value) }
    return found
  }

  /// A loop of the IR: the body is evaluated once, on leaves that stand for the carried values.
  private func buildLoop(
    _ times: Int, _ names: [String], _ condition: Expression?, _ body: Block, in scope: Scope
  ) throws {
    var initial = try names.map { name -> Expr in
      try asExpr(scope.binding(name)?.value ?? .void, body.span)
    }
    // A first pass tells the types that the values come to have; scalars are spread to them.
    for _ in 0..<2 {
      for (name, value) in zip(names, initial) {
        _ = scope.assign(name, .symbol(Expr(Expr.Leaf(name, value.type))))
      }
      _ = try execute(body, in: scope)
      for (position, name) in names.enumerated() {
        let result = try asExpr(scope.binding(name)?.value ?? .void, body.span)
        if initial[position].shape.isScalar, !result.shape.isScalar {
          initial[position] = try .apply(.broadcast(result.shape), [initial[position]])
        }
      }
    }
    let parameters = zip(names, initial).map { Expr.Leaf($0.0, $0.1.type) }
    for (name, leaf) in zip(names, parameters) { _ = scope.assign(name, .symbol(Expr(leaf))) }
    randomNodes.append([])
    defer { randomNodes.removeLast() }
    let test = try condition.map { expression -> Expr in
      let expr = try asExpr(try evaluate(expression, in: scope), expression.span)
      guard expr.type.element == .boolean else {
        throw Diagnostic.typeMismatch(
          expected: "a Bool", found: "\(Type.tensor(expr.shape))", at: expression.span)
      }
      return expr.shape.isScalar
        ? expr : try .apply(.reduce(.any, axes: Array(0..<expr.shape.rank)), [expr])
    }
    _ = try execute(body, in: scope)
    var results: [Expr] = []
    for (position, name) in names.enumerated() {
      var result = try asExpr(scope.binding(name)?.value ?? .void, body.span)
      let wanted = initial[position].type
      if result.shape.isScalar, !wanted.shape.isScalar {
        result = try .apply(.broadcast(wanted.shape), [result])
      }
      guard result.type == wanted else {
        throw Diagnostic.shapeMismatch(
          "'\(name)'", at: body.span,
          reason:
            "it is \(Type.tensor(wanted.shape)) before the loop and \(Type.tensor(result.shape)) in it"
        )
      }
      results.append(result)
    }
    let loop = Expr.Loop(
      count: times, parameters: parameters, initial: initial, results: results, condition: test,
      randomNodes: randomNodes.last ?? [])
    for (position, name) in names.enumerated() {
      _ = scope.assign(
        name, .symbol(Expr(.loop(loop, result: position), type: results[position].type)))
    }
  }
}
