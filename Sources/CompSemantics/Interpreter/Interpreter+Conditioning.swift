import CompIR
import CompSource
import CompSyntax

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
      let named = try part(named: entry.name, of: whole, title: density.title, at: entry.key)
      if case .unknown = entry.value {
        isUnknown = true
        continue
      }
      guard let (part, value) = try presentValues(entry.value, for: named, at: entry.span) else {
        continue
      }
      let numbers = try conditionValues(value, for: part, at: entry.span)
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
      case .list(let list): labels = list.elements
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
}
