import CompIR
import CompModel
import CompSource
import CompSyntax

extension Interpreter {
  package func describeType(_ value: Value) -> String {
    switch value {
    case .variable(let part): return part.typeDescription
    case .density(let density): return typeDescription(of: density)
    case .component(let family): return "the component \(family.name)"
    case .call(let unsized):
      return unsized.parts.count == 1
        ? "the component \(unsized.title)" : "the product \(unsized.title)"
    case .module(let module): return "the file '\(module.name)'"
    case .function(let function) where function.name != Function.anonymousName:
      return "the function \(function.name)"
    case .list(let elements) where elements.isEmpty: return "an empty list"
    case .unknown(.any): return "a value of unknown type"
    default: return "\(value.type)"
    }
  }

  /// `{x: R[2], label: 0..<10}` as a value: a record of its variables.
  func space(_ type: TypeExpression, in scope: Scope) throws -> Value {
    guard case .record(let fields) = type.kind else {
      throw Diagnostic.typeMismatch(
        expected: "variables with their types", found: type.span.text, at: type.span,
        help: "such as {x: R[2], label: 0..<10}")
    }
    checkDistinct(fields.map(\.name))
    return .record(
      try fields.map { field in
        do {
          return (
            field.name.name,
            .variable(
              try variable(field.name.name, field.type, in: scope, dimensions: [:]).whole)
          )
        } catch let unbound as UnboundDimension {
          throw Diagnostic.unknownName(
            unbound.name, at: unbound.span, among: candidates(scope.visibleNames))
        }
      })
  }

  /// A random variable of a written type.
  ///
  /// - Parameters:
  ///   - dimensions: sizes of named dimensions.
  ///   - allowsRandomBounds: whether bounds may depend on other random variables; they are then left
  ///     out of the variable's domain.
  func variable(
    _ name: String, _ type: TypeExpression, in scope: Scope, dimensions: [String: Int],
    allowsRandomBounds: Bool = false
  ) throws -> Variable {
    let inner = Scope(parent: scope)
    for (dimension, size) in dimensions { inner.define(dimension, .init(.integer(size))) }
    switch type.kind {
    case .labels(let labels):
      checkDistinct(labels)
      return Variable(name: name, shape: .scalar, domain: .labels(labels.map(\.name)))
    case .range(let lower, let upper):
      let low = try integer(
        try evaluate(lower, in: inner), at: lower.span, what: "the bound of a range")
      let high = try integer(
        try evaluate(upper, in: inner), at: upper.span, what: "the bound of a range")
      guard low < high else {
        throw Diagnostic.valueOutOfDomain(
          "the range \(low)..<\(high)", at: type.span, expected: "at least one value")
      }
      // The variables of a component need not be visited one by one: they may be given.
      let limit = allowsRandomBounds ? Domain.largestCount : Domain.enumerationLimit
      let (count, overflow) = high.subtractingReportingOverflow(low)
      guard !overflow, count <= limit, abs(low) <= Domain.largestCount, high <= Domain.largestCount
      else { throw Diagnostic.tooManyValues(at: type.span) }
      return Variable(name: name, shape: .scalar, domain: .range(low, high))
    case .shaped(let element, let dimensions):
      let single = try variable(name, element, in: inner, dimensions: [:])
      let shape = try shape(dimensions, in: inner)
      try checkVariableShape(shape, at: type.span)
      return Variable(name: name, shape: shape, domain: single.domain)
    case .named(let identifier, let arguments, let dimensions):
      let shape = try shape(dimensions ?? [], in: inner)
      try checkVariableShape(shape, at: type.span)
      guard
        let (domain, isRandom) = try supportDomain(
          identifier.name, arguments, at: type.span, in: inner)
      else {
        if NamedType.allNames.contains(identifier.name) {
          if NamedType(rawValue: identifier.name) == .integer {
            try checkArguments(arguments, of: identifier.name, at: type.span)
          }
          throw Diagnostic.notAVariableType(identifier.name, at: type.span)
        }
        throw Diagnostic.unknownType(identifier.name, at: identifier.span)
      }
      if isRandom, !allowsRandomBounds {
        throw Diagnostic.shapeDependsOnDraw(at: type.span, what: "the support of '\(name)'")
      }
      if NamedType.parametersOnly.contains(identifier.name) {
        throw Diagnostic.notAVariableType(identifier.name, at: type.span)
      }
      if domain == .simplex || domain == .ordered, shape.rank != 1 {
        throw Diagnostic.shapeMismatch(
          "'\(name)'", at: type.span, reason: "\(identifier.name) needs one dimension",
          help: "write \(identifier.name)[3]")
      }
      if domain == .simplex, shape.count < 2 {
        throw Diagnostic.valueOutOfDomain(
          "a simplex of one coordinate", at: type.span, expected: "two coordinates or more")
      }
      return Variable(name: name, shape: shape, domain: domain)
    case .record, .list, .function, .generic:
      throw Diagnostic.notAVariableType(type.span.text, at: type.span)
    case .missing: throw Poisoned()
    }
  }

  /// Each element of a variable has a place in each draw.
  func checkVariableShape(_ shape: Shape, at span: Span) throws {
    guard shape.count > 0, shape.count < 10_000_000 else {
      throw Diagnostic.valueOutOfDomain(
        "the shape \(shape)", at: span, expected: "one element or more, fewer than 10⁷")
    }
  }

  /// Bounds are one for all elements, or one for each.
  func checkBounds(of variable: Variable, at span: Span) throws {
    guard case .interval(let lower, let upper) = variable.domain else { return }
    for count in [lower.count, upper.count] where count != 1 && count != variable.shape.count {
      throw Diagnostic.shapeMismatch(
        "a bound of '\(variable.name)'", at: span,
        reason: "it has \(count) elements, the variable has \(variable.shape.count)")
    }
  }

  private func shape(_ dimensions: [Expression], in scope: Scope) throws -> Shape {
    Shape(
      try dimensions.map { expression in
        if case .name(let dimension) = expression.kind, scope.binding(dimension) == nil {
          throw UnboundDimension(name: dimension, span: expression.span)
        }
        let size = try integer(
          try evaluate(expression, in: scope), at: expression.span, what: "a dimension")
        guard size > 0, size < 10_000_000 else {
          throw Diagnostic.valueOutOfDomain(
            "the size \(size)", at: expression.span, expected: "one or more, below 10⁷")
        }
        return size
      })
  }

  /// A dimension's name that nothing has bound yet.
  struct UnboundDimension: Error {
    var name: String
    var span: Span
  }
}
