import CompPlatform

/// Completion of lines that begin with a colon.
extension Session {
  /// - Parameters:
  ///   - word: as for `completions(of:after:)`.
  ///   - text: from the colon on.
  func commandCompletions(of word: String, after text: String) -> [Completion] {
    let typed = text.dropFirst()
    guard let blank = typed.firstIndex(where: \.isWhitespace) else {
      return SessionCommand.allCases.map { Completion(text: $0.rawValue, note: $0.meaning) }
    }
    guard let command = SessionCommand(named: String(typed[..<blank])) else { return [] }
    let rest = String(typed[blank...].drop(while: \.isWhitespace))
    let isFirstWord = rest.isEmpty
    switch command {
    case .help:
      guard isFirstWord else { return [] }
      let topics =
        SessionCommand.allCases.map { Completion(text: $0.rawValue, note: $0.meaning) }
        + HelpTopic.allCases.map { Completion(text: $0.rawValue, note: $0.title) }
      return topics + (word.isEmpty ? [] : documented(word))
    case .doc: return isFirstWord ? documented(word) : []
    case .source, .edit: return isFirstWord ? declared : []
    case .browse:
      return isFirstWord
        ? names.map { Completion(text: $0.name, note: $0.type) } + standard(word) : []
    case .ir:
      let stages = SessionStage.allCases.map { Completion(text: $0.rawValue, note: $0.meaning) }
      return (isFirstWord ? stages : []) + programCompletions(of: word, after: rest)
    case .type, .plan, .time: return programCompletions(of: word, after: rest)
    case .plot: return programCompletions(of: word, after: "plot(" + rest)
    case .load, .save: return pathCompletions(of: word, after: rest)
    case .set: return settings(rest)
    case .reload, .undo, .quit: return []
    }
  }

  private func settings(_ rest: String) -> [Completion] {
    guard !rest.isEmpty else {
      return SessionSetting.allCases.map { Completion(text: $0.rawValue, note: $0.meaning) }
    }
    guard let setting = SessionSetting(rawValue: rest.trimmed()) else {
      return []
    }
    return setting.choices.map { Completion(text: $0, note: "\(setting.rawValue)") }
  }

  private func standard(_ word: String) -> [Completion] {
    standardNames.filter { $0.hasPrefix(word) }.map { name in
      Completion(text: name, note: value(of: name).map(note) ?? "")
    }
  }

  /// What `:doc` knows.
  private func documented(_ word: String) -> [Completion] {
    documentedNames.filter { $0.hasPrefix(word) }.map { name in
      let row = ReferenceEntry.sections.lazy.flatMap(\.entries).first { $0.name == name }
      return Completion(text: name, note: value(of: name).map(note) ?? row?.documentation ?? "")
    }
  }

  /// What has source in Comp.
  private var declared: [Completion] {
    (names.map(\.name) + interpreter.libraryNames).map { name in
      Completion(text: name, note: value(of: name).map(note) ?? "")
    }
  }
}
