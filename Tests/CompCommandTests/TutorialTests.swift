import CompPseudoTerminal
import Foundation
import Testing

/// The session of `docs/tutorial.md`, typed into a terminal.
@Suite struct TutorialTests {
  /// What is typed, and the answer as the page has it.
  struct Step {
    var typed: [String]
    var answer: [String] = []
  }

  /// The blocks with the language `console`, one session.
  static func steps() throws -> [Step] {
    let page = try String(
      contentsOf: URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../docs/tutorial.md"), encoding: .utf8)
    var steps: [Step] = []
    var isInside = false
    for line in page.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      if line.hasPrefix("```") {
        isInside = line == "```console"
      } else if isInside, line.hasPrefix("comp> ") {
        steps.append(Step(typed: [String(line.dropFirst(6))]))
      } else if isInside, !steps.isEmpty {
        let last = steps.count - 1
        if line.hasPrefix("  ... ") {
          steps[last].typed.append(String(line.dropFirst(6)))
        } else {
          steps[last].answer.append(line)
        }
      }
    }
    return steps
  }

  @Test func theSessionGoesAsItIsTold() throws {
    let steps = try Self.steps()
    #expect(steps.count > 20)
    let folder = try TerminalSessions.state()
    // A shell goes there, and becomes `comp`.
    let terminal = try PseudoTerminal(
      URL(fileURLWithPath: "/bin/sh"),
      [
        "-c", "cd \"$0\" && exec \"$@\"", folder.path, CommandTests.executable.path,
        "--graphics", "text",
      ], environment: TerminalSessions.environment(state: folder))
    try #require(terminal.wait(for: "comp> ") != nil)
    for step in steps {
      for line in step.typed.dropLast() {
        terminal.type(line + "\n")
        try #require(terminal.wait(for: "  ... ") != nil, "\(line)")
      }
      let read = try #require(terminal.enter(step.typed.last ?? ""), "\(step.typed)")
      var shown = read.split(whereSeparator: \.isNewline).map { Self.words(of: String($0)) }[...]
      for line in step.answer where !Self.isPicture(line) {
        let place = shown.firstIndex { Self.agree(Self.words(of: line), $0) }
        #expect(place != nil, "\(step.typed): '\(line)' is not in \(read)")
        if let place { shown = shown[(place + 1)...] }
      }
    }
    #expect(terminal.leave() == 0)
    // What it left behind: the session as a program, a picture, draws.
    for file in ["first.comp", "arc.svg", "arc.csv", "arc.csv.json"] {
      #expect(FileManager.default.fileExists(atPath: folder.appendingPathComponent(file).path))
    }
  }

  private static func isPicture(_ line: String) -> Bool {
    line.unicodeScalars.contains { (0x2800...0x28FF).contains($0.value) }
      || ["x[0]", "x[1]"].contains(line.trimmingCharacters(in: .whitespaces))
      // Numbers below an axis.
      || words(of: line).allSatisfy { Double($0) != nil }
  }

  /// The words of a line but for histograms.
  private static func words(of line: String) -> [String] {
    line.split { $0 == " " }.map(String.init).filter { word in
      !word.unicodeScalars.contains { (0x2581...0x2588).contains($0.value) }
    }
  }

  /// Whether two lines say the same, numbers within what differs between one seed and another: a
  /// probability by chance alone may be any.
  private static func agree(_ told: [String], _ shown: [String]) -> Bool {
    guard told.count == shown.count else { return false }
    return zip(told, shown).allSatisfy { told, shown in
      if told == shown { return true }
      let edges = CharacterSet(charactersIn: "[](),:")
      guard let a = Double(told.trimmingCharacters(in: edges)),
        let b = Double(shown.trimmingCharacters(in: edges))
      else { return false }
      return abs(a - b) <= max(0.3 * abs(a), 0.2) || told.hasSuffix(")")
    }
  }
}
