import CompIR
import CompModel
import CompSource
import CompSyntax

/// Members of values: the variables of draws, the fields of records, the names of files.
extension Interpreter {
  /// `base.name`; where it is being called, `call` is the whole call.
  func member(
    of value: Value, _ base: Expression, _ name: Identifier, call: Expression? = nil,
    in scope: Scope
  ) throws -> Value {
    switch value {
    case .samples(let samples):
      if let values = samples.member(name.name) { return values }
      if call != nil || isFunction(name.name) {
        throw noMethod(value, base, name, call, in: scope)
      }
      throw Diagnostic.unknownMember(
        name.name, of: "Samples<\(samples.space.description)>", at: name.span,
        among: samples.space.names)
    case .unknown(.samples(let space)):
      if let space, space.member(name.name) == nil, call != nil || isFunction(name.name) {
        throw noMethod(value, base, name, call, in: scope)
      }
      return try member(name, of: space, named: "Samples")
    case .unknown(.data(let space)): return try member(name, of: space, named: "Data")
    case .data(let data):
      guard let column = data.columns.first(where: { $0.name == name.name }) else {
        throw Diagnostic.unknownMember(
          name.name, of: "Data<\(data.space.description)>", at: name.span,
          among: data.columns.map(\.name))
      }
      return column.value(rows: data.rows) ?? .data(data.selecting(column))
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
          name.name, of: describeType(value), at: name.span, among: module.scope.ownNames)
      }
      if case .poison = binding.value { throw Poisoned() }
      return binding.value
    case .unknown(.record(let fields)):
      guard let field = fields.first(where: { $0.name == name.name }) else {
        throw Diagnostic.unknownMember(
          name.name, of: describeType(value), at: name.span, among: fields.map(\.name))
      }
      return .unknown(field.type)
    case .unknown(.any), .unknown(.report): return .unknown(.any)
    case .poison: throw Poisoned()
    case .void, .integer, .tensor, .boolean, .mask, .string, .label, .labels, .range, .list,
      .symbol,
      .variable, .function, .component, .density, .weighted, .call, .samplerDeclaration, .sampler,
      .adaptation, .target, .unknown:
      throw noMethod(value, base, name, call, in: scope)
    }
  }

  /// The values of one variable in draws or data that only running can tell.
  private func member(_ name: Identifier, of space: Space?, named kind: String) throws -> Value {
    guard let space else { return .unknown(.any) }
    guard let member = space.member(name.name) else {
      throw Diagnostic.unknownMember(
        name.name, of: "\(kind)<\(space.description)>", at: name.span, among: space.names)
    }
    if case .labels(let names) = member.variable.domain {
      return .unknown(.labels([nil] + member.shape.dimensions, names: names))
    }
    return .unknown(.tensor([nil] + member.shape.dimensions))
  }

  /// What to write instead of a member of numbers; nil for other values.
  private func memberHint(_ base: Value, _ expression: Expression) -> String? {
    guard let shape = shapeOf(base) else { return nil }
    return shape.isEmpty
      ? "it is one number: write \(expression.span.text) alone"
      : "its elements are taken by their positions: \(expression.span.text)[0]"
  }

  /// Whether a name, here or in other languages, is one of the standard library.
  private func isFunction(_ name: String) -> Bool {
    UsualNames.meaning(of: name) != nil || ((try? standard(name)) ?? nil) != nil
  }

  /// The report of a member of a value that has none. What other languages write as a method, or as
  /// a property, is a function here.
  private func noMethod(
    _ base: Value, _ expression: Expression, _ name: Identifier, _ call: Expression?,
    in scope: Scope
  ) -> Diagnostic {
    let usual = UsualNames.meaning(of: name.name)
    func value(of name: String) -> Value? {
      let value = scope.binding(name)?.value ?? ((try? standard(name)) ?? nil)
      switch value {
      case .function?, .component?, .samplerDeclaration?: return value
      default: return nil
      }
    }
    let function = value(of: name.name) != nil ? name.name : usual?.name
    guard let function, let target = value(of: function) else {
      var help: String?
      if case .advice(let text)? = usual { help = text }
      if help == nil { help = memberHint(base, expression) }
      return Diagnostic(
        .unknownMember, "a value of type \(describeType(base)) has no member '\(name.name)'",
        at: [.init(name.span, "no such member")], help: help)
    }
    var first = expression.span.text
    if case .function(let known) = target, case .builtin(let builtin) = known.body,
      let parameter = builtin.parameters.first,
      (try? expect(base, parameter.expectation, at: name.span)) == nil
    {
      // Of draws the function takes a variable.
      guard let variable = spaceOfDraws(base)?.names.first else {
        let help =
          isDensity(base)
          ? "draw from it first: \(function)(draws.x)" : hint(for: base, as: parameter.expectation)
        return Diagnostic(
          .unknownMember, "a value of type \(describeType(base)) has no member '\(name.name)'",
          at: [
            .init(name.span, "'\(function)' is a function of \(parameter.expectation.description)")
          ],
          help: help)
      }
      first += "." + variable
    }
    if let call, case .call(_, let rest) = call.kind {
      for argument in rest {
        first += ", " + (argument.label.map { "\($0.name): " } ?? "") + argument.value.span.text
      }
    }
    return Diagnostic(
      .unknownMember, "a value of type \(describeType(base)) has no member '\(name.name)'",
      at: [.init(name.span, "'\(function)' is a function")],
      suggestion: .init(
        "call it with the value as its first argument",
        replace: call?.span ?? expression.span.union(name.span), with: "\(function)(\(first))"))
  }
}
