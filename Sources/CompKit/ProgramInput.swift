import CompSyntax

/// An input that a program declares.
public struct ProgramInput: Sendable, Equatable {
  public let name: String
  /// As the program writes it: `Int`, `R[2]`, `{red, green}`.
  public let type: String
  /// Whether it has a default, so that it may be left out.
  public let hasDefault: Bool

  /// The value that a text stands for, as behind `--set name=`: JSON, or else a plain string; for an
  /// input of type `String` the text as it is.
  public func value(parsing text: String) -> InputValue {
    type == "String" ? .string(text) : InputValue(parsing: text)
  }
}

extension SyntaxTree {
  var inputs: [ProgramInput] {
    statements.compactMap { statement in
      guard case .declaration(let declaration) = statement.kind,
        case .input(let type, let value) = declaration.kind
      else { return nil }
      return ProgramInput(
        name: declaration.name.name, type: type.span.text, hasDefault: value != nil)
    }
  }
}
