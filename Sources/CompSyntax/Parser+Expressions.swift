import CompSource

extension Parser {
  mutating func parseExpression() throws -> Expression {
    try nested { try $0.parseBinary(.pipe) }
  }

  private func binaryOperator() -> BinaryOperator? {
    guard token.kind == .punctuation else { return nil }
    guard let operation = BinaryOperator(rawValue: token.text) else { return nil }
    if atLineEnd, !operation.continuesLine { return nil }
    return operation
  }

  /// Operators that bind at least as tightly as `minimum`, by precedence climbing.
  private mutating func parseBinary(_ minimum: Precedence) throws -> Expression {
    let start = position
    var left = try parsePrefix(minimum)
    var links = 0
    while true {
      links += 1
      guard links < 2_000 else {
        throw fail(.nestingTooDeep, "this expression has too many operators", "here")
      }
      if at("..<"), Precedence.range >= minimum, !atLineEnd || true {
        advance()
        let upper = try parseBinary(Precedence.range.next)
        left = make(.range(lower: left, upper: upper), from: start)
        continue
      }
      if at("on") || at("given"), Precedence.placement >= minimum {
        left = try parsePlacement(left, from: start)
        continue
      }
      guard let operation = binaryOperator(), operation.precedence >= minimum else { break }
      let operatorSpan = token.span
      advance()
      if operation == .multiply, at("*") {
        throw fail(
          .unexpectedToken, "expected an operand", "found '**'",
          help: "powers are written 'x ^ 2'")
      }
      let right: Expression
      if operation == .power {
        // To the right, and its right side may be negative.
        right = try nested { try $0.parseBinary(.unary) }
      } else {
        right = try nested { try $0.parseBinary(operation.precedence.next) }
      }
      left = make(
        .binary(operation, left, right, operatorSpan: operatorSpan), from: start)
      if operation.precedence == .comparison, let next = binaryOperator(),
        next.precedence == .comparison
      {
        throw fail(
          .chainedComparison, "comparisons do not chain", "a second comparison",
          help: "write a < b && b < c")
      }
      try boundDepth(of: left, links)
    }
    return left
  }

  /// A chain of operators is as deep as it is long; what walks the tree must not run out of stack.
  private mutating func boundDepth(of expression: Expression, _ links: Int) throws {
    guard links < 500 else {
      throw fail(
        .nestingTooDeep, "this expression is a chain of more than 500 operators", "here",
        help: "use sum([…]) or product([…])")
    }
  }

  private mutating func parsePrefix(_ minimum: Precedence) throws -> Expression {
    let start = position
    if token.kind == .punctuation, let operation = UnaryOperator(rawValue: token.text) {
      advance()
      let operand = try nested { try $0.parseBinary(.unary) }
      return make(.unary(operation, operand), from: start)
    }
    return try parsePostfix()
  }

  private mutating func parsePostfix() throws -> Expression {
    let start = position
    var expression = try parsePrimary()
    var links = 0
    while true {
      links += 1
      guard links < 200 else {
        throw fail(.nestingTooDeep, "this expression is a chain of too many parts", "here")
      }
      if at("("), !atLineEnd {
        expression = make(
          .call(callee: expression, arguments: try parseArguments()), from: start)
      } else if at("["), !atLineEnd {
        expression = make(
          .index(base: expression, indices: try parseIndices()), from: start)
      } else if at("."), peek(1).kind == .identifier || peek(1).kind == .keyword,
        !peek(1).startsLine
      {
        advance()
        let name = Identifier(token.text, span: token.span)
        advance()
        expression = make(.member(base: expression, name: name), from: start)
      } else {
        return expression
      }
    }
  }

  /// Mutating, so that its arguments are parsed before the end of the span is read.
  mutating func make(_ kind: Expression.Kind, from start: Int) -> Expression {
    Expression(kind, span: span(from: start), tokens: start..<position)
  }

  /// `[i, j]`, where line breaks do not count.
  private mutating func parseIndices() throws -> [Expression] {
    try parseBracketed("[", "]", "an index") { try $0.parseExpression() }
  }

  /// A list of items between brackets, separated by commas; a trailing comma is allowed.
  mutating func parseBracketed<T>(
    _ open: String, _ close: String, _ what: String, item: (inout Parser) throws -> T
  ) throws -> [T] {
    let opener = token
    try expect(open, "before \(what)")
    bracketDepth += 1
    var items: [T] = []
    while !at(close), !isAtEnd {
      items.append(try item(&self))
      if take(",") { continue }
      if at(close) { break }
      if token.kind == .endOfFile { break }
      if token.startsLine, at("let") || at("component") || at("func") || at("var") { break }
      throw fail(
        .unexpectedToken, "expected ',' or '\(close)'", "found \(describe(token))",
        help: token.text == ":" || token.text == "=" ? "arguments are named as 'name: value'" : nil)
    }
    try expect(close, "after \(what)", opener: opener)
    bracketDepth -= 1
    return items
  }

  private mutating func parseArguments() throws -> [Argument] {
    try parseBracketed("(", ")", "the arguments") { parser in
      if parser.token.kind == .identifier || parser.token.kind == .keyword,
        parser.peek(1).kind == .punctuation
      {
        if parser.peek(1).text == ":" {
          let label = Identifier(parser.token.text, span: parser.token.span)
          parser.advance()
          parser.advance()
          return Argument(label: label, value: try parser.parseArgument(labeled: label.name))
        }
        if parser.peek(1).text == "=", parser.token.kind == .identifier {
          let name = parser.token.text
          let equals = parser.peek(1).span
          parser.advance()
          throw parser.fail(
            .unexpectedToken, "arguments are named with ':'", "found '='",
            help: "write '\(name): …'",
            suggestion: .init("write ':'", replace: equals, with: ":"))
        }
      }
      return Argument(label: nil, value: try parser.parseExpression())
    }
  }

  /// Behind these labels braces hold the types of variables.
  private static let labelsOfSpaces: Set<String> = ["as", "over", "given"]

  private mutating func parseArgument(labeled label: String) throws -> Expression {
    guard Parser.labelsOfSpaces.contains(label), at("{") else { return try parseExpression() }
    let start = position
    return make(.space(try parseType()), from: start)
  }

  private mutating func parsePlacement(_ density: Expression, from start: Int) throws -> Expression
  {
    var target: Expression?
    var given: Expression?
    if take("on") { target = try parseTarget() }
    if at("given") {
      advance()
      given = try parseTarget()
    }
    return make(.placement(density: density, target: target, given: given), from: start)
  }

  /// A variable, a part of one, a tuple of them, or a record.
  mutating func parseTarget() throws -> Expression {
    try parsePostfix()
  }

  private mutating func parsePrimary() throws -> Expression {
    let start = position
    switch token.kind {
    case .integer, .real:
      let isReal = token.kind == .real
      let digits = token.text.replacing("_", with: "")
      let place = token.span
      advance()
      if !isReal {
        guard let value = Int(digits) else {
          throw fail(
            .invalidNumber, "the whole number \(digits) is too large", "beyond 64 bits", at: place,
            help: "write it as a Real: \(digits).0")
        }
        if at("."), !token.startsLine, peek(1).kind != .identifier {
          throw fail(
            .invalidNumber, "a number needs a digit after the point", "here",
            help: "write '\(digits).0'")
        }
        return make(.integer(value), from: start)
      }
      guard let value = Double(digits) else {
        throw fail(.invalidNumber, "'\(digits)' is not a number", "here", at: place)
      }
      return make(.real(value), from: start)
    case .string:
      let parts = try parseStringParts()
      return make(.string(parts), from: start)
    case .identifier:
      let name = token.text
      advance()
      return make(.name(name), from: start)
    case .keyword:
      if at("true") || at("false") {
        let value = at("true")
        advance()
        return make(.boolean(value), from: start)
      }
      if at("if") { return try parseConditional() }
      if at("func") {
        advance()
        return make(.function(try parseFunctionLiteral()), from: start)
      }
    case .punctuation:
      if at("(") { return try parseParenthesized() }
      if at("[") { return try parseList() }
      if at("{") { return try parseRecord() }
      if at("."), peek(1).kind == .identifier, !peek(1).startsLine {
        advance()
        let name = token.text
        advance()
        return make(.label(name), from: start)
      }
      if at("."), peek(1).kind == .integer {
        throw fail(
          .invalidNumber, "a number needs a digit before the point", "here",
          help: "write '0.\(peek(1).text)'")
      }
    case .label, .endOfFile, .invalid: break
    }
    throw fail(
      .missingExpression, "expected an expression", "found \(describe(token))")
  }

  private mutating func parseParenthesized() throws -> Expression {
    let start = position
    let items = try parseBracketed("(", ")", "the expression") { try $0.parseExpression() }
    if items.count == 1 { return make(.parenthesized(items[0]), from: start) }
    if items.isEmpty {
      throw fail(
        .missingExpression, "expected an expression", "nothing stands in the parentheses",
        at: span(from: start))
    }
    return make(.tuple(items), from: start)
  }

  private mutating func parseList() throws -> Expression {
    let start = position
    var clauses: [ComprehensionClause] = []
    let items = try parseBracketed("[", "]", "the list") { parser -> Expression in
      let item = try parser.parseExpression()
      while parser.at("for") || (parser.at("if") && !clauses.isEmpty) {
        if parser.take("for") {
          let variable = try parser.identifier("a name for the elements")
          try parser.expect("in", "after the name of a 'for'")
          clauses.append(.each(variable: variable, sequence: try parser.parseExpression()))
        } else {
          parser.advance()
          clauses.append(.filter(try parser.parseExpression()))
        }
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

  private mutating func parseRecord() throws -> Expression {
    let start = position
    let fields = try parseBracketed("{", "}", "the record") { parser -> RecordField in
      let keyStart = parser.position
      let name = try parser.identifier("the name of a field")
      var indices: [[Expression]] = []
      while parser.at("[") { indices.append(try parser.parseIndices()) }
      let keySpan = parser.span(from: keyStart)
      try parser.expect(":", "after the name of a field")
      return RecordField(
        name: name, indices: indices, value: try parser.parseExpression(), keySpan: keySpan)
    }
    return make(.record(fields), from: start)
  }

  private mutating func parseConditional() throws -> Expression {
    let start = position
    advance()
    let condition = try parseExpression()
    if at("=") {
      throw fail(
        .unexpectedToken, "expected '==' in a condition", "found '='",
        suggestion: .init("compare with '=='", replace: token.span, with: "=="))
    }
    let then = try parseBlock("after the condition")
    var otherwise: Block?
    if at("else") {
      advance()
      if at("if") {
        let inner = try nested { try $0.parseConditional() }
        let statement = Statement(
          .expression(inner), span: inner.span, tokens: inner.tokens)
        let kind: Statement
        if case .conditional(let conditional) = inner.kind {
          kind = Statement(.conditional(conditional), span: inner.span, tokens: inner.tokens)
        } else {
          kind = statement
        }
        otherwise = Block(statements: [kind], span: inner.span)
      } else {
        otherwise = try parseBlock("after 'else'")
      }
    }
    return make(
      .conditional(Conditional(condition: condition, then: then, otherwise: otherwise)),
      from: start)
  }

  /// Behind `func` and the name: `(x: T = d) -> R = e`, or with a block.
  mutating func parseFunctionLiteral() throws -> FunctionLiteral {
    let parameters = try parseParameters()
    let result = take("->") ? try parseType() : nil
    if take("=") {
      return FunctionLiteral(
        parameters: parameters, result: result, body: .expression(try parseExpression()))
    }
    guard at("{") else {
      throw fail(
        .unexpectedToken, "expected '=' or '{' and the function's body",
        "found \(describe(token))")
    }
    return FunctionLiteral(
      parameters: parameters, result: result, body: .block(try parseBlock("")))
  }

  mutating func parseParameters() throws -> [Parameter] {
    try parseBracketed("(", ")", "the parameters") { parser in
      let name = try parser.identifier("a parameter's name")
      let type = parser.take(":") ? try parser.parseType() : nil
      let value = parser.take("=") ? try parser.parseExpression() : nil
      return Parameter(name: name, type: type, defaultValue: value)
    }
  }
}
