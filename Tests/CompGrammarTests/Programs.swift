import CompGrammar
import CompSource
import CompSyntax
import Foundation

/// The root of the package.
let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()

/// The grammar as it stands in the repository.
func readGrammar() throws -> Grammar {
  try Grammar(
    reading: String(contentsOf: root.appendingPathComponent("grammar/comp.ebnf"), encoding: .utf8))
}

/// A text that must be a program, with where it stands.
struct Example: Sendable {
  let place: String
  let text: String

  /// The examples, the standard library, and the programs of the documentation.
  static let all: [Example] =
    files(in: "examples", ending: ".comp")
    + files(in: "stdlib", ending: ".comp") + blocks

  private static func files(in folder: String, ending: String) -> [Example] {
    let found = FileManager.default.enumerator(atPath: root.path + "/" + folder)
    return (found?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(ending) }.sorted()
      .compactMap { name in
        let path = folder + "/" + name
        return (try? String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)).map {
          Example(place: path, text: $0)
        }
      }
  }

  /// The fenced blocks of Comp that are no examples of mistakes.
  private static var blocks: [Example] {
    (files(in: "docs", ending: ".md") + files(in: "Sources/CompKit/Pages", ending: ".md")).flatMap {
      page in
      page.text.components(separatedBy: "```comp\n").dropFirst().enumerated().compactMap {
        index, rest in
        rest.range(of: "\n```").map {
          Example(place: "\(page.place), block \(index + 1)", text: String(rest[..<$0.lowerBound]))
        }
      }
    }
  }
}

/// What the parser reports of a text.
func parse(_ text: String) -> SyntaxTree {
  SyntaxTree.parse(SourceFile(name: "t.comp", text: text))
}

/// The reports of a text, with the text.
func report(_ text: String, _ tree: SyntaxTree) -> String {
  "\(text)\n----\n" + tree.diagnostics.map(DiagnosticRenderer().render).joined(separator: "\n")
}
