import CompIR
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
    switch operation {
    case .multiply:
      if case .weighted(_, _, let weight) = a {
        throw Diagnostic.misplacedWeight(
          at: weight, reason: "a constant factor of a product means nothing",
          help: "remove the number; in a mixture put the product in parentheses: 0.3 * (p * q)")
      }
      if isDensity(a), isDensity(b) {
        if isUnknown(a) || isUnknown(b) { return .unknown(.density(nil)) }
        let p = try asDensity(a, at: left.span)
        let q = try asDensity(b, at: right.span)
        return .density(try product([(p, left.span), (q, right.span)], at: span))
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
    if density.analysis.logNormalizer == nil {
      report(.possiblyImproper(density.title, at: span))
    }
  }

  private func describeDirection(
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

  // MARK: Placement

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
      guard targets.count == declaredGiven.count else {
        throw Diagnostic.placementMismatch(
          title, at: given.span,
          reason: "\(counted(targets.count, "variable")) for \(declaredGiven.count) given",
          help:
            "it is conditional on \(declaredGiven.isEmpty ? "nothing" : declaredGiven.joined(separator: ", "))"
        )
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
        throw Diagnostic.placementMismatch(
          title, at: target.span,
          reason:
            "'\(part.description)' is \(part.shape), '\(name)' is \(source.shape)",
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

  // MARK: Conditioning

  /// `p | {y: 2.5}`
  func condition(_ left: Expression, on right: Expression, at span: Span, in scope: Scope) throws
    -> Value
  {
    let value = try evaluate(left, in: scope)
    if case .unknown = value {
      if case .record(let fields) = right.kind {
        for field in fields { _ = try evaluate(field.value, in: scope) }
      }
      return .unknown(.density(nil))
    }
    let density = try asDensity(value, at: left.span)
    var entries: [(name: String, value: Value, key: Span, span: Span)] = []
    if case .record(let fields) = right.kind {
      for field in fields {
        let value = try evaluate(field.value, in: scope)
        guard let name = try fieldName(field, in: scope) else { return .unknown(.density(nil)) }
        entries.append((name, value, field.keySpan, field.value.span))
      }
    } else {
      switch try evaluate(right, in: scope) {
      case .record(let fields):
        entries = fields.map { ($0.name, $0.value, right.span, right.span) }
      case .unknown: return .unknown(.density(nil))
      case let other:
        throw Diagnostic.typeMismatch(
          expected: "a record of variables and values", found: describeType(other),
          at: right.span,
          help: "name the variable that is fixed: p | {\(density.space.names.first ?? "y"): …}")
      }
    }
    var fixed: [Coordinate: Double] = [:]
    var isUnknown = false
    let whole = density.space.union(density.given)
    for entry in entries {
      let part = try part(named: entry.name, of: whole, title: density.title, at: entry.key)
      if case .unknown = entry.value {
        isUnknown = true
        continue
      }
      let numbers = try conditionValues(entry.value, for: part, at: entry.span)
      for (coordinate, number) in zip(part.coordinates, numbers) {
        guard fixed.updateValue(number, forKey: coordinate) == nil else {
          throw Diagnostic.variableFixedTwice(part.description, at: entry.key)
        }
      }
    }
    if isUnknown { return .unknown(.density(nil)) }
    let table = fixed
    return .density(
      try density.substituting(span: span) { table[$0].map { .number($0) } })
  }

  /// The numbers that fix a part of a variable, checked against its shape and its domain.
  func conditionValues(_ value: Value, for part: VariablePart, at span: Span) throws -> [Double] {
    if case .labels(let names) = part.variable.domain {
      let labels: [Value]
      switch value {
      case .list(let list): labels = list
      case .labels(let tensor, let found):
        labels = tensor.values.map { self.labels(.real($0), names: found) }
      default: labels = [value]
      }
      let numbers = try labels.map { label -> Double in
        switch label {
        case .label(let name):
          guard let position = names.firstIndex(of: name) else {
            throw Diagnostic.unknownLabel(name, at: span, among: names)
          }
          return Double(position)
        default:
          throw Diagnostic.typeMismatch(
            expected: "a label such as .\(names[0])", found: describeType(label), at: span)
        }
      }
      guard numbers.count == part.elements.count else {
        throw Diagnostic.shapeMismatch(
          "the value of '\(part.description)'", at: span,
          reason: "\(numbers.count) labels for \(part.elements.count)")
      }
      return numbers
    }
    if case .symbol = value { throw Diagnostic.shapeDependsOnDraw(at: span, what: "the value") }
    if case .variable = value { throw Diagnostic.shapeDependsOnDraw(at: span, what: "the value") }
    guard let tensor = asTensor(value) else {
      throw Diagnostic.typeMismatch(
        expected: "\(part.shape)", found: describeType(value), at: span)
    }
    guard tensor.shape == part.shape else {
      throw Diagnostic.shapeMismatch(
        "the value of '\(part.description)'", at: span,
        reason: "it is \(tensor.shape), the variable is \(part.shape)")
    }
    for (position, number) in tensor.values.enumerated() {
      if let (low, high) = part.domain.bounds(ofElement: position),
        !(number >= low && number <= high)
      {
        throw Diagnostic.valueOutOfDomain(
          "the value \(formatReal(number)) of '\(part.description)'", at: span,
          expected: part.variable.typeDescription)
      }
      if let values = part.variable.domain.finiteValues,
        !values.contains(where: { Double($0) == number })
      {
        throw Diagnostic.valueOutOfDomain(
          "the value \(formatReal(number)) of '\(part.description)'", at: span,
          expected: part.variable.typeDescription)
      }
    }
    return tensor.values
  }

  /// A sampler with its arguments.
  package func choose(
    _ definition: SamplerDefinition, _ arguments: [Argument], at span: Span, in scope: Scope
  ) throws -> Value {
    let parameters = definition.declaration.parameters
    let (named, _) = try bind(
      arguments, to: parameters.map(\.name.name), of: definition.name, at: span
    ) { expression, _ in try evaluate(expression, in: scope) }
    var values: [String: Value] = [:]
    let inner = Scope(parent: definition.scope)
    for parameter in parameters {
      let name = parameter.name.name
      if let argument = named[name] {
        if case .poison = argument.value { throw Poisoned() }
        var value = argument.value
        if let type = parameter.type {
          value = try coerce(value, to: type, at: argument.span, in: inner)
        }
        if case .integer(let count) = value, count < 1 {
          throw Diagnostic.valueOutOfDomain(
            "'\(name)' of '\(definition.name)'", at: argument.span, expected: "one or more")
        }
        if case .tensor(let tensor) = value, tensor.shape.isScalar, !(tensor.values[0] > 0) {
          throw Diagnostic.valueOutOfDomain(
            "'\(name)' of '\(definition.name)'", at: argument.span, expected: "a positive number")
        }
        values[name] = value
      } else if let standard = parameter.defaultValue {
        values[name] = try evaluate(standard, in: inner)
      } else {
        throw Diagnostic.missingArgument(
          name, of: definition.name, at: span, type: parameter.type?.span.text ?? "")
      }
      inner.define(name, .init(values[name] ?? .void))
    }
    return .sampler(SamplerChoice(definition: definition, arguments: values, span: span))
  }
}

extension Density {
  var containsQuotient: Bool {
    switch kind {
    case .quotient, .guide: true
    case .product(let parts): parts.contains(where: \.containsQuotient)
    case .mixture(let parts): parts.contains { $0.density.containsQuotient }
    case .power(let base, _): base.containsQuotient
    case .summed(let inner, _), .normalized(let inner, _): inner.containsQuotient
    case .factor, .closed, .contrast, .harmonic: false
    }
  }
}

extension GaussianForm {
  /// A direction along which the precision is negative, with its value there; nil if there is none.
  ///
  /// From the first pivot of the LDLᵀ elimination that is negative: with x solving the rows before,
  /// xᵀΛx is that pivot.
  var improperDirection: (value: Double, direction: [Double])? {
    var lower = [Double](repeating: 0, count: count * count)
    for i in 0..<count {
      for j in 0...i {
        var sum = precision[i * count + j]
        for k in 0..<j { sum -= lower[i * count + k] * lower[j * count + k] }
        if i == j {
          let scale = max(abs(precision[i * count + i]), 1e-300)
          if sum < -1e-12 * scale {
            var x = [Double](repeating: 0, count: count)
            x[i] = 1
            for row in stride(from: i - 1, through: 0, by: -1) {
              var value = -lower[i * count + row]
              for k in (row + 1)..<max(i, row + 1) { value -= lower[k * count + row] * x[k] }
              x[row] = lower[row * count + row] == 0 ? 0 : value / lower[row * count + row]
            }
            let norm = x.reduce(0) { $0 + $1 * $1 }
            return (sum / norm, x.map { $0 / norm.squareRoot() })
          }
          lower[i * count + i] = max(sum, 0).squareRoot()
        } else {
          lower[i * count + j] =
            lower[j * count + j] == 0 ? 0 : sum / lower[j * count + j]
        }
      }
    }
    return nil
  }
}
