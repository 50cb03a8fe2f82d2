import CompSource

/// Text for people, laid out for a width.
struct HelpPage {
  let columns: Int

  /// Terms with what they mean, which goes on below itself; below the term where there is no room.
  func table(_ rows: [(term: String, meaning: String)]) -> String {
    let longest = rows.map(\.term.count).max() ?? 0
    let indent = longest + 2 + 24 <= columns ? longest + 2 : 4
    return rows.map { row in
      let lines = wrapped(row.meaning, to: columns - indent)
      let margin = String(repeating: " ", count: indent)
      let below = lines.map { margin + $0 }
      guard indent > longest else { return ([row.term] + below).joined(separator: "\n") }
      let first = row.term + String(repeating: " ", count: indent - row.term.count)
      return ([first + (lines.first ?? "")] + below.dropFirst()).joined(separator: "\n")
    }.joined(separator: "\n")
  }

  /// Lines as they are, those that are too long broken.
  func filled(_ text: String) -> String { wrapped(text, to: columns).joined(separator: "\n") }

  /// A page of Markdown: code is indented and stays as it is, paragraphs and items are filled.
  func shown(_ markdown: String) -> String {
    var shown: [String] = []
    var paragraph = ""
    var isCode = false
    func finish() {
      guard !paragraph.isEmpty else { return }
      let isItem = paragraph.hasPrefix("- ")
      let lines = wrapped(
        String(isItem ? paragraph.dropFirst(2) : paragraph[...]), to: columns - (isItem ? 2 : 0))
      shown += lines.enumerated().map { (isItem ? ($0 == 0 ? "- " : "  ") : "") + $1 }
      paragraph = ""
    }
    for line in markdown.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") {
        finish()
        isCode.toggle()
      } else if isCode {
        shown.append("    " + line)
      } else {
        if line.isEmpty || line.hasPrefix("- ") { finish() }
        if line.isEmpty { shown.append("") }
        paragraph += (paragraph.isEmpty ? "" : " ") + line.filter { $0 != "`" }
      }
    }
    finish()
    return shown.joined(separator: "\n")
  }

  /// Lines of whole words.
  private func wrapped(_ text: String, to width: Int) -> [String] { text.wrapped(toWidth: width) }
}
