import CompPseudoTerminal
import CompSource
import Foundation
import Testing

/// Colours, widths, and what is pasted that nobody would type.
@Suite(.serialized) struct TerminalTextTests {
  private static let entries = [
    "1 + 1", "\"温度 e\u{301}\"", "gaussian([0, 0], 1)", "student_t(3) * gaussian(2, 0.5)",
    "sample(gaussian([0, 0, 0], 1), count: 200, seed: 1)", "summary(_)", "gaussian",
    "zeros([30, 40])",
    "variable 温度: R[2]", "sample(gaussian([0, 0], 1) on 温度, count: 100, seed: 2)",
    "let 値 = \"全角の文字列\" + nothing", "print(nothing_at_all_of_this_name + 1, [1, 2] @ [1, 2, 3])",
    "{a: 1, b: gaussian(0, 1)}", "plot(sample(gaussian(0, 1), count: 100, seed: 1))", ":help",
    ":help plot", ":doc hmc", ":type gaussian(0, 1) * student_t(3)", ":browse g", ":set",
    ":nothing",
    ":plan gaussian(0, 1) * student_t(3)",
  ]

  /// Colour is the terminal's ESC [ … m; readline writes other sequences.
  private static func coloured(_ text: String) -> Bool {
    text.contains(/\u{1B}\[[0-9;]*m/)
  }

  @Test(
    arguments: [
      ([], ["NO_COLOR": ""], "xterm", true),
      (["--color", "never"], ["NO_COLOR": ""], "xterm", false),
      ([], ["NO_COLOR": "1"], "xterm", false),
      ([], ["NO_COLOR": "", "CLICOLOR": "0"], "xterm", false),
      ([], ["NO_COLOR": ""], "dumb", false), (["--color=always"], ["NO_COLOR": "1"], "xterm", true),
      (["--color=always"], [:], "dumb", true),
    ] as [([String], [String: String], String, Bool)])
  func coloursAreThoseAskedFor(
    _ options: [String], _ environment: [String: String], _ term: String, _ expected: Bool
  ) throws {
    let terminal = try TerminalSessions.start(
      ["repl"] + options, term: term, environment: environment)
    try #require(terminal.wait(for: "comp> ") != nil)
    for entry in Self.entries { _ = terminal.enter(entry) }
    #expect(Self.coloured(String(decoding: terminal.bytes, as: UTF8.self)) == expected)
    #expect(terminal.leave() == 0)
  }

  /// On a terminal that obeys nothing there is no escape at all, also while something runs.
  @Test func aDumbTerminalIsSentNoEscapes() throws {
    let terminal = try TerminalSessions.start(term: "dumb")
    try #require(terminal.wait(for: "comp> ") != nil)
    for entry in Self.entries { _ = terminal.enter(entry) }
    _ = terminal.enter(
      "sample(student_t(3) * gaussian(0, 1), count: 100_000, using: mala(0.3, steps: 400)).x[0]")
    #expect(terminal.leave() == 0)
    #expect(!terminal.bytes.contains(0x1B))
  }

  /// Under a pipe too, unless colours are forced.
  @Test func pipesAreColouredWhenForced() throws {
    let program = "print(nothing)"
    for (options, environment, expected) in [
      ([], [:], false), (["--color", "always"], [:], true), ([], ["CLICOLOR_FORCE": "1"], true),
      (["--color", "never"], ["CLICOLOR_FORCE": "1"], false),
    ] as [([String], [String: String], Bool)] {
      let clean = ["NO_COLOR": "", "CLICOLOR_FORCE": ""].merging(environment) { $1 }
      let outcome = try CommandTests.start(
        ["check", "-"] + options, input: program, environment: clean
      ).finish()
      #expect(Self.coloured(outcome.errors) == expected, "\(options) \(environment)")
    }
  }

  /// What a terminal of forty columns is sent, but for the lines that are typed.
  @Test(arguments: [40, 60]) func noLineIsWiderThanTheTerminal(_ columns: Int) throws {
    let terminal = try TerminalSessions.start(columns: columns, term: "dumb")
    try #require(terminal.wait(for: "comp> ") != nil)
    for entry in Self.entries {
      let text = try #require(terminal.enter(entry), "\(entry)")
      for line in text.split(whereSeparator: \.isNewline) where !line.hasPrefix("comp> ") {
        #expect(line.displayWidth <= columns, "\(entry): \(line)")
      }
    }
    #expect(terminal.leave() == 0)
  }

  /// A new size counts from the next answer on, whether it came at the prompt or while something ran.
  @Test func aNewSizeCounts() throws {
    let terminal = try TerminalSessions.start(columns: 100, environment: ["NO_COLOR": "1"])
    try #require(terminal.wait(for: "comp> ") != nil)
    func widest(_ entry: String) throws -> Int {
      let text = try #require(terminal.enter(entry))
      return text.split(whereSeparator: \.isNewline).map(\.displayWidth).max() ?? 0
    }
    #expect(try (81...100).contains(widest("zeros([3, 90])")))
    terminal.resize(columns: 50)
    #expect(try (31...50).contains(widest("zeros([3, 90])")))
    // While a line is typed it is laid out anew, and loses nothing.
    terminal.type("let long = [1111111111, 2222222222, 3333333333, ")
    try #require(terminal.wait(for: "3333333333, ") != nil)
    terminal.resize(columns: 30)
    terminal.type("4444444444]\n")
    try #require(terminal.wait(for: "comp> ") != nil)
    #expect(try #require(terminal.enter("long[3]")).contains("4.44444e+09"))
    #expect(try (15...30).contains(widest("zeros([3, 90])")))
    // And while something runs.
    terminal.type(
      "sample(student_t(3) * gaussian(0, 1), count: 50_000, using: mala(0.3, steps: 400)).x[0]\n")
    terminal.resize(columns: 70)
    try #require(terminal.wait(for: "comp> ", within: 60) != nil)
    #expect(try (51...70).contains(widest("zeros([3, 90])")))
    #expect(terminal.leave() == 0)
  }

  private static func paste(_ text: String) -> [UInt8] { paste(Array(text.utf8)) }
  private static func paste(_ bytes: [UInt8]) -> [UInt8] {
    Array("\u{1B}[200~".utf8) + bytes + Array("\u{1B}[201~\n".utf8)
  }

  /// A program of 200 lines, of all kinds of statements, is one entry.
  @Test func aProgramIsPasted() throws {
    let terminal = try TerminalSessions.start(columns: 60)
    try #require(terminal.wait(for: "comp> ") != nil)
    var lines = ["// A program.", "", "func twice(x: Real) -> Real {", "  return 2 * x", "}"]
    while lines.count < 199 { lines.append("let value_\(lines.count) = twice(\(lines.count))") }
    lines.append("print(\"sum\", value_198 + value_197)")
    terminal.type(Self.paste(lines.joined(separator: "\n")))
    #expect(terminal.wait(for: "sum 790") != nil, "\(terminal.rest.suffix(300))")
    #expect(terminal.wait(for: "comp> ") != nil)
    #expect(try #require(terminal.enter("value_100")).contains("200 : Real"))
    #expect(terminal.leave() == 0)
  }

  /// What was seen of a session can be pasted: its answers are left out.
  @Test func aSessionIsPastedWithItsAnswers() throws {
    let terminal = try TerminalSessions.start()
    try #require(terminal.wait(for: "comp> ") != nil)
    terminal.type(
      Self.paste(
        """
        comp> let a = 20
        comp> a + 1
        21 : Int
        comp> let m = [[1, 2],
          ... [3, 4]]
        comp> gaussian(0, 1)
        Density<{x: Real}>, Exact: gaussian
              ⡤⠤⠤⠤⠤
        comp> let b = a + m[1][0]
        """))
    try #require(terminal.wait(for: "comp> let b") != nil)
    terminal.type("b\n")
    #expect(terminal.wait(for: "23 : Real") != nil, "\(terminal.rest)")
    #expect(terminal.wait(for: "comp> ") != nil)
    #expect(terminal.leave() == 0)
  }

  /// Ten megabytes of anything: it ends in bounded time and memory with something clear, and the session
  /// goes on.
  @Test(arguments: ["bytes", "brackets", "line", "lines"]) func garbageIsSurvived(_ kind: String)
    throws
  {
    let terminal = try TerminalSessions.start()
    try #require(terminal.wait(for: "comp> ") != nil)
    _ = terminal.enter("let kept = 41")
    let size = 10_000_000
    let garbage: [UInt8]
    switch kind {
    case "bytes":
      var state: UInt64 = 11
      garbage = (0..<size).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return UInt8(truncatingIfNeeded: state >> 33)
        // Those that the terminal itself acts on, pasted or not.
      }.filter { ![0x03, 0x04, 0x11, 0x13, 0x1A, 0x1B, 0x1C].contains($0) }
    case "brackets": garbage = Array(repeating: UInt8(ascii: "("), count: size)
    case "line": garbage = Array(repeating: UInt8(ascii: "x"), count: size)
    default: garbage = Array(String(repeating: "?! nothing of this\n", count: size / 19).utf8)
    }
    let began = Date()
    terminal.type(Self.paste(garbage))
    let answer = try #require(
      terminal.wait(for: "too long", within: 60), "\(terminal.rest.suffix(500))")
    // What is shown of it is short, and none of it is obeyed.
    #expect(answer.utf8.count < 200_000)
    #expect(Date().timeIntervalSince(began) < 60)
    terminal.type("kept + 1\n")
    #expect(terminal.wait(for: "42 : Int") != nil, "\(terminal.rest.suffix(300))")
    #expect(terminal.wait(for: "comp> ") != nil)
    if let memory = terminal.peakMemory { #expect(memory < 1_000_000_000) }
    #expect(terminal.leave() == 0)
  }

  /// Garbage that is short enough is told of in a few words.
  @Test(arguments: ["(", "x", "?! nothing of this\n", "\u{0}\u{FFFD}\u{7}", "🇩🇪"])
  func someGarbageIsToldOf(_ piece: String) throws {
    let terminal = try TerminalSessions.start()
    try #require(terminal.wait(for: "comp> ") != nil)
    let garbage = String(repeating: piece, count: 100_000 / piece.utf8.count)
    terminal.type(Self.paste(garbage))
    // What is unfinished ends with an empty line.
    terminal.type("\n\n")
    try #require(terminal.wait(for: "error[C", within: 60) != nil, "\(terminal.rest.suffix(300))")
    let before = terminal.bytes.count
    terminal.type("40 + 2\n")
    #expect(terminal.wait(for: "42 : Int", within: 60) != nil, "\(terminal.rest.suffix(300))")
    #expect(terminal.bytes.count - before < 60_000)
    #expect(terminal.wait(for: "comp> ") != nil)
    #expect(terminal.leave() == 0)
  }

  /// Bytes that are no text, and controls, are shown as signs.
  @Test func controlsAreShown() throws {
    let terminal = try TerminalSessions.start(term: "dumb")
    try #require(terminal.wait(for: "comp> ") != nil)
    for keys in [
      Array("\"a".utf8) + [0xFF, 0xFE] + Array("b\"\n".utf8),
      Array("print(\"\\u{1b}[31m\\u{7}\\u{0}\")\n".utf8),
      Array("\"\\u{1b}[31m\\u{7}\\u{0}\"\n".utf8), Array("{s: \"\\u{1b}]0;title\\u{7}\"}\n".utf8),
      Array("assert(1 > 2, \"\\u{1b}[31mno\")\n".utf8),
    ] {
      terminal.type(keys)
      try #require(terminal.wait(for: "comp> ") != nil)
    }
    #expect(try #require(terminal.enter("40 + 2")).contains("42 : Int"))
    #expect(terminal.leave() == 0)
    let controls = terminal.bytes.filter { $0 < 0x20 && ![0x0A, 0x0D, 0x09, 0x08].contains($0) }
    #expect(controls.allSatisfy { $0 == 0x07 } && !controls.contains(0x1B), "\(controls)")
    let text = String(decoding: terminal.bytes, as: UTF8.self)
    #expect(
      !text.unicodeScalars.contains { (0x80..<0xA0).contains($0.value) || $0.value == 0x202E })
  }
}
