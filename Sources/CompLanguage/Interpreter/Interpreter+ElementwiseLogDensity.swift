import CompIR
import CompSource
import CompSyntax

extension Interpreter {
  /// `NAME_log_density(x, …)`, element by element: −∞ where x lies outside the support.
  func callLogDensity(
    _ family: ComponentFamily, _ arguments: [Argument], leading: [BoundArgument], at span: Span,
    in scope: Scope
  ) throws -> Value {
    let values = try arguments.map { try evaluate($0.value, in: scope) }
    for value in values {
      if case .poison = value { throw Poisoned() }
    }
    let name = "\(family.name)_log_density"
    trialDepth += 1
    defer { trialDepth -= 1 }
    let failures = FailureList()
    let candidates = family.definitions.filter {
      if case .block = $0.declaration.body { $0.declaration.over.count == 1 } else { false }
    }
    for definition in candidates {
      guard case .block(let body) = definition.declaration.body else { continue }
      let variable = definition.declaration.over[0]
      let parameters = definition.declaration.parameters ?? []
      do {
        var next = 0
        let (named, _) = try bind(
          arguments, to: [variable.name.name] + parameters.map(\.name.name), of: name, at: span,
          leading: leading
        ) { _, _ in
          defer { next += 1 }
          return values[next]
        }
        let missing =
          [(variable.name.name, variable.type.span.text, false)].filter {
            named[$0.0] == nil
          }
          + parameters.filter { named[$0.name.name] == nil && $0.defaultValue == nil }.map {
            ($0.name.name, $0.type?.span.text ?? "", true)
          }
        guard missing.isEmpty, let point = named[variable.name.name] else {
          throw Diagnostic.missingArguments(
            missing.map { ($0.0, $0.1) }, of: name, at: span, declaration: nil)
        }
        if values.contains(where: { if case .unknown = $0 { true } else { false } }) {
          return .unknown(.tensor(isScalarType(variable.type) ? shapeOf(point.value) : []))
        }
        return try anchored(in: definition.span, name: name, arguments: named, at: span) {
          try logDensity(of: definition, body, at: point, named)
        }
      } catch let diagnostic as Diagnostic where isArgumentError(diagnostic) {
        failures.list.append(diagnostic)
      }
    }
    throw best(failures.list, arguments, among: candidates)
      ?? Diagnostic(
        .notCallable, "'\(family.name)' has no log density of its own",
        at: [.init(span, "it is a composition, or gives an energy alone")],
        help: "log_density(p, at: x) gives that of any normalised density")
  }

  /// The log density of one definition at a point, its parameters bound.
  private func logDensity(
    of definition: ComponentDefinition, _ body: Block, at point: BoundArgument,
    _ named: [String: BoundArgument]
  ) throws -> Value {
    let variable = definition.declaration.over[0]
    let isElementwise = isScalarType(variable.type)
    let inner = Scope(parent: definition.scope)
    var dimensions: [String: (Int, Span)] = [:]
    func bind(_ name: String, _ value: Value) {
      for (dimension, (size, _)) in dimensions where inner.own(dimension) == nil {
        inner.define(dimension, .init(.integer(size)))
      }
      inner.define(name, .init(value))
    }
    var conditions: [Value] = []
    for parameter in definition.declaration.parameters ?? [] {
      var value = Value.void
      var place = parameter.name.span
      if let argument = named[parameter.name.name] {
        (value, place) = (argument.value, argument.span)
      } else if let standard = parameter.defaultValue {
        value = try evaluate(standard, in: inner)
      }
      if definition.isStandard {
        try checkFinite(value, of: parameter, definition.name, at: place)
      }
      if let type = parameter.type {
        if isElementwise, isScalarType(type), let shape = shapeOf(value), !shape.isEmpty {
          try coerceElements(of: value, to: type, at: place, in: inner)
        } else {
          value = try coerce(
            value, to: type, at: place, in: inner, role: .parameter, dimensions: &dimensions)
        }
      }
      bind(parameter.name.name, value)
      if let inside = try condition(onArgument: value, of: parameter, at: place, in: inner) {
        conditions.append(.symbol(isElementwise ? inside : try inside.every()))
      }
    }
    var x = point.value.asReal
    if isElementwise {
      try expect(x, .numbers, at: point.span)
    } else {
      x = try shaped(x, like: variable.type, at: point.span, in: inner, &dimensions)
    }
    bind(variable.name.name, x)
    var inside = try condition(x, isIn: variable.type, at: point.span, in: inner)
    if !isElementwise, let condition = inside {
      inside = try reduce(.all, condition, point.span, along: nil, named: "all")
    }
    if case .boolean(false)? = inside { return .real(-.infinity) }
    if case .mask(let mask)? = inside {
      // Where x lies outside, the formula is evaluated at a point inside.
      guard let first = mask.values.firstIndex(of: 1) else {
        return .tensor(
          Tensor(shape: mask.shape, values: mask.values.map { _ in -.infinity }))
      }
      if let known = try asTensor(x), known.shape == mask.shape {
        let values = zip(known.values, mask.values).map { $1 == 1 ? $0 : known.values[first] }
        inner.define(
          variable.name.name, .init(.tensor(Tensor(shape: known.shape, values: values))))
      }
    }
    let outputs = try whileUndecided {
      try self.outputs(of: body, in: inner, named: ["log_density", "support"])
    }
    guard let result = outputs["log_density"] else {
      throw Diagnostic.componentGivesNothing(definition.name, at: definition.span)
    }
    var value = result.value
    for condition in [outputs["support"]?.value, inside] + conditions {
      guard let condition else { continue }
      if case .boolean(true) = condition { continue }
      value = try select(asExpr(condition, point.span), value, .real(-.infinity), point.span)
    }
    // A constant density is of the shape of its point.
    if isElementwise, shapeOf(value)?.isEmpty == true, let shape = knownShape(of: x),
      !shape.isScalar
    {
      value = try operate(.broadcast(shape), [(value, point.span)], named: definition.name)
    }
    return value
  }

  /// Checks the elements of a tensor that stands for several numbers of a type.
  private func coerceElements(
    of value: Value, to type: TypeExpression, at span: Span, in scope: Scope
  ) throws {
    guard let tensor = try asTensor(value) else { return }
    for number in tensor.values {
      _ = try coerce(.real(number), to: type, at: span, in: scope, role: .parameter)
    }
  }

  /// A point in the shape of a component's variable: `Between(low, high)[n]` has those of R[n].
  private func shaped(
    _ x: Value, like type: TypeExpression, at span: Span, in scope: Scope,
    _ dimensions: inout [String: (Int, Span)]
  ) throws -> Value {
    guard case .named(_, _, let wanted?) = type.kind, let shape = shapeOf(x) else {
      throw mismatch(.numbers, x, at: span)
    }
    guard shape.count == wanted.count else {
      throw Diagnostic.typeMismatch(
        expected: type.span.text, found: describeType(x), at: span)
    }
    for (expression, size) in zip(wanted, shape) {
      guard let size else { continue }
      if case .name(let name) = expression.kind, scope.own(name) == nil {
        dimensions[name] = (size, span)
        continue
      }
      let value = try integer(
        try evaluate(expression, in: scope), at: expression.span, what: "a dimension")
      guard value == size else {
        let known = wanted.count == 1 ? "R[\(value)]" : type.span.text
        throw Diagnostic.typeMismatch(expected: known, found: describeType(x), at: span)
      }
    }
    return x
  }

  private func knownShape(of value: Value) -> Shape? {
    guard let shape = shapeOf(value) else { return nil }
    let sizes = shape.compactMap { $0 }
    return sizes.count == shape.count ? Shape(sizes) : nil
  }
}
