import CompIR
import CompSource
import CompSyntax

extension Interpreter {
  package func describeType(_ value: Value) -> String {
    switch value {
    case .variable(let part): return part.variable.typeDescription
    case .density(let density):
      return "Density<\(density.space.description)>"
    case .unknown(.any): return "a value of unknown type"
    default: return "\(value.type)"
    }
  }

  /// Checks a value against a written type, and converts an Int to a Real.
  func coerce(_ value: Value, to type: TypeExpression, at span: Span, in scope: Scope) throws
    -> Value
  {
    var dimensions: [String: (Int, Span)] = [:]
    return try coerce(value, to: type, at: span, in: scope, dimensions: &dimensions)
  }

  /// The same; lower-case names of dimensions that are not bound yet are bound by what is found.
  func coerce(
    _ value: Value, to type: TypeExpression, at span: Span, in scope: Scope,
    dimensions: inout [String: (Int, Span)]
  ) throws -> Value {
    if case .poison = value { throw Poisoned() }
    func mismatch() -> Diagnostic {
      .typeMismatch(expected: type.span.text, found: describeType(value), at: span)
    }
    switch type.kind {
    case .missing: throw Poisoned()
    case .list(let element):
      switch value {
      case .list(let values):
        return .list(
          try values.map {
            try coerce($0, to: element, at: span, in: scope, dimensions: &dimensions)
          })
      case .tensor, .unknown, .symbol, .range: return value
      default: throw mismatch()
      }
    case .function:
      switch value {
      case .function, .component, .unknown(.function), .unknown(.any): return value
      default: throw mismatch()
      }
    case .record, .labels, .range: return value
    case .generic(let name, let space, _):
      switch (name.name, value) {
      case (_, .unknown): return value
      case ("Density", _):
        guard isDensity(value) else { throw mismatch() }
        if case .call = value { return value }
        let density = try asDensity(value, at: span)
        if case .record = space.kind {
          let wanted = try namedSpace(space, in: scope)
          guard wanted.description == density.space.description else {
            throw Diagnostic.typeMismatch(
              expected: "Density<\(wanted.description)>", found: describeType(.density(density)),
              at: span)
          }
        }
        return .density(density)
      case ("Samples", .samples), ("Data", .data), ("Data", .samples): return value
      default: throw mismatch()
      }
    case .named(let name, let arguments, let dimensionExpressions):
      switch name.name {
      case "Int":
        if case .unknown(let known) = value {
          switch known {
          case .integer, .any: return .unknown(.integer)
          default: throw mismatch()
          }
        }
        if case .tensor = value { throw mismatch() }
        return .integer(try integer(value, at: span, what: "a value of type Int"))
      case "Bool":
        switch value {
        case .boolean, .mask, .unknown(.boolean), .unknown(.mask), .unknown(.any): return value
        case .symbol(let expr) where expr.type.element == .boolean: return value
        default: throw mismatch()
        }
      case "String":
        switch value {
        case .string, .unknown(.string), .unknown(.any): return value
        default: throw mismatch()
        }
      case "Sampler", "Schedule", "Optimizer":
        switch value {
        case .sampler, .unknown(.sampler), .unknown(.any): return value
        case .samplerDeclaration: return value
        default: throw mismatch()
        }
      case "Density", "Samples", "Data": return value
      case "R", "Real", "Positive", "UnitInterval", "Between", "Above", "Below", "Simplex",
        "Ordered":
        break
      default:
        // A name of one's own, such as a space `S`, stands for any.
        return value
      }
      switch value {
      case .adaptation: return value
      case .integer, .tensor, .symbol, .variable, .unknown, .list: break
      default: throw mismatch()
      }
      guard let shape = shapeOf(value) else {
        if case .unknown = value {
          return .unknown(
            .tensor(dimensionExpressions.map { Array(repeating: nil, count: $0.count) } ?? []))
        }
        throw mismatch()
      }
      let wanted = dimensionExpressions ?? []
      guard shape.count == wanted.count else { throw mismatch() }
      for (axis, expression) in wanted.enumerated() {
        guard let size = shape[axis] else { continue }
        if case .name(let dimension) = expression.kind,
          scope.binding(dimension) == nil || dimensions[dimension] != nil
        {
          if let (known, first) = dimensions[dimension] {
            guard known == size else {
              throw Diagnostic.dimensionMismatch(
                type.span.text, ("\(dimension) = \(known)", first),
                ("\(dimension) = \(size)", span),
                reason: "'\(dimension)' stands for one size wherever it appears")
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
      if let tensor = asTensor(value) {
        if let domain = try? supportDomain(
          name.name, arguments, count: tensor.shape.count, in: scope)
        {
          for (position, number) in tensor.values.enumerated() {
            if let (low, high) = domain.bounds(ofElement: position),
              !(number >= low && number <= high) || (name.name == "Positive" && number <= 0)
            {
              throw Diagnostic.valueOutOfDomain(
                "the value \(formatReal(number))", at: span, expected: type.span.text)
            }
          }
        }
        return .tensor(tensor)
      }
      if case .unknown = value, shape.isEmpty { return .unknown(.real) }
      return value
    }
  }

  /// `{x: R[2], label: 0..<10}` as a value: a record of its variables.
  func space(_ type: TypeExpression, in scope: Scope) throws -> Value {
    guard case .record(let fields) = type.kind else {
      throw Diagnostic.typeMismatch(
        expected: "variables with their types", found: type.span.text, at: type.span,
        help: "such as {x: R[2], label: 0..<10}")
    }
    var seen: [String: Span] = [:]
    return .record(
      try fields.map { field in
        if let first = seen[field.name.name] {
          throw Diagnostic.duplicateName(field.name.name, at: field.name.span, first: first)
        }
        seen[field.name.name] = field.name.span
        do {
          return (
            field.name.name,
            .variable(
              try variable(field.name.name, field.type, in: scope, dimensions: [:]).whole)
          )
        } catch let unbound as UnboundDimension {
          throw Diagnostic.unknownName(unbound.name, at: unbound.span, among: scope.visibleNames)
        }
      })
  }

  private func namedSpace(_ type: TypeExpression, in scope: Scope) throws -> Space {
    guard case .record(let fields) = type.kind else { return Space() }
    return Space(
      try fields.map { field in
        try variable(field.name.name, field.type, in: scope, dimensions: [:]).whole
      })
  }

  /// The domain that a support type's name stands for.
  func supportDomain(
    _ name: String, _ arguments: [Expression], count: Int, in scope: Scope
  ) throws -> Domain? {
    func bound(_ index: Int) throws -> [Double]? {
      guard index < arguments.count else { return nil }
      let value = try evaluate(arguments[index], in: scope)
      guard let tensor = asTensor(value) else { return nil }
      return tensor.values.collapsed
    }
    switch name {
    case "R", "Real": return .real
    case "Positive": return .positive
    case "UnitInterval": return .interval(lower: [0], upper: [1])
    case "Between":
      guard let low = try bound(0), let high = try bound(1) else { return .real }
      return .interval(lower: low, upper: high)
    case "Above":
      guard let low = try bound(0) else { return .real }
      return .interval(lower: low, upper: [.infinity])
    case "Below":
      guard let high = try bound(0) else { return .real }
      return .interval(lower: [-.infinity], upper: high)
    case "Simplex": return .simplex
    case "Ordered": return .ordered
    case "Natural": return .natural
    default: return nil
    }
  }

  /// A random variable of a written type.
  ///
  /// - Parameter dimensions: sizes of named dimensions.
  func variable(
    _ name: String, _ type: TypeExpression, in scope: Scope, dimensions: [String: Int]
  ) throws -> Variable {
    let inner = Scope(parent: scope)
    for (dimension, size) in dimensions where scope.binding(dimension) == nil {
      inner.define(dimension, .init(.integer(size)))
    }
    switch type.kind {
    case .labels(let labels):
      return Variable(name: name, shape: .scalar, domain: .labels(labels.map(\.name)))
    case .range(let lower, let upper):
      let low = try integer(
        try evaluate(lower, in: inner), at: lower.span, what: "the bound of a range")
      let high = try integer(
        try evaluate(upper, in: inner), at: upper.span, what: "the bound of a range")
      guard low < high else {
        throw Diagnostic.valueOutOfDomain(
          "the range of '\(name)'", at: type.span, expected: "at least one value")
      }
      return Variable(name: name, shape: .scalar, domain: .range(low, high))
    case .named(let identifier, let arguments, let dimensionExpressions):
      let sizes = try (dimensionExpressions ?? []).map { expression -> Int in
        if case .name(let dimension) = expression.kind, inner.binding(dimension) == nil {
          throw UnboundDimension(name: dimension, span: expression.span)
        }
        let size = try integer(
          try evaluate(expression, in: inner), at: expression.span, what: "a dimension")
        guard size > 0, size < 10_000_000 else {
          throw Diagnostic.valueOutOfDomain(
            "a dimension", at: expression.span, expected: "a size from 1, found \(size)")
        }
        return size
      }
      let shape = Shape(sizes)
      guard
        let domain = try supportDomain(
          identifier.name, arguments, count: shape.count, in: inner)
      else {
        throw Diagnostic.unknownName(
          identifier.name, at: identifier.span,
          among: [
            "R", "Real", "Positive", "UnitInterval", "Between", "Above", "Below", "Simplex",
            "Ordered", "Natural",
          ])
      }
      if domain == .simplex || domain == .ordered, shape.rank != 1 {
        throw Diagnostic.shapeMismatch(
          "'\(name)'", at: type.span, reason: "\(identifier.name) needs one dimension")
      }
      return Variable(name: name, shape: shape, domain: domain)
    case .record, .list, .function, .generic:
      throw Diagnostic.typeMismatch(
        expected: "a type of numbers or labels", found: type.span.text, at: type.span)
    case .missing: throw Poisoned()
    }
  }

  /// A dimension's name that nothing has bound yet.
  struct UnboundDimension: Error {
    var name: String
    var span: Span
  }
}
