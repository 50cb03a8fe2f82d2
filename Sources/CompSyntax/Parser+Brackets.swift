import CompSource

extension Parser {
  /// Items between brackets, separated by commas; a trailing comma is allowed.
  ///
  /// After a mistake in an item the next one is read. A bracket that is not closed, or closed by
  /// another, is reported, and counts as closed.
  mutating func parseBracketed<T>(
    _ bracket: Bracket, _ what: String, item: (inout Parser) throws -> T
  ) throws -> [T] {
    let opener = token
    try expect(bracket.opening, "before \(what)")
    openBrackets.append(bracket)
    defer { openBrackets.removeLast() }
    var items: [T] = []
    while !at(bracket.closing), !isAtEnd, !isAtStatementWord {
      do {
        items.append(try item(&self))
        if take(",") { continue }
        if isAtEnd || isAtCloser || isAtStatementWord { break }
        throw unexpectedInBracket(bracket, opener, what)
      } catch {
        guard skipToEndOfItem(bracket.closing) || isAtCloser else { throw Recover() }
        if take(",") { continue }
        if !at(bracket.closing) { closeByAnother(bracket) }
        _ = take(bracket.closing)
        return items
      }
    }
    if take(bracket.closing) { return items }
    if isAtCloser {
      _ = fail(
        .unclosedDelimiter, "expected '\(bracket.closing)' after \(what)",
        "found \(describe(token))",
        also: .init(opener.span, "'\(bracket.opening)' was opened here"))
      closeByAnother(bracket)
    } else {
      _ = unclosed(bracket, opener, what)
    }
    return items
  }

  private var isAtCloser: Bool { [")", "]", "}"].contains(where: at) }

  /// The wrong closing bracket closes this one, unless one further out waits for it.
  private mutating func closeByAnother(_ bracket: Bracket) {
    let isAwaited = openBrackets.dropLast().contains { $0.closing == nextToken.text }
    if !isAwaited { advance() }
  }

  private mutating func unexpectedInBracket(_ bracket: Bracket, _ opener: Token, _ what: String)
    -> Recover
  {
    if beginsStatement(from: statementStart, within: []) { return unclosed(bracket, opener, what) }
    if bracket == .square, at(":") {
      return fail(
        .unexpectedToken, "a range is written 'a..<b'", "found ':'",
        suggestion: .init("write '..<'", replace: token.span, with: "..<"))
    }
    if let mistake = missingComma() { return mistake }
    let help: String? =
      switch token.text {
      case ":", "=": "arguments are named as 'name: value'"
      case ";": "items are separated by ','"
      case "for", "if": bracket == .square ? nil : "a comprehension stands in square brackets"
      default: helpBehindStatement
      }
    return fail(
      .unexpectedToken, "expected ',' or '\(bracket.closing)'", "found \(describe(token))",
      help: help)
  }

  /// Reported behind the last token that may stand in the bracket.
  private mutating func unclosed(_ bracket: Bracket, _ opener: Token, _ what: String) -> Recover {
    let end = previous.span.range.upperBound
    return fail(
      .unclosedDelimiter, "expected '\(bracket.closing)' after \(what)",
      isAtEnd
        ? "found \(describe(token))" : "before the statement that begins with '\(nextToken.text)'",
      at: Span(source, end..<end),
      also: .init(opener.span, "'\(bracket.opening)' was opened here"))
  }
}
