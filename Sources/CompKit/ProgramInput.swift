import CompSource
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

extension RunOptions {
  /// Reports values for inputs that a program does not declare.
  func unknownInputs(in program: SourceFile, among names: Set<String>) -> [Diagnostic] {
    guard !ignoresUnknownInputs else { return [] }
    let start = Span(program, 0..<0)
    return inputs.keys.filter { !names.contains($0) }.sorted().map { name in
      let near = nearestName(to: name, among: names.sorted())
      return Diagnostic(
        .invalidInput, "the program has no input '\(name)'",
        at: [.init(start, "a value was given for '\(name)'")],
        notes: names.isEmpty
          ? ["it declares no inputs"]
          : ["its inputs are \(names.sorted().joined(separator: ", "))"],
        help: near.map { "did you mean '\($0)'?" })
    }
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
