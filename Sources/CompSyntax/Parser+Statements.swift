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
        let read = try nested(line)
        if !isAtEndOfStatement { throw unexpectedAfterStatement() }
        lines.append(read)
      } catch {
        skipToStatement(from: start)
        lines.append(damaged(self, start))
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
      if previous.kind == .identifier, position >= 2, tokens[position - 2].text == "|" {
        return fail(
          .invalidAssignment, "what was seen stands in braces", "found '='",
          help: "to condition write '| {\(previous.text): …}'")
      }
      return fail(
        .invalidAssignment, "only a name, or an element of one, can be assigned to",
        "found '='", help: "to compare write '=='; to declare a name write 'let name = …'")
    }
    if at(":"), previous.kind == .identifier, let mistake = foreignDeclaration(previous.span) {
      return mistake
    }
    if [.integer, .real].contains(previous.kind), token.kind == .identifier {
      let gap = Span(source, previous.span.range.upperBound..<token.span.range.lowerBound)
      return fail(
        .unexpectedToken, "expected an operator between a number and a name",
        "found '\(token.text)'",
        suggestion: .init("write '*'", replace: gap, with: " * "))
    }
    if ["print", "assert"].contains(previous.text) {
      return fail(
        .unexpectedToken, "what '\(previous.text)' takes stands in parentheses",
        "found \(describe(token))", help: "write '\(previous.text)(…)'")
    }
    if [")", "]"].contains(token.text) {
      return fail(
        .unexpectedToken, "this '\(token.text)' closes nothing", "found '\(token.text)'")
    }
    if at("{"), tokens[statementStart].text == "component" {
      return fail(
        .unexpectedToken, "expected the end of the composition", "found '{'",
        help: "a density of your own is written: component name over x: R[2] { energy = … }")
    }
    return fail(
      .unexpectedToken, "expected the end of the statement", "found \(describe(token))",
      help: helpBehindStatement ?? "begin a new line, or separate statements with ';'")
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
      losesBlock = true
      let help: String? =
        if token.kind == .endOfLine {
          nextToken.text == "{"
            ? "'{' stands on the line of what it belongs to" : "blocks stand in braces, { … }"
        } else if at(":") {
          context == "after the sequence"
            ? "blocks stand in braces, { … }; a range is written a..<b"
            : "blocks stand in braces, { … }"
        } else {
          "blocks stand in braces, { … }"
        }
      throw fail(
        .unexpectedToken, "expected '{' \(context)", "found \(describe(token))", help: help)
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
    if let mistake = foreignStatement() { throw mistake }
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
    let word = token.span
    advance()
    if at("(") {
      throw fail(
        .unexpectedToken, "expected a name", "found '('",
        help: "each name has a declaration of its own: let a = …")
    }
    let name = try identifier("a name")
    if name.name == "mut", token.kind == .identifier {
      throw fail(
        .unexpectedToken, "names that change are declared with 'var'", "found 'mut'",
        at: name.span,
        suggestion: .init("write 'var'", replace: word.union(name.span), with: "var"))
    }
    let hasValue = takeForeignEquals()
    let type = !hasValue && take(":") ? try parseType() : nil
    guard hasValue || take("=") || takeForeignEquals() else {
      let help =
        at(",")
        ? "each name has a declaration of its own: let a = …"
        : type.map { "for a random variable write 'variable \(name.name): \($0.span.text)'" }
      throw fail(
        .unexpectedToken, "expected '=' and a value for '\(name.name)'",
        "found \(describe(token))", help: help)
    }
    let value = try parseExpression()
    return isVariable
      ? .var(name: name, type: type, value: value) : .let(name: name, type: type, value: value)
  }

  /// Behind `for`: `x in xs { … }`
  private mutating func parseFor() throws -> Statement.Kind {
    let head = try recovering(toBlock: { parser in
      if parser.at("(") {
        throw parser.fail(
          .unexpectedToken, "expected a name for the elements", "found '('",
          help: "write it without parentheses: for i in 0..<n { … }")
      }
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
      if parser.at("while") || parser.at("{") && !parser.isRecord {
        throw parser.fail(
          .missingExpression, "expected how often it is repeated",
          "found \(parser.describe(parser.token))",
          help: "write 'repeat n while condition { … }', with the most passes that it may make")
      }
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
