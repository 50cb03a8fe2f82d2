import CompIR
import CompSource
import CompSyntax

extension Interpreter {
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
        if case .tensor(let tensor) = value, tensor.shape.isScalar,
          !(tensor.values[0] > 0 && tensor.values[0].isFinite)
        {
          throw Diagnostic.valueOutOfDomain(
            "'\(name)' of '\(definition.name)'", at: argument.span,
            expected: "a positive and finite number")
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
    return .sampler(
      SamplerChoice(
        definition: definition, arguments: values, givesSteps: named["steps"] != nil, span: span))
  }
}
