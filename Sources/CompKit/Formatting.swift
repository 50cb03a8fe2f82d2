import CompSource
import CompSyntax

/// What formatting a program gave.
public struct FormattedProgram: Sendable {
  /// The program in the standard style; nil where it has errors.
  public let text: String?
  /// What the parser had to say.
  public let diagnostics: [Diagnostic]
}

/// Formatting would have changed what a program means; a mistake of the formatter.
public struct FormatterFault: Error, CustomStringConvertible {
  public var description: String {
    "formatting would have changed the program's meaning: this is a mistake of comp, please report it with the program"
  }
}

extension Comp {
  /// Formats a program. Whatever it gives reads as the same program with the same comments.
  ///
  /// - Throws: `FormatterFault`.
  public static func format(_ text: String, name: String = "<string>") throws -> FormattedProgram {
    let tree = SyntaxTree.parse(SourceFile(name: name, text: text))
    let formatted = tree.formatted()
    if let formatted {
      let again = SyntaxTree.parse(SourceFile(name: name, text: formatted))
      guard again.isSameProgram(as: tree) else { throw FormatterFault() }
    }
    return FormattedProgram(text: formatted, diagnostics: tree.diagnostics)
  }
}
