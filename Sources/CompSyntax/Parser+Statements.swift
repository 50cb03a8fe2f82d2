import CompSource

extension Parser {
  /// Statements up to a closing brace (or the end of the file, where `until` is nil).
  mutating func parseStatements(until closing: String?) -> [Statement] {
    parseLines(until: closing) { parser in
      try parser.parseStatement()
    } damaged: { parser, start in
      Statement(.missing, span: parser.span(from: start), tokens: start..<parser.position)
    }
  }

  /// Statements, or what stands in their place in a sampler.
  mutating func parseLines<T>(
    until closing: String?, line: (inout Parser) throws -> T,
    damaged: (Parser, _ start: Int) -> T
  ) -> [T] {
    var lines: [T] = []
    while !isAtEnd {
      statementStart = position
      if take(";") { continue }
      if let stray = [")", "]", "}"].first(where: at) {
        if stray == "}", closing != nil { break }
        _ = fail(.unexpectedToken, "this '\(stray)' closes nothing", "found '\(stray)'")
        advance()
        continue
      }
      let start = position
      do {
        lines.append(try nested(line))
        if !isAtEndOfStatement { throw unexpectedAfterStatement() }
      } catch {
        lines.append(damaged(self, start))
        skipToStatement(from: start)
      }
    }
    return lines
  }

  private var isAtEndOfStatement: Bool {
    if nextToken.startsLine, !beginsWithContinuation(position) { return true }
    return isAtEnd || nextToken.text == ";" || nextToken.text == "}"
  }

  private mutating func unexpectedAfterStatement() -> Recover {
    if token.text == "=" {
      if let mistake = missingBeforeLine() { return mistake }
      return fail(
        .invalidAssignment, "only a name, or an element of one, can be assigned to",
        "found '='", help: "to compare write '=='; to declare a name write 'let name = …'")
    }
    if [")", "]"].contains(token.text) {
      return fail(
        .unexpectedToken, "this '\(token.text)' closes nothing", "found '\(token.text)'")
    }
    let help: String? =
      switch token.text {
      case "and": "the logical and is written '&&'"
      case "or": "the logical or is written '||'"
      case "elif", "elsif", "elseif": "write 'else if'"
      case ":": "names are declared with 'let name: T = …'"
      default: Parser.foreignWords[previous.text]
      }
    return fail(
      .unexpectedToken, "expected the end of the statement", "found \(describe(token))",
      help: help ?? "begin a new line, or separate statements with ';'")
  }

  /// In `let a =`, `b = 1` on two lines the value is missing, though the first line goes on with the
  /// second one. Goes back to that one.
  private mutating func missingBeforeLine() -> Recover? {
    var first = position
    while first > 0, !tokens[first].startsLine { first -= 1 }
    guard first > statementStart, endsInOperator(tokens[first - 1]) else { return nil }
    let end = tokens[first - 1].span.range.upperBound
    position = first
    return fail(
      .missingExpression, "expected an expression", "found the end of the line",
      at: Span(source, end..<end))
  }

  /// Words of other languages, and what stands for them here.
  private static let foreignWords = [
    "def": "functions are declared with 'func'", "fn": "functions are declared with 'func'",
    "function": "functions are declared with 'func'", "fun": "functions are declared with 'func'",
    "const": "names are declared with 'let'", "val": "names are declared with 'let'",
    "mut": "names that change are declared with 'var'", "not": "the negation is written '!'",
    "lambda": "functions without a name are written 'func(x) = …'",
    "model": "densities are declared with 'component'",
    "parameters": "random variables are declared with 'variable'",
    "from": "files are imported with 'import \"file.comp\"'",
  ]

  mutating func parseBlock(_ context: String) throws -> Block {
    let start = position
    let statements = try parseBraces(context) { $0.parseStatements(until: "}") }
    return Block(statements: statements, span: span(from: start))
  }

  /// `{`, lines, `}`.
  mutating func parseBraces<T>(_ context: String, _ lines: (inout Parser) -> T) throws -> T {
    let opener = token
    let outerStart = statementStart
    guard take("{") else {
      throw fail(
        .unexpectedToken, "expected '{' \(context)", "found \(describe(token))",
        help: token.kind == .endOfLine && nextToken.text == "{"
          ? "'{' stands on the line of what it belongs to" : nil)
    }
    openBrackets.append(.block)
    let content = lines(&self)
    openBrackets.removeLast()
    let isClosed = take("}")
    statementStart = outerStart
    guard isClosed else {
      throw fail(
        .unclosedDelimiter, "this '{' is not closed", "opened here", at: opener.span,
        help: "close it with '}'")
    }
    return content
  }

  mutating func parseStatement() throws -> Statement {
    let start = position
    let kind = try parseStatementKind()
    return Statement(kind, span: span(from: start), tokens: start..<position)
  }

  private mutating func parseStatementKind() throws -> Statement.Kind {
    if let declaration = try parseDeclaration() { return .declaration(declaration) }
    if at("let") || at("var") { return try parseBinding() }
    if take("return") {
      if [.endOfLine, .endOfFile].contains(token.kind) || at("}") || at(";") {
        return .return(nil)
      }
      return .return(try parseExpression())
    }
    if take("for") { return try parseFor() }
    if take("repeat") { return try parseRepeat() }
    if at("while") {
      throw fail(
        .unexpectedToken, "a loop begins with 'for' or 'repeat'", "found 'while'",
        help: "write 'repeat n while condition { … }', with the most passes that it may make")
    }
    let expression = try parseExpression()
    if case .conditional(let conditional) = expression.kind { return .conditional(conditional) }
    guard at("=") else { return .expression(expression) }
    guard expression.isAssignable else { throw unexpectedAfterStatement() }
    advance()
    return .assign(target: expression, value: try parseExpression())
  }

  /// `let name: T = value`
  private mutating func parseBinding() throws -> Statement.Kind {
    let isVariable = at("var")
    advance()
    let name = try identifier("a name")
    let type = take(":") ? try parseType() : nil
    guard take("=") else {
      throw fail(
        .unexpectedToken, "expected '=' and a value for '\(name.name)'",
        "found \(describe(token))")
    }
    let value = try parseExpression()
    return isVariable
      ? .var(name: name, type: type, value: value) : .let(name: name, type: type, value: value)
  }

  /// Behind `for`: `x in xs { … }`
  private mutating func parseFor() throws -> Statement.Kind {
    let head = try recovering(toBlock: { parser in
      let variable = try parser.identifier("a name for the elements")
      try parser.expect("in", "after the name of a 'for'")
      return (variable: variable, sequence: try parser.parseExpression())
    })
    let body = try parseBlock("after the sequence")
    guard let head else { throw Recover() }
    return .for(variable: head.variable, sequence: head.sequence, body: body)
  }

  /// Behind `repeat`: `n { … }`, `n while condition { … }`
  private mutating func parseRepeat() throws -> Statement.Kind {
    let head = try recovering(toBlock: { parser in
      let count = try parser.parseExpression()
      let condition = parser.take("while") ? try parser.parseExpression() : nil
      return (count: count, condition: condition)
    })
    let body = try parseBlock("after the count")
    guard let head else { throw Recover() }
    return .repeat(count: head.count, condition: head.condition, body: body)
  }
}

extension Expression {
  /// Whether it is a name, or an element of one.
  fileprivate var isAssignable: Bool {
    var part = self
    while case .index(let base, _) = part.kind { part = base }
    if case .name = part.kind { return true }
    return false
  }
}
