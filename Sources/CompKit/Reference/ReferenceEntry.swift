/// A row of the reference about something that is no function and is not declared in Comp: what `:doc`
/// shows of it, and what docs/reference.md says.
struct ReferenceEntry: Sendable {
  let name: String
  /// How it is written.
  let usage: String
  let documentation: String
  /// Of a member the kinds of reports that have it.
  let owners: [String]

  init(_ name: String, _ usage: String, _ documentation: String, of owners: [String] = []) {
    (self.name, self.usage, self.documentation) = (name, usage, documentation)
    self.owners = owners
  }

  /// All of them, by what they are.
  static let sections: [(title: String, kind: String, entries: [ReferenceEntry])] = [
    ("Operators", "operator", operators), ("Keywords", "keyword", keywords),
    ("Types", "type", types), ("Constants", "constant", constants),
    ("Members of reports", "member", members),
  ]
}
