import CompSource

extension Parser {
  /// Statements up to a closing brace (or the end of the file, where `until` is nil).
  mutating func parseStatements(until closing: String?) -> [Statement] {
    var statements: [Statement] = []
    while !isAtEnd {
      if take(";") { continue }
      if at("}") {
        if closing != nil { break }
        _ = fail(.unexpectedToken, "this '}' closes nothing", "found '}'")
        advance()
        continue
      }
      let start = position
      do {
        let statement = try nested { try $0.parseStatement() }
        statements.append(statement)
        if !isAtEnd, !at("}"), !at(";"), !token.startsLine {
          throw unexpectedAfterStatement()
        }
      } catch {
        statements.append(
          Statement(.missing, span: span(from: start), tokens: start..<position))
        synchronize(from: start)
      }
    }
    return statements
  }

  private mutating func unexpectedAfterStatement() -> Recover {
    if token.text == "*", peek(1).text == "*" || previous.text == "*" {
      return fail(
        .unexpectedToken, "expected an operand", "found '**'", help: "powers are written 'x ^ 2'")
    }
    if token.text == "=" {
      return fail(
        .invalidAssignment, "only a name, or an element of one, can be assigned to",
        "found '='", help: "to compare write '=='; to declare a name write 'let name = …'")
    }
    let word = previous.text
    let help: String? =
      switch word {
      case "def", "fn", "function", "fun": "functions are declared with 'func'"
      case "const", "val": "names are declared with 'let'"
      case "and": "the logical and is written '&&'"
      case "or": "the logical or is written '||'"
      case "not": "the negation is written '!'"
      case "lambda": "functions without a name are written 'func(x) = …'"
      default: nil
      }
    return fail(
      .unexpectedToken, "expected the end of the statement", "found \(describe(token))",
      help: help ?? "begin a new line, or separate statements with ';'")
  }

  mutating func parseBlock(_ context: String) throws -> Block {
    let opener = token
    guard at("{") else {
      throw fail(.unexpectedToken, "expected '{' \(context)", "found \(describe(token))")
    }
    let start = position
    advance()
    let outer = bracketDepth
    bracketDepth = 0
    let statements = parseStatements(until: "}")
    bracketDepth = outer
    try expect("}", "at the end of the block", opener: opener)
    return Block(statements: statements, span: span(from: start))
  }

  mutating func parseStatement() throws -> Statement {
    let start = position
    let kind = try parseStatementKind()
    return Statement(kind, span: span(from: start), tokens: start..<position)
  }

  private mutating func parseStatementKind() throws -> Statement.Kind {
    if let declaration = try parseDeclaration() { return .declaration(declaration) }
    if at("let") || at("var") {
      let isVariable = at("var")
      advance()
      let name = try identifier("a name")
      let type = take(":") ? try parseType() : nil
      guard at("=") else {
        throw fail(
          .unexpectedToken, "expected '=' and a value for '\(name.name)'",
          "found \(describe(token))")
      }
      advance()
      let value = try parseExpression()
      return isVariable
        ? .var(name: name, type: type, value: value) : .let(name: name, type: type, value: value)
    }
    if take("return") {
      if atLineEnd || at("}") || at(";") || isAtEnd { return .return(nil) }
      return .return(try parseExpression())
    }
    if at("if") {
      let expression = try parseExpression()
      if case .conditional(let conditional) = expression.kind { return .conditional(conditional) }
      return .expression(expression)
    }
    if take("for") {
      let variable = try identifier("a name for the elements")
      try expect("in", "after the name of a 'for'")
      let sequence = try parseExpression()
      return .for(
        variable: variable, sequence: sequence, body: try parseBlock("after the sequence"))
    }
    if take("repeat") {
      let count = try parseExpression()
      let condition = take("while") ? try parseExpression() : nil
      return .repeat(
        count: count, condition: condition, body: try parseBlock("after the count"))
    }
    if atWord("def") || atWord("fn"), peek(1).kind == .identifier {
      throw fail(
        .unexpectedToken, "'\(token.text)' is not a word of the language",
        "found '\(token.text)'", help: "functions are declared with 'func'",
        suggestion: .init("write 'func'", replace: token.span, with: "func"))
    }
    let expression = try parseExpression()
    if at("="), !token.startsLine {
      switch expression.kind {
      case .name, .index: break
      default: throw unexpectedAfterStatement()
      }
      advance()
      return .assign(target: expression, value: try parseExpression())
    }
    return .expression(expression)
  }
}
