import CompIR
import CompSource
import CompSyntax

/// A block of Comp in the `///` comments of a file.
public struct DocumentationExample: Sendable {
  /// The line on which the block begins, from 1.
  public let line: Int
  /// The program, which may use what the file declares.
  public let text: String

  /// The blocks between ```` ```comp ```` and ```` ``` ```` of a file's documentation.
  public static func all(in file: String) -> [DocumentationExample] {
    var examples: [DocumentationExample] = []
    var open: (line: Int, text: [Substring])?
    for (index, line) in file.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      let trimmed = line.drop { $0 == " " || $0 == "\t" }
      guard trimmed.hasPrefix("///") else {
        open = nil
        continue
      }
      let text = trimmed.dropFirst(trimmed.hasPrefix("/// ") ? 4 : 3)
      if text == "```comp" {
        open = (index + 2, [])
      } else if text == "```", let block = open {
        examples.append(
          DocumentationExample(line: block.line, text: block.text.joined(separator: "\n")))
        open = nil
      } else {
        open?.text.append(text)
      }
    }
    return examples
  }
}

extension Comp {
  /// Runs an example of a program's documentation after the program's declarations and constants.
  ///
  /// - Throws: the diagnostic that ended it.
  public static func run(
    _ example: DocumentationExample, of program: Program, options: RunOptions? = nil,
    in environment: RunEnvironment = .init()
  ) throws -> RunResult {
    let source = SourceFile(
      name: "\(program.source.name):\(example.line) (example)", text: example.text)
    let tree = SyntaxTree.parse(source)
    for diagnostic in tree.diagnostics { environment.report(diagnostic) }
    if let error = tree.diagnostics.first(where: { $0.severity == .error }) { throw error }
    let declarations = SyntaxTree(
      source: program.tree.source, tokens: program.tree.tokens,
      statements: program.tree.statements.filter(\.declares), diagnostics: [])
    let options = options ?? program.options
    let allowance = Allowance(options.limits)
    return try onDeepStack(allowance) {
      Result {
        let interpreter = Self.interpreter(
          .run, options, environment, program: program.source, allowance: allowance)
        try interpreter.execute(declarations)
        try interpreter.execute(tree)
        return RunResult(interpreter)
      }
    }.get()
  }
}

extension Statement {
  /// Whether it gives a name its meaning, rather than doing something.
  fileprivate var declares: Bool {
    switch kind {
    case .declaration, .let, .var: true
    case .assign, .expression, .return, .conditional, .for, .repeat, .missing: false
    }
  }
}
