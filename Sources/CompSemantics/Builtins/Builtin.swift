import CompSource
import CompSyntax

/// A function that the language has without declaring it: one row, documentation included.
package struct Builtin: Sendable {
  /// One parameter of a builtin. `isOptional` ones may be left out.
  package struct Parameter: Sendable {
    package var name: String
    package var isOptional: Bool
    /// Whether the argument names random variables (`keep: (a, b)`) and is not evaluated.
    package var namesVariables: Bool
    package init(_ name: String, optional: Bool = false, namesVariables: Bool = false) {
      self.name = name
      self.isOptional = optional
      self.namesVariables = namesVariables
    }
  }

  package var name: String
  package var parameters: [Parameter]
  /// Whether further unnamed arguments may follow (`print`).
  package var isVariadic: Bool
  /// Whether its value is a density.
  package var givesDensity: Bool
  package var documentation: String
  package var body: @Sendable (Interpreter, Call) throws -> Value

  package init(
    _ name: String, _ parameters: [Parameter], variadic: Bool = false, givesDensity: Bool = false,
    documentation: String,
    body: @escaping @Sendable (Interpreter, Call) throws -> Value
  ) {
    self.name = name
    self.parameters = parameters
    self.isVariadic = variadic
    self.givesDensity = givesDensity
    self.documentation = documentation
    self.body = body
  }

  /// The arguments of one call, bound to the parameters.
  package struct Call {
    package var name: String
    package var span: Span
    package var arguments: [String: BoundArgument]
    /// Those beyond the parameters of a variadic builtin.
    package var rest: [BoundArgument]

    package func has(_ name: String) -> Bool { arguments[name] != nil }
    package func value(_ name: String) -> Value { arguments[name]?.value ?? .void }
    package func span(_ name: String) -> Span { arguments[name]?.span ?? span }
    package func expression(_ name: String) -> Expression? { arguments[name]?.expression }
  }
}

/// An argument's value and where it stands.
package struct BoundArgument: Sendable {
  package var value: Value
  package var span: Span
  package var expression: Expression?
}
