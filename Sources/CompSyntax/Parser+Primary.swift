import CompSource

extension Parser {
  /// An expression without operators, calls, members and indices.
  mutating func parsePrimary() throws -> Expression {
    let start = position
    let token = token
    switch token.kind {
    case .integer: return try parseInteger()
    case .real: return try parseReal()
    case .string:
      let parts = parseStringParts()
      return make(.string(parts), from: start)
    case .identifier:
      advance()
      return make(.name(token.text), from: start)
    case .keyword:
      if at("true") || at("false") {
        advance()
        return make(.boolean(token.text == "true"), from: start)
      }
      if at("if") { return try parseConditional() }
      // With a name behind it, it declares a function: the expression is what is missing.
      if !isAtStatementWord, take("func") { return try parseFunction(from: start) }
    case .punctuation:
      if at("(") { return try parseParenthesized() }
      if at("[") { return try parseList() }
      if at("{"), isRecord { return try parseRecord() }
      if at("."), peek(1).kind == .identifier, !(isLineSensitive && peek(1).startsLine) {
        advance()
        let name = self.token.text
        advance()
        return make(.label(name), from: start)
      }
    case .endOfFile, .endOfLine, .invalid: break
    }
    throw missingExpression()
  }

  /// Behind `func`, which began at `start`.
  private mutating func parseFunction(from start: Int) throws -> Expression {
    let isWhole = start == lambdaStart
    let literal = try parseFunctionLiteral()
    let function = make(.function(literal), from: start)
    guard case .expression = literal.body, !isWhole else { return function }
    throw fail(
      .unexpectedToken, "a function 'func(…) = …' is no operand",
      "its body is all that follows '='", at: function.span,
      suggestion: .init(
        "put it in parentheses", replace: function.span, with: "(\(function.span.text))"))
  }

  /// Whether the `{` at hand begins a record: always but in the head of a block, where it may be the
  /// block's, for want of an expression before it.
  var isRecord: Bool {
    guard openBrackets.count == bracketsAroundHead else { return true }
    if peek(1).text == "}" { return true }
    guard peek(1).kind == .identifier else { return false }
    var ahead = 2
    while peek(ahead).text == "[" { ahead = lengthOfBrackets(ahead) }
    return peek(ahead).text == ":"
  }

  /// How many tokens ahead the bracket is closed that stands some tokens ahead.
  func lengthOfBrackets(_ start: Int) -> Int {
    var depth = 0
    var ahead = start
    while position + ahead < tokens.count {
      let token = peek(ahead)
      ahead += 1
      guard token.kind == .punctuation else { continue }
      if ["(", "[", "{"].contains(token.text) { depth += 1 }
      if [")", "]", "}"].contains(token.text) { depth -= 1 }
      if depth == 0 { break }
    }
    return ahead
  }

  /// Where the line ends before it, the place is the end of the line.
  private mutating func missingExpression() -> Recover {
    let next = nextToken
    guard next.startsLine, next.kind != .endOfFile, position > 0, position != statementStart else {
      let help: String? =
        if next.text == "else" {
          "'else' stands behind the '}' of an 'if'"
        } else if token.kind == .keyword {
          "'\(next.text)' is a word of the language"
        } else if token.text == "+", position == statementStart {
          "a line that begins with '+' is a statement of its own; let the line before end in '+'"
        } else {
          nil
        }
      return fail(
        .missingExpression, "expected an expression", "found \(describe(token))", help: help)
    }
    let end = previous.span.range.upperBound
    return fail(
      .missingExpression, "expected an expression", "found the end of the line",
      at: Span(source, end..<end))
  }

  mutating func parseInteger() throws -> Expression {
    let start = position
    guard token.kind == .integer else {
      throw fail(.unexpectedToken, "expected a whole number", "found \(describe(token))")
    }
    let digits = token.text.replacing("_", with: "")
    guard let value = Int(digits) else {
      throw fail(
        .invalidNumber, "the whole number \(digits) is too large", "beyond 64 bits",
        help: "write it as a Real: \(digits).0")
    }
    advance()
    return make(.integer(value), from: start)
  }

  private mutating func parseReal() throws -> Expression {
    let start = position
    let digits = token.text.replacing("_", with: "")
    guard let value = Double(digits), value.isFinite else {
      throw fail(
        .invalidNumber, "the number \(digits) is too large", "beyond 1.8e308",
        help: "what is larger than every number is written 'infinity'")
    }
    advance()
    return make(.real(value), from: start)
  }

  private mutating func parseParenthesized() throws -> Expression {
    let start = position
    let items = try parseBracketed(.parenthesis, "the expression") { try $0.parseExpression() }
    if items.count == 1 { return make(.parenthesized(items[0]), from: start) }
    if items.isEmpty {
      // After a mistake between them it is reported already.
      if position - start == 2 {
        _ = fail(
          .missingExpression, "expected an expression", "nothing stands in the parentheses",
          at: span(from: start))
      }
      return make(.missing, from: start)
    }
    return make(.tuple(items), from: start)
  }

  private mutating func parseList() throws -> Expression {
    let start = position
    var clauses: [ComprehensionClause] = []
    let items = try parseBracketed(.square, "the list") { parser -> Expression in
      let item = try parser.parseExpression()
      while parser.at("for") || (parser.at("if") && !clauses.isEmpty) {
        clauses.append(try parser.parseClause())
      }
      return item
    }
    if clauses.isEmpty { return make(.list(items), from: start) }
    guard items.count == 1 else {
      throw fail(
        .unexpectedToken, "a comprehension has one element", "found \(items.count)",
        at: span(from: start))
    }
    return make(.comprehension(element: items[0], clauses: clauses), from: start)
  }

  /// `for x in xs` or `if c`, in a comprehension.
  private mutating func parseClause() throws -> ComprehensionClause {
    if take("if") { return .filter(try parseExpression()) }
    advance()
    let variable = try identifier("a name for the elements")
    try expect("in", "after the name of a 'for'")
    return .each(variable: variable, sequence: try parseExpression())
  }

  private mutating func parseRecord() throws -> Expression {
    let start = position
    var isBroken = false
    let fields = try parseBracketed(.braces, "the record") { parser -> RecordField in
      let keyStart = parser.position
      let name = try parser.identifier("the name of a field")
      var indices: [[Expression]] = []
      while parser.at("[") { indices.append(try parser.parseIndices()) }
      let keySpan = parser.span(from: keyStart)
      if !parser.takeColonOfField() {
        // One mistake: it was meant for something else than a record.
        if isBroken { throw Recover() }
        isBroken = true
        try parser.expect(
          ":", "after the name of a field",
          help: "a record is {a: 1, b: 2}; a label is .red, and {red, green} a type")
      }
      return RecordField(
        name: name, indices: indices, value: try parser.parseExpression(), keySpan: keySpan)
    }
    return make(.record(fields), from: start)
  }

  private mutating func parseConditional() throws -> Expression {
    let start = position
    advance()
    let condition = try recovering(toBlock: { try $0.parseCondition() })
    let then = try parseBlock("after the condition")
    let otherwise = take("else") ? try parseElse() : nil
    guard let condition else { return make(.missing, from: start) }
    return make(
      .conditional(Conditional(condition: condition, then: then, otherwise: otherwise)),
      from: start)
  }

  private mutating func parseCondition() throws -> Expression {
    let condition = try parseExpression()
    guard at("=") else { return condition }
    _ = fail(
      .unexpectedToken, "expected '==' in a condition", "found '='",
      suggestion: .init("compare with '=='", replace: token.span, with: "=="))
    advance()
    _ = try parseExpression()
    return condition
  }

  /// Behind `else`: a block, or an `if`, which makes a block of its own.
  private mutating func parseElse() throws -> Block {
    guard at("if") else { return try parseBlock("after 'else'") }
    let inner = try nested { try $0.parseConditional() }
    guard case .conditional(let conditional) = inner.kind else {
      return Block(statements: [], span: inner.span)
    }
    return Block(
      statements: [Statement(.conditional(conditional), span: inner.span, tokens: inner.tokens)],
      span: inner.span)
  }

  /// Behind `func` and the name: `(x: T = d) -> R = e`, or with a block.
  mutating func parseFunctionLiteral() throws -> FunctionLiteral {
    let head = try recovering(toBlock: { parser in
      let parameters = try parser.parseParameters()
      let result = parser.take("->") || parser.takeForeignResult() ? try parser.parseType() : nil
      if !parser.at("="), !parser.at("{") {
        throw parser.fail(
          .unexpectedToken, "expected '=' or '{' and the function's body",
          "found \(parser.describe(parser.token))")
      }
      return (parameters: parameters, result: result)
    })
    if let head, take("=") {
      skipFatArrow()
      return FunctionLiteral(
        parameters: head.parameters, result: head.result,
        body: .expression(try parseExpression()))
    }
    let body = try parseBlock("and the function's body")
    guard let head else { throw Recover() }
    return FunctionLiteral(parameters: head.parameters, result: head.result, body: .block(body))
  }

  mutating func parseParameters() throws -> [Parameter] {
    try parseBracketed(.parenthesis, "the parameters") { parser in
      let name = try parser.identifier("a parameter's name")
      let hasType = parser.take(":") || parser.takeMissingColon(behind: name)
      let type = hasType ? try parser.parseType() : nil
      let value = parser.take("=") ? try parser.parseExpression() : nil
      return Parameter(name: name, type: type, defaultValue: value)
    }
  }
}
