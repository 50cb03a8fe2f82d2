import CompIR
import CompSource
import CompSyntax

/// How deep calls of functions may nest.
private let callDepthLimit = 1_000

/// Calls of functions, builtins, components and samplers.
extension Interpreter {
  /// The value of a call.
  package func call(
    _ expression: Expression, _ callee: Expression, _ arguments: [Argument], in scope: Scope
  ) throws -> Value {
    let target: Value
    if case .member(let base, let name) = callee.kind {
      target = try member(
        of: try evaluate(base, in: scope), base, name, call: expression, in: scope)
    } else {
      target = try evaluate(callee, in: scope)
    }
    return try apply(
      target, arguments, leading: [], at: expression.span, calleeSpan: callee.span, in: scope)
  }

  /// Calls a value. `leading` are arguments that stand before the written ones (`x |> f(a)`).
  func apply(
    _ target: Value, _ arguments: [Argument], leading: [BoundArgument], at span: Span,
    calleeSpan: Span, in scope: Scope
  ) throws -> Value {
    func evaluating(_ expression: Expression, _: String?) throws -> Value {
      try evaluate(expression, in: scope)
    }
    switch target {
    case .function(let function):
      switch function.body {
      case .literal(let literal, let closure):
        let (named, _) = try bind(
          arguments, to: literal.parameters.map(\.name.name), of: function.name, at: span,
          leading: leading, evaluating: evaluating)
        return try call(function, literal, closure, named, at: span)
      case .builtin(let builtin):
        return try call(builtin, arguments, leading: leading, at: span, calleeSpan, in: scope)
      case .logDensity(let family):
        return try callLogDensity(family, arguments, leading: leading, at: span, in: scope)
      }
    case .component(let family):
      return try instantiate(family, arguments, leading: leading, at: span, in: scope)
    case .samplerDeclaration(let definition):
      return try choose(definition, arguments, at: span, in: scope)
    case .unknown(.function), .unknown(.any):
      for argument in arguments { _ = try evaluate(argument.value, in: scope) }
      return .unknown(.any)
    case .poison: throw Poisoned()
    case .void, .integer, .tensor, .boolean, .mask, .string, .label, .labels, .range, .list,
      .record,
      .symbol, .variable, .density, .weighted, .call, .sampler, .samples, .data, .report, .module,
      .adaptation, .target, .unknown:
      throw Diagnostic.notCallable(describeType(target), at: calleeSpan)
    }
  }

  private func call(
    _ builtin: Builtin, _ arguments: [Argument], leading: [BoundArgument], at span: Span,
    _ calleeSpan: Span, in scope: Scope
  ) throws -> Value {
    if builtin.isEffect, isUndecided {
      throw Diagnostic.misplacedEffect(builtin.name, at: calleeSpan)
    }
    let (named, rest) = try bind(
      arguments, to: builtin.parameters.map(\.name),
      namedOnly: Set(builtin.parameters.filter(\.isNamedOnly).map(\.name)), of: builtin.name,
      at: span, leading: leading, allowRest: builtin.isVariadic
    ) { expression, parameter in
      if let parameter,
        builtin.parameters.contains(where: { $0.name == parameter && $0.namesVariables })
      {
        return .void
      }
      return try evaluate(expression, in: scope)
    }
    for parameter in builtin.parameters {
      guard let argument = named[parameter.name] else {
        if parameter.isOptional { continue }
        throw Diagnostic.missingArgument(
          parameter.name, of: builtin.name, at: span,
          type: parameter.expectation == .anything ? "" : parameter.expectation.description)
      }
      if parameter.namesVariables { continue }
      if case .weighted(_, _, let weight) = argument.value {
        throw Diagnostic.loneWeight(at: weight)
      }
      try expect(argument.value, parameter.expectation, at: argument.span)
    }
    for argument in rest { try expect(argument.value, .anything, at: argument.span) }
    // Effects ask the file system, or what a sampler needs.
    spend(builtin.isEffect ? 32 : 1)
    return try builtin.body(
      self,
      .init(name: builtin.name, span: span, scope: scope, arguments: named, rest: rest))
  }

  /// Calls a function of the language with bound arguments.
  package func call(
    _ function: Function, _ literal: FunctionLiteral, _ closure: Scope,
    _ named: [String: BoundArgument], at span: Span
  ) throws -> Value {
    guard callDepth < callDepthLimit else {
      throw Diagnostic(
        .limitExceeded, "calls of '\(function.name)' nest more than \(callDepthLimit) deep",
        at: [.init(span, "called here")]
          + (function.declaration.map { [.init($0, "declared here")] } ?? []),
        help: "see that the recursion ends, or write it as a loop")
    }
    try countPass()
    if isCheckExhausted, callDepth > 0 {
      return try placeholder(for: literal.result, in: closure)
    }
    let checked = checkedCall(of: function, literal, closure, named)
    if let checked, let known = checkedCalls[checked] { return known.result }
    callDepth += 1
    defer { callDepth -= 1 }
    let result = try anchored(
      in: function.declaration, name: function.name, arguments: named, at: span
    ) {
      try evaluate(literal, of: function, closure, named, at: span)
    }
    if let checked, case .unknown = result { checkedCalls[checked] = (result, closure) }
    return result
  }

  /// What identifies a call of which a check learns no more the second time: one with arguments of which the
  /// types alone are known, of a function that assigns to nothing around it. Nil for other calls.
  private func checkedCall(
    of function: Function, _ literal: FunctionLiteral, _ closure: Scope,
    _ named: [String: BoundArgument]
  ) -> CheckedCall? {
    guard mode == .check, trialDepth == 0, activeTarget == nil, !named.isEmpty,
      let declaration = function.declaration
    else { return nil }
    if case .block(let block) = literal.body, !assignedNames(in: block).isEmpty { return nil }
    var arguments: [String] = []
    for (name, argument) in named {
      guard case .unknown(let type) = argument.value else { return nil }
      arguments.append("\(name): \(type)")
    }
    return CheckedCall(
      declaration: declaration, closure: ObjectIdentifier(closure), arguments: arguments.sorted(),
      isUndecided: isUndecided)
  }

  private func evaluate(
    _ literal: FunctionLiteral, of function: Function, _ closure: Scope,
    _ named: [String: BoundArgument], at span: Span
  ) throws -> Value {
    let scope = Scope(parent: closure)
    var dimensions: [String: (Int, Span)] = [:]
    let missing = literal.parameters.filter {
      named[$0.name.name] == nil && $0.defaultValue == nil
    }
    guard missing.isEmpty else {
      throw Diagnostic.missingArguments(
        missing.map { ($0.name.name, $0.type?.span.text ?? "") }, of: function.name, at: span,
        declaration: function.declaration)
    }
    for parameter in literal.parameters {
      var value = Value.void
      var valueSpan = span
      if let argument = named[parameter.name.name] {
        (value, valueSpan) = (argument.value, argument.span)
      } else if let standard = parameter.defaultValue {
        (value, valueSpan) = (try evaluate(standard, in: scope), standard.span)
      }
      if case .poison = value { throw Poisoned() }
      if let type = parameter.type {
        value = try coerce(
          value, to: type, at: valueSpan, in: scope, role: .parameter, dimensions: &dimensions)
        for (name, (size, _)) in dimensions where scope.own(name) == nil {
          scope.define(name, .init(.integer(size)))
        }
      } else if let declaration = function.declaration, isStandard(declaration.source) {
        value = value.asReal
      }
      scope.define(parameter.name.name, .init(value, span: parameter.name.span))
    }
    var result: Value
    var place: Span
    switch literal.body {
    case .expression(let expression):
      result = try evaluate(expression, in: scope)
      place = expression.span
    case .block(let block):
      switch try execute(block, in: scope) {
      case .returned(let value, let span): (result, place) = (value, span)
      case .next(let value):
        // As with the branches of an 'if', the last expression is the value.
        (result, place) = (value, block.statements.last?.span ?? block.span)
        if case .void = value, literal.result != nil {
          throw Diagnostic.missingReturn("'\(function.name)'", at: function.declaration ?? span)
        }
      }
    }
    if let type = literal.result {
      result = try coerce(
        result, to: type, at: place, in: scope, role: .result, dimensions: &dimensions)
    }
    return result
  }

  /// Runs the body of a function or component, and moves what it reports of the standard library to
  /// the place of the call: of an argument, where a parameter was at fault.
  func anchored<T>(
    in declaration: Span?, name: String, arguments: [String: BoundArgument], at span: Span,
    _ body: () throws -> T
  ) throws -> T {
    guard let declaration, isStandard(declaration.source) else { return try body() }
    do { return try body() } catch let diagnostic as Diagnostic {
      var labels = diagnostic.labels.map { label -> Diagnostic.Label in
        guard label.span.source === declaration.source, let argument = arguments[label.span.text]
        else { return label }
        return .init(argument.span, label.message)
      }
      if !isStandard(span.source) {
        labels.removeAll { isStandard($0.span.source) }
        if labels.isEmpty { labels = [.init(span, "in this call of '\(name)'")] }
      }
      let isShapes = diagnostic.code == .dimensionMismatch && !isStandard(span.source)
      throw diagnostic.at(
        labels, message: isShapes ? "the arguments of '\(name)' have different shapes" : nil)
    }
  }
}

/// A call in a check, of a function on arguments whose types are known.
struct CheckedCall: Hashable {
  let declaration: Span
  let closure: ObjectIdentifier
  let arguments: [String]
  let isUndecided: Bool
}
