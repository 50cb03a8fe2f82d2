import CompIR
import CompSource
import CompSyntax

extension Interpreter {
  /// `NAME_log_density(x, …)`, element by element.
  func callLogDensity(
    _ family: ComponentFamily, _ arguments: [Argument], leading: [BoundArgument], at span: Span,
    in scope: Scope
  ) throws -> Value {
    let values = try arguments.map { try evaluate($0.value, in: scope) }
    for value in values {
      if case .poison = value { throw Poisoned() }
    }
    let failures = FailureList()
    for definition in family.definitions {
      guard case .block(let body) = definition.declaration.body,
        definition.declaration.over.count == 1
      else { continue }
      let variable = definition.declaration.over[0]
      let parameters = definition.declaration.parameters ?? []
      do {
        var next = 0
        let (named, _) = try bind(
          arguments, to: [variable.name.name] + parameters.map(\.name.name),
          of: "\(family.name)_log_density", at: span, leading: leading
        ) { _, _ in
          defer { next += 1 }
          return values[next]
        }
        guard let point = named[variable.name.name] else {
          throw Diagnostic.missingArgument(
            variable.name.name, of: "\(family.name)_log_density", at: span,
            type: variable.type.span.text)
        }
        if values.contains(where: { if case .unknown = $0 { true } else { false } }) {
          return .unknown(.tensor(shapeOf(point.value)))
        }
        let inner = Scope(parent: definition.scope)
        var dimensions: [String: (Int, Span)] = [:]
        let isElementwise = isScalarType(variable.type)
        for parameter in parameters {
          var value: Value
          if let argument = named[parameter.name.name] {
            value = argument.value
            if let type = parameter.type, !(isElementwise && isScalarType(type)) {
              value = try coerce(
                value, to: type, at: argument.span, in: inner, dimensions: &dimensions)
            }
          } else if let standard = parameter.defaultValue {
            value = try evaluate(standard, in: inner)
          } else {
            throw Diagnostic.missingArgument(
              parameter.name.name, of: "\(family.name)_log_density", at: span,
              type: parameter.type?.span.text ?? "")
          }
          for (name, (size, _)) in dimensions where inner.own(name) == nil {
            inner.define(name, .init(.integer(size)))
          }
          inner.define(parameter.name.name, .init(value))
        }
        let x = point.value
        inner.define(variable.name.name, .init(x))
        var result: Value?
        var support: Value?
        let bodyScope = Scope(parent: inner)
        for statement in body.statements {
          if case .assign(let target, let value) = statement.kind,
            case .name(let name) = target.kind, componentOutputs.contains(name)
          {
            if name == "log_density" { result = try evaluate(value, in: bodyScope) }
            if name == "support" { support = try evaluate(value, in: bodyScope) }
            continue
          }
          _ = try execute(statement, in: bodyScope)
        }
        guard var value = result else {
          throw Diagnostic.componentGivesNothing(family.name, at: definition.span)
        }
        if let support {
          value = try select(
            try asExpr(support, span), value, .real(-.infinity), span)
          if case .symbol(let expr) = value, case .tensor = x { value = known(expr) }
          if case .symbol(let expr) = value, case .integer = x { value = known(expr) }
        }
        return value
      } catch let diagnostic as Diagnostic where isArgumentError(diagnostic) {
        failures.list.append(diagnostic)
      }
    }
    throw failures.list.first
      ?? Diagnostic(
        .notCallable, "'\(family.name)' has no element-wise log density",
        at: [.init(span, "it is a composition")])
  }
}
