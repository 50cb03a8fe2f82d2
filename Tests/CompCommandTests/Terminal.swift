import Foundation

/// A terminal with `comp` in it.
final class Terminal {
  private let process = Process()
  private let keyboard: FileHandle
  private let master: Int32
  private(set) var screen = ""

  /// - Parameters:
  ///   - state: the folder of its history and of its startup file.
  ///   - variables: of its environment, over the usual ones.
  ///   - directory: where it works; nil: here.
  init(
    _ arguments: [String] = [], columns: UInt16 = 80, state: URL,
    variables: [String: String] = [:], directory: URL? = nil
  ) throws {
    var slave: Int32 = -1
    var end: Int32 = -1
    var size = winsize(ws_row: 40, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    guard openpty(&end, &slave, nil, nil, &size) == 0 else { throw POSIXError(.EIO) }
    master = end
    keyboard = FileHandle(fileDescriptor: end, closeOnDealloc: true)
    let terminal = FileHandle(fileDescriptor: slave, closeOnDealloc: true)
    process.executableURL = CommandTests.executable
    process.currentDirectoryURL = directory
    var environment = ProcessInfo.processInfo.environment
    environment["XDG_STATE_HOME"] = state.path
    environment["XDG_CONFIG_HOME"] = state.path
    environment["TERM"] = "xterm"
    environment["INPUTRC"] = "/dev/null"
    environment["NO_COLOR"] = "1"
    process.environment = environment.merging(variables) { $1 }
    process.arguments = arguments
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

  /// Whether a prompt is waiting to be read.
  var isPrompting: Bool {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    var waiting = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    while poll(&waiting, 1, 0) > 0 {
      let count = read(master, &buffer, buffer.count)
      if count <= 0 { break }
      screen += String(decoding: buffer[..<count], as: UTF8.self)
    }
    return screen.contains("comp> ")
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

  /// A folder for the state of some sessions.
  static func state() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "comp-terminal-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }
}
