import CompSource
import CompSyntax

extension Session {
  /// A program that does what the session did: its entries in their order, with the seeds that its calls
  /// of `sample` took. A name that was defined again is numbered where it stood for something else;
  /// `_` is numbered too. Values of statements are printed, as the session showed them.
  public var script: String {
    var script = SessionScript(entries)
    return script.text()
  }
}

/// Entries as one program.
private struct SessionScript {
  private let entries: [SessionEntry]
  /// How often each name is defined by all entries, and by those written so far.
  private var total: [String: Int] = [:]
  private var written: [String: Int] = [:]
  /// The statements whose values `_` stands for somewhere behind.
  private var lastValues = 0

  init(_ entries: [SessionEntry]) {
    self.entries = entries
    for name in entries.flatMap(\.definedNames) { total[name, default: 0] += 1 }
  }

  mutating func text() -> String {
    var lines: [String] = []
    for (index, entry) in entries.enumerated() {
      let defined = Set(entry.definedNames)
      // A definition may mention what its name stood for before.
      let earlier = written
      for name in entry.definedNames { written[name, default: 0] += 1 }
      var edits = renames(entry, defined, earlier)
      edits += seeds(entry)
      edits += display(of: entry, isUsed: isLastValueUsed(after: index))
      lines.append(applied(edits, to: entry.tree.source))
    }
    return lines.joined(separator: "\n") + (lines.isEmpty ? "" : "\n")
  }

  private typealias Edit = (range: Range<Int>, text: String)

  private func name(_ name: String, version: Int) -> String {
    version < total[name, default: 0] ? "\(name)_\(version)" : name
  }

  private func renames(
    _ entry: SessionEntry, _ defined: Set<String>, _ earlier: [String: Int]
  ) -> [Edit] {
    let definitions = Set(
      entry.tree.statements.compactMap { SessionEntry.name(definedBy: $0)?.span.range.lowerBound })
    let tokens = entry.tree.tokens
    return tokens.indices.compactMap { index in
      let token = tokens[index]
      let (isMember, isLabel) = (
        index > 0 && tokens[index - 1].text == ".",
        index + 1 < tokens.count && tokens[index + 1].text == ":"
      )
      guard token.kind == .identifier, !isMember, !isLabel else { return nil }
      if token.text == Session.lastValueName {
        return lastValues > 0 ? (token.span.range, "last_\(lastValues)") : nil
      }
      let isDefinition = definitions.contains(token.span.range.lowerBound)
      let version =
        isDefinition || !defined.contains(token.text)
        ? written[token.text, default: 0] : max(earlier[token.text, default: 0], 1)
      guard version > 0 else { return nil }
      let name = name(token.text, version: version)
      return name == token.text ? nil : (token.span.range, name)
    }
  }

  /// Seeds for the calls that took one each; a call that was reached several times goes without.
  private func seeds(_ entry: SessionEntry) -> [Edit] {
    Dictionary(grouping: entry.seeds, by: \.span).compactMap { span, given in
      guard given.count == 1, span.source === entry.tree.source else { return nil }
      let end = span.range.upperBound - 1
      return (end..<end, ", seed: \(given[0].seed)")
    }
  }

  private func isLastValueUsed(after index: Int) -> Bool {
    for entry in entries[(index + 1)...] {
      if entry.mentions.contains(Session.lastValueName) { return true }
      if case .expression? = entry.tree.statements.last?.kind { return false }
    }
    return false
  }

  /// What makes a script show what the session showed.
  private mutating func display(of entry: SessionEntry, isUsed: Bool) -> [Edit] {
    guard let last = entry.tree.statements.last, case .expression = last.kind, entry.showsValue
    else { return [] }
    let (start, end) = (last.span.range.lowerBound, last.span.range.upperBound)
    guard isUsed else { return [(start..<start, "print("), (end..<end, ")")] }
    lastValues += 1
    let name = "last_\(lastValues)"
    return [(start..<start, "let \(name) = "), (end..<end, "\nprint(\(name))")]
  }

  private func applied(_ edits: [Edit], to source: SourceFile) -> String {
    var text = ""
    var place = 0
    for edit in edits.sorted(by: {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }) {
      text += source.text(in: place..<edit.range.lowerBound) + edit.text
      place = edit.range.upperBound
    }
    text += source.text(in: place..<source.bytes.count)
    while text.hasSuffix("\n") { text.removeLast() }
    return text
  }
}
