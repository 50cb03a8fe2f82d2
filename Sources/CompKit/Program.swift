import CompSource
import CompSyntax

/// A program that was read and checked.
public struct Program: Sendable {
  public let source: SourceFile
  /// What the parser and the checker had to say, in source order.
  public let diagnostics: [Diagnostic]
  /// What it was checked with, and is run with where nothing else is said.
  public let options: RunOptions
  package let tree: SyntaxTree
  package let data: ReadData

  /// Its inputs, in their order.
  public var inputs: [ProgramInput] { tree.inputs }

  /// What stands against running it: the diagnostics that are errors.
  public var errors: [Diagnostic] { diagnostics.filter { $0.severity == .error } }

  /// Whether nothing stands against running it.
  public var isValid: Bool { errors.isEmpty }
}
