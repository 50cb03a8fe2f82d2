import CompIR
import CompSource
import CompSyntax

/// What a component's body may give.
private let componentOutputs = [
  "energy", "log_density", "score", "support", "draw", "mean", "variance",
]

extension Interpreter {
  /// A density, from whatever stands for one: a density, a component with its defaults.
  package func asDensity(_ value: Value, at span: Span) throws -> Density {
    switch value {
    case .density(let density): return density
    case .component(let family):
      let made = try instantiate(family, [], leading: [], at: span, in: globals)
      return try asDensity(made, at: span)
    case .call(let call):
      throw Diagnostic(
        .shapeMismatch, "the size of the variables of '\(call.definition.name)' is not known",
        at: [.init(span, "nothing tells it here")],
        help: "place it on variables of known size: \(call.definition.name)(…) on x")
    case .weighted(_, _, let weight): throw Diagnostic.loneWeight(at: weight)
    case .poison: throw Poisoned()
    case .void, .integer, .tensor, .boolean, .mask, .string, .label, .range, .list, .record,
      .symbol, .variable, .function, .samplerDeclaration, .sampler, .samples, .data, .report,
      .module, .adaptation, .target, .unknown:
      throw Diagnostic.typeMismatch(
        expected: "a density", found: describeType(value), at: span)
    }
  }

  /// The component of a family that takes these arguments, as a density where its shapes are known.
  func instantiate(
    _ family: ComponentFamily, _ arguments: [Argument], leading: [BoundArgument], at span: Span,
    in scope: Scope
  ) throws -> Value {
    // Arguments are evaluated once, whichever overload takes them.
    let values = try arguments.map { try evaluate($0.value, in: scope) }
    let failures = FailureList()
    for definition in family.definitions {
      do {
        let names = (definition.declaration.parameters ?? []).map(\.name.name)
        var next = 0
        let (named, _) = try bind(
          arguments, to: names, of: family.name, at: span, leading: leading
        ) { _, _ in
          defer { next += 1 }
          return values[next]
        }
        for parameter in definition.declaration.parameters ?? []
        where named[parameter.name.name] == nil && parameter.defaultValue == nil {
          throw Diagnostic.missingArgument(
            parameter.name.name, of: family.name, at: span, type: parameter.type?.span.text ?? "")
        }
        for argument in named.values {
          if case .poison = argument.value { throw Poisoned() }
          if case .unknown(.any) = argument.value { return .unknown(.density(nil)) }
        }
        let call = ComponentCall(definition: definition, arguments: named, span: span)
        return try density(of: call, placedOn: nil)
      } catch let diagnostic as Diagnostic where family.definitions.count > 1 && isArgumentError(diagnostic) {
        failures.list.append(diagnostic)
      }
    }
    // The overload that came furthest tells best what is wrong.
    let labels = Set(arguments.compactMap { $0.label?.name })
    let best = zip(family.definitions, failures.list).max { a, b in
      func fit(_ definition: ComponentDefinition) -> Int {
        labels.intersection((definition.declaration.parameters ?? []).map(\.name.name)).count
      }
      return fit(a.0) < fit(b.0)
    }
    throw best?.1 ?? Diagnostic.notCallable(family.name, at: span)
  }

  private final class FailureList { var list: [Diagnostic] = [] }

  private func isArgumentError(_ diagnostic: Diagnostic) -> Bool {
    [
      DiagnosticCode.unknownArgument, .missingArgument, .tooManyArguments, .typeMismatch,
      .dimensionMismatch, .shapeMismatch,
    ].contains(diagnostic.code)
  }

  /// The density of a component's call, over the given shapes of its variables (the declared ones
  /// where nil). Where the shapes are not known yet the call itself is the value.
  func density(of call: ComponentCall, placedOn shapes: [Shape]?) throws -> Value {
    let definition = call.definition
    let declaration = definition.declaration
    if let earlier = instantiating.first(where: { $0.span == definition.span }) {
      throw Diagnostic.recursiveComponent(
        definition.name, at: call.span, declaration: earlier.span)
    }
    instantiating.append((definition.name, definition.span))
    defer { instantiating.removeLast() }

    let scope = Scope(parent: definition.scope)
    let isOverOneReal = declaration.over.count == 1 && isScalarType(declaration.over[0].type)
    var lifted: Shape? = nil
    if isOverOneReal, let shapes { lifted = shapes[0].isScalar ? nil : shapes[0] }
    var dimensions: [String: (Int, Span)] = [:]
    var sawUnknown = false
    for parameter in declaration.parameters ?? [] {
      let name = parameter.name.name
      var value: Value
      var span = call.span
      if let argument = call.arguments[name] {
        (value, span) = (argument.value, argument.span)
      } else if let standard = parameter.defaultValue {
        value = try evaluate(standard, in: scope)
      } else {
        throw Diagnostic.missingArgument(
          name, of: definition.name, at: call.span, type: parameter.type?.span.text ?? "")
      }
      if case .unknown = value { sawUnknown = true }
      if let type = parameter.type {
        // A tensor for a parameter of one real makes the component one over a tensor.
        if isOverOneReal, isScalarType(type), let shape = shapeOf(value)?.compactMap({ $0 }),
          !shape.isEmpty
        {
          if let known = lifted, known.dimensions != shape {
            throw Diagnostic.shapeMismatch(
              "the argument '\(name)'", at: span,
              reason: "it is \(describeType(value)), where \(known) is needed")
          }
          lifted = Shape(shape)
          _ = try elements(of: value, at: span).map { elements in
            if elements.count > 0, shape.count == 1, asTensor(value) != nil {
              for position in 0..<elements.count {
                _ = try coerce(elements.element(position), to: type, at: span, in: scope)
              }
            }
          }
        } else {
          value = try coerce(value, to: type, at: span, in: scope, dimensions: &dimensions)
        }
      }
      for (dimension, (size, _)) in dimensions where scope.own(dimension) == nil {
        scope.define(dimension, .init(.integer(size)))
      }
      scope.define(name, .init(value, span: parameter.name.span))
    }
    if sawUnknown { return .unknown(.density(nil)) }

    if case .composition(let expression) = declaration.body {
      let value = try evaluate(expression, in: scope)
      if case .unknown = value { return value }
      let density = try asDensity(value, at: expression.span)
      return .density(density.named(definition.name))
    }
    guard case .block(let body) = declaration.body else { return .poison }

    // The variables, in the shapes that arguments and placement give them.
    var over: [Variable] = []
    var given: [Variable] = []
    var sizes = dimensions.mapValues(\.0)
    if let shapes {
      for (declared, shape) in zip(declaration.over + declaration.given, shapes) {
        bindDimensions(of: declared.type, to: shape, &sizes, in: scope)
      }
    }
    do {
      for (position, declared) in declaration.over.enumerated() {
        var variable = try variable(
          declared.name.name, declared.type, in: scope, dimensions: sizes)
        if position == 0, let lifted { variable.shape = lifted }
        over.append(variable)
      }
      for declared in declaration.given {
        given.append(
          try variable(declared.name.name, declared.type, in: scope, dimensions: sizes))
      }
    } catch let unbound as UnboundDimension {
      guard shapes == nil else {
        throw Diagnostic.unknownName(unbound.name, at: unbound.span, among: scope.visibleNames)
      }
      return .call(call)
    }
    for (name, size) in sizes where scope.binding(name) == nil {
      scope.define(name, .init(.integer(size)))
    }
    for variable in over + given {
      scope.define(variable.name, .init(.symbol(Expr(variable.whole))))
    }
    let factor = try evaluateBody(body, of: definition, over: over, in: scope)
    var density = Density(factor, name: nil, span: call.span)
    // A declared `given` variable belongs to the density even where the body does not mention it.
    for variable in given {
      density = Density(
        density.kind, space: density.space, given: density.given.union(Space([variable.whole])),
        name: density.name, span: density.span)
    }
    calls[ObjectIdentifier(density)] = (call, density)
    return .density(density)
  }

  private func bindDimensions(
    of type: TypeExpression, to shape: Shape, _ sizes: inout [String: Int], in scope: Scope
  ) {
    guard case .named(_, _, let expressions?) = type.kind,
      expressions.count == shape.rank
    else { return }
    for (expression, size) in zip(expressions, shape.dimensions) {
      if case .name(let name) = expression.kind, scope.binding(name) == nil, sizes[name] == nil {
        sizes[name] = size
      }
    }
  }

  /// Whether a type is that of one number.
  func isScalarType(_ type: TypeExpression) -> Bool {
    switch type.kind {
    case .named(let name, _, let dimensions):
      return (dimensions ?? []).isEmpty && !["Int", "Bool", "String", "Sampler"].contains(name.name)
    case .range, .labels: return true
    case .record, .list, .function, .generic, .missing: return false
    }
  }

  private func evaluateBody(
    _ body: Block, of definition: ComponentDefinition, over: [Variable], in scope: Scope
  ) throws -> Factor {
    for output in componentOutputs where scope.own(output) == nil {
      scope.define(output, .init(.void, isMutable: true))
    }
    let inner = Scope(parent: scope)
    try declare(body.statements, in: inner)
    // `mean = …` in a component with a parameter of that name still gives the moment.
    var outputs: [String: Value] = [:]
    for statement in body.statements {
      if case .assign(let target, let value) = statement.kind, case .name(let name) = target.kind,
        componentOutputs.contains(name)
      {
        if outputs[name] != nil {
          throw Diagnostic.duplicateName(name, at: target.span, first: nil)
        }
        outputs[name] = try evaluate(value, in: inner)
        continue
      }
      _ = try execute(statement, in: inner)
    }
    for output in componentOutputs where outputs[output] == nil {
      if case .void? = scope.own(output)?.value {
      } else if scope.own(output)?.isMutable == true {
        outputs[output] = scope.own(output)?.value
      }
    }
    func scalar(_ value: Value, _ what: String) throws -> Expr {
      let expr = try asExpr(value, definition.span)
      if expr.shape.isScalar { return expr }
      guard over.count == 1, expr.shape == over[0].shape else {
        throw Diagnostic.shapeMismatch(
          "'\(what)' of '\(definition.name)'", at: definition.span,
          reason: "it is \(describeType(value)), where a Real is needed")
      }
      switch expr.type.element {
      case .real: return try expr.total()
      case .boolean:
        return try .apply(.reduce(.all, axes: Array(0..<expr.shape.rank)), [expr])
      }
    }
    let support = try outputs["support"].map { value -> Expr in
      let expr = try scalar(value, "support")
      guard expr.type.element == .boolean else {
        throw Diagnostic.typeMismatch(
          expected: "a Bool", found: describeType(value), at: definition.span)
      }
      return expr
    }
    var logDensity: Expr
    var isNormalized = false
    var isScoreOnly = false
    func real(_ value: Value, _ what: String) throws -> Expr {
      let expr = try scalar(value, what)
      guard expr.type.element == .real else {
        throw Diagnostic.typeMismatch(
          expected: "a Real for '\(what)'", found: "Bool", at: definition.span)
      }
      // Constants of the body are for each element.
      if over.count == 1, case .interval = over[0].domain, !over[0].shape.isScalar,
        let value = try? asExpr(value, definition.span), value.shape.isScalar,
        isScalarType(definition.declaration.over[0].type)
      {
        return try .scalar(.multiply, expr, Expr(Double(over[0].shape.count)))
      }
      return expr
    }
    if let value = outputs["log_density"] {
      logDensity = try real(value, "log_density")
      isNormalized = true
    } else if let value = outputs["energy"] {
      logDensity = try .scalar(.negate, real(value, "energy"))
    } else if let value = outputs["score"] {
      // The gradient of Σ s̄(x)·x, with s̄ held fixed, is s(x).
      isScoreOnly = true
      var terms: [Expr] = []
      for variable in over {
        var component = value
        if case .record(let fields) = value {
          guard let field = fields.first(where: { $0.name == variable.name }) else {
            throw Diagnostic.shapeMismatch(
              "'score' of '\(definition.name)'", at: definition.span,
              reason: "it says nothing of '\(variable.name)'")
          }
          component = field.value
        }
        let expr = try asExpr(component, definition.span)
        guard expr.shape == variable.shape else {
          throw Diagnostic.shapeMismatch(
            "'score' of '\(definition.name)'", at: definition.span,
            reason: "it is \(describeType(component)), where \(variable.shape) is needed")
        }
        terms.append(
          try Expr.scalar(.multiply, .apply(.stopGradient, [expr]), Expr(variable.whole)).total())
      }
      logDensity = try .sum(terms)
    } else if support != nil {
      logDensity = Expr(0)
    } else {
      throw Diagnostic.componentGivesNothing(definition.name, at: definition.span)
    }
    var draw: [Expr]?
    if let value = outputs["draw"] {
      if case .record(let fields) = value {
        draw = try over.map { variable in
          guard let field = fields.first(where: { $0.name == variable.name }) else {
            throw Diagnostic.shapeMismatch(
              "'draw' of '\(definition.name)'", at: definition.span,
              reason: "it says nothing of '\(variable.name)'")
          }
          return try asExpr(field.value, definition.span)
        }
      } else {
        draw = [try asExpr(value, definition.span)]
      }
      draw = try zip(over, draw ?? []).map { variable, expr in
        if expr.shape.isScalar, !variable.shape.isScalar {
          return try .apply(.broadcast(variable.shape), [expr])
        }
        guard expr.shape == variable.shape else {
          throw Diagnostic.shapeMismatch(
            "'draw' of '\(definition.name)'", at: definition.span,
            reason: "it is \(Type.tensor(expr.shape)), where \(variable.shape) is needed")
        }
        return expr
      }
    }
    // Outside a domain that stands in the type, the density is zero.
    return Factor(
      component: definition.name, declaration: definition.span, over: over.map(\.whole),
      logDensity: logDensity, support: support, isNormalized: isNormalized,
      isScoreOnly: isScoreOnly, draw: draw,
      mean: try outputs["mean"].map { try asExpr($0, definition.span) },
      variance: try outputs["variance"].map { try asExpr($0, definition.span) })
  }

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
