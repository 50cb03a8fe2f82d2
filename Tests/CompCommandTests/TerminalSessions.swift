import CompPseudoTerminal
import Foundation

/// Sessions at a prompt in pseudo-terminals, each with a state folder of its own.
enum TerminalSessions {
  static func environment(term: String = "xterm") throws -> [String: String] {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "comp-terminal-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return [
      "XDG_STATE_HOME": folder.path, "XDG_CONFIG_HOME": folder.path, "TERM": term,
      "INPUTRC": "/dev/null", "NO_COLOR": "1", "CLICOLOR": "", "CLICOLOR_FORCE": "", "COLUMNS": "",
      "LINES": "",
    ]
  }

  static func start(
    _ arguments: [String] = [], columns: Int = 80, term: String = "xterm",
    environment: [String: String] = [:]
  ) throws -> PseudoTerminal {
    try PseudoTerminal(
      CommandTests.executable, arguments,
      environment: try self.environment(term: term).merging(environment) { $1 }, columns: columns)
  }
}
