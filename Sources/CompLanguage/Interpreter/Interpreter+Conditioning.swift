import CompIR
import CompModel
import CompSource
import CompSyntax

/// A variable, or a part of one, and the value at which it is to be fixed.
private struct Condition {
  var name: String
  var value: Value
  var key: Span
  var span: Span
  /// What wrote the value, where it stands beside its name.
  var expression: Expression?
}

extension Interpreter {
  /// `p | {y: 2.5}`
  func condition(_ left: Expression, on right: Expression, at span: Span, in scope: Scope) throws
    -> Value
  {
    let value = try evaluate(left, in: scope)
    if right.isComparison { throw Diagnostic.conditionedOnComparison(right.span) }
    if case .unknown = value {
      if case .record(let fields) = right.kind {
        for field in fields { _ = try evaluate(field.value, in: scope) }
      }
      return .unknown(.density(nil))
    }
    let parts = try productParts(value, at: left.span)
    guard let conditions = try conditions(right, on: parts, in: scope) else {
      return .unknown(.density(nil))
    }
    let density = try sized(UnsizedDensity(parts), by: conditions, at: left.span)
    var fixed: [Coordinate: Double] = [:]
    var places: [String: Condition] = [:]
    var isUnknown = false
    let whole = density.space.union(density.given)
    for condition in conditions {
      let named = try part(
        named: condition.name, of: whole, title: density.title, at: condition.key)
      if case .unknown = condition.value {
        isUnknown = true
        continue
      }
      guard let (part, value) = try presentValues(condition.value, for: named, at: condition.span)
      else { continue }
      let numbers = try conditionValues(
        value, for: part, at: condition.span,
        row: { position in
          named.elements.firstIndex(of: part.elements[position]).flatMap {
            self.row(of: $0, in: condition.expression, for: named, in: scope)
          }
        })
      places[part.name] = condition
      for (coordinate, number) in zip(part.coordinates, numbers) {
        guard fixed.updateValue(number, forKey: coordinate) == nil else {
          throw Diagnostic.variableFixedTwice(part.description, at: condition.key)
        }
      }
    }
    if isUnknown { return .unknown(.density(nil)) }
    for member in whole.members {
      guard let condition = places[member.variable.name] else { continue }
      try checkTogether(fixed, of: member, at: condition.span)
      if let free = partlyFixed(member, fixed) {
        throw Diagnostic.partOfSimplexFixed(member.variable, free: free, at: condition.key)
      }
    }
    let table = fixed
    let conditioned = try density.substituting(span: span) { table[$0].map { .number($0) } }
    try checkPossible(conditioned, fixing: table, in: density, at: right.span)
    return .density(conditioned)
  }

  /// The conditions that a record states; nil where they are known only when running.
  private func conditions(
    _ right: Expression, on parts: [UnsizedDensity.Part], in scope: Scope
  ) throws -> [Condition]? {
    if case .record(let fields) = right.kind {
      var conditions: [Condition] = []
      var isUnknown = false
      for field in fields {
        let value = try evaluate(field.value, in: scope)
        guard let name = try fieldName(field, in: scope) else {
          isUnknown = true
          continue
        }
        conditions.append(
          Condition(
            name: name, value: value, key: field.keySpan, span: field.value.span,
            expression: field.value))
      }
      return isUnknown ? nil : conditions
    }
    switch try evaluate(right, in: scope) {
    case .record(let fields):
      return fields.map {
        Condition(name: $0.name, value: $0.value, key: right.span, span: right.span)
      }
    case .unknown: return nil
    case let other:
      var name = "y"
      if case .sized(let density, _)? = parts.first, let first = density.space.names.first {
        name = first
      }
      throw Diagnostic.typeMismatch(
        expected: "a record of variables and values", found: describeType(other),
        at: right.span, help: "name the variable that is fixed: p | {\(name): …}")
    }
  }

  /// Returns a product in the sizes of the values that it is conditioned on.
  private func sized(_ unsized: UnsizedDensity, by conditions: [Condition], at span: Span) throws
    -> Density
  {
    var shapes: [String: Shape] = [:]
    for condition in conditions {
      if let shape = sizes(of: condition.value) { shapes[condition.name] = shape }
    }
    let value = try product(of: unsized, shapes: shapes, at: span)
    if case .call(let open) = value { throw Diagnostic.sizeNotKnown(open, at: span) }
    return try asDensity(value, at: span)
  }

  private func sizes(of value: Value) -> Shape? {
    if case .list(let elements) = value { return [elements.count] }
    // Values that are missing are elements too, which stay free.
    if case .data(let data) = value, let column = data.incompleteColumn {
      return Shape([data.rows] + column.shape.dimensions)
    }
    guard let sizes = shapeOf(value) else { return nil }
    let known = sizes.compactMap { $0 }
    return known.count == sizes.count ? Shape(known) : nil
  }

  /// The numbers that fix a part of a variable, checked against its shape and its domain.
  ///
  /// - Parameter row: where a number of this position comes from, where it comes from a file.
  func conditionValues(
    _ value: Value, for part: VariablePart, at span: Span, row: (Int) -> String? = { _ in nil }
  ) throws -> [Double] {
    if case .labels(let names) = part.variable.domain {
      return try labelPositions(value, names, for: part, at: span)
    }
    if case .symbol = value { throw Diagnostic.shapeDependsOnDraw(at: span, what: "the value") }
    if case .variable = value { throw Diagnostic.shapeDependsOnDraw(at: span, what: "the value") }
    guard let tensor = try asTensor(value) else {
      throw Diagnostic.typeMismatch(
        expected: "\(part.shape)", found: describeType(value), at: span)
    }
    guard tensor.shape == part.shape else {
      throw Diagnostic.shapeMismatch(
        "the value of '\(part.description)'", at: span,
        reason: "it is \(tensor.shape), the variable is \(part.shape)",
        help: part.isWhole && part.shape.isScalar
          ? "for a variable of several elements declare it: variable \(part.name): \(tensor.shape)"
          : nil)
    }
    let domain = part.domain
    if domain == .simplex || domain == .ordered { return tensor.values }
    if let fault = domain.fault(in: tensor.values), let position = fault.position {
      throw Diagnostic.outsideDomain(
        tensor.values[position], of: part.element(position), part.variable.typeDescription, fault,
        at: span, row: row(position))
    }
    return tensor.values
  }

  private func labelPositions(
    _ value: Value, _ names: [String], for part: VariablePart, at span: Span
  ) throws -> [Double] {
    let labels: [Value]
    switch value {
    case .list(let list): labels = list.elements
    case .labels(let tensor, let found):
      labels = try tensor.values.map { try self.labels(.real($0), names: found) }
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

  /// Checks the values of a simplex, or of ordered coordinates, which bound one another.
  private func checkTogether(
    _ fixed: [Coordinate: Double], of member: Space.Member, at span: Span
  ) throws {
    let variable = member.variable
    guard variable.domain == .simplex || variable.domain == .ordered else { return }
    let known = member.elements.filter {
      fixed[Coordinate(variable: variable.name, element: $0)] != nil
    }
    let values = known.compactMap { fixed[Coordinate(variable: variable.name, element: $0)] }
    guard
      let fault = variable.domain.fault(
        in: values, isWhole: values.count == variable.shape.count)
    else { return }
    let part = fault.position.map {
      VariablePart(variable: variable, elements: [known[$0]], shape: .scalar).description
    }
    throw Diagnostic.outsideDomain(
      fault.position.map { values[$0] }, of: part ?? variable.name, variable.typeDescription,
      fault, at: span, row: nil)
  }

  /// The first element of a simplex that a condition leaves free while it fixes others; nil where it fixes all or
  /// none.
  private func partlyFixed(_ member: Space.Member, _ fixed: [Coordinate: Double]) -> String? {
    guard member.variable.domain == .simplex else { return nil }
    let free = member.elements.first {
      fixed[Coordinate(variable: member.variable.name, element: $0)] == nil
    }
    return free.map {
      VariablePart(variable: member.variable, elements: [$0], shape: .scalar).description
    }
  }

  /// Where a number of a condition stands in the file that it was read from: `row 3 of "y.csv"`; nil
  /// where it was not taken from a column of data.
  private func row(
    of position: Int, in expression: Expression?, for part: VariablePart, in scope: Scope
  ) -> String? {
    guard case .member(let base, let column)? = expression?.kind, case .name(let name) = base.kind,
      case .data(let data)? = scope.binding(name)?.value,
      let width = data.columns.first(where: { $0.name == column.name })?.shape.count, width > 0
    else { return nil }
    return "it stands in row \(position / width + 1) of the data of \(data.source)"
  }
}

extension VariablePart {
  /// One of its elements, as a user would write it.
  fileprivate func element(_ position: Int) -> String {
    VariablePart(variable: variable, elements: [elements[position]], shape: .scalar).description
  }
}

extension Diagnostic {
  /// Reports a condition on some shares of a simplex.
  fileprivate static func partOfSimplexFixed(
    _ variable: Variable, free: String, at span: Span
  ) -> Diagnostic {
    let count = variable.shape.count
    return Diagnostic(
      .valueOutOfDomain, "only a part of '\(variable.name)' is fixed, whose values sum to 1",
      at: [Label(span, "expected values of all \(count), or of none; '\(free)' has none")],
      help:
        "fix the whole: {\(variable.name): [\(Array(repeating: "…", count: min(count, 3)).joined(separator: ", "))]}, or declare the shares that stay free as a variable of their own: variable rest: Simplex[\(max(count - 1, 2))]"
    )
  }

  /// Reports a value at which a variable cannot be fixed.
  ///
  /// - Parameters:
  ///   - value: nil where several are at fault together.
  ///   - row: where the value was read from.
  static func outsideDomain(
    _ value: Double?, of part: String, _ type: String, _ fault: Domain.Fault, at span: Span,
    row: String?
  ) -> Diagnostic {
    let what =
      value.map { "the value \(formatReal($0)) of '\(part)'" } ?? "the value of '\(part)'"
    return Diagnostic(
      .valueOutOfDomain, "\(what) is outside of its domain, \(type)",
      at: [Label(span, "expected \(fault.expected)")], notes: row.map { [$0] } ?? [],
      help: value?.isFinite == false
        ? "a value that is missing is left out: a variable that is not fixed is drawn" : nil)
  }
}
