import CompIR
import CompModel
import CompSource
import CompSyntax

extension Builtin {
  /// The builtins that compose densities.
  package static let densities: [Builtin] = [
    Builtin(
      "product", [Parameter("factors", .densities)], givesDensity: true,
      documentation: "the product of a list of densities"
    ) { interpreter, call in
      guard let factors = interpreter.valueList(call, "factors") else {
        return .unknown(.density(nil))
      }
      let parts = try factors.flatMap { try interpreter.productParts($0, at: $1) }
      return try interpreter.product(of: UnsizedDensity(parts), at: call.span)
    },
    Builtin(
      "mixture", [Parameter("parts", .densities), Parameter("weights", .vector, optional: true)],
      givesDensity: true,
      documentation: "the mixture of a list of densities; equal weights by default"
    ) { interpreter, call in
      guard let parts = try interpreter.densityList(call, "parts") else {
        return .unknown(.density(nil))
      }
      var weights = Array(repeating: 1.0, count: parts.count)
      if call.has("weights") {
        if case .unknown = call.value("weights") { return .unknown(.density(nil)) }
        weights = try interpreter.weights(
          call.value("weights"), count: parts.count, at: call.span("weights"))
      }
      let kept = zip(weights, parts).filter { $0.0 > 0 }
      return .density(
        try interpreter.mixture(
          of: kept.map { ($0.0, $0.1.density) }, kept.map(\.1.span), at: call.span))
    },
    Builtin(
      "marginal", [Parameter("p", .density), Parameter("keep", namesVariables: true)],
      givesDensity: true,
      documentation: "the density of some variables, the others integrated out"
    ) { interpreter, call in
      if case .unknown = call.value("p") { return .unknown(.density(nil)) }
      let density = try interpreter.asDensity(call.value("p"), at: call.span("p"))
      try interpreter.checkLookUps(in: density)
      guard let keep = call.expression("keep") else { return .poison }
      var kept: [VariablePart] = []
      for target in interpreter.tupleElements(keep) {
        kept.append(try interpreter.part(target, of: density))
      }
      return .density(try interpreter.marginal(density, keeping: kept, at: call.span))
    },
    Builtin(
      "guide",
      [Parameter("p", .density), Parameter("toward", .density), Parameter("strength", .real)],
      givesDensity: true,
      documentation: "log p + w (log c − log p): guidance, which is not a product"
    ) { interpreter, call in
      for name in ["p", "toward"] {
        if case .unknown = call.value(name) { return .unknown(.density(nil)) }
      }
      let p = try interpreter.asDensity(call.value("p"), at: call.span("p"))
      let c = try interpreter.asDensity(call.value("toward"), at: call.span("toward"))
      let strength = try interpreter.number(
        call.value("strength"), at: call.span("strength"), what: "a strength")
      guard strength.isFinite else {
        throw Diagnostic.valueOutOfDomain(
          "the strength \(formatReal(strength))", at: call.span("strength"),
          expected: "a finite number")
      }
      return .density(
        .pair(.guide(p, toward: c, strength: strength), p, c, span: call.span))
    },
    pair("contrast", "log p² / (p + q): where p is, and q is not") {
      .contrast(.init(normalizing: $0), .init(normalizing: $1))
    },
    pair("harmonic", "log pq / (p + q): where both are") {
      .harmonic(.init(normalizing: $0), .init(normalizing: $1))
    },
  ]

  private static func pair(
    _ name: String, _ text: String,
    _ kind: @escaping @Sendable (Density, Density) -> Density.Kind
  ) -> Builtin {
    Builtin(
      name, [Parameter("p", .density), Parameter("q", .density)], givesDensity: true,
      documentation: text
    ) {
      interpreter, call in
      for name in ["p", "q"] {
        if case .unknown = call.value(name) { return .unknown(.density(nil)) }
      }
      let p = try interpreter.asDensity(call.value("p"), at: call.span("p"))
      let q = try interpreter.asDensity(call.value("q"), at: call.span("q"))
      for (density, label) in [(p, "p"), (q, "q")] where density.analysis.logNormalizer == nil {
        throw Diagnostic.gradeTooWeak(
          name, needs: .normalized, has: density.analysis.grade, density: density.title,
          at: call.span(label), factor: nil,
          alternatives: "its constants matter here: use densities that give 'log_density'")
      }
      return .density(.pair(kind(p, q), p, q, span: call.span))
    }
  }
}

extension Interpreter {
  /// The densities of a list with their places; nil where it is not known yet.
  func densityList(_ call: Builtin.Call, _ name: String) throws -> [(density: Density, span: Span)]?
  {
    try valueList(call, name)?.map { (try asDensity($0, at: $1), $1) }
  }

  /// The elements of a list with their places; nil where it is not known yet.
  fileprivate func valueList(_ call: Builtin.Call, _ name: String) -> [(Value, Span)]? {
    guard case .list(let elements) = call.value(name),
      !elements.contains(where: { if case .unknown = $0 { true } else { false } })
    else { return nil }
    var spans = elements.map { _ in call.span(name) }
    if case .list(let written)? = call.expression(name)?.kind, written.count == elements.count {
      spans = written.map(\.span)
    }
    return Array(zip(elements, spans))
  }

  /// The weights of a mixture: none negative, and not all zero.
  fileprivate func weights(_ value: Value, count: Int, at span: Span) throws -> [Double] {
    guard let given = try asTensor(value) else {
      throw Diagnostic.shapeDependsOnDraw(at: span, what: "a mixture's weight")
    }
    guard given.values.count == count else {
      throw Diagnostic.shapeMismatch(
        "'weights'", at: span,
        reason: "\(counted(given.values.count, "weight")) for \(counted(count, "part"))")
    }
    if let wrong = given.values.first(where: { !($0 >= 0 && $0.isFinite) }) {
      throw Diagnostic.valueOutOfDomain(
        "the weight \(formatReal(wrong))", at: span, expected: "numbers from zero")
    }
    guard given.values.contains(where: { $0 > 0 }) else {
      throw Diagnostic.valueOutOfDomain(
        "a mixture whose weights are all zero", at: span, expected: "a positive weight")
    }
    return given.values
  }

  /// A variable of a density, or a part of one.
  func part(_ target: Expression, of density: Density) throws -> VariablePart {
    var root = target
    var indices: [[Expression]] = []
    while case .index(let base, let list) = root.kind {
      indices.insert(list, at: 0)
      root = base
    }
    guard case .name(let name) = root.kind else {
      throw Diagnostic.typeMismatch(
        expected: "a variable", found: "'\(target.span.text)'", at: target.span)
    }
    guard let member = density.space.member(name) else {
      throw Diagnostic.unknownVariable(
        name, of: "'\(density.title)'", at: target.span, among: density.space.names)
    }
    if indices.isEmpty { return member.part }
    var current = Value.variable(member.variable.whole)
    for list in indices {
      current = try index(
        current, try list.map { try evaluate($0, in: globals) }, list.map(\.span), root.span,
        target.span)
    }
    guard case .variable(let selected) = current else {
      throw Diagnostic.shapeDependsOnDraw(at: target.span, what: "the part")
    }
    return selected
  }

  /// The marginal over some coordinates: in closed form, or by leaving out what generates the rest.
  func marginal(_ density: Density, keeping: [VariablePart], at span: Span) throws -> Density {
    let kept = Set(keeping.flatMap(\.coordinates))
    for part in keeping {
      for coordinate in part.coordinates where !density.space.contains(coordinate) {
        throw Diagnostic.unknownVariable(
          part.description, of: "'\(density.title)'", at: span, among: density.space.names)
      }
    }
    var parts: [Density] = []
    for group in density.analysis.groups {
      let own = Set(group.units.flatMap { $0.space.coordinates })
      let wanted = own.intersection(kept)
      // Independent of what is kept, whatever its constant is.
      if wanted.isEmpty { continue }
      if wanted == own {
        parts += group.units
        continue
      }
      if let left = try marginal(group, keeping: wanted, at: span) {
        parts += left
        continue
      }
      throw Diagnostic.noClosedForm(
        "this marginal", at: span,
        reason: "'\(Density.title(ofProduct: group.units))' cannot be integrated",
        help:
          "sample the whole and look at the variables you want: draws.\(wanted.first?.variable ?? "x")"
      )
    }
    return Density.product(parts, span: span).arranged(as: keeping)
  }

  /// What is left of a group over some of its coordinates; nil where it has no closed form.
  private func marginal(_ group: Analysis.Group, keeping wanted: Set<Coordinate>, at span: Span)
    throws -> [Density]?
  {
    if case .closed(let form) = group.solution, let left = form.marginal(keeping: wanted) {
      return [closedDensity(left, span: span)]
    }
    var units = group.units
    if case .directed(let order) = group.solution {
      // What generates only unwanted variables, on which nothing kept depends, integrates to one.
      var needed = wanted
      var gone: Set<ObjectIdentifier> = []
      for unit in order.reversed() {
        if needed.isDisjoint(with: unit.space.coordinates) {
          gone.insert(ObjectIdentifier(unit))
        } else {
          needed.formUnion(unit.given.coordinates)
        }
      }
      units.removeAll { gone.contains(ObjectIdentifier($0)) }
    }
    let unwanted = Set(units.flatMap { $0.space.coordinates }).subtracting(wanted)
    if unwanted.isEmpty { return units }
    if let reduced = eliminated(units, keeping: wanted, span: span) { return reduced }
    sumCount += 1
    return try Density.summed(
      .product(units, span: span), over: unwanted, suffix: "″\(sumCount)", span: span
    ).map { [$0] }
  }

  /// What is left of units over the kept coordinates; nil where it has no closed form.
  private func eliminated(_ units: [Density], keeping kept: Set<Coordinate>, span: Span)
    -> [Density]?
  {
    var forms: [ClosedForm] = []
    for unit in units {
      guard let own = unit.closedForms else { return nil }
      forms += own
    }
    guard let elimination = Elimination(forms, keeping: kept) else { return nil }
    return elimination.rest.map { closedDensity($0, span: span) }
  }

  private func closedDensity(_ form: ClosedForm, span: Span) -> Density {
    let space = Space(
      (form.real + form.discrete).compactMap { coordinate in
        form.variables[coordinate.variable].map {
          VariablePart(variable: $0, elements: [coordinate.element], shape: [1])
        }
      })
    return Density(.closed(form), space: space, given: Space(), name: nil, span: span)
  }

  /// The variables that several factors mention.
  package func sharedNames(_ factors: [Density]) -> [String] {
    var seen: [String: Set<Int>] = [:]
    var order: [String] = []
    var shared: [String] = []
    for factor in factors {
      let members = factor.space.union(factor.given).members
      let met = members.filter { member in
        guard let known = seen[member.variable.name] else { return false }
        return member.elements.contains(where: known.contains)
      }
      let names = Set(met.map(\.variable.name)).subtracting(shared)
      if !names.isEmpty { shared += order.filter(names.contains) }
      for member in members {
        let name = member.variable.name
        if seen[name] == nil { order.append(name) }
        seen[name, default: []].formUnion(member.elements)
      }
    }
    return shared
  }
}
