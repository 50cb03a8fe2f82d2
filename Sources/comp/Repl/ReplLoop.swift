import CompFiles
import CompKit
import Foundation

/// The loop at the prompt: reads an entry, carries it out, shows what it gives.
final class ReplLoop {
  private let session: Session
  private let stop: StopFlag
  private let progress: ProgressLine
  private let graphics: TerminalGraphics
  private let editor: LineEditor
  private var lastFile: String?

  private static let prompt = "comp> "
  private static let continuation = "  ... "

  init(
    _ session: Session, _ stop: StopFlag, _ progress: ProgressLine, _ graphics: TerminalGraphics
  ) {
    (self.session, self.stop, self.progress) = (session, stop, progress)
    self.graphics = graphics
    let state =
      ProcessInfo.processInfo.environment["XDG_STATE_HOME"] ?? NSHomeDirectory() + "/.local/state"
    editor = LineEditor(historyPath: state + "/comp/history", graphics) { stop.set(true) }
  }

  func run() {
    print("comp \(Comp.version); :help tells what can be asked, Ctrl-D leaves")
    enterStartup()
    while let entry = nextEntry() {
      stop.set(false)
      editor.remember(entry)
      if entry.hasPrefix(":") {
        if !command(entry) { return }
      } else {
        show(session.enter(entry))
      }
    }
    print()
  }

  /// What the user has put into `comp/startup.comp` in the XDG configuration folder.
  private func enterStartup() {
    let folder =
      ProcessInfo.processInfo.environment["XDG_CONFIG_HOME"] ?? NSHomeDirectory() + "/.config"
    let path = folder + "/comp/startup.comp"
    if FileManager.default.fileExists(atPath: path) { load(path) }
  }

  /// The next entry, of as many lines as the parser asks for; an empty line ends it as it is. nil at the
  /// end of the input.
  private func nextEntry() -> String? {
    var entry = ""
    while true {
      let line = editor.line(prompt: entry.isEmpty ? Self.prompt : Self.continuation) {
        [session] word, before in
        before.isEmpty && word.isEmpty ? [] : Self.completions(session, word, before)
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

  private static func completions(_ session: Session, _ word: String, _ before: String)
    -> [Completion]
  {
    if before == ":" {
      return ReplCommand.allCases.filter { $0.rawValue.hasPrefix(word) }.map {
        Completion(text: $0.rawValue, note: $0.meaning)
      }
    }
    return session.completions(of: word, after: before)
  }

  private func show(_ outcome: Session.Outcome) {
    progress.clear()
    switch outcome {
    case .done(let echo): if let echo { print(echo) }
    case .refused, .failed: break
    case .interrupted: print("interrupted; nothing has changed")
    }
  }

  // MARK: Commands

  /// - Returns: false where it is to end.
  private func command(_ line: String) -> Bool {
    let body = line.dropFirst()
    let word = String(body.prefix { !$0.isWhitespace })
    let rest = body.dropFirst(word.count).trimmingCharacters(in: .whitespaces)
    guard let command = ReplCommand(named: word) else {
      let near = nearestName(to: word, among: ReplCommand.allCases.map(\.rawValue))
      print(
        "there is no command ':\(word)'"
          + (near.map { "; did you mean ':\($0)'?" } ?? "; :help names them"))
      return true
    }
    if command == .quit { return false }
    carryOut(command, rest)
    return true
  }

  private func carryOut(_ command: ReplCommand, _ rest: String) {
    switch command {
    case .help: help(rest)
    case .type: needing(rest, command) { show(session.type(of: $0)) }
    case .doc:
      needing(rest, command) { name in
        print(session.documentation(of: name) ?? "nothing is known of '\(name)'")
      }
    case .source:
      needing(rest, command) { name in
        print(session.source(of: name) ?? "'\(name)' has no source in Comp")
      }
    case .plan: needing(rest, command) { show(session.plan(of: $0)) }
    case .ir: needing(rest, command) { show(session.functions(of: $0)) }
    case .plot: needing(rest, command) { show(session.enter("plot(\($0))")) }
    case .load: needing(rest, command) { load(Self.path($0)) }
    case .reload:
      if let lastFile { load(lastFile) } else { print("no file was loaded yet") }
    case .browse: browse(rest)
    case .time:
      needing(rest, command) { entry in
        let start = Date()
        show(session.enter(entry))
        print(String(format: "%.3f s", Date().timeIntervalSince(start)))
      }
    case .set: set(rest)
    case .save: needing(rest, command) { save(to: Self.path($0)) }
    case .undo: print(session.undo().map { "undone: \($0)" } ?? "there is nothing to undo")
    case .quit: break
    }
  }

  private func show(_ text: String?) { if let text { print(text) } }

  private func needing(_ rest: String, _ command: ReplCommand, _ body: (String) -> Void) {
    if rest.isEmpty { print("\(command.usage): \(command.meaning)") } else { body(rest) }
  }

  private func help(_ topic: String) {
    let name = topic.hasPrefix(":") ? String(topic.dropFirst()) : topic
    let shown = ReplCommand(named: name).map { [$0] } ?? ReplCommand.allCases
    let width = shown.map(\.usage.count).max() ?? 0
    for command in shown {
      let blanks = String(repeating: " ", count: width - command.usage.count + 2)
      print(command.usage + blanks + command.meaning)
    }
    if shown.count > 1 {
      print("Anything else is Comp: a statement is run, an expression shown. _ is the last value.")
    }
  }

  private func browse(_ prefix: String) {
    if prefix.isEmpty {
      let names = session.names
      for entry in names { print("\(entry.name): \(entry.type)") }
      if names.isEmpty { print("no names yet; :browse g lists standard ones that begin with g") }
    } else {
      print(session.standardNames.filter { $0.hasPrefix(prefix) }.joined(separator: "  "))
    }
  }

  /// A path as it is typed, in quotes or without.
  private static func path(_ text: String) -> String { text.trimmingCharacters(in: ["\""]) }

  private func load(_ file: String) {
    do {
      let bytes = try readWhole(file)
      guard let text = String(validating: bytes, as: UTF8.self) else {
        print("\(file) is not text in UTF-8")
        return
      }
      lastFile = file
      show(session.enter(text))
    } catch {
      print("cannot read \(file): \(error)")
    }
  }

  private func save(to file: String) {
    let script = session.script
    do {
      try writeWhole(Array(script.utf8), to: file)
      if let error = Comp.compile(script, name: file, options: session.options).errors.first {
        print("saved, but it does not run as it is: \(error.message)")
      } else {
        print("saved; 'comp run \(file)' does the same again")
        if session.drawsAnew {
          print("calls of sample that ran several times name no seed: they will give other draws")
        }
      }
    } catch {
      print("cannot write \(file): \(error)")
    }
  }

  private func set(_ rest: String) {
    let words = rest.split(separator: " ").map(String.init)
    switch (words.first, words.dropFirst().first) {
    case ("seed"?, let value?):
      guard let seed = UInt64(value) else { return print("a seed is a whole number, zero or more") }
      session.options.seed = seed
    case ("threads"?, let value?):
      guard let threads = Int(value), (1...1024).contains(threads) else {
        return print("threads are from 1 to 1024")
      }
      session.options.threads = threads
    case ("graphics"?, let value?):
      guard let choice = GraphicsChoice(rawValue: value) else {
        return print("graphics are auto, kitty, sixel or text")
      }
      graphics.setting = choice
    case ("precision"?, let value?):
      guard let precision = Precision(rawValue: value) else {
        return print("the precision is float or double")
      }
      session.options.precision = precision
    default:
      let options = session.options
      print(
        "seed \(options.seed), threads \(options.threads), precision \(options.precision.rawValue), "
          + "graphics \(graphics.setting.rawValue)")
    }
  }
}
