import CompIR
import CompModel
import CompSource
import CompSyntax

/// Values against written types.
extension Interpreter {
  /// Where a type is written, which tells how its dimensions' names are meant.
  enum TypeRole {
    /// `let x: R[n] = …`: a name that is bound anywhere is that number.
    case annotation
    /// Of a parameter or a result: a name is to be inferred, and must agree wherever it appears.
    case parameter, result
  }

  /// Checks a value against a written type, and converts an Int to a Real.
  func coerce(
    _ value: Value, to type: TypeExpression, at span: Span, in scope: Scope,
    role: TypeRole = .annotation
  ) throws -> Value {
    var dimensions: [String: (Int, Span)] = [:]
    return try coerce(value, to: type, at: span, in: scope, role: role, dimensions: &dimensions)
  }

  /// The same; lower-case names of dimensions that are not bound yet are bound by what is found.
  func coerce(
    _ value: Value, to type: TypeExpression, at span: Span, in scope: Scope,
    role: TypeRole = .annotation, dimensions: inout [String: (Int, Span)]
  ) throws -> Value {
    if case .poison = value { throw Poisoned() }
    let bound = dimensions
    func mismatch(_ expectation: Expectation? = nil) -> Diagnostic {
      .typeMismatch(
        expected: describe(type, bound), found: describeType(value), at: span,
        declared: declaredPlace(type, role), help: expectation.flatMap { hint(for: value, as: $0) })
    }
    switch type.kind {
    case .missing: throw Poisoned()
    case .list(let element):
      switch value {
      case .list(let values):
        return .list(
          try values.map {
            try coerce($0, to: element, at: span, in: scope, role: role, dimensions: &dimensions)
          })
      case .tensor(let tensor) where tensor.shape.rank > 0:
        let rows = Elements.tensor(tensor)
        for position in 0..<rows.count {
          _ = try coerce(
            rows.element(position), to: element, at: span, in: scope, role: role,
            dimensions: &dimensions)
        }
        return value
      case .unknown(.list), .unknown(.tensor), .unknown(.range), .unknown(.any), .symbol, .range:
        return value
      default: throw mismatch(.sequence)
      }
    case .function:
      switch value {
      case .function, .component, .unknown(.function), .unknown(.any): return value
      default: throw mismatch()
      }
    case .record(let fields):
      if case .unknown(.any) = value { return value }
      if case .unknown(.record) = value { return value }
      guard case .record(let found) = value else { throw mismatch() }
      if let extra = found.first(where: { field in
        !fields.contains { $0.name.name == field.name }
      }) {
        throw Diagnostic.unknownMember(
          extra.name, ofType: type.span.text, at: span, among: fields.map(\.name.name))
      }
      return .record(
        try fields.map { field in
          guard let own = found.first(where: { $0.name == field.name.name }) else {
            throw mismatch()
          }
          return (
            field.name.name,
            try coerce(
              own.value, to: field.type, at: span, in: scope, role: role, dimensions: &dimensions)
          )
        })
    case .labels(let labels):
      switch value {
      case .unknown, .symbol, .variable: return value
      case .label(let name):
        guard labels.contains(where: { $0.name == name }) else {
          throw Diagnostic.unknownLabel(name, at: span, among: labels.map(\.name))
        }
        return value
      default: throw mismatch()
      }
    case .range(let lower, let upper):
      switch value {
      case .unknown, .symbol, .variable: return value
      default: break
      }
      let number = try integer(value, at: span, what: "a value of type \(type.span.text)")
      let low = try integer(
        try evaluate(lower, in: scope), at: lower.span, what: "the bound of a range")
      let high = try integer(
        try evaluate(upper, in: scope), at: upper.span, what: "the bound of a range")
      guard low <= number, number < high else {
        throw Diagnostic.valueOutOfDomain(
          "the value \(number)", at: span, expected: type.span.text)
      }
      return .integer(number)
    case .shaped(let element, _):
      switch value {
      case .list(let values):
        for one in values {
          _ = try coerce(
            one, to: element, at: span, in: scope, role: role, dimensions: &dimensions)
        }
      case .tensor(let tensor):
        for number in tensor.values {
          _ = try coerce(
            .real(number), to: element, at: span, in: scope, role: role, dimensions: &dimensions)
        }
      case .labels, .unknown, .symbol, .variable: break
      default: throw mismatch()
      }
      return value
    case .generic(let name, let space, _):
      switch (name.name, value) {
      case (_, .unknown(.any)): return value
      case ("Density", .unknown(.density)), ("Samples", .unknown(.samples)),
        ("Data", .unknown(.data)), ("Data", .unknown(.samples)):
        return value
      case ("Density", _):
        guard isDensity(value) else { throw mismatch(.density) }
        if case .call = value { return value }
        let density = try asDensity(value, at: span)
        if case .record = space.kind {
          let wanted = try namedSpace(space, in: scope)
          guard wanted.description == density.space.description else {
            throw Diagnostic.typeMismatch(
              expected: "Density<\(wanted.description)>", found: describeType(.density(density)),
              at: span, declared: declaredPlace(type, role))
          }
        }
        return .density(density)
      case ("Samples", .samples), ("Data", .data), ("Data", .samples): return value
      case ("Samples", _): throw mismatch(.draws)
      case ("Data", _): throw mismatch()
      default: throw Diagnostic.unknownType(name.name, at: name.span)
      }
    case .named(let name, let arguments, let dimensionExpressions):
      if let kind = NamedType(rawValue: name.name) {
        try checkArguments(arguments, of: name.name, at: type.span)
        try checkIsScalar(kind, dimensionExpressions, at: type.span)
        return try coerce(value, toKind: kind, at: span, role, mismatch)
      }
      guard NamedType.supports.contains(name.name) else {
        throw Diagnostic.unknownType(name.name, at: name.span)
      }
      try checkArguments(arguments, of: name.name, at: type.span)
      if case .labels = value.type { throw mismatch(.numbers) }
      switch value {
      case .adaptation: return value
      case .integer, .tensor, .symbol, .variable, .unknown, .list, .range: break
      default: throw mismatch(.numbers)
      }
      let number =
        try asTensor(value).map { Value.tensor($0) } ?? value
      guard let shape = shapeOf(number) else {
        if case .unknown(let known) = value {
          switch known {
          case .tensor, .any:
            return .unknown(
              .tensor(dimensionExpressions.map { Array(repeating: nil, count: $0.count) } ?? []))
          default: throw mismatch(.numbers)
          }
        }
        throw mismatch(.numbers)
      }
      if case .boolean = number.type { throw mismatch(.numbers) }
      if case .mask = number.type { throw mismatch(.numbers) }
      let wanted = dimensionExpressions ?? []
      guard shape.count == wanted.count else { throw mismatch(wanted.isEmpty ? .real : .tensor) }
      for (axis, expression) in wanted.enumerated() {
        guard let size = shape[axis] else { continue }
        if case .name(let dimension) = expression.kind,
          dimensions[dimension] != nil || !isBound(dimension, in: scope, role)
        {
          if let (known, first) = dimensions[dimension] {
            guard known == size else {
              throw Diagnostic.dimensionsDisagree(
                dimension, of: type.span.text, (known, first), (size, span))
            }
          } else {
            dimensions[dimension] = (size, span)
          }
          continue
        }
        let value = try evaluate(expression, in: scope)
        if case .unknown = value { continue }
        let expected = try integer(value, at: expression.span, what: "a dimension")
        guard expected == size else { throw mismatch() }
      }
      if case .tensor(let tensor) = number {
        try check(tensor, name.name, arguments, type, at: span, in: scope)
        // A count stays whole.
        if name.name == "Natural", case .integer = value { return value }
        return number
      }
      if case .unknown = value, shape.isEmpty { return .unknown(.real) }
      return value
    }
  }

  /// Types that are written without dimensions.
  enum NamedType: String, CaseIterable {
    case integer = "Int"
    case boolean = "Bool"
    case string = "String"
    case sampler = "Sampler"
    case schedule = "Schedule"
    case optimizer = "Optimizer"
    case density = "Density"
    case samples = "Samples"
    case data = "Data"

    /// Those of numbers, with dimensions in brackets.
    static let supports = [
      "R", "Real", "Positive", "UnitInterval", "Between", "Above", "Below", "Simplex", "Ordered",
      "Natural", "PositiveDefinite", "Weights",
    ]
    static let allNames = allCases.map(\.rawValue) + supports
  }

  private func coerce(
    _ value: Value, toKind kind: NamedType, at span: Span, _ role: TypeRole,
    _ mismatch: (Expectation?) -> Diagnostic
  ) throws -> Value {
    if case .unknown(.any) = value {
      switch kind {
      case .integer: return .unknown(.integer)
      case .boolean: return .unknown(.boolean)
      case .string: return .unknown(.string)
      case .sampler, .schedule, .optimizer, .density, .samples, .data: return value
      }
    }
    switch kind {
    case .integer:
      switch value {
      case .unknown(.integer): return value
      case .integer: return value
      case .symbol(let number) where number === passNumber: return value
      // The elements of tensors are Reals: a whole one serves as an argument.
      case .unknown(.real) where role == .parameter:
        return .unknown(.integer)
      case .tensor(let tensor)
      where tensor.shape.isScalar
        && (role != .parameter || Int(exactly: tensor.values[0]) == nil):
        throw mismatch(.integer)
      case .tensor, .symbol, .variable:
        guard shapeOf(value)?.isEmpty == true else { throw mismatch(.integer) }
        return .integer(try integer(value, at: span, what: "a value of type Int"))
      default: throw mismatch(.integer)
      }
    case .boolean:
      switch value.type {
      case .boolean, .mask: return value
      default: throw mismatch(.truth)
      }
    case .string:
      guard case .string = value.type else { throw mismatch(.text) }
      return value
    case .sampler, .schedule, .optimizer:
      if case .samplerDeclaration = value { return value }
      guard case .sampler = value.type else { throw mismatch(.sampler) }
      return value
    case .density:
      guard isDensity(value) else { throw mismatch(.density) }
      return value
    case .samples:
      guard case .samples = value.type else { throw mismatch(.draws) }
      return value
    case .data:
      switch value.type {
      case .samples, .data: return value
      default: throw mismatch(nil)
      }
    }
  }

  /// Whether a dimension's name stands for a number already.
  private func isBound(_ name: String, in scope: Scope, _ role: TypeRole) -> Bool {
    switch role {
    case .annotation: scope.binding(name) != nil
    case .parameter, .result: scope.own(name) != nil
    }
  }

  /// Checks numbers against the support that their type asks for.
  private func check(
    _ tensor: Tensor, _ name: String, _ arguments: [Expression], _ type: TypeExpression,
    at span: Span, in scope: Scope
  ) throws {
    if name == "PositiveDefinite" {
      guard let matrix = DenseMatrix(tensor) else {
        if let wrong = tensor.notFinite { throw Diagnostic.matrixNotFinite(wrong, at: span) }
        throw Diagnostic.typeMismatch(
          expected: "a square matrix", found: "\(tensor.shape)", at: span)
      }
      try requirePositiveDefinite(matrix, at: span)
      return
    }
    guard let domain = try supportDomain(name, arguments, at: type.span, in: scope)?.domain else {
      return
    }
    for (position, number) in tensor.values.enumerated() {
      let isInside: Bool
      if name == "Weights" {
        isInside = number >= 0 && number.isFinite
      } else if let (low, high) = domain.bounds(ofElement: position) {
        isInside = number >= low && number <= high && (name != "Positive" || number > 0)
      } else if domain == .natural {
        isInside = number >= 0 && number == number.rounded()
      } else {
        isInside = true
      }
      guard isInside else {
        throw Diagnostic.valueOutOfDomain(
          "the value \(formatReal(number))", at: span,
          expected: "\(type.span.text)\(domainMeaning(name, domain))")
      }
    }
    if domain == .simplex || domain == .ordered, let fault = domain.fault(in: tensor.values) {
      throw Diagnostic.valueOutOfDomain(
        fault.position.map { "the value \(formatReal(tensor.values[$0]))" } ?? "this value",
        at: span, expected: "\(type.span.text): \(fault.expected)")
    }
    if name == "Weights" { try checkWeights(tensor.values, at: span) }
  }

  /// Checks that weights have a sum by which they can be divided.
  func checkWeights(_ weights: [Double], at span: Span) throws {
    let total = weights.reduce(0, +)
    if weights.contains(where: { $0 > 0 }), total.isFinite { return }
    throw Diagnostic(
      .valueOutOfDomain,
      total.isFinite
        ? "these weights are all zero" : "the sum of these weights is beyond the largest number",
      at: [.init(span, "expected numbers from zero, with a positive and finite sum")],
      help: total.isFinite
        ? "give a positive weight, in proportion to its probability, to what is possible"
        : "divide them all by the largest; only their proportions count")
  }

  /// What a support's name means, for messages.
  private func domainMeaning(_ name: String, _ domain: Domain) -> String {
    let bounds = domain.bounds(ofElement: 0)
    return switch name {
    case "Positive": ", a number above 0"
    case "UnitInterval": ", a number from 0 to 1"
    case "Natural": ", a whole number from 0"
    case "Weights": ", finite numbers from 0"
    case "Above": ", no number below \(formatReal(bounds?.lower ?? 0))"
    case "Below": ", no number above \(formatReal(bounds?.upper ?? 0))"
    default: ""
    }
  }

  /// A type as it is written, with the dimensions that are known.
  private func describe(_ type: TypeExpression, _ dimensions: [String: (Int, Span)]) -> String {
    guard let expressions = type.dimensions else { return type.span.text }
    let known = expressions.compactMap { expression -> String? in
      guard case .name(let name) = expression.kind, let (size, _) = dimensions[name] else {
        return nil
      }
      return "\(name) = \(size)"
    }
    return type.span.text + (known.isEmpty ? "" : " with \(known.joined(separator: ", "))")
  }

  /// Where a parameter or a result was declared to be of a type.
  private func declaredPlace(_ type: TypeExpression, _ role: TypeRole) -> Diagnostic.Label? {
    switch role {
    case .annotation: nil
    case .parameter: .init(type.span, "the parameter is declared here")
    case .result: .init(type.span, "the result is declared here")
    }
  }

  private func namedSpace(_ type: TypeExpression, in scope: Scope) throws -> Space {
    guard case .record(let fields) = type.kind else { return Space() }
    return Space(
      try fields.map { field in
        try variable(field.name.name, field.type, in: scope, dimensions: [:]).whole
      })
  }
}
