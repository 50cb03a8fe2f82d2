import CompIR
import CompModel
import CompSource
import CompSyntax

/// What stands before `on`, and what is known of it before its targets are.
private struct Placeable {
  let expression: Expression
  /// nil for a component of which nothing but its targets tells the shapes.
  let density: Density?
  /// The component with its arguments, where it is one.
  let call: ComponentCall?

  var title: String { density?.title ?? call?.definition.name ?? "the density" }
  var declaration: ComponentDeclaration? { call?.definition.declaration }
  /// The names of its variables, as they were declared.
  var overNames: [String] {
    density?.space.names.map(Variable.declaredName) ?? declaration?.over.map(\.name.name) ?? []
  }
  var givenNames: [String] {
    density?.given.names.map(Variable.declaredName) ?? declaration?.given.map(\.name.name) ?? []
  }
}

/// A variable of a density by its name, and what it is put on.
private typealias Placement = (name: String, target: Expression)

extension Interpreter {
  /// `p on target given others`
  func place(
    _ expression: Expression, _ target: Expression?, _ given: Expression?, at span: Span,
    in scope: Scope
  ) throws -> Value {
    let value = try evaluate(expression, in: scope)
    if case .unknown = value { return .unknown(.density(nil)) }
    let placed = try placeable(value, expression, in: scope)
    var placements = try target.map { try targets(of: placed, on: $0) } ?? []
    if let given { placements += try targets(of: placed, given: given) }
    if let density = try place(placed, placements, shapes: [:], at: span, in: scope) {
      return .density(density)
    }
    guard let call = placed.call else { throw Poisoned() }
    let made = placements
    let names = call.definition.declaration.variableNames.map { name in
      placements.first { $0.name == name }?.target.span.text ?? name
    }
    return .call(
      UnsizedDensity([
        .open(
          .init(call: call, variables: names, span: span) { interpreter, shapes in
            try interpreter.place(placed, made, shapes: shapes, at: span, in: scope)
          })
      ]))
  }

  /// Returns a density on its targets; nil where the sizes of its variables are not known yet.
  ///
  /// - Parameter shapes: what is known of variables that nothing has declared, by their names.
  private func place(
    _ placed: Placeable, _ placements: [Placement], shapes: [String: Shape], at span: Span,
    in scope: Scope
  ) throws -> Density? {
    let expression = placed.expression
    let parts = try resolved(placements, in: scope)
    guard let density = try shaped(placed, to: parts, placements, shapes, at: span) else {
      return nil
    }

    func member(_ name: String) -> Space.Member? {
      [Variable.ownName(name), name].lazy.compactMap { name in
        density.space.member(name) ?? density.given.member(name)
      }.first
    }
    let movedNames = Set(placements.compactMap { member($0.name)?.variable.name })
    var replacements: [Coordinate: Substitution.Replacement] = [:]
    for placement in placements {
      guard let member = member(placement.name) else { continue }
      let part = try parts[placement.name] ?? newVariable(for: member, named: placement.target)
      try check(member, of: density, placedOn: part, placement, expression, in: scope)
      if density.space.member(member.variable.name) != nil,
        let other = density.given.member(part.name), !movedNames.contains(part.name),
        !Set(other.elements).isDisjoint(with: part.elements)
      {
        throw Diagnostic.placementMismatch(
          density.title, at: placement.target.span,
          reason: "'\(part.description)' is what the density is conditional on",
          help: "place it on another variable than its arguments mention")
      }
      for (from, to) in zip(member.part.coordinates, part.elements) {
        replacements[from] = .element(part.variable, to)
      }
    }
    let table = replacements
    return try density.substituting(span: span) { table[$0] }
  }

  private func placeable(
    _ value: Value, _ expression: Expression, in scope: Scope
  ) throws -> Placeable {
    var value = value
    if case .component(let family) = value {
      value = try instantiate(family, [], leading: [], at: expression.span, in: scope)
    }
    if case .call(let unsized) = value {
      guard let call = unsized.onlyCall else {
        throw Diagnostic.sizeNotKnown(unsized, at: expression.span)
      }
      return Placeable(expression: expression, density: nil, call: call)
    }
    let density = try asDensity(value, at: expression.span)
    return Placeable(
      expression: expression, density: density, call: calls[ObjectIdentifier(density)]?.call)
  }

  // MARK: Targets

  /// The targets in the order of the density's variables, or by name: `on {a: x, b: y}`.
  private func targets(
    of placeable: Placeable, on target: Expression
  ) throws -> [Placement] {
    let overNames = placeable.overNames
    if case .record(let fields) = target.kind {
      let names = overNames + placeable.givenNames
      return try fields.map { field in
        guard names.contains(field.name.name) else {
          throw Diagnostic.unknownVariable(
            field.name.name, of: "'\(placeable.title)'", at: field.keySpan, among: names)
        }
        return (field.name.name, field.value)
      }
    }
    let targets = tupleElements(target)
    guard targets.count == overNames.count else {
      let help: String
      if targets.count < overNames.count {
        help =
          "name them all, in the order \(overNames.joined(separator: ", ")), or by name: on {\(overNames[0]): …}"
      } else {
        help =
          overNames.count == 1
          ? "it is over \(overNames[0]) alone"
          : "its variables are \(overNames.joined(separator: ", "))"
      }
      throw Diagnostic.placementMismatch(
        placeable.title, at: target.span,
        reason: "\(counted(targets.count, "variable")) for a density over \(overNames.count)",
        help: help)
    }
    return zip(overNames, targets).map { ($0, $1) }
  }

  /// The targets of what it is conditional on, in the order of its declaration.
  private func targets(
    of placeable: Placeable, given: Expression
  ) throws -> [Placement] {
    let names = placeable.declaration?.given.map(\.name.name) ?? placeable.givenNames
    let targets = tupleElements(given)
    for target in targets {
      if case .record = target.kind { throw Diagnostic.valuesGiven(target.span) }
    }
    guard targets.count == names.count else {
      throw Diagnostic.placementMismatch(
        placeable.title, at: given.span,
        reason: "\(counted(targets.count, "variable")) for \(names.count) given",
        help: names.isEmpty
          ? "it is conditional on nothing; values are given by '|': p | {x: 2}"
          : "it is conditional on \(names.joined(separator: ", "))")
    }
    return zip(names, targets).map { ($0, $1) }
  }

  /// The targets that are declared variables or parts of them, by the names of what is put there.
  private func resolved(
    _ placements: [Placement], in scope: Scope
  ) throws -> [String: VariablePart] {
    var parts: [String: VariablePart] = [:]
    for (name, target) in placements {
      guard let part = try resolveTarget(target, in: scope) else { continue }
      if parts.values.contains(where: { !Set($0.coordinates).isDisjoint(with: part.coordinates) }) {
        throw Diagnostic.variableFixedTwice(part.description, at: target.span)
      }
      parts[name] = part
    }
    return parts
  }

  /// The variable that a target makes by being placed on.
  private func newVariable(
    for member: Space.Member, named target: Expression
  ) throws -> VariablePart {
    guard case .name(let name) = target.kind else {
      throw Diagnostic.unknownVariable(
        target.span.text, of: "this program", at: target.span, among: variables.keys.sorted())
    }
    let variable = Variable(name: name, shape: member.shape, domain: member.domain)
    variables[name] = variable
    return variable.whole
  }

  // MARK: Shapes and domains

  /// Returns the density, in the shapes of its targets where it takes those: a component over one real,
  /// or of open dimensions. Nil where the sizes are not known yet.
  private func shaped(
    _ placeable: Placeable, to parts: [String: VariablePart], _ placements: [Placement],
    _ shapes: [String: Shape], at span: Span
  ) throws -> Density? {
    guard let call = placeable.call else {
      guard let density = placeable.density else { throw Poisoned() }
      return density
    }
    let declaration = call.definition.declaration
    let variables = declaration.over + declaration.given
    if let known = placeable.density {
      let takesShapes = variables.contains { variable in
        let name = variable.name.name
        guard let wanted = parts[name]?.shape,
          let shape = (known.space.member(name) ?? known.given.member(name))?.shape,
          shape != wanted
        else { return false }
        return declaration.over.count == 1 && isScalarType(variable.type)
          ? shape.isScalar : hasOpenDimension(variable.type, of: declaration)
      }
      if !takesShapes { return known }
    }
    let known = variables.map { variable in
      let name = variable.name.name
      return parts[name]?.shape
        ?? shapes[placements.first { $0.name == name }?.target.span.text ?? name]
        ?? (hasOpenDimension(variable.type, of: declaration) || placeable.density == nil
          ? nil : .scalar)
    }
    let made = try density(of: call, placedOn: known)
    if case .call = made { return nil }
    return try asDensity(made, at: placeable.expression.span)
  }

  private func check(
    _ member: Space.Member, of density: Density, placedOn part: VariablePart,
    _ placement: Placement, _ expression: Expression, in scope: Scope
  ) throws {
    let (source, target) = (member.part, placement.target)
    guard part.shape == source.shape else {
      let declaration = scope.binding(part.name)?.span.map {
        Diagnostic.Label($0, "declared here as \(part.variable.typeDescription)")
      }
      throw Diagnostic.placementMismatch(
        density.title, at: target.span, reason: "'\(part.description)' is \(part.shape)",
        beside: [.init(expression.span, "over \(source.shape)")]
          + (declaration.map { [$0] } ?? []),
        help: "declare the variable with the shape of the density, or place it on a part")
    }
    let domain = source.domain
    if domain.isDiscrete != part.variable.domain.isDiscrete
      || part.domain.intersection(domain, count: part.elements.count) == nil
    {
      throw Diagnostic.supportMismatch(
        part.description, (part.variable.typeDescription, target.span),
        (domain.description(dimensions: source.shape.dimensions), expression.span))
    }
  }

  /// The expressions of `(a, b)`, or the one.
  func tupleElements(_ expression: Expression) -> [Expression] {
    switch expression.kind {
    case .tuple(let elements): elements
    case .parenthesized(let inner): [inner]
    default: [expression]
    }
  }

  /// The declared variable, or part of one, that an expression names; nil for a new name.
  func resolveTarget(_ expression: Expression, in scope: Scope) throws -> VariablePart? {
    switch expression.kind {
    case .name(let name): return wholeVariable(name)
    case .parenthesized(let inner): return try resolveTarget(inner, in: scope)
    case .index(let base, let indices):
      guard let part = try resolveTarget(base, in: scope) else {
        throw Diagnostic(
          .unknownVariable, "'\(base.span.text)' is not a declared variable",
          at: [.init(base.span, "parts can be taken of declared variables alone")],
          help: "declare it: variable \(base.span.text): R[…]")
      }
      let value = try index(
        .variable(part), try indices.map { try evaluate($0, in: scope) }, indices.map(\.span),
        base.span, expression.span)
      switch value {
      case .variable(let selected): return selected
      default: throw Diagnostic.shapeDependsOnDraw(at: expression.span, what: "the part")
      }
    default:
      throw Diagnostic.notAVariable(
        expression.span.text, at: expression.span, among: variables.keys.sorted())
    }
  }
}
