import ArgumentParser
import CompFiles
import CompKit
import CompPlatform

/// What lines that begin with a colon do: a method a command.
extension Conversation {
  func carryOut(_ line: String) -> Reply {
    let body = line.dropFirst()
    let word = String(body.prefix { !$0.isWhitespace })
    let rest = body.dropFirst(word.count).trimmed()
    guard let command = SessionCommand(named: word) else {
      let near = nearestName(to: word, among: SessionCommand.allCases.map(\.rawValue))
      return refuse(
        "there is no command ':\(word)'"
          + (near.map { "; did you mean ':\($0)'?" } ?? "; :help names them"))
    }
    switch command {
    case .help: return help(rest)
    case .browse: return browse(rest)
    case .set: return set(rest)
    case .reload:
      guard let lastFile else { return refuse("no file was loaded yet") }
      return load(lastFile)
    case .undo:
      guard let undone = session.undo() else { return refuse("there is nothing to undo") }
      say("undone: \(undone)")
      return .well
    case .ir: return listing(rest)
    case .edit: return edit(rest)
    case .quit: return .ended
    case .type, .doc, .source, .plan, .plot, .load, .time, .save:
      guard !rest.isEmpty else { return refuse("\(command.usage): \(command.meaning)") }
      return carryOut(command, rest)
    }
  }

  private func carryOut(_ command: SessionCommand, _ rest: String) -> Reply {
    switch command {
    case .type: show(session.type(of: rest))
    case .doc: show(session.documentation(of: rest), or: "nothing is known of '\(rest)'")
    case .source:
      show(session.source(of: rest), or: "'\(rest)' has no source in Comp", isCode: true)
    case .plan: show(session.plan(of: rest))
    case .plot: enter("plot(\(rest))")
    case .load: load(Self.path(rest))
    case .time: time(rest)
    case .save: save(to: Self.path(rest))
    case .help, .browse, .set, .reload, .undo, .ir, .edit, .quit: .well
    }
  }

  // MARK: What is said

  private func refuse(_ text: String) -> Reply {
    say(text)
    return .failed(ExitCode(2))
  }

  /// - Parameters:
  ///   - text: nil where there is nothing to show.
  ///   - otherwise: what is said then; nil where that was reported.
  ///   - isCode: whether it is to be copied, and so its lines stay whole.
  private func show(_ text: String?, or otherwise: String? = nil, isCode: Bool = false) -> Reply {
    if let text {
      if isCode { print(text) } else { say(text) }
      return .well
    }
    if let otherwise { say(otherwise) }
    return .failed(ExitCode(2))
  }

  // MARK: Asking

  private func help(_ topic: String) -> Reply {
    show(session.help(on: topic), or: session.adviceOnHelp(topic))
  }

  private func listing(_ rest: String) -> Reply {
    let first = rest.prefix { !$0.isWhitespace }
    guard let stage = SessionStage(rawValue: String(first)) else {
      return show(session.listing(of: rest.isEmpty ? "_" : rest, at: .ir), isCode: true)
    }
    let density = rest.dropFirst(first.count).trimmed()
    return show(
      session.listing(of: density.isEmpty ? "_" : density, at: stage), isCode: stage != .graph)
  }

  private func browse(_ name: String) -> Reply {
    guard !name.isEmpty else {
      let names = session.names
      for entry in names { say("\(entry.name): \(entry.type)") }
      if names.isEmpty { say("no names yet; :browse g lists standard ones that begin with g") }
      return .well
    }
    let members = session.members(of: name)
    if !members.isEmpty {
      for member in members { say("\(member.text): \(member.note)") }
      return .well
    }
    let found = session.standardNames.filter { $0.hasPrefix(name) }
    return show(
      found.isEmpty ? nil : found.joined(separator: "  "), or: "no name begins with '\(name)'")
  }

  // MARK: Entering

  private func time(_ entry: String) -> Reply {
    let start = Date()
    let reply = answer(entry)
    say(String(printf: "%.3f s", Date().timeIntervalSince(start)))
    return reply
  }

  /// A path as it is typed, in quotes or without.
  private static func path(_ text: String) -> String {
    text.trimmed { $0 == "\"" }.expandingTilde
  }

  func load(_ file: String) -> Reply {
    do {
      let bytes = try readWhole(file)
      guard let text = String(validating: bytes, as: UTF8.self) else {
        say("\(file) is not text in UTF-8")
        return .failed(ExitCode(3))
      }
      lastFile = file
      return enter(text, name: file)
    } catch {
      say("cannot read \(file): \(error)")
      return .failed(ExitCode(3))
    }
  }

  /// Opens the last entry, what declares a name, or all entries; what is saved is entered.
  private func edit(_ name: String) -> Reply {
    guard let openEditor else { return refuse(":edit needs a terminal") }
    let text: String
    switch name {
    case "": text = lastEntry
    case "*": text = session.text
    default:
      guard let source = session.source(of: name) else {
        return refuse("'\(name)' has no source in Comp")
      }
      text = source
    }
    switch openEditor(text) {
    case .failed(let reason): return refuse("\(reason); nothing has changed")
    case .unchanged:
      say("nothing was changed, and nothing is entered")
      return .well
    case .saved(let edited):
      guard !edited.allSatisfy(\.isWhitespace) else {
        say("nothing is left, and nothing is entered")
        return .well
      }
      remember(edited)
      return answer(edited)
    }
  }

  // MARK: Settings and scripts

  private func set(_ rest: String) -> Reply {
    let words = rest.split(separator: " ").map(String.init)
    guard let name = words.first else {
      for setting in SessionSetting.allCases {
        say("\(setting.rawValue) \(setting.value(in: session.settings)): \(setting.meaning)")
      }
      return .well
    }
    let names = SessionSetting.allCases.map(\.rawValue)
    guard let setting = SessionSetting(rawValue: name) else {
      return refuse(
        "there is no setting '\(name)'; "
          + (nearestName(to: name, among: names).map { "did you mean '\($0)'?" }
            ?? "they are \(names.joined(separator: ", "))"))
    }
    guard words.count > 1 else {
      say("\(name) \(setting.value(in: session.settings)): \(setting.meaning)")
      return .well
    }
    var settings = session.settings
    guard words.count == 2, setting.set(words[1], in: &settings) else {
      return refuse("\(name) is \(setting.values)")
    }
    if setting.value(in: settings) != setting.value(in: session.settings) {
      session.settings = settings
    }
    return .well
  }

  private func save(to file: String) -> Reply {
    let script = session.script
    do { try writeWhole(Array(script.utf8), to: file) } catch {
      say("cannot write \(file): \(error)")
      return .failed(ExitCode(3))
    }
    if let error = Comp.compile(script, name: file, options: session.options).errors.first {
      say("saved, but it does not run as it is: \(error.message)")
      return .well
    }
    let precisions = session.scriptPrecisions
    let option = precisions == [.double] ? "--precision double " : ""
    say("saved; 'comp run \(option)\(file)' does the same again")
    if precisions.count > 1 {
      say("chains ran in float and in double; a program runs in one, and gives other draws")
    }
    if session.drawsAnew {
      say("calls of sample that ran several times name no seed: they will give other draws")
    }
    if session.wasStopped {
      say("what was stopped runs to its end in the program, and so gives more draws")
    }
    return .well
  }
}
