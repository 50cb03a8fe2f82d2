import Foundation
import Testing

/// `comp` in a pseudo-terminal, typed into and read back.
@Suite(.serialized) struct TerminalTests {
  /// A terminal with `comp` in it.
  private final class Terminal {
    private let process = Process()
    private let keyboard: FileHandle
    private let master: Int32
    private(set) var screen = ""

    init(columns: UInt16 = 80, state: URL) throws {
      var slave: Int32 = -1
      var end: Int32 = -1
      var size = winsize(ws_row: 40, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
      guard openpty(&end, &slave, nil, nil, &size) == 0 else { throw POSIXError(.EIO) }
      master = end
      keyboard = FileHandle(fileDescriptor: end, closeOnDealloc: true)
      let terminal = FileHandle(fileDescriptor: slave, closeOnDealloc: true)
      process.executableURL = CommandTests.executable
      var environment = ProcessInfo.processInfo.environment
      environment["XDG_STATE_HOME"] = state.path
      environment["XDG_CONFIG_HOME"] = state.path
      environment["TERM"] = "xterm"
      environment["INPUTRC"] = "/dev/null"
      environment["NO_COLOR"] = "1"
      process.environment = environment
      process.standardInput = terminal
      process.standardOutput = terminal
      process.standardError = terminal
      try process.run()
    }

    /// Reads until a text is on the screen, ten seconds at most.
    ///
    /// - Returns: what was read, the text included; nil where it did not come.
    @discardableResult
    func wait(for text: String) -> String? {
      let deadline = Date().addingTimeInterval(10)
      var buffer = [UInt8](repeating: 0, count: 1 << 16)
      while Date() < deadline {
        if let found = screen.range(of: text) {
          let read = String(screen[..<found.upperBound])
          screen = String(screen[found.upperBound...])
          return read
        }
        var waiting = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
        guard poll(&waiting, 1, 100) > 0 else { continue }
        let count = read(master, &buffer, buffer.count)
        if count <= 0 { break }
        screen += String(decoding: buffer[..<count], as: UTF8.self)
      }
      return nil
    }

    func type(_ text: String) { keyboard.write(Data(text.utf8)) }

    /// Types a line and waits for the next prompt.
    func enter(_ line: String) -> String? {
      type(line + "\n")
      return wait(for: "comp> ")
    }

    func interrupt() { process.interrupt() }

    /// Ctrl-D on an empty line.
    ///
    /// - Returns: the exit code; nil where it did not leave within five seconds.
    func leave() -> Int32? {
      type("\u{4}")
      let deadline = Date().addingTimeInterval(5)
      while process.isRunning, Date() < deadline { usleep(20_000) }
      return process.isRunning ? nil : process.terminationStatus
    }

    deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
  }

  private static func state() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "comp-terminal-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  @Test func aSessionIsTyped() throws {
    let state = try Self.state()
    let terminal = try Terminal(state: state)
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
    let next = try Terminal(state: state)
    try #require(next.wait(for: "comp> ") != nil)
    next.type("\u{12}let ma")
    try #require(next.wait(for: "[3, 4]]") != nil)
    next.type("\n")
    try #require(next.wait(for: "comp> ") != nil)
    #expect(try #require(next.enter("matrix[1]")).contains("[3, 4]"))
    #expect(next.leave() == 0)
  }

  @Test func interruptsLoseNothing() throws {
    let terminal = try Terminal(state: try Self.state())
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
    #expect(terminal.wait(for: "4 : Int\r\n") != nil, "\(terminal.screen.debugDescription)")
    // What is typed between prompts is the terminal's, not the editor's.
    #expect(terminal.wait(for: "comp> ") != nil)
    #expect(terminal.leave() == 0)
  }

  @Test func aPasteOfManyLinesIsOneEntry() throws {
    let terminal = try Terminal(columns: 40, state: try Self.state())
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
