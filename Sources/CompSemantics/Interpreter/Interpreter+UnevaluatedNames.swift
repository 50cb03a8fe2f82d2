import CompSource
import CompSyntax

/// What a check does not evaluate: branches that it knows not to be taken, for the condition may be what
/// makes them right; compositions whose parameters have no values. The names in them must be there, and
/// must not lead back to the composition.
extension Interpreter {
  /// Reports the names of a branch that nothing defines.
  func checkNames(ofUntaken block: Block?, in scope: Scope) {
    guard mode == .check, trialDepth == 0, let block, !isStandard(block.span.source),
      checkedBranches.insert(block.span).inserted
    else { return }
    var walk = nameWalk(in: scope)
    walk.visit(block)
  }

  /// Reports the names of a composition that nothing defines, where its parameters have no values.
  func checkNames(of composition: Expression, _ parameters: [Parameter], in scope: Scope) {
    guard mode == .check, checkedBranches.insert(composition.span).inserted else { return }
    var walk = nameWalk(in: scope)
    walk.within(parameters.map(\.name.name)) { $0.visit(composition) }
  }

  /// Reports a component with parameters whose composition mentions it again, itself or by way of others.
  /// Of those that go round together one is reported.
  func checkRecursion(of definition: ComponentDefinition) {
    guard !recursiveComponents.contains(definition.span) else { return }
    var seen: Set<Span> = []
    guard let (place, way) = mention(of: definition, in: definition, seen: &seen) else { return }
    recursiveComponents.formUnion(way.map(\.span) + [definition.span])
    report(
      .recursiveComponent(
        definition.name, at: place, declaration: definition.span,
        through: way.first.map { ($0.name, $0.span) }))
  }

  /// Where a composition mentions the wanted component, and by way of which others if not itself.
  private func mention(
    of wanted: ComponentDefinition, in definition: ComponentDefinition, seen: inout Set<Span>
  ) -> (place: Span, way: [ComponentDefinition])? {
    guard case .composition(let composition) = definition.declaration.body,
      seen.insert(definition.span).inserted
    else { return nil }
    var mentions: [(component: ComponentDefinition, place: Span)] = []
    var walk = NameWalk { name, span in
      // Of several components of one name the arguments tell which is meant: they may build on each other.
      guard case .component(let family)? = definition.scope.binding(name)?.value,
        family.definitions.count == 1
      else { return }
      mentions.append((family.definitions[0], span))
    }
    walk.within((definition.declaration.parameters ?? []).map(\.name.name)) { walk in
      walk.visit(composition)
    }
    for (component, place) in mentions {
      if component.span == wanted.span { return (place, []) }
      if let (_, way) = mention(of: wanted, in: component, seen: &seen) {
        return (place, [component] + way)
      }
    }
    return nil
  }

  private func nameWalk(in scope: Scope) -> NameWalk {
    NameWalk { name, span in
      do { _ = try self.lookUp(name, at: span, in: scope) } catch let diagnostic as Diagnostic
        where diagnostic.code == .unknownName && self.later[name] == nil
      {
        self.report(diagnostic)
      } catch {
        // What is known under a name is not asked for.
      }
    }
  }
}

/// Walks a tree, and tells of each name that is used as a value and not defined in the tree itself.
private struct NameWalk {
  let report: (String, Span) -> Void
  /// The names that the blocks around define.
  private var known: Set<String> = []

  init(report: @escaping (String, Span) -> Void) { self.report = report }

  mutating func visit(_ block: Block) {
    let outer = known
    for statement in block.statements {
      switch statement.kind {
      case .let(let name, _, _), .var(let name, _, _): known.insert(name.name)
      case .declaration(let declaration): known.insert(declaration.name.name)
      case .assign, .expression, .return, .conditional, .for, .repeat, .missing: break
      }
    }
    for statement in block.statements { visit(statement) }
    known = outer
  }

  private mutating func visit(_ statement: Statement) {
    switch statement.kind {
    case .let(_, _, let value), .var(_, _, let value), .expression(let value): visit(value)
    case .assign(let target, let value):
      if case .index(_, let indices) = target.kind { visit(indices) }
      visit(value)
    case .return(let value): if let value { visit(value) }
    case .conditional(let conditional): visit(conditional)
    case .for(let variable, let sequence, let body):
      visit(sequence)
      within([variable.name]) { $0.visit(body) }
    case .repeat(let count, let condition, let body):
      visit([count] + (condition.map { [$0] } ?? []))
      visit(body)
    case .declaration(let declaration):
      if case .function(let literal) = declaration.kind { visit(literal) }
    case .missing: break
    }
  }

  private mutating func visit(_ conditional: Conditional) {
    visit(conditional.condition)
    visit(conditional.then)
    if let otherwise = conditional.otherwise { visit(otherwise) }
  }

  private mutating func visit(_ literal: FunctionLiteral) {
    within(literal.parameters.map(\.name.name)) { walk in
      walk.visit(literal.parameters.compactMap(\.defaultValue))
      switch literal.body {
      case .expression(let body): walk.visit(body)
      case .block(let body): walk.visit(body)
      }
    }
  }

  mutating func within(_ names: [String], _ body: (inout NameWalk) -> Void) {
    let outer = known
    known.formUnion(names)
    body(&self)
    known = outer
  }

  private mutating func visit(_ expressions: [Expression]) {
    for expression in expressions { visit(expression) }
  }

  mutating func visit(_ expression: Expression) {
    switch expression.kind {
    case .integer, .real, .boolean, .label, .space, .missing: break
    case .name(let name): if !known.contains(name) { report(name, expression.span) }
    case .string(let parts):
      for case .interpolation(let inner) in parts { visit(inner) }
    case .list(let items), .tuple(let items): visit(items)
    case .comprehension(let element, let clauses):
      let outer = known
      for clause in clauses {
        switch clause {
        case .each(let variable, let sequence):
          visit(sequence)
          known.insert(variable.name)
        case .filter(let condition): visit(condition)
        }
      }
      visit(element)
      known = outer
    case .record(let fields): visit(fields.map(\.value))
    case .parenthesized(let inner), .unary(_, let inner), .member(let inner, _): visit(inner)
    case .call(let callee, let arguments):
      visit(callee)
      // Behind `keep:` stand variables, not values.
      for argument in arguments where argument.label?.name != "keep" { visit(argument.value) }
    case .index(let base, let indices): visit([base] + indices)
    case .binary(_, let left, let right, _), .range(let left, let right): visit([left, right])
    case .conditional(let conditional): visit(conditional)
    case .function(let literal): visit(literal)
    // Behind 'on' and 'given' too.
    case .placement(let density, _, _): visit(density)
    }
  }
}
