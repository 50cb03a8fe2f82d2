import CompIR
import CompModel
import CompSource
import CompSyntax

extension Interpreter {
  // MARK: Operators

  /// `*`, `/`, `^` and their misuses, where an operand is a density.
  func combine(
    _ operation: BinaryOperator, _ a: Value, _ left: Expression, _ b: Value, _ right: Expression,
    _ span: Span, in scope: Scope
  ) throws -> Value {
    if case .poison = a { throw Poisoned() }
    if case .poison = b { throw Poisoned() }
    func isUnknown(_ value: Value) -> Bool {
      if case .unknown = value { true } else { false }
    }
    switch (operation, a, b) {
    // What a parameter without a type stands for is known when the function is called.
    case (.multiply, .unknown(.any), _), (.multiply, _, .unknown(.any)),
      (.divide, .unknown(.any), _), (.divide, _, .unknown(.any)),
      (.power, .unknown(.any), _), (.power, _, .unknown(.any)):
      return .unknown(.density(nil))
    default: break
    }
    switch operation {
    case .multiply:
      if case .weighted(_, _, let weight) = a {
        throw Diagnostic.misplacedWeight(
          at: weight, reason: "a constant factor of a product means nothing",
          help: "remove the number; in a mixture put the product in parentheses: 0.3 * (p * q)")
      }
      if isDensity(a), isDensity(b) {
        if isUnknown(a) || isUnknown(b) { return .unknown(.density(nil)) }
        let factors =
          try productParts(a, at: left.span) + productParts(b, at: right.span)
        return try product(of: UnsizedDensity(factors), at: span)
      }
      if isDensity(b) {
        if isUnknown(a) || isUnknown(b) { return .unknown(.density(nil)) }
        let weight = try number(a, at: left.span, what: "a mixture's weight")
        guard weight > 0, weight.isFinite else {
          throw Diagnostic.valueOutOfDomain(
            "the weight \(formatReal(weight))", at: left.span, expected: "a positive number")
        }
        return .weighted(weight, try asDensity(b, at: right.span), span)
      }
      throw Diagnostic.misplacedWeight(
        at: right.span, reason: "this number multiplies a density from the right",
        help: "write the weight first: 0.3 * p")
    case .divide:
      guard isDensity(b) else {
        throw Diagnostic.misplacedWeight(
          at: right.span, reason: "a density cannot be divided by \(describeType(b))",
          help: "remove the number; to flatten a density write p ^ 0.5")
      }
      guard isDensity(a) else {
        throw Diagnostic.invalidOperand(
          "/", [(describeType(a), left.span), ("a density", right.span)],
          help: "a quotient needs a density above")
      }
      if isUnknown(a) || isUnknown(b) { return .unknown(.density(nil)) }
      let p = try asDensity(a, at: left.span)
      var q = try asDensity(b, at: right.span)
      var power = 1.0
      if case .power(let base, let exponent) = q.kind { (q, power) = (base, exponent) }
      let joined = try alignDomains([(p, left.span), (q, right.span)])
      return .density(.quotient(joined[0], joined[1], power: power, span: span))
    case .power:
      guard isDensity(a) else {
        throw Diagnostic.invalidOperand(
          "^", [(describeType(a), left.span), ("a density", right.span)])
      }
      if isUnknown(a) || isUnknown(b) { return .unknown(.density(nil)) }
      let power = try number(b, at: right.span, what: "a power")
      guard power > 0, power.isFinite else {
        throw Diagnostic.invalidTemper(at: right.span, power: formatReal(power))
      }
      return .density(.power(try asDensity(a, at: left.span), power, span: span))
    case .subtract:
      throw Diagnostic.differenceOfDensities(at: span)
    case .matrixMultiply, .add, .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual,
      .and, .or, .condition, .pipe:
      throw Diagnostic.invalidOperand(
        operation.rawValue, [(describeType(a), left.span), (describeType(b), right.span)])
    }
  }

  /// `p + q`, `0.3 * p + 0.7 * q + …`: a mixture of all terms of the chain; nil where no term is a
  /// density.
  func mixture(_ left: Expression, _ right: Expression, at span: Span, in scope: Scope) throws
    -> Value?
  {
    var terms: [Expression] = [right]
    var rest = left
    while case .binary(.add, let a, let b, _) = rest.kind {
      terms.append(b)
      rest = a
    }
    terms.append(rest)
    terms.reverse()
    // Numbers are by far the most frequent: only a density among the first two makes a mixture.
    guard terms.contains(where: { mayBeDensity($0, in: scope) }) else { return nil }
    let values = try terms.map { try evaluate($0, in: scope) }
    guard values.contains(where: isDensity) else {
      var total = values[0]
      for index in 1..<values.count {
        total = try arithmetic(
          .add, total, terms[0].span.union(terms[index - 1].span), values[index],
          terms[index].span, span)
      }
      return total
    }
    if values.contains(where: { if case .unknown = $0 { true } else { false } }) {
      return .unknown(.density(nil))
    }
    var parts: [(weight: Double, density: Density)] = []
    for (value, term) in zip(values, terms) {
      if case .weighted(let weight, let density, _) = value {
        parts.append((weight, density))
      } else {
        guard isDensity(value) else {
          throw Diagnostic.misplacedWeight(
            at: term.span, reason: "\(describeType(value)) cannot be added to a density",
            help: "the parts of a mixture are densities: 0.3 * p + 0.7 * q")
        }
        parts.append((1, try asDensity(value, at: term.span)))
      }
    }
    return .density(try mixture(of: parts, terms.map(\.span), at: span))
  }

  /// A look at an expression's form, to spare sums of numbers the search for densities.
  private func mayBeDensity(_ expression: Expression, in scope: Scope) -> Bool {
    switch expression.kind {
    case .integer, .real, .boolean, .string, .label, .list, .comprehension, .record, .tuple,
      .unary, .range, .function, .space, .missing:
      return false
    case .name(let name):
      guard let value = scope.binding(name)?.value ?? (try? standard(name)) else { return false }
      return isDensity(value)
    case .parenthesized(let inner): return mayBeDensity(inner, in: scope)
    case .binary(_, let a, let b, _):
      return mayBeDensity(a, in: scope) || mayBeDensity(b, in: scope)
    case .call(let callee, _):
      return mayBeDensity(callee, in: scope) || isCallOfDensity(callee, in: scope)
    case .placement: return true
    case .index, .member, .conditional: return true
    }
  }

  private func isCallOfDensity(_ callee: Expression, in scope: Scope) -> Bool {
    guard case .name(let name) = callee.kind,
      let value = scope.binding(name)?.value ?? (try? standard(name)),
      case .function(let function) = value
    else { return true }
    if case .builtin(let builtin) = function.body { return builtin.givesDensity }
    return true
  }

  /// The mixture of parts over one space.
  func mixture(of parts: [(weight: Double, density: Density)], _ spans: [Span], at span: Span)
    throws -> Density
  {
    func signature(_ density: Density) -> [Coordinate] {
      density.space.coordinates.sorted()
    }
    for (part, place) in zip(parts, spans)
    where signature(part.density) != signature(parts[0].density) {
      throw Diagnostic.mixtureSpacesDiffer(
        (parts[0].density.space.description, spans[0]), (part.density.space.description, place))
    }
    for (part, place) in zip(parts, spans) where part.density.analysis.grade < .energy {
      let factor = part.density.leaves.first { $0.factor.isScoreOnly }?.factor
      throw Diagnostic.gradeTooWeak(
        "a mixture", needs: .energy, has: part.density.analysis.grade,
        density: part.density.title, at: place,
        factor: factor.map { .init($0.declaration, "'\($0.component)' gives a score alone") },
        alternatives:
          "how much each part weighs at a point cannot be told from scores: give an energy")
    }
    for (part, place) in zip(parts, spans) where part.density.analysis.logNormalizer == nil {
      report(.unnormalizedMixture(part.density.title, at: place))
    }
    return .mixture(parts, span: span)
  }

  /// The product of densities; variables of one name must agree.
  func product(_ parts: [(density: Density, span: Span)], at span: Span) throws -> Density {
    .product(try alignDomains(parts), span: span)
  }

  /// Gives each shared variable the intersection of the domains that its factors ask for.
  private func alignDomains(_ parts: [(density: Density, span: Span)]) throws -> [Density] {
    var seen: [String: (variable: Variable, span: Span)] = [:]
    var changed: Set<String> = []
    for (density, span) in parts {
      for member in density.space.members + density.given.members {
        let variable = member.variable
        guard let known = seen[variable.name] else {
          seen[variable.name] = (variable, span)
          continue
        }
        if known.variable == variable { continue }
        guard known.variable.shape == variable.shape else {
          throw Diagnostic.variableShapesDiffer(
            variable.name, (known.variable.typeDescription, known.span),
            (variable.typeDescription, span))
        }
        guard
          let both = known.variable.domain.intersection(
            variable.domain, count: variable.shape.count)
        else {
          throw Diagnostic.supportMismatch(
            variable.name, (known.variable.typeDescription, known.span),
            (variable.typeDescription, span))
        }
        if both != known.variable.domain || both != variable.domain {
          changed.insert(variable.name)
        }
        seen[variable.name]?.variable.domain = both
      }
    }
    if changed.isEmpty { return parts.map(\.density) }
    let joined = seen.mapValues(\.variable)
    return try parts.map { part in
      let names = Set(part.density.space.names + part.density.given.names).intersection(changed)
      if names.isEmpty { return part.density }
      return try part.density.substituting { coordinate in
        guard names.contains(coordinate.variable), let variable = joined[coordinate.variable] else {
          return nil
        }
        return .element(variable, coordinate.element)
      }
    }
  }

  /// Reports a composition that is provably no density, and warns of one that may be none.
  package func checkProper(_ density: Density, at span: Span) throws {
    guard density.containsQuotient else { return }
    if let form = density.closedForm, !form.terms.isEmpty {
      for term in form.terms {
        if let (value, direction) = term.gaussian.improperDirection {
          throw Diagnostic.improperQuotient(
            density.title, at: span,
            direction: describeDirection(direction, form.real, in: density.space),
            variance: formatReal(value))
        }
      }
      return
    }
    // One quotient is warned of once, under whichever name it is used.
    let quotients = density.quotientTitles
    if density.analysis.logNormalizer == nil, !warnedQuotients.isSuperset(of: quotients) {
      warnedQuotients.formUnion(quotients)
      report(.possiblyImproper(density.title, at: span))
    }
  }

  package func describeDirection(
    _ direction: [Double], _ coordinates: [Coordinate], in space: Space
  ) -> String {
    let largest = direction.map(abs).max() ?? 1
    let terms = zip(direction, coordinates).filter { abs($0.0) > 0.05 * largest }
    func name(_ coordinate: Coordinate) -> String {
      let columns = space.member(coordinate.variable).map { zip($0.elements, $0.columnNames) }
      return columns?.first { $0.0 == coordinate.element }?.1 ?? coordinate.variable
    }
    if terms.count == 1, let only = terms.first { return name(only.1) }
    return terms.prefix(4).map { "\(formatReal($0.0))·\(name($0.1))" }
      .joined(separator: " + ") + (terms.count > 4 ? " + …" : "")
  }
}

extension Density {
  var containsQuotient: Bool { !quotientTitles.isEmpty }

  /// What the quotients in it are called by their parts.
  var quotientTitles: [String] {
    switch kind {
    case .quotient(let p, let q, let power): ["\(p.title) / \(q.title) ^ \(power)"]
    case .guide(let p, let q, let strength): ["\(p.title) to \(q.title) by \(strength)"]
    case .product(let parts): parts.flatMap(\.quotientTitles)
    case .mixture(let parts): parts.flatMap(\.density.quotientTitles)
    case .power(let base, _): base.quotientTitles
    case .summed(let inner, _), .normalized(let inner, _): inner.quotientTitles
    case .factor, .closed, .contrast, .harmonic: []
    }
  }
}
