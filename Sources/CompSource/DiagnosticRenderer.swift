/// Renders diagnostics as text: the message, the labelled lines with marks under the labelled
/// stretches, notes, help and the suggested edit.
public struct DiagnosticRenderer: Sendable {
  public var usesColor: Bool
  /// The columns of the terminal that the text is to fit, but for the names of files, which stay
  /// whole; nil where lines may be as long as they come.
  public var columns: Int?

  public init(usesColor: Bool = false, columns: Int? = nil) {
    (self.usesColor, self.columns) = (usesColor, columns)
  }

  /// Characters that a terminal would obey are shown as signs.
  public func render(_ diagnostic: Diagnostic) -> String {
    let tint =
      switch diagnostic.severity {
      case .error: "31"
      case .warning: "33"
      case .note: "36"
      }
    let head = "\(diagnostic.severity.rawValue)[\(diagnostic.code.rawValue)]"
    var text =
      styled(head, "1;" + tint)
      + broken(": \(diagnostic.message)", lead: head.count, indent: "  ")
      .map { styled($0, "1") }.joined(separator: "\n")
    let lines =
      diagnostic.labels.map { $0.span.line } + [diagnostic.suggestion?.span.line].compactMap { $0 }
    let width = String(lines.max() ?? 1).count
    let margin = String(repeating: " ", count: width)
    let bar = styled("|", "34")
    let room = columns.map { max($0 - width - 3, 10) }
    for (index, group) in files(of: diagnostic.labels).enumerated() {
      let place = group[0].span.place.safeForTerminal
      text += "\n\(margin)\(styled(index == 0 ? "-->" : ":::", "34")) \(place)"
      text += "\n\(margin) \(bar)"
      var shown: Int?
      for line in Set(group.map(\.span.line)).sorted() {
        if let shown, line > shown + 1 { text += "\n\(styled("...", "34"))" }
        shown = line
        let labels = group.filter { $0.span.line == line }
        let snippet = Snippet(
          line: group[0].span.source.lineText(line),
          labels: labels.map { label in
            let isPrimary = label.span == diagnostic.labels[0].span
            let (_, column) = label.span.source.position(at: label.span.range.lowerBound)
            return .init(
              start: column - 1, count: label.span.columnsOnFirstLine,
              message: label.message.safeForTerminal, mark: isPrimary ? "^" : "-",
              tint: isPrimary ? tint : "34")
          }, columns: room)
        let number = String(line)
        let padded = String(repeating: " ", count: max(0, width - number.count)) + number
        text += "\n\(styled(padded, "34")) \(bar) \(snippet.text)"
        for row in snippet.rows(styled) { text += "\n\(margin) \(bar) \(row)" }
      }
    }
    let remarks =
      diagnostic.notes.map { ("note", $0) } + (diagnostic.help.map { [("help", $0)] } ?? [])
    for (kind, remark) in remarks {
      let lines = broken(
        "\(kind): \(remark)", lead: width + 3, indent: "\(margin)         ")
      text += "\n\(margin) \(styled("=", "34")) \(lines.joined(separator: "\n"))"
    }
    if let suggestion = diagnostic.suggestion {
      let lines = broken(
        "help: \(suggestion.message)", lead: width + 3, indent: "\(margin)         ")
      text += "\n\(margin) \(styled("=", "34")) \(lines.joined(separator: "\n"))"
      let line = mended(suggestion).safeForTerminal
      let shown = room.map { line.cut(toWidth: max($0 - 4, 8)) } ?? line
      text += "\n\(margin) \(bar)     \(styled(shown, "32"))"
    }
    return text
  }

  /// The columns of all that is shown of one message on a terminal: it may name what is without end.
  private static let longest = 1_000

  /// Lines that fit, those after the first indented.
  ///
  /// - Parameter lead: the columns of the first line that are taken already.
  private func broken(_ text: String, lead: Int, indent: String) -> [String] {
    let text = columns == nil ? text : text.cut(toWidth: Self.longest)
    let lines = text.safeForTerminal.split(separator: "\n", omittingEmptySubsequences: false)
    return lines.enumerated().flatMap { index, line -> [String] in
      let taken = index == 0 ? lead : indent.count
      // What goes on stands below the indent, whatever the first line begins with.
      let pieces =
        columns.map { columns in
          line.wrapped(toWidth: columns, lead: taken, hanging: indent.count)
        } ?? [String(line)]
      return pieces.enumerated().map { piece, text in
        piece == 0 && index > 0 ? indent + text : text
      }
    }
  }

  /// Labels by their files, that of the first label first.
  private func files(of labels: [Diagnostic.Label]) -> [[Diagnostic.Label]] {
    var groups: [[Diagnostic.Label]] = []
    for label in labels {
      if let index = groups.firstIndex(where: { $0[0].span.source === label.span.source }) {
        groups[index].append(label)
      } else {
        groups.append([label])
      }
    }
    return groups
  }

  private func styled(_ text: String, _ style: String) -> String {
    usesColor ? "\u{1B}[\(style)m\(text)\u{1B}[0m" : text
  }

  /// The suggestion's line with the edit applied.
  private func mended(_ suggestion: Diagnostic.Suggestion) -> String {
    let source = suggestion.span.source
    let line = suggestion.span.line
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

extension Span {
  /// The line (from 1) on which it begins.
  fileprivate var line: Int { source.line(at: min(max(range.lowerBound, 0), source.bytes.count)) }

  /// How many characters it covers of the line on which it begins; at least one.
  fileprivate var columnsOnFirstLine: Int {
    let (line, column) = source.position(at: range.lowerBound)
    let (endLine, endColumn) = source.position(at: range.upperBound)
    let count = endLine == line ? endColumn - column : source.lineText(line).count - (column - 1)
    return max(count, 1)
  }
}
