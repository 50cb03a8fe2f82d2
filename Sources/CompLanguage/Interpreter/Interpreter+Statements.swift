import CompIR
import CompSource
import CompSyntax

extension Interpreter {
  /// Defines the functions, block components and samplers of a list of statements, so that they
  /// may be used before the line that declares them.
  package func declare(_ statements: [Statement], in scope: Scope, isStandard: Bool = false) throws
  {
    var families: [String: ComponentFamily] = [:]
    for statement in statements {
      guard case .declaration(let declaration) = statement.kind else { continue }
      let name = declaration.name.name
      if !isStandard { checkDeclared(declaration, families[name], in: scope) }
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

  /// Reports a function, component or sampler that was declared before, and parameters or variables
  /// of one name. Components of one name are told apart by the names of their parameters.
  private func checkDeclared(
    _ declaration: Declaration, _ family: ComponentFamily?, in scope: Scope
  ) {
    func parameterNames(_ component: ComponentDeclaration) -> [String] {
      (component.parameters ?? []).map(\.name.name)
    }
    var names: [Identifier] = []
    switch declaration.kind {
    case .function(let literal):
      names = literal.parameters.map(\.name)
      checkFresh(declaration.name, in: scope)
    case .sampler(let sampler):
      names = sampler.parameters.map(\.name) + [sampler.density]
      checkFresh(declaration.name, in: scope)
    case .component(let component):
      names =
        (component.parameters ?? []).map(\.name)
        + (component.over + component.given).map(\.name)
      let twin = family?.definitions.first {
        parameterNames($0.declaration) == parameterNames(component)
      }
      if let twin {
        report(.duplicateName(declaration.name.name, at: declaration.name.span, first: twin.span))
      } else if family == nil {
        checkFresh(declaration.name, in: scope)
      }
    case .input, .variable, .import: return
    }
    checkDistinct(names)
  }

  /// Reports names of one list that are the same.
  func checkDistinct(_ names: [Identifier]) {
    var seen: [String: Span] = [:]
    for name in names {
      if let first = seen[name.name] {
        report(.duplicateName(name.name, at: name.span, first: first))
      } else {
        seen[name.name] = name.span
      }
    }
  }

  /// `x <- 3` is a comparison with −3, which as a statement nobody means.
  private func checkArrow(_ expression: Expression, in scope: Scope) throws {
    guard mode == .check,
      case .binary(.less, let left, _, let sign) = expression.kind, case .name(let name) = left.kind
    else { return }
    let arrow = Span(sign.source, sign.range.lowerBound..<sign.range.upperBound + 1)
    if arrow.text == "<-" {
      throw Diagnostic.arrowAssignment(
        name, left.span.union(arrow), arrow,
        isDeclared: scope.binding(name)?.isMutable ?? false)
    }
  }

  /// Reports a name that its scope has already.
  func checkFresh(_ name: Identifier, in scope: Scope) {
    guard mode == .check, !isRedefinitionAllowed, let earlier = scope.own(name.name),
      let first = earlier.span, first != name.span
    else { return }
    if case .poison = earlier.value { return }
    report(.duplicateName(name.name, at: name.span, first: first))
  }

  /// Executes the statements of a block in a scope of its own.
  package func execute(_ block: Block, in scope: Scope) throws -> Flow {
    let inner = Scope(parent: scope)
    try declare(block.statements, in: inner)
    return try executeAll(block.statements, in: inner)
  }

  /// What follows the statements of a block in the blocks around it.
  typealias Continuation = () throws -> Flow

  /// - Parameter next: what follows, where the statements end without a return; nil where the caller
  ///   goes on by itself.
  func executeAll(_ statements: [Statement], in scope: Scope, then next: Continuation? = nil) throws
    -> Flow
  {
    // Checking goes on after a mistake; overloads that are tried fail as a whole.
    let goesOn = mode == .check && trialDepth == 0
    var last = Value.void
    var hasFailed = false
    for (index, statement) in statements.enumerated() {
      let isLast = index == statements.count - 1
      var flow: Flow?
      do {
        if case .conditional(let conditional) = statement.kind, conditional.mayReturn {
          let rest = Array(statements.dropFirst(index + 1))
          if let end = try execute(
            conditional, before: rest, at: statement.span, in: scope, then: next)
          {
            return end
          }
          flow = .next(.void)
        } else if case .for(let variable, let sequence, let body) = statement.kind, body.mayReturn {
          return try executeFor(
            variable, sequence, body, before: Array(statements.dropFirst(index + 1)), in: scope,
            then: next)
        } else {
          flow = try execute(statement, in: scope)
        }
      } catch {
        if let diagnostic = error as? Diagnostic, diagnostic.isLimit { throw error }
        guard goesOn else { throw error }
        _ = try reportFailure(error, of: statement, in: scope)
        flow = nil
      }
      switch flow {
      case .next(let value)?:
        last = value
        if !isLast { warnOfUnused(value, of: statement) }
      case .returned(let value, let span)?: return .returned(value, span)
      case nil: hasFailed = true
      }
    }
    if hasFailed { throw Poisoned() }
    return try next?() ?? .next(last)
  }

  /// Executes a statement. Where it reaches a limit of the run, that is what it fails with, whatever
  /// came of it.
  package func execute(_ statement: Statement, in scope: Scope) throws -> Flow {
    do {
      try countPass()
      let flow = try carryOut(statement, in: scope)
      try effects.allowance.checkNoted()
      return flow
    } catch let limit as ExceededLimit {
      throw Diagnostic.exceeded(limit, at: statement.span)
    } catch {
      let allowance = effects.allowance
      if let limit = allowance.takeExceeded() ?? (error is Interruption ? allowance.lateness : nil)
      {
        throw Diagnostic.exceeded(limit, at: statement.span)
      }
      throw error
    }
  }

  private func carryOut(_ statement: Statement, in scope: Scope) throws -> Flow {
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
      try checkArrow(expression, in: scope)
      let value = try evaluate(expression, in: scope)
      if case .weighted(_, _, let span) = value { throw Diagnostic.loneWeight(at: span) }
      if case .density(let density) = value { try checkProper(density, at: expression.span) }
      return .next(value)
    case .return(let expression):
      let value = try expression.map { try evaluate($0, in: scope) } ?? .void
      return .returned(value, expression?.span ?? statement.span)
    case .conditional(let conditional):
      let condition = try evaluate(conditional.condition, in: scope)
      return try execute(conditional, condition, at: statement.span, in: scope)
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
    checkFresh(name, in: scope)
    var value = try evaluate(expression, in: scope)
    if case .weighted(_, _, let span) = value { throw Diagnostic.loneWeight(at: span) }
    if let type { value = try coerce(value, to: type, at: expression.span, in: scope) }
    if case .density(let density) = value {
      try checkProper(density, at: expression.span)
      value = .density(density.name == nil ? density.named(name.name) : density)
    }
    if case .call(var unsized) = value, unsized.name == nil, unsized.onlyCall == nil {
      unsized.name = name.name
      value = .call(unsized)
    }
    if case .function(var function) = value, function.name == Function.anonymousName {
      function.name = name.name
      value = .function(function)
    }
    scope.define(name.name, .init(value, isMutable: isMutable, span: name.span, type: type))
    if scope === globals { note(name.span) { "\(name.name): \($0.describeType(value))" } }
  }

  private func assign(_ expression: Expression, to target: Expression, in scope: Scope) throws {
    var root = target
    var path: [[Expression]] = []
    while case .index(let base, let indices) = root.kind {
      path.insert(indices, at: 0)
      root = base
    }
    guard case .name(let name) = root.kind else {
      throw Diagnostic.cannotAssign(target.span.text, at: target.span, declared: nil)
    }
    let type = try assignableType(of: name, path.isEmpty, root.span, target.span, in: scope)
    var value = try evaluate(expression, in: scope)
    if case .weighted(_, _, let span) = value { throw Diagnostic.loneWeight(at: span) }
    if path.isEmpty {
      let old = scope.binding(name)?.value ?? .void
      if let type {
        value = try coerce(value, to: type, at: expression.span, in: scope)
      } else if !isAssignable(value.type, to: old.type) {
        throw Diagnostic.typeMismatch(
          expected: describeType(old), found: describeType(value), at: expression.span,
          help: "a 'var' keeps the kind of value that it began with")
      }
    } else {
      let indices = try path.map { try $0.map { try evaluate($0, in: scope) } }
      let places = path.map { $0.map(\.span) }
      if path.count == 1,
        try replaceElement(of: name, at: indices[0], places[0], with: value, in: scope)
      {
        return
      }
      value = try replacing(
        scope.binding(name)?.value ?? .void, along: indices[...], places[...], with: value,
        expression.span, target.span)
    }
    _ = scope.assign(name, value)
  }

  /// The type that was written for a name that is assigned to; nil where none was.
  ///
  /// - Throws: where the name is not bound, or is no `var`.
  private func assignableType(
    of name: String, _ isWhole: Bool, _ span: Span, _ target: Span, in scope: Scope
  ) throws -> TypeExpression? {
    guard let binding = scope.binding(name) else {
      let names = candidates(scope.visibleNames.filter { scope.binding($0)?.isMutable == true })
      throw Diagnostic.assignmentToUnknown(name, at: span, isWhole: isWhole, among: names)
    }
    guard binding.isMutable else {
      throw Diagnostic.cannotAssign(name, at: target, declared: binding.span)
    }
    return binding.type
  }

  /// Whether a name that holds a value of one type may come to hold one of another: numbers stay
  /// numbers, lists lists.
  private func isAssignable(_ new: Type, to old: Type) -> Bool {
    guard let before = kind(of: old), let after = kind(of: new) else { return true }
    return before == after
  }

  private enum Kind {
    case numbers, truths, densities, strings, labels, ranges, records, draws, data, samplers
    case adaptations, reports
  }

  /// What a `var` stays; nil where it may become anything.
  private func kind(of type: Type) -> Kind? {
    switch type {
    // Brackets may hold numbers at one time and other values at another.
    case .integer, .real, .tensor, .list: .numbers
    case .boolean, .mask: .truths
    // A component is a function, and a density with its defaults.
    case .function, .density: .densities
    case .string: .strings
    case .label, .labels: .labels
    case .range: .ranges
    case .record: .records
    case .samples: .draws
    case .data: .data
    case .sampler: .samplers
    case .adaptation: .adaptations
    case .report: .reports
    case .any, .void: nil
    }
  }
}
