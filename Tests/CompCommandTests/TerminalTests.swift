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
    next.type("\r")
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

  /// Keys that readline 8.2 does not survive by itself.
  @Test func noKeysEndTheProcess() throws {
    let terminal = try TerminalSessions.start()
    try #require(terminal.wait(for: "comp> ") != nil)
    #expect(terminal.enter("1 + 1 // \\") != nil)
    for keys in [
      // A search that a key of two letters ends.
      "\u{12}\u{18}i", "\u{12}\u{18}\u{18}", "\u{12}\u{18}\u{12}", "\u{12}\u{18}(",
      // A letter that is looked for and is a key of several bytes.
      "\u{1D}\u{1B}[A", "\u{1D}\u{1B}x", "\u{1B}\u{1D}\u{1B}[A",
      // A text that is looked for whole, from an earlier line that was changed; vi's ways; earlier words.
      "\u{1B}[Ax\u{1B}na", "\u{1B}[A\u{1B}\n\u{1B}:u\u{1B}u", "\u{1B}[A\\\u{1B}[B\u{1B}.",
      // A letter of several bytes that is not finished.
      "\u{1B}[A\u{8}", "(\u{1B}5",
    ] {
      terminal.type(keys)
      terminal.interrupt()
      try #require(
        terminal.wait(for: "^C") != nil, "\(keys.debugDescription) \(terminal.isRunning)")
      try #require(terminal.wait(for: "comp> ") != nil, "\(keys.debugDescription)")
    }
    terminal.type([0xE2, 0x82])
    terminal.interrupt()
    try #require(terminal.wait(for: "^C") != nil)
    try #require(terminal.wait(for: "comp> ") != nil)
    // A line that ends behind a number is taken at once, and a search finds lines that were changed.
    terminal.type("40 + 2\u{1B}1\r")
    try #require(terminal.wait(for: "42 : Int") != nil, "\(terminal.rest.debugDescription)")
    try #require(terminal.wait(for: "comp> ") != nil)
    terminal.type("\u{1B}[Ax\u{1B}1\r\u{12}\u{7}")
    try #require(terminal.wait(for: "comp> ") != nil)
    #expect(try #require(terminal.enter("1 + 1")).contains("2 : Int"))
    #expect(terminal.leave() == 0)
  }

  @Test func anInterruptIsShownBehindTheLine() throws {
    let terminal = try TerminalSessions.start()
    try #require(terminal.wait(for: "comp> ") != nil)
    terminal.type("let abc")
    try #require(terminal.wait(for: "let abc") != nil)
    terminal.interrupt()
    let shown = try #require(terminal.wait(for: "^C"))
    #expect(!shown.contains("\r"), "\(shown.debugDescription)")
    try #require(terminal.wait(for: "comp> ") != nil)
    #expect(terminal.leave() == 0)
  }

  /// What was begun before a Ctrl-C, a search or a key of several bytes, does not go on behind it.
  @Test func nothingGoesOnBehindAnInterrupt() throws {
    let terminal = try TerminalSessions.start()
    try #require(terminal.wait(for: "comp> ") != nil)
    for (keys, shown) in [("\u{12}", "i-search"), ("ab\u{1B}", "ab"), ("c\u{1B}5", "(arg: 5)")] {
      terminal.type(keys)
      try #require(terminal.wait(for: shown) != nil, "\(keys.debugDescription)")
      // An Escape alone is one after a moment.
      Thread.sleep(forTimeInterval: 0.1)
      terminal.interrupt()
      try #require(terminal.wait(for: "^C") != nil, "\(keys.debugDescription)")
      try #require(terminal.wait(for: "comp> ") != nil)
      #expect(try #require(terminal.enter("40 + 2")).contains("42 : Int"))
    }
    #expect(terminal.leave() == 0)
  }

  /// Numbers before keys are kept small, so that none takes longer than one waits for a Ctrl-C.
  @Test func numbersBeforeKeysAreBounded() throws {
    let terminal = try TerminalSessions.start()
    try #require(terminal.wait(for: "comp> ") != nil)
    terminal.type("\u{1B}999999x")
    terminal.type("\u{01}// \u{05}!\r")
    let shown = try #require(terminal.wait(for: "!"))
    // The line is drawn once as it is made; what of it is drawn again depends on the terminal.
    #expect(shown.count { $0 == "x" } >= 999 && shown.count { $0 == "x" } < 9_999)
    try #require(terminal.wait(for: "comp> ") != nil)
    #expect(try #require(terminal.enter("40 + 2")).contains("42 : Int"))
    #expect(terminal.leave() == 0)
  }

  private func editing(as mode: String) throws -> String {
    let path = try TerminalSessions.state().appendingPathComponent("inputrc").path
    try "set editing-mode \(mode)\n".write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  /// Moves by words come to an end on bytes that are no character, and on characters that the system does
  /// not know.
  @Test func movesEndOnWhatIsNoCharacter() throws {
    let terminal = try TerminalSessions.start(environment: [
      "INPUTRC": try editing(as: "vi"), "LC_ALL": "C.UTF-8",
    ])
    try #require(terminal.wait(for: "comp> ") != nil)
    // "9" and an unassigned character; Escape; moves; what was typed is put in quotes.
    terminal.type([0x39, 0xD7, 0xBD])
    terminal.type("\u{1B}0WEWe0i\"\u{1B}A\"\r")
    #expect(terminal.wait(for: "\"9\u{FFFD}\" : String") != nil, "\(terminal.rest)")
    #expect(terminal.leave() == 0)
  }

  /// Any bytes, typed and not pasted, but for those that the terminal itself acts on or that end a session:
  /// more of those that begin keys and of keys that move than chance would give.
  @Test(arguments: [2, 4, 7], ["emacs", "vi"])
  func anyBytesAreSurvived(_ seed: UInt64, _ mode: String) throws {
    let terminal = try TerminalSessions.start(environment: ["INPUTRC": try editing(as: mode)])
    try #require(terminal.wait(for: "comp> ") != nil)
    var state = seed
    func next(_ count: UInt64) -> UInt8 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8((state >> 33) % count)
    }
    var keys: [UInt8] = []
    while keys.count < 20_000 {
      switch next(10) {
      case 0, 1, 2: keys.append(32 + next(95))
      case 3, 4: keys += [0x1B, 32 + next(96)]
      case 5, 6: keys.append(next(32))
      case 7: keys += [0x1B, UInt8(ascii: "["), UInt8(ascii: "A") + next(4)]
      case 8: keys += [0x18, next(128)]
      default: keys.append(next(4) == 0 ? 0x0D : 128 + next(128))
      }
    }
    terminal.type(keys.filter { ![0x03, 0x04, 0x11, 0x13, 0x1A, 0x1C].contains($0) })
    // Once all is read and shown, one Ctrl-C gives up whatever was begun.
    var count = -1
    while count < terminal.bytes.count {
      count = terminal.bytes.count
      terminal.readSome(within: 1_000)
    }
    try #require(terminal.isRunning)
    terminal.passOver()
    terminal.interrupt()
    try #require(terminal.wait(for: "^C") != nil)
    try #require(terminal.wait(for: "comp> ") != nil)
    terminal.type("4000 + 2\r")
    #expect(terminal.wait(for: "4002 : Int") != nil, "\(terminal.rest.suffix(300))")
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
