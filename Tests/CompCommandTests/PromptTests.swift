import CompPseudoTerminal
import Foundation
import Testing

/// What surrounds an entry at the prompt, in a pseudo-terminal: the editor, the history, the startup
/// file, completion, and what is typed before it is asked for.
@Suite(.serialized) struct PromptTests {
  /// A terminal with `comp` at its first prompt.
  private static func prompted(
    _ arguments: [String] = [], columns: Int = 80, state: URL? = nil,
    variables: [String: String] = [:]
  ) throws -> PseudoTerminal {
    let terminal = try TerminalSessions.start(
      arguments, columns: columns, state: state, environment: variables)
    try #require(terminal.wait(for: "comp> ") != nil)
    return terminal
  }

  /// A shell script, to be an editor. It is read and not executed, for a file that was just written may be
  /// held open for a moment by processes that other tests start.
  private static func script(_ text: String) throws -> String {
    let file = try TerminalSessions.state().appendingPathComponent("editor.sh")
    try Data("\(text)\n".utf8).write(to: file)
    return "sh \(file.path)"
  }

  // MARK: The editor

  @Test func whatIsSavedInTheEditorIsEntered() throws {
    let editor = try Self.script("sed -i 's/40/41/; s/wrong/right/' \"$1\"")
    let terminal = try Self.prompted(variables: ["EDITOR": editor])
    #expect(try #require(terminal.enter("40 + 1")).contains("41 : Int\r\n"))
    let edited = try #require(terminal.enter(":edit"))
    #expect(edited.contains("42 : Int\r\n"), "\(edited.debugDescription)")
    // An entry with a mistake is opened again.
    #expect(try #require(terminal.enter("let right = wrong")).contains("C0201"))
    _ = terminal.enter("let right = 1; let a = 40")
    #expect(try #require(terminal.enter(":edit a")).contains("C0") == false)
    #expect(try #require(terminal.enter("a + 100")).contains("141"))
    // What was entered so is in the history.
    terminal.type("\u{12}let a = 41")
    #expect(terminal.wait(for: "let a = 41") != nil)
    terminal.type("\r")
    // The next prompt: that of this line is drawn again when the search ends.
    #expect(terminal.wait(for: "\u{1B}[?2004hcomp> ") != nil)
    #expect(try #require(terminal.enter(":edit *")).contains("C0") == false)
    #expect(terminal.leave() == 0)
  }

  @Test func anEditorThatFailsLosesNothing() throws {
    let state = try TerminalSessions.state()
    let failing = try Self.script("echo 'let b = 3' > \"$1\"; exit 3")
    let terminal = try Self.prompted(state: state, variables: ["VISUAL": failing])
    _ = terminal.enter("let a = 4")
    let said = try #require(terminal.enter(":edit"))
    #expect(said.contains("code 3") && said.contains("nothing has changed"))
    // What was written in it is still there.
    let path = try #require(said.firstMatch(of: /\/[^ ;\r\n]*entry\.comp/)).output
    #expect(try String(contentsOfFile: String(path), encoding: .utf8) == "let b = 3\n")
    #expect(try #require(terminal.enter("a")).contains("4 : Int\r\n"))
    #expect(try #require(terminal.enter("b")).contains("C0201"))
    #expect(terminal.leave() == 0)

    let unchanged = try Self.prompted(variables: ["EDITOR": "true"])
    _ = unchanged.enter("let a = 4")
    #expect(try #require(unchanged.enter(":edit")).contains("nothing was changed"))
    #expect(try #require(unchanged.enter(":edit nothing_such")).contains("no source"))
    #expect(unchanged.leave() == 0)
    let missing = try Self.prompted(variables: ["EDITOR": "/no/such/editor"])
    #expect(try #require(missing.enter(":edit")).contains("code 127"))
    #expect(missing.leave() == 0)
  }

  // MARK: History

  @Test func twoSessionsAtOnceLoseNothing() throws {
    let state = try TerminalSessions.state()
    let first = try Self.prompted(state: state)
    let second = try Self.prompted(state: state)
    for index in 0..<20 {
      first.type("let first\(index) = [\(index),\n")
      second.type("let second\(index) = \(index)\n")
      #expect(first.wait(for: "  ... ") != nil)
      first.type("1]\n")
      #expect(first.wait(for: "comp> ") != nil)
      #expect(second.wait(for: "comp> ") != nil)
    }
    #expect(first.leave() == 0)
    #expect(second.leave() == 0)
    let third = try Self.prompted(state: state)
    for (wanted, value) in [
      ("first0", "[0, 1]"), ("second0", "0"), ("second19", "19"), ("first19", "[19, 1]"),
    ] {
      // What is found is entered.
      third.type("\u{12}let \(wanted) =\r")
      #expect(third.wait(for: "comp> ") != nil)
      third.type("\(wanted)\r")
      #expect(third.wait(for: value + " : ") != nil, "\(wanted)")
      #expect(third.wait(for: "comp> ") != nil)
    }
    #expect(third.leave() == 0)
  }

  /// Of more than 10 000 entries the oldest go.
  @Test func theHistoryIsBounded() throws {
    let state = try TerminalSessions.state()
    let file = state.appendingPathComponent("comp/history")
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    let old = (0..<12_000).map { "#1700000000\nlet old\($0) = [\n\($0)]\n" }.joined()
    try Data(old.utf8).write(to: file)
    let terminal = try Self.prompted(state: state)
    #expect(terminal.enter("let newest = 1") != nil)
    #expect(terminal.leave() == 0)
    let kept = try String(contentsOf: file, encoding: .utf8)
    let times = kept.split(separator: "\n").count { $0.hasPrefix("#") }
    #expect(times == 10_001)
    #expect(!kept.contains("let old1999 =") && kept.contains("let old2000 = [\n2000]\n"))
    #expect(kept.hasSuffix("let newest = 1\n"))
  }

  @Test func keysAreThoseOfInputrc() throws {
    let file = try TerminalSessions.state().appendingPathComponent("inputrc")
    try Data("$if comp\n\"\\C-t\": \"1 + 41\"\n$endif\n".utf8).write(to: file)
    let terminal = try Self.prompted(variables: ["INPUTRC": file.path])
    terminal.type("\u{14}\n")
    #expect(terminal.wait(for: "42 : Int\r\n") != nil)
    #expect(terminal.wait(for: "comp> ") != nil)
    #expect(terminal.leave() == 0)
  }

  // MARK: The startup file

  @Test func theStartupFileIsEnteredFirst() throws {
    let state = try TerminalSessions.state()
    let file = state.appendingPathComponent("comp/startup.comp")
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data("let mine = 42\n".utf8).write(to: file)
    let terminal = try Self.prompted(state: state)
    #expect(try #require(terminal.enter("mine")).contains("42 : Int\r\n"))
    // It is no file that was loaded.
    #expect(try #require(terminal.enter(":reload")).contains("no file was loaded"))
    #expect(terminal.leave() == 0)
    let without = try Self.prompted(["repl", "--no-startup"], state: state)
    #expect(try #require(without.enter("mine")).contains("C0201"))
    #expect(without.leave() == 0)

    // A mistake in it is told with its place, and the session goes on.
    try Data("let mine = 42\nlet yours = nothing\n".utf8).write(to: file)
    let mistaken = try TerminalSessions.start(state: state)
    let said = try #require(mistaken.wait(for: "comp> "))
    #expect(said.contains("C0201") && said.contains("startup.comp:2:13"))
    #expect(said.contains("nothing of"))
    #expect(try #require(mistaken.enter("1 + 1")).contains("2 : Int\r\n"))
    #expect(mistaken.leave() == 0)
  }

  // MARK: Completion

  @Test(arguments: [80, 40]) func candidatesShowTheirTypes(_ columns: Int) throws {
    let terminal = try Self.prompted(columns: columns)
    _ = terminal.enter("let alpha_one = [1, 2]; let alpha_two = 3.5")
    terminal.type("alpha_\t\t")
    #expect(terminal.wait(for: "alpha_one  R[2]\r\n") != nil)
    #expect(terminal.wait(for: "alpha_two  Real\r\n") != nil)
    terminal.interrupt()
    _ = terminal.wait(for: "^C")
    _ = terminal.wait(for: "comp> ")
    // Names that leave no room have lines of their own, cut where they must be.
    terminal.type("gaussian_mixture\t\t")
    let shown = try #require(terminal.wait(for: "gaussian_mixture_log_density"))
    #expect(shown.contains("gaussian_mixture"))
    let rest = try #require(terminal.wait(for: "comp> gaussian_mixture"))
    #expect(rest.contains("func gaussian"))
    for line in (shown + rest).split(separator: "\r\n").dropFirst() {
      #expect(line.count <= columns, "\(line)")
    }
    terminal.interrupt()
    _ = terminal.wait(for: "^C")
    _ = terminal.wait(for: "comp> ")
    #expect(terminal.leave() == 0)
  }

  @Test func pathsCommandsAndArgumentsAreCompleted() throws {
    let folder = try TerminalSessions.state()
    let file = folder.appendingPathComponent("my-points.csv")
    try Data("x\n1\n2\n".utf8).write(to: file)
    let terminal = try Self.prompted()
    terminal.type("let d = data(\"\(folder.path)/my-\t)\n")
    #expect(terminal.wait(for: "my-points.csv\")") != nil)
    #expect(terminal.wait(for: "comp> ") != nil)
    #expect(try #require(terminal.enter("count(d)")).contains("2 : Int\r\n"))
    try Data("let loaded = 5\n".utf8).write(to: folder.appendingPathComponent("my-program.comp"))
    terminal.type(":lo\t \(folder.path)/my-pr\t\n")
    #expect(terminal.wait(for: "comp> ") != nil)
    #expect(try #require(terminal.enter("loaded")).contains("5 : Int\r\n"))
    terminal.type(":set prec\t dou\t\n")
    #expect(terminal.wait(for: "comp> ") != nil)
    #expect(try #require(terminal.enter(":set precision")).contains("precision double"))
    // An argument is named with its colon and a blank; continued lines know those before.
    terminal.type("let s = sample(gaussian(), count: 10,\n")
    #expect(terminal.wait(for: "  ... ") != nil)
    terminal.type("see\t3)\n")
    #expect(terminal.wait(for: "seed: 3)") != nil)
    #expect(terminal.wait(for: "comp> ") != nil)
    #expect(try #require(terminal.enter("count(s)")).contains("10 : Int\r\n"))
    #expect(terminal.leave() == 0)
  }

  // MARK: Undoing, and typing ahead

  @Test func settingsAndFilesAreUndone() throws {
    let file = try TerminalSessions.state().appendingPathComponent("p.comp")
    try Data("let a = 1\nlet b = a\n".utf8).write(to: file)
    let terminal = try Self.prompted()
    _ = terminal.enter(":load \(file.path)")
    _ = terminal.enter(":set precision double")
    try Data("let a = 2\nlet b = [\n".utf8).write(to: file)
    #expect(try #require(terminal.enter(":reload")).contains("C0107"))
    #expect(try #require(terminal.enter("a + 40")).contains("41 : Int\r\n"))
    try Data("let a = 2\n".utf8).write(to: file)
    #expect(try #require(terminal.enter(":reload")).contains("'b' still holds the old 'a'"))
    #expect(try #require(terminal.enter("a + 40")).contains("42 : Int\r\n"))
    for undone in [
      "a + 40", "let a = 2", "a + 40", ":set precision double", "let a = 1\r\nlet b = a",
    ] {
      #expect(try #require(terminal.enter(":undo")).contains("undone: " + undone), "\(undone)")
    }
    #expect(try #require(terminal.enter(":undo")).contains("nothing to undo"))
    #expect(try #require(terminal.enter(":set")).contains("precision float"))
    #expect(try #require(terminal.enter("a")).contains("C0201"))
    #expect(terminal.leave() == 0)
  }

  /// What is typed while an entry runs is there when it has ended, a Ctrl-D too.
  @Test func whatIsTypedAheadIsNotLost() throws {
    let terminal = try Self.prompted()
    terminal.type(
      "func slow(n) {\nvar s = 0.0\nfor i in 0..<n { s = s + sin(i) }\nreturn s\n}\n")
    try #require(terminal.wait(for: "comp> ") != nil)
    terminal.type("let s = slow(60_000)\n")
    try #require(terminal.wait(for: "slow(60_000)") != nil)
    usleep(200_000)
    // Nothing of it is seen before its time.
    terminal.type("40 + 2\n\u{4}")
    let ran = try #require(terminal.wait(for: "comp> "))
    #expect(!ran.contains("40 + 2"), "\(ran)")
    #expect(terminal.wait(for: "42 : Int\r\n") != nil)
    #expect(terminal.leave() == 0)
  }
}
