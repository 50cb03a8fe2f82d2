import CompFiles
import CompPlatform

/// What comes of a text that was opened in an editor.
enum EditedText {
  case saved(String)
  case unchanged
  /// Why there is none, and where the text is if it was changed nevertheless.
  case failed(String)
}

/// The user's text editor, in this terminal.
enum TextEditor {
  /// `$VISUAL`, else `$EDITOR`, else what is found of nano and vi; nil where that is nothing.
  private static var command: String? {
    let environment = ProcessInfo.processInfo.environment
    for name in ["VISUAL", "EDITOR"] {
      if let command = environment[name], !command.allSatisfy(\.isWhitespace) { return command }
    }
    let folders = environment["PATH", default: "/usr/bin:/bin"].split(separator: ":")
    return ["nano", "vi"].first { name in
      folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }
    }
  }

  /// Opens a text and waits for the editor to end.
  static func open(_ text: String) -> EditedText {
    guard let command else {
      return .failed("there is no editor: set EDITOR, or install nano or vi")
    }
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "comp-\(UUID().uuidString)")
    let file = folder.appendingPathComponent("entry.comp")
    let given = text.isEmpty || text.hasSuffix("\n") ? text : text + "\n"
    guard mkdir(folder.path, 0o700) == 0 else {
      return .failed("no folder \(folder.path) can be made: \(SystemFailure())")
    }
    do { try writeWhole(given, to: file.path) } catch {
      return .failed("no file can be made for the editor: \(error)")
    }
    let problem = run(command, on: file.path)
    let edited = (try? Data(contentsOf: file)).flatMap { String(validating: $0, as: UTF8.self) }
    if let problem, let edited, edited != given {
      return .failed("\(problem); what you wrote is in \(file.path)")
    }
    if edited == nil, FileManager.default.fileExists(atPath: file.path) {
      return .failed("what was saved is not text in UTF-8; it is in \(file.path)")
    }
    try? FileManager.default.removeItem(at: folder)
    if let problem { return .failed(problem) }
    guard let edited else { return .failed("the editor has removed the file") }
    return edited == given ? .unchanged : .saved(edited.trimmed(of: \.isNewline))
  }

  /// Runs the command, which may have arguments, in the foreground.
  ///
  /// - Returns: what went wrong, if anything did.
  private static func run(_ command: String, on path: String) -> String? {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // This process ignores Ctrl-C and hears of it otherwise; the editor is to have it as usual.
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigaddset(&signals, SIGINT)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGDEF) | Int16(POSIX_SPAWN_SETSIGMASK))
    var saved = termios()
    let hasTerminal = tcgetattr(STDIN_FILENO, &saved) == 0
    defer { if hasTerminal { tcsetattr(STDIN_FILENO, TCSADRAIN, &saved) } }
    let words = ["sh", "-c", "\(command) \"$1\"", "sh", path]
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
    arguments.append(nil)
    defer { for argument in arguments { free(argument) } }
    var child: pid_t = 0
    let error = posix_spawn(&child, "/bin/sh", nil, &attributes, &arguments, environ)
    guard error == 0 else { return "no editor was started: \(String(cString: strerror(error)))" }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 {
      guard errno == EINTR else { return "the editor was lost" }
    }
    if status & 0x7F != 0 { return "'\(command)' was ended by signal \(status & 0x7F)" }
    let code = status >> 8 & 0xFF
    return code == 0 ? nil : "'\(command)' ended with code \(code)"
  }
}
