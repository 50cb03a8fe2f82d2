import CompSource
import CompSyntax

/// Walks a tree, and tells of each name that is used as a value and not defined in the tree itself.
package struct NameWalk {
  private let report: (String, Span) -> Void
  /// Whether the names of sizes in types, and those that are assigned to, are told of too: in types some
  /// are defined by being there, and in components some by being assigned to.
  private let isComplete: Bool
  /// The names that the blocks around define.
  private var known: Set<String> = []

  package init(isComplete: Bool = false, report: @escaping (String, Span) -> Void) {
    (self.isComplete, self.report) = (isComplete, report)
  }

  mutating func visit(_ block: Block) {
    let outer = known
    known.formUnion(block.statements.compactMap { $0.definedName?.name })
    for statement in block.statements { visit(statement) }
    known = outer
  }

  package mutating func visit(_ statement: Statement) {
    switch statement.kind {
    case .let(_, let type, let value), .var(_, let type, let value):
      visit(type)
      visit(value)
    case .expression(let value): visit(value)
    case .assign(let target, let value):
      if isComplete {
        visit(target)
      } else if case .index(_, let indices) = target.kind {
        visit(indices)
      }
      visit(value)
    case .return(let value): if let value { visit(value) }
    case .conditional(let conditional): visit(conditional)
    case .for(let variable, let sequence, let body):
      visit(sequence)
      within([variable.name]) { $0.visit(body) }
    case .repeat(let count, let condition, let body):
      visit([count] + (condition.map { [$0] } ?? []))
      visit(body)
    case .declaration(let declaration): visit(declaration)
    case .missing: break
    }
  }

  private mutating func visit(_ declaration: Declaration) {
    switch declaration.kind {
    case .function(let literal): visit(literal)
    case .input(let type, let value):
      visit(type)
      if let value { visit(value) }
    case .variable(let type): visit(type)
    case .component(let component): visit(component)
    case .sampler(let sampler):
      visit(sampler.parameters.compactMap(\.defaultValue))
      let names = sampler.parameters.map(\.name.name) + [sampler.density.name]
      within(names + sampler.states.map(\.name.name)) { walk in
        for state in sampler.states { walk.visit(state.initial) }
        for statement in sampler.prelude { walk.visit(statement) }
        walk.visit(sampler.transition)
      }
    case .import: break
    }
  }

  private mutating func visit(_ component: ComponentDeclaration) {
    let parameters = component.parameters ?? []
    visit(parameters.compactMap(\.defaultValue))
    let variables = component.over + component.given
    within(parameters.map(\.name.name) + variables.map(\.name.name)) { walk in
      for variable in variables { walk.visit(variable.type) }
      switch component.body {
      case .composition(let composition): walk.visit(composition)
      case .block(let block): walk.visit(block)
      }
    }
  }

  private mutating func visit(_ type: TypeExpression?) {
    guard isComplete, let type else { return }
    visit(type.dimensions ?? [])
    switch type.kind {
    case .named(_, let arguments, _): visit(arguments)
    case .range(let lower, let upper): visit([lower, upper])
    case .shaped(let element, _): visit(element)
    case .labels, .record, .list, .function, .generic, .missing: break
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
    case .placement(let density, let target, let given):
      visit(density)
      for place in [target, given] { if let place { visit(place: place) } }
    }
  }

  /// Behind 'on' and 'given' stand variables too; which parts of them, values tell.
  private mutating func visit(place: Expression) {
    switch place.kind {
    case .index(let base, let indices):
      visit(place: base)
      visit(indices)
    case .tuple(let places): for place in places { visit(place: place) }
    case .parenthesized(let inner): visit(place: inner)
    case .record(let fields): for field in fields { visit(place: field.value) }
    case .name, .integer, .real, .boolean, .label, .space, .string, .list, .comprehension, .unary,
      .member, .call, .binary, .range, .conditional, .function, .placement, .missing:
      break
    }
  }
}
