import CompIR
import CompModel
import CompSource
import CompSyntax

/// `if` as a statement: one branch where its condition is known, else both.
extension Interpreter {
  /// A conditional that may return, with all that follows it: where its condition is known only while
  /// sampling, `if c { return a }` and the rest are a choice between two returns.
  ///
  /// - Parameter next: what follows in the blocks around.
  /// - Returns: the flow after the rest; nil where the rest is still to be executed.
  func execute(
    _ conditional: Conditional, before rest: [Statement], at span: Span, in scope: Scope,
    then next: Continuation?
  ) throws -> Flow? {
    let condition = try evaluate(conditional.condition, in: scope)
    func goOn() throws -> Flow {
      try executeAll(rest, in: Scope(parent: scope), then: next)
    }
    func follow(_ block: Block?) throws -> Flow {
      guard let block else { return try goOn() }
      let inner = Scope(parent: scope)
      try declare(block.statements, in: inner)
      return try executeAll(block.statements, in: inner, then: goOn)
    }
    switch condition {
    case .boolean(let flag):
      checkNames(ofUntaken: flag ? conditional.otherwise : conditional.then, in: scope)
      return try follow(flag ? conditional.then : conditional.otherwise)
    case .symbol(let test) where test.type.element == .boolean:
      let names = assignedNames(in: conditional)
      let before = names.map { scope.binding($0)?.value ?? .void }
      func returned(_ block: Block?) throws -> Value {
        for (name, value) in zip(names, before) { _ = scope.assign(name, value) }
        guard case .returned(let value, _) = try follow(block) else {
          throw Diagnostic.missingReturn("this", at: span)
        }
        return value
      }
      return try whileUndecided {
        let a = try returned(conditional.then)
        let b = try returned(conditional.otherwise)
        return .returned(try select(test, a, b, conditional.condition.span), span)
      }
    default:
      let flow = try execute(conditional, condition, at: span, in: scope)
      if case .returned = flow { return flow }
      return nil
    }
  }

  func execute(_ conditional: Conditional, _ condition: Value, at span: Span, in scope: Scope)
    throws -> Flow
  {
    switch condition {
    case .boolean(let flag):
      checkNames(ofUntaken: flag ? conditional.otherwise : conditional.then, in: scope)
      if flag { return try execute(conditional.then, in: scope) }
      return try conditional.otherwise.map { try execute($0, in: scope) } ?? .next(.void)
    case .symbol(let expr) where expr.type.element == .boolean:
      return try whileUndecided {
        try chooseBranch(expr, conditional, at: span, in: scope)
      }
    case .mask:
      return try chooseBranch(
        try asExpr(condition, conditional.condition.span), conditional, at: span, in: scope)
    case .unknown(.boolean), .unknown(.any), .unknown(.mask):
      return try whileUncertain { try executeBoth(conditional, in: scope) }
    case .poison: throw Poisoned()
    case .void, .integer, .tensor, .string, .label, .labels, .range, .list, .record, .symbol,
      .variable,
      .function, .component, .density, .weighted, .call, .samplerDeclaration, .sampler, .samples,
      .data, .report, .module, .adaptation, .target, .unknown:
      throw mismatch(.truth, condition, at: conditional.condition.span)
    }
  }

  /// Both branches of a condition that only running or sampling can tell; what they assign becomes
  /// a selection.
  private func chooseBranch(
    _ condition: Expr, _ conditional: Conditional, at span: Span, in scope: Scope
  ) throws -> Flow {
    let names = assignedNames(in: conditional).filter { scope.binding($0) != nil }
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
    let names = assignedNames(in: conditional).filter { scope.binding($0) != nil }
    let thenFlow = try execute(conditional.then, in: scope)
    let otherFlow = try conditional.otherwise.map { try execute($0, in: scope) } ?? .next(.void)
    for name in names {
      if let value = scope.binding(name)?.value { _ = scope.assign(name, widened(value)) }
    }
    switch (thenFlow, otherFlow) {
    case (.returned(let a, let span), .returned(let b, _)): return .returned(either(a, b), span)
    case (.next(let a), .next(let b)): return .next(either(a, b))
    case (.returned(let a, _), .next), (.next, .returned(let a, _)):
      return .next(widened(a))
    }
  }

  /// What is known of a value that is the one or the other.
  func either(_ a: Value, _ b: Value) -> Value {
    switch (a, b) {
    case (.void, _), (_, .void): return .void
    case (.poison, _), (_, .poison): return .poison
    default: break
    }
    if isDensity(a) || isDensity(b) { return .unknown(.density(nil)) }
    switch (a.type, b.type) {
    case (.integer, .integer): return .unknown(.integer)
    case (.boolean, .boolean): return .unknown(.boolean)
    case (.string, .string): return .unknown(.string)
    case (.label, .label): return .unknown(.label)
    case (.integer, .real), (.real, .integer), (.real, .real): return .unknown(.real)
    case (.tensor(let x), .tensor(let y)) where x == y: return .unknown(.tensor(x))
    case (.samples, .samples), (.sampler, .sampler), (.data, .data), (.record, .record):
      return widened(a)
    default: return .unknown(.any)
    }
  }

  /// A value of which only the type is kept.
  func widened(_ value: Value) -> Value {
    if case .density = value { return .unknown(.density(nil)) }
    if case .void = value { return .void }
    if case .poison = value { return .poison }
    return .unknown(value.type)
  }
}
