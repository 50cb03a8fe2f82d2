import CompIR
import CompSource
import CompSyntax

/// How deep calls of functions may nest.
private let callDepthLimit = 120

extension Interpreter {
  /// The value of an expression in a scope.
  package func evaluate(_ expression: Expression, in scope: Scope) throws -> Value {
    switch expression.kind {
    case .integer(let value): return .integer(value)
    case .real(let value): return .real(value)
    case .boolean(let value): return .boolean(value)
    case .string(let parts):
      var text = ""
      for part in parts {
        switch part {
        case .text(let piece): text += piece
        case .interpolation(let inner):
          let value = try evaluate(inner, in: scope)
          if case .unknown = value { return .unknown(.string) }
          text += describe(value)
        }
      }
      return .string(text)
    case .label(let name): return .label(name)
    case .name(let name): return try lookUp(name, at: expression.span, in: scope)
    case .list(let elements):
      return try gather(try elements.map { try evaluate($0, in: scope) }, elements.map(\.span))
    case .comprehension(let element, let clauses):
      return try comprehend(element, clauses, at: expression.span, in: scope)
    case .record(let fields):
      return .record(
        try fields.map { field in
          guard field.indices.isEmpty else {
            throw Diagnostic.typeMismatch(
              expected: "a name", found: "a part of a variable", at: field.keySpan,
              help: "parts stand only in the record of a conditioning: p | {x[0]: 1}")
          }
          return (field.name.name, try evaluate(field.value, in: scope))
        })
    case .tuple:
      throw Diagnostic.typeMismatch(
        expected: "a value", found: "a list of variables", at: expression.span,
        help: "lists of values are written in brackets: [a, b]")
    case .parenthesized(let inner): return try evaluate(inner, in: scope)
    case .call(let callee, let arguments):
      return try call(callee, arguments, at: expression.span, in: scope)
    case .member(let base, let name): return try member(base, name, in: scope)
    case .index(let base, let indices):
      let value = try evaluate(base, in: scope)
      return try index(
        value, try indices.map { try evaluate($0, in: scope) }, indices.map(\.span),
        base.span, expression.span)
    case .unary(let operation, let operand):
      return try unary(operation, try evaluate(operand, in: scope), operand.span)
    case .binary(let operation, let left, let right, let operatorSpan):
      return try binary(operation, left, right, operatorSpan, expression.span, in: scope)
    case .range(let lower, let upper):
      let (a, b) = (try evaluate(lower, in: scope), try evaluate(upper, in: scope))
      if case .unknown = a { return .unknown(.range) }
      if case .unknown = b { return .unknown(.range) }
      let low = try integer(a, at: lower.span, what: "the start of a range")
      let high = try integer(b, at: upper.span, what: "the end of a range")
      guard low <= high else {
        throw Diagnostic.valueOutOfDomain(
          "a range", at: expression.span, expected: "an end of at least \(low), found \(high)")
      }
      return .range(low..<high)
    case .conditional(let conditional):
      return try evaluate(conditional, at: expression.span, in: scope)
    case .function(let literal):
      let function = Function(
        name: "func", body: .literal(literal, closure: scope), declaration: expression.span)
      return .function(function)
    case .placement(let density, let target, let given):
      return try place(density, target, given, at: expression.span, in: scope)
    case .space(let type): return try space(type, in: scope)
    case .missing: throw Poisoned()
    }
  }

  func lookUp(_ name: String, at span: Span, in scope: Scope) throws -> Value {
    if let binding = scope.binding(name) {
      if case .poison = binding.value { throw Poisoned() }
      return binding.value
    }
    if let value = try standard(name) { return value }
    if let variable = variables[name] { return .variable(variable.whole) }
    if let declaration = later[name] {
      let open = namesInDefinition.map(\.name)
      if let first = later.first(of: open, neededBy: name),
        let place = namesInDefinition.first(where: { $0.name == first })
      {
        throw Diagnostic.recursiveComponent(
          first, at: span, declaration: place.span, through: (name, declaration))
      }
      throw Diagnostic.usedTooEarly(name, at: span, declaration: declaration)
    }
    throw Diagnostic.unknownName(
      name, at: span, among: scope.visibleNames + standardNames + variables.keys.sorted())
  }

  private func evaluate(_ conditional: Conditional, at span: Span, in scope: Scope) throws -> Value
  {
    guard let otherwise = conditional.otherwise else {
      throw Diagnostic(
        .missingReturn, "an 'if' that gives a value needs an 'else'", at: [.init(span, "no 'else'")]
      )
    }
    let condition = try evaluate(conditional.condition, in: scope)
    func branch(_ block: Block) throws -> Value {
      switch try execute(block, in: scope) {
      case .next(let value), .returned(let value, _): return value
      }
    }
    switch condition {
    case .boolean(let flag): return try branch(flag ? conditional.then : otherwise)
    case .unknown(.boolean), .unknown(.any), .unknown(.mask):
      let (a, b) = (try branch(conditional.then), try branch(otherwise))
      if case .density = a { return .unknown(.density(nil)) }
      if case .unknown(.any) = b { return b }
      return widened(a)
    case .poison: throw Poisoned()
    default:
      let test = try asExpr(condition, conditional.condition.span)
      guard test.type.element == .boolean else {
        throw Diagnostic.typeMismatch(
          expected: "a Bool", found: describeType(condition), at: conditional.condition.span)
      }
      return try select(
        test, try branch(conditional.then), try branch(otherwise), conditional.condition.span)
    }
  }

  private func comprehend(
    _ element: Expression, _ clauses: [ComprehensionClause], at span: Span, in scope: Scope
  ) throws -> Value {
    var results: [Value] = []
    var isUnknown = false
    func walk(_ depth: Int, _ scope: Scope) throws {
      guard depth < clauses.count else {
        results.append(try evaluate(element, in: scope))
        if results.count % 1024 == 0 { try checkInterruption() }
        return
      }
      switch clauses[depth] {
      case .each(let variable, let sequence):
        let value = try evaluate(sequence, in: scope)
        guard let elements = try elements(of: value, at: sequence.span) else {
          isUnknown = true
          let inner = Scope(parent: scope)
          inner.define(variable.name, .init(.unknown(.any), span: variable.span))
          return try walk(depth + 1, inner)
        }
        for index in 0..<elements.count {
          let inner = Scope(parent: scope)
          inner.define(variable.name, .init(elements.element(index), span: variable.span))
          try walk(depth + 1, inner)
        }
      case .filter(let condition):
        let value = try evaluate(condition, in: scope)
        switch value {
        case .boolean(true): try walk(depth + 1, scope)
        case .boolean(false): return
        case .unknown:
          isUnknown = true
          try walk(depth + 1, scope)
        default:
          throw Diagnostic.typeMismatch(
            expected: "a Bool known beforehand", found: describeType(value), at: condition.span)
        }
      }
    }
    try walk(0, scope)
    if isUnknown { return .unknown(.any) }
    return try gather(results, results.map { _ in element.span })
  }

  /// The value of a bracketed list: a tensor where all are numbers or tensors of one shape, else a
  /// list.
  func gather(_ values: [Value], _ spans: [Span]) throws -> Value {
    if values.isEmpty { return .list([]) }
    var isNumeric = true
    var isSymbolic = false
    var isUnknown = false
    for value in values {
      switch value {
      case .integer, .tensor: break
      case .symbol, .variable: isSymbolic = true
      case .unknown(let type):
        isUnknown = true
        switch type {
        case .integer, .real, .tensor, .any: break
        default: isNumeric = false
        }
      case .poison: throw Poisoned()
      default: isNumeric = false
      }
    }
    guard isNumeric else { return .list(values) }
    if isUnknown {
      let shape = values.lazy.compactMap { self.knownShape($0) }.first
      return .unknown(.tensor(shape.map { [values.count] + $0 } ?? nil))
    }
    if isSymbolic {
      let exprs = try zip(values, spans).map { try asExpr($0, $1) }
      if exprs.contains(where: { $0.shape != exprs[0].shape }) { return .list(values) }
      let rows = try exprs.map {
        try Expr.apply(.reshape(Shape([1] + $0.shape.dimensions)), [$0])
      }
      return .symbol(try .apply(.concatenate(axis: 0), rows))
    }
    let tensors = values.compactMap(asTensor)
    if tensors.contains(where: { $0.shape != tensors[0].shape }) { return .list(values) }
    return .tensor(
      Tensor(
        shape: Shape([tensors.count] + tensors[0].shape.dimensions),
        values: tensors.flatMap(\.values)))
  }

  private func member(_ base: Expression, _ name: Identifier, in scope: Scope) throws -> Value {
    let value = try evaluate(base, in: scope)
    switch value {
    case .samples(let samples):
      if let tensor = samples.values(of: name.name) { return .tensor(tensor) }
      throw Diagnostic.unknownMember(
        name.name, of: "Samples<\(samples.space.description)>", at: name.span,
        among: samples.space.names)
    case .unknown(.samples(let space)):
      return try member(name, of: space, named: "Samples")
    case .unknown(.data(let space)): return try member(name, of: space, named: "Data")
    case .data(let data):
      guard let column = data.columns.first(where: { $0.name == name.name }) else {
        throw Diagnostic.unknownMember(
          name.name, of: "Data<\(data.space.description)>", at: name.span,
          among: data.columns.map(\.name))
      }
      return .tensor(
        Tensor(shape: Shape([data.rows] + column.shape.dimensions), values: column.values))
    case .record(let fields):
      guard let field = fields.first(where: { $0.name == name.name }) else {
        throw Diagnostic.unknownMember(
          name.name, of: describeType(value), at: name.span, among: fields.map(\.name))
      }
      return field.value
    case .report(let report):
      guard let field = report.fields.first(where: { $0.name == name.name }) else {
        throw Diagnostic.unknownMember(
          name.name, of: report.name, at: name.span, among: report.fields.map(\.name))
      }
      return field.value
    case .module(let module):
      guard let binding = module.scope.own(name.name) else {
        throw Diagnostic.unknownMember(
          name.name, of: "the file '\(module.name)'", at: name.span, among: module.scope.ownNames)
      }
      if case .poison = binding.value { throw Poisoned() }
      return binding.value
    case .unknown(.record(let fields)):
      guard let field = fields.first(where: { $0.name == name.name }) else {
        throw Diagnostic.unknownMember(
          name.name, of: describeType(value), at: name.span, among: fields.map(\.name))
      }
      return .unknown(field.type)
    case .unknown: return .unknown(.any)
    case .poison: throw Poisoned()
    case .void, .integer, .tensor, .boolean, .mask, .string, .label, .range, .list, .symbol,
      .variable, .function, .component, .density, .weighted, .call, .samplerDeclaration, .sampler,
      .adaptation, .target:
      throw Diagnostic.unknownMember(
        name.name, of: describeType(value), at: name.span, among: [])
    }
  }

  /// The values of one variable in draws or data that only running can tell.
  private func member(_ name: Identifier, of space: Space?, named kind: String) throws -> Value {
    guard let space else { return .unknown(.tensor(nil)) }
    guard let member = space.member(name.name) else {
      throw Diagnostic.unknownMember(
        name.name, of: "\(kind)<\(space.description)>", at: name.span, among: space.names)
    }
    return .unknown(.tensor([nil] + member.shape.dimensions))
  }

  // MARK: Calls

  private func call(
    _ callee: Expression, _ arguments: [Argument], at span: Span, in scope: Scope
  ) throws -> Value {
    let target = try evaluate(callee, in: scope)
    return try apply(target, arguments, leading: [], at: span, calleeSpan: callee.span, in: scope)
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
        let (named, rest) = try bind(
          arguments, to: builtin.parameters.map(\.name), of: builtin.name, at: span,
          leading: leading, allowRest: builtin.isVariadic
        ) { expression, parameter in
          if let parameter,
            builtin.parameters.contains(where: { $0.name == parameter && $0.namesVariables })
          {
            return .void
          }
          return try evaluate(expression, in: scope)
        }
        for parameter in builtin.parameters where !parameter.isOptional {
          guard named[parameter.name] != nil else {
            throw Diagnostic.missingArgument(
              parameter.name, of: builtin.name, at: span, type: "")
          }
        }
        for argument in Array(named.values) + rest {
          if case .poison = argument.value { throw Poisoned() }
          if case .weighted(_, _, let span) = argument.value {
            throw Diagnostic.loneWeight(at: span)
          }
        }
        return try builtin.body(
          self, .init(name: builtin.name, span: span, arguments: named, rest: rest))
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
    case .void, .integer, .tensor, .boolean, .mask, .string, .label, .range, .list, .record,
      .symbol, .variable, .density, .weighted, .call, .sampler, .samples, .data, .report, .module,
      .adaptation, .target, .unknown:
      throw Diagnostic.notCallable(describeType(target), at: calleeSpan)
    }
  }

  /// Calls a function of the language with bound arguments.
  func call(
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
    callDepth += 1
    defer { callDepth -= 1 }
    let scope = Scope(parent: closure)
    var dimensions: [String: (Int, Span)] = [:]
    for parameter in literal.parameters {
      var value: Value
      var valueSpan = span
      if let argument = named[parameter.name.name] {
        value = argument.value
        valueSpan = argument.span
      } else if let standard = parameter.defaultValue {
        value = try evaluate(standard, in: scope)
        valueSpan = standard.span
      } else {
        throw Diagnostic.missingArgument(
          parameter.name.name, of: function.name, at: span,
          type: parameter.type?.span.text ?? "")
      }
      if case .poison = value { throw Poisoned() }
      if let type = parameter.type {
        value = try coerce(value, to: type, at: valueSpan, in: scope, dimensions: &dimensions)
        for (name, (size, _)) in dimensions where scope.own(name) == nil {
          scope.define(name, .init(.integer(size)))
        }
      }
      scope.define(parameter.name.name, .init(value, span: parameter.name.span))
    }
    var result: Value
    switch literal.body {
    case .expression(let expression): result = try evaluate(expression, in: scope)
    case .block(let block):
      switch try execute(block, in: scope) {
      case .returned(let value, _): result = value
      case .next:
        if literal.result != nil {
          throw Diagnostic.missingReturn(function.name, at: function.declaration ?? span)
        }
        result = .void
      }
    }
    if let type = literal.result {
      result = try coerce(result, to: type, at: span, in: scope, dimensions: &dimensions)
    }
    return result
  }
}
