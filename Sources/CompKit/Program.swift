import CompIR
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
  /// The names of its inputs, and of those of the files that it imports.
  let inputNames: Set<String>

  /// Its inputs, in their order.
  public var inputs: [ProgramInput] { tree.inputs }

  init(
    source: SourceFile, diagnostics: [Diagnostic], options: RunOptions, tree: SyntaxTree,
    data: ReadData, inputNames: Set<String>
  ) {
    self.source = source
    self.diagnostics = diagnostics
    self.options = options
    self.tree = tree
    self.data = data
    self.inputNames = inputNames
  }

  /// Creates a program whose check ended at a limit.
  init(unchecked source: SourceFile, _ options: RunOptions, _ limit: ExceededLimit) {
    self.init(
      source: source, diagnostics: [.exceeded(limit, at: Span(source, 0..<0))], options: options,
      tree: SyntaxTree.parse(SourceFile(name: source.name, text: "")),
      data: ReadData(), inputNames: [])
  }

  /// What stands against running it: the diagnostics that are errors.
  public var errors: [Diagnostic] { diagnostics.filter { $0.severity == .error } }

  /// Whether nothing stands against running it.
  public var isValid: Bool { errors.isEmpty }
}
