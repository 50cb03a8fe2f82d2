import ArgumentParser
import CompKit
import CompPlatform

/// What is typed or piped, entry by entry, and what is said to it.
final class Conversation {
  /// What became of an entry or a command.
  enum Reply {
    case well
    /// It is to end.
    case ended
    /// What a script would exit with.
    case failed(ExitCode)
  }

  let session: Session
  private let progress: ProgressLine
  private let graphics: TerminalGraphics
  /// Opens a text in the user's editor; nil where there is no terminal.
  var openEditor: ((String) -> EditedText)?
  /// Told of what is entered from the editor.
  var remember: (String) -> Void = { _ in }
  /// The file that `:reload` enters again.
  var lastFile: String?
  /// What was entered last, whatever became of it.
  private(set) var lastEntry = ""

  init(_ session: Session, _ progress: ProgressLine, _ graphics: TerminalGraphics) {
    (self.session, self.progress, self.graphics) = (session, progress, graphics)
  }

  /// Carries out a command, or enters a statement.
  func answer(_ text: String) -> Reply {
    if let command = commandMeant(by: text) { return carryOut(command) }
    if text.hasPrefix(":") {
      // A setting may have been changed, or undone.
      defer { graphics.setting = session.settings.graphics }
      return carryOut(text)
    }
    lastEntry = text
    return enter(text)
  }

  /// Words that a newcomer tries first; names of the session go before them.
  private func commandMeant(by text: String) -> String? {
    let word = text.trimmed()
    guard ["help", "quit", "exit"].contains(word),
      !session.names.contains(where: { $0.name == word })
    else { return nil }
    return word == "help" ? ":help" : ":quit"
  }

  func enter(_ text: String, name: String? = nil) -> Reply {
    let start = Date()
    let outcome = session.enter(text, name: name)
    progress.clear()
    switch outcome {
    case .done(let echo):
      if let echo { print(echo) }
      return .well
    case .refused: return .failed(ExitCode(2))
    case .failed(let error): return .failed(Run.exitCode(of: error))
    case .interrupted(let progress):
      say(Self.interruption(after: Date().timeIntervalSince(start), at: progress))
      return .failed(ExitCode(130))
    }
  }

  /// Says something in words: on a terminal in lines that fit it as it is now.
  func say(_ text: String) {
    guard isatty(STDOUT_FILENO) != 0 else { return print(text) }
    let lines = text.safeForTerminal.wrapped(toWidth: terminalColumns(), hanging: 2)
    print(lines.joined(separator: "\n"))
  }

  /// `interrupted after 2.1 s, at 12 % of the warmup; nothing has changed`
  private static func interruption(after seconds: Double, at progress: SamplingProgress?) -> String
  {
    var text = String(printf: "interrupted after %.1f s", seconds)
    if let compilation = progress?.compilation {
      text += ", while " + ProgressLine.line(of: compilation)
    } else if let progress {
      text +=
        String(printf: ", at %.0f %% of the ", 100 * progress.fraction) + progress.phase.rawValue
    }
    return text + "; nothing has changed"
  }
}
