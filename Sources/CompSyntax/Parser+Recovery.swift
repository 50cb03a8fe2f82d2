import CompSource

/// Where parsing goes on after a mistake.
///
/// A mistake within brackets costs the item that it stands in; one in the head of a block costs the
/// head, and the block is read; any other costs the statement. What begins a statement ends the
/// skipping, even where a bracket is still open.
extension Parser {
  /// To where a statement may begin, or a block end.
  mutating func skipToStatement(from start: Int) {
    if position == start { advance() }
    defer { losesBlock = false }
    var open: [String] = []
    for index in start..<position { track(tokens[index], &open) }
    while !isAtEnd {
      if open.isEmpty, nextToken.text == "}" { return }
      if previous.text == ";", open.isEmpty { return }
      if beginsStatement(from: start, within: open) {
        if losesBlock, column(of: nextToken) > column(of: tokens[start]) {
          open = []
        } else {
          return
        }
      }
      track(nextToken, &open)
      advance()
    }
  }

  /// To the comma or closing bracket that ends the present item of a bracket.
  ///
  /// - Returns: false where a statement begins before, or the bracket is closed by another.
  mutating func skipToEndOfItem(_ closing: String) -> Bool {
    var open: [String] = []
    while !isAtEnd {
      let text = nextToken.kind == .punctuation ? nextToken.text : ""
      if open.isEmpty {
        if text == "," || text == closing { return true }
        if [")", "]", "}"].contains(text) { return false }
      }
      if beginsStatement(from: statementStart, within: open) { return false }
      track(nextToken, &open)
      advance()
    }
    return false
  }

  /// Reads a head, and after a mistake in it goes to the `{` on its line.
  ///
  /// - Returns: nil after a mistake.
  mutating func recovering<T>(toBlock head: (inout Parser) throws -> T) throws -> T? {
    let start = position
    let outer = bracketsAroundHead
    bracketsAroundHead = openBrackets.count
    defer { bracketsAroundHead = outer }
    do { return try head(&self) } catch let mistake as Recover {
      var open: [String] = []
      for index in start..<position { track(tokens[index], &open) }
      while !isAtEnd, !nextToken.startsLine {
        if open.isEmpty, nextToken.text == "{" { return nil }
        track(nextToken, &open)
        advance()
      }
      throw mistake
    }
  }

  /// Whether the token at hand begins a statement, as far as can be told after a mistake.
  ///
  /// - Parameters:
  ///   - start: where the broken statement begins;
  ///   - open: the brackets that were left open since.
  func beginsStatement(from start: Int, within open: [String]) -> Bool {
    let next = nextToken
    guard next.startsLine, next.kind != .endOfFile, position > start else { return false }
    if [")", "]", "}"].contains(next.text) || beginsWithContinuation(position) { return false }
    if column(of: next) <= column(of: tokens[start]) { return true }
    if open.isEmpty, isLineSensitive { return true }
    // Within the braces of a skipped block stand statements that belong to it.
    return !open.contains("}") && isAtStatementWord
  }

  /// Whether a line begins with what no expression begins with.
  var isAtStatementWord: Bool {
    let next = nextToken
    // In brackets it may be the name of an argument.
    guard next.startsLine, peek(1).text != ":" else { return false }
    switch next.text {
    case "let", "var", "return", "import", "repeat", "component": return true
    case "func", "variable", "input", "sampler", "state":
      return peek(1).kind == .identifier && !peek(1).startsLine
    default: return false
    }
  }

  /// The bytes before a token on its line.
  private func column(of token: Token) -> Int {
    let offset = token.span.range.lowerBound
    return offset - source.lineStarts[source.line(at: offset) - 1]
  }

  /// Keeps account of the brackets that a skipped token opens or closes.
  private func track(_ token: Token, _ open: inout [String]) {
    guard token.kind == .punctuation else { return }
    switch token.text {
    case "(": open.append(")")
    case "[": open.append("]")
    case "{": open.append("}")
    case ")", "]", "}":
      // Brackets left open within are closed too.
      if let opener = open.lastIndex(of: token.text) { open.removeSubrange(opener...) }
    default: break
    }
  }

  // MARK: Damage

  /// The statements of a file, where those with a mistake in them only define what they would have
  /// defined, to values that nothing is known of: so that their uses are no mistakes.
  func withoutDamage(_ statements: [Statement], _ diagnostics: [Diagnostic]) -> [Statement] {
    var damaged = diagnostics.filter { $0.severity == .error }.map(\.offset)[...]
    if damaged.isEmpty { return statements }
    return statements.enumerated().flatMap { index, statement -> [Statement] in
      // Up to the next statement, so that what is missing at the end counts.
      let end =
        index + 1 < statements.count
        ? tokens[statements[index + 1].tokens.lowerBound].span.range.lowerBound
        : source.bytes.count + 1
      damaged = damaged.drop { $0 < statement.span.range.lowerBound }
      guard let first = damaged.first, first < end else { return [statement] }
      damaged = damaged.drop { $0 < end }
      return definedNames(of: statement).map { name in
        Statement(
          .let(
            name: name, type: nil,
            value: Expression(.missing, span: name.span, tokens: statement.tokens)),
          span: statement.span, tokens: statement.tokens)
      } + [Statement(.missing, span: statement.span, tokens: statement.tokens)]
    }
  }

  /// The names that a statement defines or assigns to, outside its brackets and blocks.
  private func definedNames(of statement: Statement) -> [Identifier] {
    let words: Set<String> = [
      "let", "var", "func", "component", "variable", "input", "sampler", "as",
    ]
    var open: [String] = []
    var names: [Identifier] = []
    for index in statement.tokens {
      let token = tokens[index]
      track(token, &open)
      guard token.kind == .identifier, open.isEmpty else { continue }
      let isDeclared = index > 0 && words.contains(tokens[index - 1].text)
      let isAssigned = index + 1 < tokens.count && tokens[index + 1].text == "="
      if isDeclared || isAssigned { names.append(Identifier(token.text, span: token.span)) }
    }
    return names
  }
}
