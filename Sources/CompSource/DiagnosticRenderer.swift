/// Renders diagnostics as text: the message, each labelled place with its line and carets, notes,
/// help and the suggested edit.
public struct DiagnosticRenderer: Sendable {
  public var usesColor: Bool
  public init(usesColor: Bool = false) { self.usesColor = usesColor }

  public func render(_ diagnostic: Diagnostic) -> String {
    let tint =
      switch diagnostic.severity {
      case .error: "31"
      case .warning: "33"
      case .note: "36"
      }
    var text =
      styled("\(diagnostic.severity.rawValue)[\(diagnostic.code.rawValue)]", "1;" + tint)
      + styled(": \(diagnostic.message)", "1")
    let width =
      diagnostic.labels.map {
        String($0.span.source.position(at: $0.span.range.lowerBound).line).count
      }.max() ?? 1
    let margin = String(repeating: " ", count: width)
    for (index, label) in diagnostic.labels.enumerated() {
      text += "\n\(margin)\(styled(index == 0 ? "-->" : ":::", "34")) \(label.span.place)"
      text += snippet(
        label, width: width, mark: index == 0 ? "^" : "-", tint: index == 0 ? tint : "34")
    }
    for note in diagnostic.notes {
      text += "\n\(margin) \(styled("=", "34")) note: \(indented(note, margin))"
    }
    if let help = diagnostic.help {
      text += "\n\(margin) \(styled("=", "34")) help: \(indented(help, margin))"
    }
    if let suggestion = diagnostic.suggestion {
      let (line, _) = suggestion.span.source.position(at: suggestion.span.range.lowerBound)
      text += "\n\(margin) \(styled("=", "34")) help: \(suggestion.message)"
      text += "\n\(margin) \(styled("|", "34"))     \(styled(mended(suggestion, line: line), "32"))"
    }
    return text
  }

  private func indented(_ text: String, _ margin: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).joined(
      separator: "\n\(margin)         ")
  }

  private func styled(_ text: String, _ style: String) -> String {
    usesColor ? "\u{1B}[\(style)m\(text)\u{1B}[0m" : text
  }

  /// The line of a label, and below it carets under the labelled stretch. Lines beyond 100 columns
  /// are shown around the stretch alone.
  private func snippet(_ label: Diagnostic.Label, width: Int, mark: String, tint: String) -> String
  {
    let source = label.span.source
    let (line, column) = source.position(at: label.span.range.lowerBound)
    var characters = Array(source.lineText(line)).map { $0 == "\t" ? " " : $0 }
    var start = column - 1
    let (endLine, endColumn) = source.position(at: label.span.range.upperBound)
    var count = max(endLine == line ? endColumn - column : characters.count - start, 1)
    if characters.count > 100 {
      let from = max(0, start - 40)
      let to = min(characters.count, from + 90)
      characters =
        (from > 0 ? ["…"] : []) + characters[min(from, to)..<to]
        + (to < source.lineText(line).count ? ["…"] : [])
      start = start - from + (from > 0 ? 1 : 0)
      count = max(1, min(count, characters.count - start))
    }
    let number = String(line)
    let blank = String(repeating: " ", count: width)
    let padded = String(repeating: " ", count: max(0, width - number.count)) + number
    let lead = String(
      repeating: " ", count: max(0, characters.prefix(start).reduce(0) { $0 + cells($1) }))
    let carets = characters.dropFirst(start).prefix(count).reduce(0) { $0 + cells($1) }
    return "\n\(blank) \(styled("|", "34"))"
      + "\n\(styled(padded, "34")) \(styled("|", "34")) \(String(characters))"
      + "\n\(blank) \(styled("|", "34")) \(lead)\(styled(String(repeating: mark, count: max(carets, 1)) + " " + label.message, tint))"
  }

  /// The columns that a character takes in a terminal.
  private func cells(_ character: Character) -> Int {
    guard let scalar = character.unicodeScalars.first else { return 0 }
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      return 2
    default: return 1
    }
  }

  /// The suggestion's line with the edit applied.
  private func mended(_ suggestion: Diagnostic.Suggestion, line: Int) -> String {
    let source = suggestion.span.source
    let start = source.lineStarts[line - 1]
    let end = start + source.lineText(line).utf8.count
    let range = suggestion.span.range
    guard range.lowerBound >= start, range.upperBound <= end else { return suggestion.replacement }
    let mended =
      source.text(in: start..<range.lowerBound) + suggestion.replacement
      + source.text(in: range.upperBound..<end)
    return String(mended.drop { $0 == " " || $0 == "\t" })
  }
}
