import CompIR
import CompModel
import CompSource
import CompSyntax

/// What the body of a component gives, as values with their places.
typealias ComponentOutput = (value: Value, span: Span)

extension Interpreter {
  /// The factor that the body of a component declares over the given variables.
  func evaluateBody(
    _ body: Block, of definition: ComponentDefinition, over: [Variable], in scope: Scope
  ) throws -> Factor {
    let outputs = try whileUndecided { try self.outputs(of: body, in: scope) }
    if !definition.isStandard { try checkIsNotRandom(outputs) }
    let isElementwise =
      over.count == 1 && isScalarType(definition.declaration.over[0].type)

    /// Over one real that is placed on a tensor, the value of every element together.
    func scalar(_ name: String, _ element: Element, _ type: String) throws -> Expr? {
      guard let output = outputs[name] else { return nil }
      let expr = try asExpr(output.value, output.span)
      guard expr.type.element == element else {
        throw Diagnostic.typeMismatch(
          expected: "a \(type) for '\(name)'", found: describeType(output.value), at: output.span,
          help: element == .real
            ? "a hard constraint is given as 'support = …'" : "a support is a condition: x > 0")
      }
      if expr.shape.isScalar {
        let count = isElementwise ? over[0].shape.count : 1
        return element == .real && count > 1
          ? try .scalar(.multiply, expr, Expr(Double(count))) : expr
      }
      guard isElementwise, expr.shape == over[0].shape else {
        throw Diagnostic.shapeMismatch(
          "'\(name)' of '\(definition.name)'", at: output.span,
          reason: "this is \(describeType(output.value)), where a \(type) is needed",
          help: element == .real ? "sum(…) adds up the elements" : "all(…) asks for every element")
      }
      switch element {
      case .real: return try expr.total()
      case .boolean: return try expr.every()
      }
    }

    var support = try scalar("support", .boolean, "Bool")
    for (declared, variable) in zip(definition.declaration.over, over) {
      guard let bounds = try randomBounds(declared.type, of: variable, in: scope) else { continue }
      support = try support.map { try .scalar(.and, $0, bounds) } ?? bounds
    }
    if let first = outputs["log_density"], let second = outputs["energy"] ?? outputs["score"] {
      throw Diagnostic.componentGivesTwice(definition.name, first.span, second.span)
    }
    if let first = outputs["energy"], let second = outputs["score"] {
      throw Diagnostic.componentGivesTwice(definition.name, first.span, second.span)
    }
    let logDensity: Expr
    var (isNormalized, isScoreOnly) = (false, false)
    if let given = try scalar("log_density", .real, "Real") {
      logDensity = given
      isNormalized = true
    } else if let energy = try scalar("energy", .real, "Real") {
      logDensity = try .scalar(.negate, energy)
    } else if let score = outputs["score"] {
      // The gradient of Σ s̄(x)·x, with s̄ held fixed, is s(x).
      isScoreOnly = true
      logDensity = try .sum(
        try zip(over, parts(of: score, named: "score", of: definition, over: over)).map {
          variable, part in
          try Expr.scalar(.multiply, .apply(.stopGradient, [part]), Expr(variable.whole)).total()
        })
    } else if support != nil {
      logDensity = Expr(0)
    } else {
      throw Diagnostic.componentGivesNothing(definition.name, at: definition.span)
    }
    return Factor(
      component: definition.name, declaration: definition.span, over: over.map(\.whole),
      logDensity: logDensity, support: support, isNormalized: isNormalized,
      isScoreOnly: isScoreOnly,
      draw: try outputs["draw"].map {
        try parts(of: $0, named: "draw", of: definition, over: over)
      },
      mean: try outputs["mean"].map { try asExpr($0.value, $0.span) },
      variance: try outputs["variance"].map { try asExpr($0.value, $0.span) })
  }

  /// Checks that nothing but `draw` depends on random numbers of its own.
  private func checkIsNotRandom(_ outputs: [String: ComponentOutput]) throws {
    for name in componentOutputs where name != "draw" {
      guard let output = outputs[name] else { continue }
      if case .symbol(let expr) = output.value, expr.drawsNumbers {
        throw Diagnostic.misplacedNoise("'\(name)'", at: output.span)
      }
    }
  }

  /// The values assigned to the outputs of a component, by name.
  ///
  /// `mean = …` in a component with a parameter of that name still gives the moment.
  func outputs(of body: Block, in scope: Scope, named wanted: [String] = componentOutputs) throws
    -> [String: ComponentOutput]
  {
    for output in componentOutputs where scope.own(output) == nil {
      scope.define(output, .init(.void, isMutable: true))
    }
    return try whileDrawing {
      try self.outputs(of: body, in: Scope(parent: scope), around: scope, wanted)
    }
  }

  private func outputs(
    of body: Block, in inner: Scope, around scope: Scope, _ wanted: [String]
  ) throws -> [String: ComponentOutput] {
    try declare(body.statements, in: inner)
    let goesOn = mode == .check && trialDepth == 0
    var hasFailed = false
    var outputs: [String: ComponentOutput] = [:]
    for statement in body.statements {
      do {
        guard case .assign(let target, let value) = statement.kind,
          case .name(let name) = target.kind, componentOutputs.contains(name)
        else {
          switch try execute(statement, in: inner) {
          case .next(let value):
            try checkNamed(value, of: statement, in: body)
            warnOfUnused(value, of: statement)
          case .returned:
            throw Diagnostic.misplacedReturn(
              at: statement.span, isInComponent: statement.isReturnOfValue)
          }
          continue
        }
        if let first = outputs[name] {
          throw Diagnostic.componentGivesTwice(name, at: target.span, first.span)
        }
        guard wanted.contains(name) else { continue }
        outputs[name] = (try evaluate(value, in: inner), value.span)
      } catch {
        guard goesOn else { throw error }
        _ = try reportFailure(error, of: statement, in: inner)
        hasFailed = true
      }
    }
    if hasFailed { throw Poisoned() }
    // Outputs assigned in the branches of an `if`.
    for output in componentOutputs where outputs[output] == nil {
      guard let binding = scope.own(output), binding.isMutable else { continue }
      if case .void = binding.value { continue }
      outputs[output] = (binding.value, body.span)
    }
    return outputs
  }

  /// A body whose last statement is a value, and that gives nothing, was meant to give that.
  private func checkNamed(_ value: Value, of statement: Statement, in body: Block) throws {
    guard mode == .check, case .expression = statement.kind,
      statement.span == body.statements.last?.span,
      assignedNames(in: body).isDisjoint(with: componentOutputs), shapeOf(value) != nil
    else { return }
    throw Diagnostic.namelessOutput(at: statement.span)
  }

  /// Whether a variable lies within bounds that depend on other random variables; nil where all
  /// bounds are known, and are its domain's.
  private func randomBounds(_ type: TypeExpression, of variable: Variable, in scope: Scope) throws
    -> Expr?
  {
    guard case .named(let name, let arguments, _) = type.kind,
      try supportDomain(name.name, arguments, at: type.span, in: scope)?.isRandom == true,
      let condition = try condition(
        .symbol(Expr(variable.whole)), isIn: type, at: type.span, in: scope)
    else { return nil }
    let expr = try asExpr(condition, type.span)
    return expr.shape.isScalar
      ? expr : try .apply(.reduce(.all, axes: Array(0..<expr.shape.rank)), [expr])
  }

  /// One value a variable, of a record or of the bare value where there is one variable.
  private func parts(
    of output: ComponentOutput, named name: String, of definition: ComponentDefinition,
    over: [Variable]
  ) throws -> [Expr] {
    try over.map { variable in
      var part = output.value
      if case .record(let fields) = output.value {
        let declared = Variable.declaredName(variable.name)
        guard let field = fields.first(where: { $0.name == declared }) else {
          throw Diagnostic.shapeMismatch(
            "'\(name)' of '\(definition.name)'", at: output.span,
            reason: "it says nothing of '\(declared)'")
        }
        part = field.value
      }
      let expr = try asExpr(part, output.span)
      if expr.shape.isScalar, !variable.shape.isScalar {
        return try .apply(.broadcast(variable.shape), [expr])
      }
      guard expr.shape == variable.shape else {
        throw Diagnostic.shapeMismatch(
          "'\(name)' of '\(definition.name)'", at: output.span,
          reason:
            "it is \(describeType(part)), where \(Type.tensor(variable.shape)) is needed")
      }
      return expr
    }
  }
}

extension Statement {
  /// Whether it is `return value`.
  fileprivate var isReturnOfValue: Bool {
    if case .return(.some) = kind { true } else { false }
  }
}
