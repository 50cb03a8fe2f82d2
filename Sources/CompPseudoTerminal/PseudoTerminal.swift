import Foundation

/// A program in a pseudo-terminal of its own, typed into and read back: for tests and measurements.
///
/// The terminal is the program's controlling one: what a key or a new size means is told to it by the
/// system. It belongs to one thread.
public final class PseudoTerminal {
  private let process: pid_t
  private let master: Int32
  private var status: Int32?
  /// What a terminal answers to what it is asked; without answers it is one that knows none.
  private let answers: [(query: String, answer: String)]
  private var answered: [Int]
  /// All bytes that were read, and how many of them `wait` has passed.
  public private(set) var bytes: [UInt8] = []
  private var passed = 0

  /// - Parameters:
  ///   - environment: beside that of this process.
  ///   - cell: pixels of a character, where the terminal's size tells them.
  /// - Throws: `POSIXError` where the system gives no terminal or cannot start the program.
  public init(
    _ executable: URL, _ arguments: [String] = [], environment: [String: String] = [:],
    columns: Int = 80, rows: Int = 40, cell: (width: Int, height: Int)? = nil,
    answers: [(query: String, answer: String)] = []
  ) throws {
    var (end, program) = (Int32(-1), Int32(-1))
    var size = winsize(
      ws_row: UInt16(rows), ws_col: UInt16(columns),
      ws_xpixel: UInt16(columns * (cell?.width ?? 0)), ws_ypixel: UInt16(rows * (cell?.height ?? 0))
    )
    guard openpty(&end, &program, nil, nil, &size) == 0 else { throw POSIXError(.EIO) }
    defer { close(program) }
    var name = [CChar](repeating: 0, count: 256)
    guard ttyname_r(program, &name, name.count) == 0 else {
      close(end)
      throw POSIXError(.EIO)
    }
    master = end
    self.answers = answers
    answered = answers.map { _ in 0 }
    process = try Self.spawn(
      executable.path, [executable.path] + arguments,
      ProcessInfo.processInfo.environment.merging(environment) { $1 },
      terminal: name)
    _ = fcntl(end, F_SETFL, O_NONBLOCK)
  }

  #if os(Linux)
    /// `POSIX_SPAWN_SETSID`, which the C library's headers show to GNU programs alone.
    private static let ownSession: Int16 = 0x80
  #else
    private static let ownSession = Int16(POSIX_SPAWN_SETSID)
  #endif

  /// Starts a program as the leader of a session whose terminal is the one named.
  private static func spawn(
    _ path: String, _ arguments: [String], _ environment: [String: String], terminal: [CChar]
  ) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    posix_spawnattr_setflags(&attributes, ownSession)
    posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, 0, 1)
    posix_spawn_file_actions_adddup2(&actions, 0, 2)
    var words = arguments.map { strdup($0) } + [nil]
    var settings = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for word in words + settings { free(word) } }
    var process: pid_t = 0
    let result = posix_spawn(&process, path, &actions, &attributes, &words, &settings)
    guard result == 0 else { throw POSIXError(POSIXErrorCode(rawValue: result) ?? .EIO) }
    return process
  }

  deinit {
    if status == nil {
      kill(process, SIGKILL)
      var result: Int32 = 0
      waitpid(process, &result, 0)
    }
    close(master)
  }

  // MARK: Reading

  /// Reads what is there, answers what is asked, and waits a moment where there is nothing.
  ///
  /// - Returns: false at the end of the program's output.
  @discardableResult
  public func readSome(within milliseconds: Int32 = 100) -> Bool {
    var waiting = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    guard poll(&waiting, 1, milliseconds) > 0 else { return true }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = read(master, &buffer, buffer.count)
    if count <= 0 { return count < 0 && (errno == EAGAIN || errno == EINTR) }
    bytes += buffer[..<count]
    answer()
    return true
  }

  private func answer() {
    for (index, (query, answer)) in answers.enumerated() {
      while let range = Self.range(of: Array(query.utf8), in: bytes, from: answered[index]) {
        answered[index] = range.upperBound
        type(answer)
      }
    }
  }

  /// Reads until a text has come.
  ///
  /// - Returns: what was read since the last one, the text included; nil where it did not come in time.
  @discardableResult
  public func wait(for text: String, within seconds: Double = 20) -> String? {
    let deadline = Date().addingTimeInterval(seconds)
    let wanted = Array(text.utf8)
    var looked = passed
    while true {
      if let range = Self.range(of: wanted, in: bytes, from: looked) {
        defer { passed = range.upperBound }
        return String(decoding: bytes[passed..<range.upperBound], as: UTF8.self)
      }
      looked = max(passed, bytes.count - wanted.count + 1)
      guard Date() < deadline, readSome() else { return nil }
    }
  }

  /// Passes over what was read, waited for or not.
  public func passOver() { passed = bytes.count }

  /// What was read and not waited for.
  public var rest: String { String(decoding: bytes[passed...], as: UTF8.self) }

  private static func range(of wanted: [UInt8], in bytes: [UInt8], from start: Int) -> Range<Int>? {
    guard let first = wanted.first, bytes.count >= wanted.count else { return nil }
    var index = start
    while index <= bytes.count - wanted.count {
      if bytes[index] == first, bytes[index..<(index + wanted.count)].elementsEqual(wanted) {
        return index..<(index + wanted.count)
      }
      index += 1
    }
    return nil
  }

  // MARK: Typing

  public func type(_ text: String) { type(Array(text.utf8)) }

  /// Whatever its length: while the program does not read, what it writes is read.
  public func type(_ keys: [UInt8]) {
    var rest = keys[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { write(master, $0.baseAddress, min($0.count, 4_096)) }
      if written > 0 {
        rest = rest.dropFirst(written)
        continue
      }
      var waiting = pollfd(fd: master, events: Int16(POLLIN | POLLOUT), revents: 0)
      poll(&waiting, 1, 1_000)
      if waiting.revents & Int16(POLLIN | POLLHUP) != 0, !readSome(within: 0) { return }
    }
  }

  /// Types a line and waits for what follows it.
  ///
  /// - Returns: what came before the next prompt.
  public func enter(_ line: String, prompt: String = "comp> ") -> String? {
    type(line + "\n")
    // The line itself is shown first, in pieces as it was typed.
    guard wait(for: "\n") != nil else { return nil }
    return wait(for: prompt).map { String($0.dropLast(prompt.count)) }
  }

  /// Ctrl-C.
  public func interrupt() { type("\u{3}") }

  /// Whether a text is there that was not waited for.
  public func shows(_ text: String) -> Bool {
    while readSome(within: 0), Self.isReadable(master) {}
    return Self.range(of: Array(text.utf8), in: bytes, from: passed) != nil
  }

  private static func isReadable(_ descriptor: Int32) -> Bool {
    var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&waiting, 1, 0) > 0
  }

  /// Another size, of which the system tells the program.
  public func resize(columns: Int, rows: Int = 40) {
    var size = winsize(
      ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(master, UInt(TIOCSWINSZ), &size)
  }

  // MARK: Ending

  public var isRunning: Bool {
    guard status == nil else { return false }
    var result: Int32 = 0
    if waitpid(process, &result, WNOHANG) == process { status = result }
    return status == nil
  }

  /// The largest part of memory that the program has held, in bytes; nil where the system does not tell.
  public var peakMemory: Int? {
    guard let text = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
      let kilobytes = line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({
        Int($0)
      })
    else { return nil }
    return kilobytes * 1_024
  }

  /// Ctrl-D on an empty line.
  ///
  /// - Returns: the exit code; nil where it did not leave within ten seconds, or was ended by a signal.
  public func leave() -> Int32? {
    type("\u{4}")
    let deadline = Date().addingTimeInterval(10)
    while isRunning, Date() < deadline { readSome(within: 20) }
    guard let status, status & 0x7F == 0 else { return nil }
    return status >> 8 & 0xFF
  }
}
