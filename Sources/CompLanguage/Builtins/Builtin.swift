import CompSource
import CompSyntax

/// A function that the language has without declaring it: one row, documentation included.
package struct Builtin: Sendable {
  /// One parameter of a builtin. `isOptional` ones may be left out.
  package struct Parameter: Sendable {
    package var name: String
    /// What its argument must be; checked before the body runs.
    package var expectation: Expectation
    package var isOptional: Bool
    /// Whether the argument names random variables (`keep: (a, b)`) and is not evaluated.
    package var namesVariables: Bool
    /// Whether its argument must be written with its name.
    package var isNamedOnly: Bool
    /// The words that it may be, where it is a text and they are a few.
    package var choices: [String]
    package init(
      _ name: String, _ expectation: Expectation = .anything, optional: Bool = false,
      namesVariables: Bool = false, namedOnly: Bool = false, choices: [String] = []
    ) {
      self.name = name
      self.expectation = expectation
      self.isOptional = optional
      self.namesVariables = namesVariables
      self.isNamedOnly = namedOnly
      self.choices = choices
    }
  }

  package var name: String
  package var parameters: [Parameter]
  /// Whether further unnamed arguments may follow (`print`).
  package var isVariadic: Bool
  /// Whether its value is a density.
  package var givesDensity: Bool
  /// Whether it does something beside giving a value: it then belongs where statements run once.
  package var isEffect: Bool
  package var documentation: String
  package var body: @Sendable (Interpreter, Call) throws -> Value

  package init(
    _ name: String, _ parameters: [Parameter], variadic: Bool = false, givesDensity: Bool = false,
    effect: Bool = false, documentation: String,
    body: @escaping @Sendable (Interpreter, Call) throws -> Value
  ) {
    self.name = name
    self.parameters = parameters
    self.isVariadic = variadic
    self.givesDensity = givesDensity
    self.isEffect = effect
    self.documentation = documentation
    self.body = body
  }

  /// The arguments of one call, bound to the parameters.
  package struct Call {
    package var name: String
    package var span: Span
    /// Where the call stands.
    package var scope: Scope
    package var arguments: [String: BoundArgument]
    /// Those beyond the parameters of a variadic builtin.
    package var rest: [BoundArgument]

    package func has(_ name: String) -> Bool { arguments[name] != nil }
    package func value(_ name: String) -> Value { arguments[name]?.value ?? .void }
    package func span(_ name: String) -> Span { arguments[name]?.span ?? span }
    package func expression(_ name: String) -> Expression? { arguments[name]?.expression }
    /// An argument with its place, as operations take it.
    package func operand(_ name: String) -> (Value, Span) { (value(name), span(name)) }
  }

  /// `sum(x, axis: …)`: the parameters, optional ones with an ellipsis.
  package var signature: String {
    var parts = parameters.map { $0.isOptional ? "\($0.name): …" : $0.name }
    if isVariadic { parts.append("…") }
    return "\(name)(\(parts.joined(separator: ", ")))"
  }
}

/// An argument's value and where it stands.
package struct BoundArgument: Sendable {
  package var value: Value
  package var span: Span
  package var expression: Expression?

  package init(value: Value, span: Span, expression: Expression?) {
    self.value = value
    self.span = span
    self.expression = expression
  }
}
