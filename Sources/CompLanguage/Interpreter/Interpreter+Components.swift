import CompIR
import CompModel
import CompSource
import CompSyntax

/// What a component's body may give.
let componentOutputs = [
  "energy", "log_density", "score", "support", "draw", "mean", "variance",
]

extension Interpreter {
  /// A density, from whatever stands for one: a density, a component with its defaults.
  package func asDensity(_ value: Value, at span: Span) throws -> Density {
    switch value {
    case .density(let density):
      guard density.depth < Density.depthLimit else {
        throw Diagnostic.nestedTooDeep("a composition", limit: Density.depthLimit, at: span)
      }
      guard density.size < Density.sizeLimit else {
        throw Diagnostic.compositionTooLarge(density.size, at: span)
      }
      return density
    case .component(let family):
      let made = try instantiate(family, [], leading: [], at: span, in: globals)
      return try asDensity(made, at: span)
    case .call(let unsized): throw Diagnostic.sizeNotKnown(unsized, at: span)
    case .weighted(_, _, let weight): throw Diagnostic.loneWeight(at: weight)
    case .poison: throw Poisoned()
    case .void, .integer, .tensor, .boolean, .mask, .string, .label, .labels, .range, .list,
      .record,
      .symbol, .variable, .function, .samplerDeclaration, .sampler, .samples, .data, .report,
      .module, .adaptation, .target, .unknown:
      throw mismatch(.density, value, at: span)
    }
  }

  /// The component of a family that takes these arguments, as a density where its shapes are known.
  func instantiate(
    _ family: ComponentFamily, _ arguments: [Argument], leading: [BoundArgument], at span: Span,
    in scope: Scope
  ) throws -> Value {
    // `uniform(like: x)` is `uniform_noise(like: x)`: numbers, no density.
    if arguments.count == 1, arguments[0].label?.name == "like",
      family.definitions.allSatisfy(\.isStandard),
      let noise = try standard("\(family.name)_noise")
    {
      return try apply(
        noise, arguments, leading: [], at: span, calleeSpan: span, in: scope)
    }
    // Arguments are evaluated once, whichever overload takes them.
    let values = try arguments.map { try evaluate($0.value, in: scope) }
    let failures = FailureList()
    for definition in family.definitions {
      if family.definitions.count > 1 { trialDepth += 1 }
      defer { if family.definitions.count > 1 { trialDepth -= 1 } }
      do {
        let names = (definition.declaration.parameters ?? []).map(\.name.name)
        var next = 0
        let (named, _) = try bind(
          arguments, to: names, of: family.name, at: span, leading: leading
        ) { _, _ in
          defer { next += 1 }
          return values[next]
        }
        let missing = (definition.declaration.parameters ?? []).filter {
          named[$0.name.name] == nil && $0.defaultValue == nil
        }
        guard missing.isEmpty else {
          throw Diagnostic.missingArguments(
            missing.map { ($0.name.name, $0.type?.span.text ?? "") }, of: family.name, at: span,
            declaration: definition.isStandard ? nil : definition.span)
        }
        for argument in named.values {
          if case .poison = argument.value { throw Poisoned() }
          if case .unknown(.any) = argument.value { return .unknown(.density(nil)) }
        }
        let call = ComponentCall(definition: definition, arguments: named, span: span)
        return try density(of: call, placedOn: nil)
      } catch let diagnostic as Diagnostic
        where family.definitions.count > 1 && isArgumentError(diagnostic)
      {
        failures.list.append(diagnostic)
      }
    }
    if let clash = clash(arguments, among: family) { throw clash }
    throw best(failures.list, arguments, among: family.definitions)
      ?? Diagnostic.notCallable(family.name, at: span)
  }

  /// What is wrong with the labels of a call of which no overload takes all.
  private func clash(_ arguments: [Argument], among family: ComponentFamily) -> Diagnostic? {
    let forms = family.definitions.map { ($0.declaration.parameters ?? []).map(\.name.name) }
    let labels = arguments.compactMap(\.label)
    guard !forms.contains(where: { form in labels.allSatisfy { form.contains($0.name) } }) else {
      return nil
    }
    var all: [String] = []
    for name in forms.joined() where !all.contains(name) { all.append(name) }
    let unknown = labels.filter { !all.contains($0.name) }
    if let first = unknown.first {
      return .unknownArgument(
        first.name, of: family.name, at: first.span, among: all,
        alsoUnknown: unknown.dropFirst().map { .init($0.span, "nor '\($0.name)'") })
    }
    return labels.last.map {
      .argumentsExclude($0.name, at: $0.span, of: family.name, forms: forms)
    }
  }

  /// Of the failures of overloads the one of that which came furthest: it tells best what is wrong.
  func best(
    _ failures: [Diagnostic], _ arguments: [Argument], among definitions: [ComponentDefinition]
  ) -> Diagnostic? {
    let labels = Set(arguments.compactMap { $0.label?.name })
    /// How many labels it knows, and which argument is the first that it refuses.
    func fit(_ definition: ComponentDefinition, _ failure: Diagnostic) -> (Int, Int) {
      let place = failure.labels.first?.span
      return (
        labels.intersection((definition.declaration.parameters ?? []).map(\.name.name)).count,
        arguments.firstIndex { $0.value.span == place } ?? -1
      )
    }
    return zip(definitions, failures).max { fit($0.0, $0.1) < fit($1.0, $1.1) }?.1
  }

  final class FailureList { var list: [Diagnostic] = [] }

  func isArgumentError(_ diagnostic: Diagnostic) -> Bool {
    [
      DiagnosticCode.unknownArgument, .missingArgument, .tooManyArguments, .typeMismatch,
      .dimensionMismatch, .shapeMismatch,
    ].contains(diagnostic.code)
  }

  /// Returns the density of a component's call, over the given shapes of its variables: the declared
  /// ones where nil. Where the shapes are not known yet the value is `.call`.
  ///
  /// - Parameter shapes: one for each variable, those that it is conditional on last.
  func density(of call: ComponentCall, placedOn shapes: [Shape?]?) throws -> Value {
    let definition = call.definition
    let declaration = definition.declaration
    if recursiveComponents.contains(definition.span) { throw Poisoned() }
    if let earlier = instantiating.first(where: { $0.span == definition.span }) {
      throw Diagnostic.recursiveComponent(
        definition.name, at: call.span, declaration: earlier.span)
    }
    instantiating.append((definition.name, definition.span))
    defer { instantiating.removeLast() }
    return try anchored(
      in: definition.span, name: definition.name, arguments: call.arguments, at: call.span
    ) {
      try density(of: call, placedOn: shapes, named: definition, declaration)
    }
  }

  private func density(
    of call: ComponentCall, placedOn shapes: [Shape?]?, named definition: ComponentDefinition,
    _ declaration: ComponentDeclaration
  ) throws -> Value {
    let scope = Scope(parent: definition.scope)
    let isOverOneReal = declaration.over.count == 1 && isScalarType(declaration.over[0].type)
    // The shape that the variable of one real takes, and what asks for it.
    var lifted: (shape: Shape, label: Diagnostic.Label?)?
    if isOverOneReal, let shape = shapes?.first ?? nil, !shape.isScalar { lifted = (shape, nil) }
    var dimensions: [String: (Int, Span)] = [:]
    var sawUnknown = false
    /// Where random arguments lie in the types of their parameters.
    var conditions: [Expr] = []
    for parameter in declaration.parameters ?? [] {
      let name = parameter.name.name
      var value: Value
      var span = call.span
      if let argument = call.arguments[name] {
        (value, span) = (argument.value, argument.span)
      } else if let standard = parameter.defaultValue {
        (value, span) = (try evaluate(standard, in: scope), standard.span)
      } else {
        throw Diagnostic.missingArgument(
          name, of: definition.name, at: call.span, type: parameter.type?.span.text ?? "")
      }
      if case .unknown = value { sawUnknown = true }
      if definition.isStandard {
        try checkFinite(value, of: parameter, definition.name, at: span)
      }
      if let type = parameter.type {
        // A tensor for a parameter of one real makes the component one over a tensor.
        let known = shapeOf(value) ?? []
        let shape = known.compactMap { $0 }
        if isOverOneReal, isScalarType(type), shape.count < known.count {
          // A tensor of a size that is not known yet.
        } else if isOverOneReal, isScalarType(type), !shape.isEmpty {
          if let known = lifted, known.shape.dimensions != shape {
            throw Diagnostic.shapeMismatch(
              "the argument '\(name)'", at: span,
              reason: "this is \(describeType(value)), where \(known.shape) is needed",
              other: known.label)
          }
          lifted = (Shape(shape), .init(span, "because this is \(describeType(value))"))
          // Only known numbers are checked here.
          if shape.count == 1, try asTensor(value) != nil,
            let elements = try elements(of: value, at: span)
          {
            for position in 0..<elements.count {
              _ = try coerce(
                elements.element(position), to: type, at: span, in: scope, role: .parameter)
            }
          }
        } else {
          value = try coerce(
            value, to: type, at: span, in: scope, role: .parameter, dimensions: &dimensions)
        }
      }
      for (dimension, (size, _)) in dimensions where scope.own(dimension) == nil {
        scope.define(dimension, .init(.integer(size)))
      }
      scope.define(name, .init(value, span: parameter.name.span))
      if let inside = try condition(onArgument: value, of: parameter, at: span, in: scope) {
        conditions.append(inside)
      }
    }
    if sawUnknown { return .unknown(.density(nil)) }

    if case .composition(let expression) = declaration.body {
      let value = try evaluate(expression, in: scope)
      if case .unknown = value { return value }
      if case .call(var unsized) = value {
        unsized.name = definition.name
        return .call(unsized)
      }
      let density = try asDensity(value, at: expression.span)
      return .density(density.named(definition.name))
    }
    guard case .block(let body) = declaration.body else { return .poison }

    // The variables, in the shapes that arguments and placement give them.
    var over: [Variable] = []
    var given: [Variable] = []
    var sizes = dimensions.mapValues(\.0)
    if let shapes {
      for case (let declared, let shape?) in zip(declaration.over + declaration.given, shapes) {
        bindDimensions(of: declared.type, to: shape, &sizes, in: scope)
      }
    }
    do {
      for (position, declared) in declaration.over.enumerated() {
        var variable = try variable(
          declared.name.name, declared.type, in: scope, dimensions: sizes,
          allowsRandomBounds: true)
        if position == 0, let lifted {
          try checkVariableShape(lifted.shape, at: call.span)
          variable.shape = lifted.shape
        }
        try checkBounds(of: variable, at: call.span)
        over.append(variable)
      }
      for declared in declaration.given {
        given.append(
          try variable(declared.name.name, declared.type, in: scope, dimensions: sizes))
      }
    } catch let unbound as UnboundDimension {
      guard let shapes else { return .call(self.unsized(call)) }
      for case (let declared, let shape?) in zip(declaration.over + declaration.given, shapes)
      where declared.type.dimensions?.count ?? 0 != shape.rank {
        throw Diagnostic.placementMismatch(
          definition.name, at: call.span,
          reason:
            "'\(declared.name.name)' is \(declared.type.span.text), and stands for \(shape.isScalar ? "a number" : "\(shape)")",
          help: "place it on a variable, or condition on values, of as many dimensions")
      }
      if shapes.contains(where: { $0 == nil }) { return .call(self.unsized(call)) }
      throw Diagnostic.unknownName(
        unbound.name, at: unbound.span, among: candidates(scope.visibleNames))
    }
    for (name, size) in sizes where scope.own(name) == nil {
      scope.define(name, .init(.integer(size)))
    }
    // An argument may mention a variable of the program that has the name of the component's own.
    let mentioned = Set(call.arguments.values.flatMap { $0.value.mentionedVariables })
    func fresh(_ variable: Variable) -> Variable {
      var result = variable
      if mentioned.contains(variable.name) { result.name = Variable.ownName(variable.name) }
      scope.define(variable.name, .init(.symbol(Expr(result.whole))))
      return result
    }
    over = over.map(fresh)
    given = given.map(fresh)
    for declared in declaration.over {
      if let inside = try condition(onBoundsOf: declared.type, in: scope) {
        conditions.append(inside)
      }
    }
    var factor = try evaluateBody(body, of: definition, over: over, in: scope)
    try factor.restrict(to: conditions)
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
    guard let expressions = type.dimensions, expressions.count == shape.rank else { return }
    for (expression, size) in zip(expressions, shape.dimensions) {
      if case .name(let name) = expression.kind, scope.own(name) == nil, sizes[name] == nil {
        sizes[name] = size
      }
    }
  }

  /// Whether a type has a dimension that no parameter of the component gives.
  func hasOpenDimension(_ type: TypeExpression, of component: ComponentDeclaration) -> Bool {
    guard let dimensions = type.dimensions else { return false }
    return dimensions.contains { expression in
      guard case .name(let name) = expression.kind else { return false }
      return component.parameters?.contains { $0.name.name == name } != true
    }
  }

  /// Whether a type is that of one number.
  func isScalarType(_ type: TypeExpression) -> Bool {
    switch type.kind {
    case .named(let name, _, let dimensions):
      return (dimensions ?? []).isEmpty
        && !["Int", "Bool", "String", "Sampler"].contains(name.name)
    case .range, .labels: return true
    case .record, .shaped, .list, .function, .generic, .missing: return false
    }
  }
}
