import Foundation
import Testing

/// `comp` in a pseudo-terminal, typed into and read back.
@Suite(.serialized) struct TerminalTests {
  @Test func aSessionIsTyped() throws {
    let state = try TerminalSessions.state()
    let terminal = try TerminalSessions.start(state: state)
    try #require(terminal.wait(for: "comp> ") != nil)
    #expect(try #require(terminal.enter("1 + 1")).contains("2 : Int\r\n"))
    #expect(try #require(terminal.enter("a")).contains("C0201"))
    // Unfinished lines go on.
    terminal.type("let matrix = [[1, 2],\n")
    try #require(terminal.wait(for: "  ... ") != nil)
    #expect(terminal.enter("[3, 4]]") != nil)
    #expect(try #require(terminal.enter("matrix")).contains("R[2, 2]"))
    // A word is completed, a member too.
    terminal.type("matr\t @ [1, 1]\n")
    #expect(try #require(terminal.wait(for: "comp> ")).contains("[3, 7]"))
    #expect(try #require(terminal.enter(":typ matrix")).contains("R[2, 2]"))
    #expect(try #require(terminal.enter(":nonsense")).contains("no command"))
    #expect(terminal.leave() == 0)

    // The history is there in the next session, entries of several lines whole.
    let next = try TerminalSessions.start(state: state)
    try #require(next.wait(for: "comp> ") != nil)
    next.type("\u{12}let ma")
    try #require(next.wait(for: "[3, 4]]") != nil)
    next.type("\n")
    try #require(next.wait(for: "comp> ") != nil)
    #expect(try #require(next.enter("matrix[1]")).contains("[3, 4]"))
    #expect(next.leave() == 0)
  }

  @Test func interruptsLoseNothing() throws {
    let terminal = try TerminalSessions.start()
    try #require(terminal.wait(for: "comp> ") != nil)
    terminal.type("let half = 1 +")
    terminal.interrupt()
    try #require(terminal.wait(for: "^C") != nil)
    try #require(terminal.wait(for: "comp> ") != nil)
    #expect(terminal.enter("let a = 4") != nil)
    terminal.type(
      "let d = sample(gaussian(0, 1) * student_t(3), count: 2_000_000, using: mala(0.1, steps: 100_000))\n"
    )
    try #require(terminal.wait(for: "sampling") != nil)
    terminal.interrupt()
    // Some draws were finished, or none was; the session goes on either way.
    #expect(try #require(terminal.wait(for: "comp> ")).contains("interrupted"))
    terminal.type("a\n")
    #expect(terminal.wait(for: "4 : Int\r\n") != nil, "\(terminal.rest.debugDescription)")
    // What is typed between prompts is the terminal's, not the editor's.
    #expect(terminal.wait(for: "comp> ") != nil)
    #expect(terminal.leave() == 0)
  }

  /// A search that a key of two letters ends, which readline 8.2 does not survive by itself.
  @Test func aSearchEndsWithAnyKey() throws {
    let terminal = try TerminalSessions.start()
    try #require(terminal.wait(for: "comp> ") != nil)
    for key in ["i", "\u{18}", "\u{12}", "u", "("] {
      terminal.type("\u{12}\u{18}\(key)")
      terminal.interrupt()
      try #require(terminal.wait(for: "^C") != nil)
      try #require(terminal.wait(for: "comp> ") != nil, "Ctrl-R Ctrl-X \(key.debugDescription)")
    }
    #expect(try #require(terminal.enter("1 + 1")).contains("2 : Int"))
    #expect(terminal.leave() == 0)
  }

  /// What a newcomer types first, unless the session has such a name.
  @Test func commandsAreUnderstoodByTheirWords() throws {
    let terminal = try TerminalSessions.start()
    try #require(terminal.wait(for: "comp> ") != nil)
    #expect(try #require(terminal.enter("help")).contains(":quit"))
    #expect(terminal.enter("let help = 5") != nil)
    #expect(try #require(terminal.enter("help")).contains("5 : Int"))
    terminal.type("exit\n")
    #expect(terminal.leave() == 0)
  }

  @Test func aPasteOfManyLinesIsOneEntry() throws {
    let terminal = try TerminalSessions.start(columns: 40)
    try #require(terminal.wait(for: "comp> ") != nil)
    let lines = (0..<200).map { "comp> let value\($0) = \($0)" }.joined(separator: "\n")
    terminal.type("\u{1B}[200~\(lines)\u{1B}[201~\n")
    try #require(terminal.wait(for: "value199 = 199") != nil)
    try #require(terminal.wait(for: "comp> ") != nil)
    terminal.type("value199 + value7\n")
    #expect(terminal.wait(for: "206 : Int\r") != nil)
    #expect(terminal.wait(for: "comp> ") != nil)
    #expect(terminal.leave() == 0)
  }
}
