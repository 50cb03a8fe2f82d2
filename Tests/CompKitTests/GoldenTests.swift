import CompKit
import Foundation
import Testing

/// What people read of a wrong program, kept word for word: a file `NAME.golden` holds a program, a
/// line of dashes, and what checking and running it prints and reports.
///
/// `COMP_ACCEPT_GOLDEN=1 swift test --filter GoldenTests` writes what is found into the files; what
/// has changed is then seen in the difference.
@Suite struct GoldenTests {
  static let folder = root.path + "/Tests/CompKitTests/Golden"
  static let separator = "\n----\n"

  static let names: [String] =
    (try? FileManager.default.contentsOfDirectory(atPath: folder))?
    .filter { $0.hasSuffix(".golden") }.map { String($0.dropLast(7)) }.sorted() ?? []

  @Test func thereAreFiles() { #expect(Self.names.count >= 60) }

  @Test(arguments: names) func reports(_ name: String) throws {
    let path = "\(Self.folder)/\(name).golden"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let parts = text.components(separatedBy: Self.separator)
    let found = Self.rendered(parts[0] + "\n", name: name + ".comp")
    if ProcessInfo.processInfo.environment["COMP_ACCEPT_GOLDEN"] == "1" {
      try Data((parts[0] + Self.separator + found + "\n").utf8).write(
        to: URL(fileURLWithPath: path))
      return
    }
    #expect(parts.count == 2 && found + "\n" == parts[1], "found:\n\(found)")
    // Words of the implementation tell a user nothing.
    for word in ["poison", "Expr", "symbol", "IR", "nil", "Optional", "stdlib"] {
      let words = found.components(separatedBy: CharacterSet.alphanumerics.inverted)
      #expect(!words.contains(word), "'\(word)' in:\n\(found)")
    }
  }

  /// All that checking and running a program prints and reports.
  static func rendered(_ program: String, name: String) -> String {
    let options = RunOptions(threads: 2, outputDirectory: NSTemporaryDirectory() + "comp-tests")
      .unconfined
    let checked = Comp.compile(program, name: name, options: options)
    let renderer = DiagnosticRenderer()
    var lines = checked.diagnostics.map(renderer.render)
    if checked.isValid {
      let transcript = Transcript()
      _ = try? Comp.run(checked, options: options, in: transcript.environment)
      let known = Set(lines)
      lines += transcript.lines
      lines += transcript.diagnostics.map(renderer.render).filter { !known.contains($0) }
    }
    return lines.joined(separator: "\n")
  }
}
