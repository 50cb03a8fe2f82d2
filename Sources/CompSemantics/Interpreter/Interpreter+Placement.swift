import CompIR
import CompSource
import CompSyntax

extension Interpreter {
  /// `p on target given others`
  func place(
    _ expression: Expression, _ target: Expression?, _ given: Expression?, at span: Span,
    in scope: Scope
  ) throws -> Value {
    let value = try evaluate(expression, in: scope)
    if case .unknown = value { return .unknown(.density(nil)) }
    if case .weighted(_, _, let weight) = value { throw Diagnostic.loneWeight(at: weight) }
    // The variables in the order of the component's declaration, as far as they can be known.
    var call: ComponentCall?
    var density: Density?
    switch value {
    case .call(let pending): call = pending
    case .component(let family):
      let made = try instantiate(family, [], leading: [], at: expression.span, in: scope)
      if case .call(let pending) = made {
        call = pending
      } else {
        density = try asDensity(made, at: expression.span)
      }
    default: density = try asDensity(value, at: expression.span)
    }
    if let known = density, let origin = calls[ObjectIdentifier(known)] { call = origin.call }
    let title = density?.title ?? call?.definition.name ?? "the density"
    let declared = call.map { $0.definition.declaration }
    let overNames =
      density?.space.names.map(Variable.declaredName) ?? declared?.over.map(\.name.name) ?? []
    let givenNames =
      density?.given.names.map(Variable.declaredName) ?? declared?.given.map(\.name.name) ?? []
    let declaredGiven = declared?.given.map(\.name.name) ?? givenNames
    // Pairs of the component's variable and the place where it is put.
    var assigned: [(name: String, target: Expression)] = []
    if let target {
      if case .record(let fields) = target.kind {
        for field in fields {
          guard overNames.contains(field.name.name) || givenNames.contains(field.name.name) else {
            throw Diagnostic.unknownVariable(
              field.name.name, of: "'\(title)'", at: field.keySpan, among: overNames + givenNames)
          }
          assigned.append((field.name.name, field.value))
        }
      } else {
        let targets = tupleElements(target)
        guard targets.count <= overNames.count else {
          throw Diagnostic.placementMismatch(
            title, at: target.span,
            reason:
              "\(counted(targets.count, "variable")) for a density over \(overNames.count)",
            help: overNames.count == 1
              ? "it is over \(overNames[0]) alone"
              : "its variables are \(overNames.joined(separator: ", "))")
        }
        guard targets.count == overNames.count else {
          throw Diagnostic.placementMismatch(
            title, at: target.span,
            reason: "\(counted(targets.count, "variable")) for a density over \(overNames.count)",
            help:
              "name them all, in the order \(overNames.joined(separator: ", ")), or by name: on {\(overNames[0]): …}"
          )
        }
        assigned += zip(overNames, targets).map { ($0, $1) }
      }
    }
    if let given {
      let targets = tupleElements(given)
      for target in targets {
        if case .record = target.kind { throw Diagnostic.valuesGiven(target.span) }
      }
      guard targets.count == declaredGiven.count else {
        throw Diagnostic.placementMismatch(
          title, at: given.span,
          reason: "\(counted(targets.count, "variable")) for \(declaredGiven.count) given",
          help: declaredGiven.isEmpty
            ? "it is conditional on nothing; values are given by '|': p | {x: 2}"
            : "it is conditional on \(declaredGiven.joined(separator: ", "))")
      }
      assigned += zip(declaredGiven, targets).map { ($0, $1) }
    }
    // Shapes that the targets give, where they are declared.
    var parts: [String: VariablePart] = [:]
    for (name, target) in assigned {
      if let part = try resolveTarget(target, in: scope) {
        if parts.values.contains(where: { !Set($0.coordinates).isDisjoint(with: part.coordinates) })
        {
          throw Diagnostic.variableFixedTwice(part.description, at: target.span)
        }
        parts[name] = part
      }
    }
    // A component over one real, or of open dimensions, takes the shape of its target.
    if let call, let declared {
      let declaredNames = (declared.over + declared.given).map(\.name.name)
      let needsShape = density.map { known in
        (declared.over + declared.given).contains { variable in
          let name = variable.name.name
          guard let wanted = parts[name]?.shape,
            let shape = (known.space.member(name) ?? known.given.member(name))?.shape,
            shape != wanted
          else { return false }
          return declared.over.count == 1 && isScalarType(variable.type)
            ? shape.isScalar : hasOpenDimension(variable.type, of: declared)
        }
      }
      if needsShape != false {
        let shapes = declaredNames.map { parts[$0]?.shape ?? .scalar }
        let isKnown = declaredNames.allSatisfy { parts[$0] != nil }
        guard isKnown || density != nil else {
          throw Diagnostic(
            .shapeMismatch, "the size of the variables of '\(title)' is not known",
            at: [.init(span, "placed on undeclared variables")],
            help: "declare them first: variable \(target?.span.text ?? "x"): R[2]")
        }
        density = try asDensity(
          try self.density(of: call, placedOn: shapes), at: expression.span)
      }
    }
    guard let density else { throw Poisoned() }
    var replacements: [Coordinate: Substitution.Replacement] = [:]
    func member(_ name: String) -> Space.Member? {
      [Variable.ownName(name), name].lazy.compactMap { name in
        density.space.member(name) ?? density.given.member(name)
      }.first
    }
    let movedNames = Set(assigned.compactMap { member($0.name)?.variable.name })
    for (name, target) in assigned {
      guard let member = member(name) else { continue }
      let source = member.part
      let part: VariablePart
      if let known = parts[name] {
        part = known
      } else {
        // Made by being placed on.
        guard case .name(let newName) = target.kind else {
          throw Diagnostic.unknownVariable(
            target.span.text, of: "this program", at: target.span, among: variables.keys.sorted())
        }
        let variable = Variable(name: newName, shape: member.shape, domain: member.domain)
        variables[newName] = variable
        part = variable.whole
      }
      guard part.shape == source.shape else {
        let declaration = scope.binding(part.name)?.span.map {
          Diagnostic.Label($0, "declared here as \(part.variable.typeDescription)")
        }
        throw Diagnostic.placementMismatch(
          title, at: target.span, reason: "'\(part.description)' is \(part.shape)",
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
      if density.space.member(member.variable.name) != nil,
        let other = density.given.member(part.name), !movedNames.contains(part.name),
        !Set(other.elements).isDisjoint(with: part.elements)
      {
        throw Diagnostic.placementMismatch(
          title, at: target.span,
          reason: "'\(part.description)' is what the density is conditional on",
          help: "place it on another variable than its arguments mention")
      }
      for (from, to) in zip(source.coordinates, part.elements) {
        replacements[from] = .element(part.variable, to)
      }
    }
    let table = replacements
    return .density(try density.substituting(span: span) { table[$0] })
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
    case .name(let name): return variables[name]?.whole
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
