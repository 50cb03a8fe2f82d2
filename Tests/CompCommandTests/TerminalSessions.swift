import CompPseudoTerminal
import Foundation

/// Sessions at a prompt in pseudo-terminals.
enum TerminalSessions {
  /// A folder for the history and the startup file of some sessions.
  static func state() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "comp-terminal-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  /// - Parameter state: nil: a folder of its own.
  static func environment(term: String = "xterm", state: URL? = nil) throws -> [String: String] {
    let folder = try state ?? self.state()
    return [
      "XDG_STATE_HOME": folder.path, "XDG_CONFIG_HOME": folder.path, "TERM": term,
      "INPUTRC": "/dev/null", "NO_COLOR": "1", "CLICOLOR": "", "CLICOLOR_FORCE": "", "COLUMNS": "",
      "LINES": "",
    ]
  }

  /// `comp` in a terminal.
  static func start(
    _ arguments: [String] = [], columns: Int = 80, term: String = "xterm", state: URL? = nil,
    environment: [String: String] = [:]
  ) throws -> PseudoTerminal {
    try PseudoTerminal(
      CommandTests.executable, arguments,
      environment: try self.environment(term: term, state: state).merging(environment) { $1 },
      columns: columns)
  }
}
