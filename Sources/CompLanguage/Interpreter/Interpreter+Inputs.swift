import CompIR
import CompSource
import CompSyntax

extension Interpreter {
  func executeInput(
    _ name: Identifier, _ type: TypeExpression, _ value: Expression?, in scope: Scope
  ) throws {
    checkFresh(name, in: scope)
    declaredInputs.insert(name.name)
    if let given = effects.inputs[name.name] {
      scope.define(
        name.name,
        .init(try input(name.name, given, as: type, in: scope), span: name.span))
    } else if let value {
      let standard = try coerce(
        try evaluate(value, in: scope), to: type, at: value.span, in: scope)
      scope.define(name.name, .init(standard, span: name.span))
    } else {
      throw Diagnostic(
        .invalidInput, "the input '\(name.name)' has no value",
        at: [.init(name.span, "declared without a default")],
        help: "give it as --set \(name.name)=…")
    }
    let value = scope.own(name.name)?.value ?? .void
    note(name.span) { "\(name.name): \($0.describeType(value))" }
  }

  /// A value from outside, which knows no labels: they come as text.
  private func input(
    _ name: String, _ given: Value, as type: TypeExpression, in scope: Scope
  ) throws -> Value {
    func mismatch(_ found: String, near: String? = nil) -> Diagnostic {
      Diagnostic(
        .invalidInput, "the input '\(name)' was given a value that does not fit",
        at: [.init(type.span, "expected \(type.span.text), found \(found)")],
        help: near.map { "did you mean '\($0)'?" } ?? "give it as --set \(name)=…")
    }
    switch type.kind {
    case .labels(let labels):
      let names = labels.map(\.name)
      guard case .string(let text) = given, names.contains(text) else {
        var near: String?
        if case .string(let text) = given { near = nearestName(to: text, among: names) }
        throw mismatch("\(describe(given))", near: near)
      }
      return .label(text)
    case .range(let lower, let upper):
      let low = try integer(
        try evaluate(lower, in: scope), at: lower.span, what: "the bound of a range")
      let high = try integer(
        try evaluate(upper, in: scope), at: upper.span, what: "the bound of a range")
      guard case .integer(let number) = given, number >= low, number < high else {
        throw mismatch("\(describe(given))")
      }
      return given
    case .named, .shaped, .record, .list, .function, .generic, .missing:
      var given = given
      // What looks like a number or a truth value may be meant as a text.
      if case .named(let wanted, _, _) = type.kind, wanted.name == "String" {
        switch given {
        case .integer, .tensor, .boolean: given = .string(describe(given))
        default: break
        }
      }
      do { return try coerce(given, to: type, at: type.span, in: scope) } catch let diagnostic
        as Diagnostic
      {
        throw mismatch(
          diagnostic.code == .valueOutOfDomain
            ? describe(given) : "\(describe(given)), which is \(describeType(given))")
      }
    }
  }
}
