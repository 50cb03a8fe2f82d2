import CompSource

/// What `:help` shows.
extension Session {
  /// Help on a command, a subject, or a name of the language; on nothing, what there is. nil where a
  /// topic is unknown: see `adviceOnHelp`.
  public func help(on topic: String) -> String? {
    let page = HelpPage(columns: environment.page().columns)
    let word = topic.hasPrefix(":") ? String(topic.dropFirst()) : topic
    if word.isEmpty { return overview(page) }
    if let command = SessionCommand(rawValue: word) { return help(on: command, page) }
    if !topic.hasPrefix(":") {
      if let subject = HelpTopic(named: word) { return help(on: subject, page) }
      if let text = documentation(of: word) { return page.filled(text) }
    }
    return SessionCommand(named: word).map { help(on: $0, page) }
  }

  /// What is said of a topic that there is no help on.
  public func adviceOnHelp(_ topic: String) -> String {
    let known =
      SessionCommand.allCases.map(\.rawValue)
      + HelpTopic.allCases.flatMap { [$0.rawValue] + $0.otherWords } + documentedNames
    let near = nearestName(to: topic.drop { $0 == ":" }.lowercased(), among: known)
    return "there is no help on '\(topic)'"
      + (near.map { "; did you mean '\($0)'?" } ?? "; :help alone lists what there is")
  }

  private func overview(_ page: HelpPage) -> String {
    [
      "Anything that does not begin with a colon is Comp: a statement is run, an expression shown.",
      page.table(SessionCommand.allCases.map { ($0.usage, $0.meaning) }),
      "A command may be shortened: :h, :pla. Subjects of :help:",
      page.table(HelpTopic.allCases.map { ($0.rawValue, $0.title.filter { $0 != "`" }) }),
    ].map { $0.contains("\n") ? $0 : page.filled($0) }.joined(separator: "\n\n")
  }

  private func help(on command: SessionCommand, _ page: HelpPage) -> String {
    var text = page.filled("\(command.usage): \(command.meaning)") + "\n\n"
    text += page.filled(command.details)
    if documentation(of: command.rawValue) != nil {
      text += "\n\n" + page.filled("':doc \(command.rawValue)' tells of what programs call so.")
    }
    return text
  }

  private func help(on topic: HelpTopic, _ page: HelpPage) -> String {
    page.filled("\(topic.rawValue): \(topic.title.filter { $0 != "`" })") + "\n\n"
      + page.shown(topic.text)
  }
}
