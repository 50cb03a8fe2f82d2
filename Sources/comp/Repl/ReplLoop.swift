import CompKit
import CompPlatform

/// The loop at the prompt: reads an entry, has it answered, and again.
final class ReplLoop {
  private let conversation: Conversation
  private let editor: LineEditor

  static let prompt = "comp> "
  private static let continuation = "  ... "

  init(_ conversation: Conversation, _ stop: StopFlag, _ graphics: TerminalGraphics) {
    self.conversation = conversation
    let state =
      ProcessInfo.processInfo.environment["XDG_STATE_HOME"] ?? String.homeFolder + "/.local/state"
    let history = HistoryFile(path: state + "/comp/history")
    let editor = LineEditor(history: history, graphics, stop: stop)
    self.editor = editor
    conversation.remember = { editor.remember($0) }
    conversation.openEditor = { text in
      editor.restoreTerminal()
      return TextEditor.open(text)
    }
  }

  /// - Parameter startsUp: whether the user's startup file is entered first.
  func run(startsUp: Bool) {
    conversation.say("comp \(Comp.version); :help tells what can be asked, Ctrl-D leaves")
    if startsUp { enterStartup() }
    while let entry = nextEntry() {
      editor.remember(entry)
      if case .ended = conversation.answer(entry) { return editor.restoreTerminal() }
    }
    editor.restoreTerminal()
    print()
  }

  /// What the user has put into `comp/startup.comp` in the XDG configuration folder.
  private func enterStartup() {
    let folder =
      ProcessInfo.processInfo.environment["XDG_CONFIG_HOME"] ?? String.homeFolder + "/.config"
    let path = folder + "/comp/startup.comp"
    guard FileManager.default.fileExists(atPath: path) else { return }
    if case .failed = conversation.load(path) { conversation.say("nothing of \(path) was entered") }
    conversation.lastFile = nil
  }

  /// The next entry, of as many lines as the parser asks for; an empty line ends it as it is. nil at the
  /// end of the input.
  private func nextEntry() -> String? {
    var entry = ""
    while true {
      let line = editor.line(prompt: entry.isEmpty ? Self.prompt : Self.continuation) {
        [conversation, entry] word, before in
        // On an empty line there would be all.
        before.isEmpty && word.isEmpty
          ? []
          : conversation.session.completions(
            of: word, after: entry.isEmpty ? before : entry + "\n" + before)
      }
      switch line {
      case .interrupted: entry = ""
      case .end: return entry.isEmpty ? nil : entry
      case .text(let text):
        let stripped = Self.withoutPrompts(text)
        if entry.isEmpty, stripped.allSatisfy(\.isWhitespace) { continue }
        let isEnded = !entry.isEmpty && stripped.isEmpty
        entry += entry.isEmpty ? stripped : "\n" + stripped
        if entry.hasPrefix(":") || isEnded || !Session.isUnfinished(entry) { return entry }
      }
    }
  }

  /// A pasted session is taken for what was typed in it: where one line of several has a prompt, those
  /// without are answers.
  static func withoutPrompts(_ text: String) -> String {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    guard lines.contains(where: { $0.hasPrefix(prompt) }) else {
      return lines.map { line in
        line.hasPrefix(continuation) ? line.dropFirst(continuation.count) : line
      }.joined(separator: "\n")
    }
    return lines.compactMap { line in
      for sign in [prompt, continuation] where line.hasPrefix(sign) {
        return line.dropFirst(sign.count)
      }
      // A last empty line is the key that ended the paste.
      return nil
    }.joined(separator: "\n")
  }
}
