import CompSource

extension Parser {
  /// A declaration, if one begins here. `sampler`, `variable` and `input` are words of the language
  /// only where a name follows them.
  mutating func parseDeclaration() throws -> Declaration? {
    let documentation = documentation(before: nextToken)
    if at("import") { return try parseImport(documentation) }
    let kind: Declaration.Kind
    let name: Identifier
    if take("component") {
      name = try identifier("the component's name")
      kind = .component(try parseComponent(name))
    } else if at("func"), peek(1).text != "(" {
      advance()
      name = try identifier("the function's name")
      kind = .function(try parseFunctionLiteral())
    } else if atWord("sampler"), isNameNext {
      advance()
      name = try identifier("the sampler's name")
      kind = .sampler(try parseSampler())
    } else if atWord("variable"), isNameNext {
      advance()
      name = try identifier("the variable's name")
      try expect(
        ":", "and the variable's type",
        help: "write 'variable \(name.name): Real'; what has a value is declared with 'let'")
      kind = .variable(try parseType())
    } else if atWord("input"), isNameNext {
      advance()
      name = try identifier("the input's name")
      try expect(
        ":", "and the input's type", help: "write 'input \(name.name): Real = …'")
      let type = try parseType()
      kind = .input(type: type, value: take("=") ? try parseExpression() : nil)
    } else {
      return nil
    }
    return Declaration(name: name, kind: kind, documentation: documentation)
  }

  private var isNameNext: Bool { peek(1).kind == .identifier && !peek(1).startsLine }

  private mutating func parseImport(_ documentation: String) throws -> Declaration {
    advance()
    let pathSpan = token.span
    guard token.kind == .string else {
      throw fail(
        .unexpectedToken, "expected the path of a file in quotes", "found \(describe(token))",
        help: token.kind == .identifier
          ? "the standard library is there without an import; files are imported with "
            + "'import \"file.comp\"'" : nil)
    }
    var path = ""
    for part in parseStringParts() {
      guard case .text(let text) = part else {
        throw fail(
          .unexpectedToken, "the path of an import is a plain string", "here", at: pathSpan)
      }
      path += text
    }
    var stem = path.split(separator: "/").last.map(String.init) ?? path
    if stem.hasSuffix(".comp") { stem.removeLast(5) }
    var name = Identifier(stem, span: pathSpan)
    if atWord("as") {
      advance()
      name = try identifier("a name for the imported file")
    }
    return Declaration(
      name: name, kind: .import(path: path, pathSpan: pathSpan), documentation: documentation)
  }

  private mutating func parseComponent(_ name: Identifier) throws -> ComponentDeclaration {
    typealias Head = (
      parameters: [Parameter]?, over: [VariableDeclaration], given: [VariableDeclaration]
    )
    let head = try recovering(toBlock: { parser -> Head in
      let parameters = parser.at("(") ? try parser.parseParameters() : nil
      var over: [VariableDeclaration] = []
      if parser.takeOver() { over = try parser.parseVariables() }
      let given = parser.take("given") ? try parser.parseVariables() : []
      if over.isEmpty, !parser.at("=") {
        throw parser.fail(
          .unexpectedToken,
          "expected 'over' and the component's variables, or '=' and a composition",
          "found \(parser.describe(parser.token))",
          help: parser.at("{") ? "write: component \(name.name) over x: R[2] { … }" : nil)
      }
      return (parameters, over, given)
    })
    if let head, take("=") {
      return ComponentDeclaration(
        parameters: head.parameters, over: head.over, given: head.given,
        body: .composition(try parseExpression()))
    }
    let body = try parseBlock("and the component's body")
    guard let head else { throw Recover() }
    return ComponentDeclaration(
      parameters: head.parameters, over: head.over, given: head.given, body: .block(body))
  }

  /// `over`; reported where a variable stands without it.
  private mutating func takeOver() -> Bool {
    if atWord("over") {
      advance()
      return true
    }
    guard token.kind == .identifier, peek(1).text == ":", !nextToken.startsLine else {
      return false
    }
    _ = fail(
      .unexpectedToken, "the variables of a component stand behind 'over'",
      "found '\(token.text)'",
      suggestion: .init("write 'over'", replace: token.span, with: "over \(token.text)"))
    return true
  }

  /// `x: R[2]`, or `(a: R[n], b: R[n])`.
  private mutating func parseVariables() throws -> [VariableDeclaration] {
    func one(_ parser: inout Parser) throws -> VariableDeclaration {
      let name = try parser.identifier("a variable's name")
      try parser.expect(
        ":", "and the variable's type",
        help: parser.at(",")
          ? "several variables stand in parentheses, each with its type: (a: Real, b: Real)" : nil)
      return VariableDeclaration(name: name, type: try parser.parseType())
    }
    if at("(") { return try parseBracketed(.parenthesis, "the variables", item: one) }
    return [try one(&self)]
  }

  private mutating func parseSampler() throws -> SamplerDeclaration {
    let head = try recovering(toBlock: { parser in
      let parameters = try parser.parseParameters()
      try parser.expect("for", "and the density's name")
      let density = try parser.identifier("the density's name")
      try parser.expect(":", "and the grade that the sampler needs")
      return (
        parameters: parameters, density: density, need: try parser.identifier("a grade")
      )
    })
    let opener = token
    var transition: Span?
    let lines = try parseBraces("and the sampler's body") { parser in
      parser.parseLines(until: "}") { parser in
        let start = parser.position
        let line = try parser.parseSamplerLine()
        if let transition { throw parser.lineBehind(transition, from: start) }
        if case .transition = line { transition = parser.tokens[start].span }
        return line
      } damaged: { _, _ in
        .missing
      }
    }
    guard let head else { throw Recover() }
    let sampler = SamplerDeclaration(
      parameters: head.parameters, density: head.density, need: head.need, lines: lines)
    let isBroken = lines.contains { if case .missing = $0 { true } else { false } }
    if !isBroken, transition == nil || sampler.states.isEmpty {
      throw fail(
        .unexpectedToken, "a sampler has a 'state' and ends in a 'transition { … }'",
        sampler.states.isEmpty ? "no 'state' is here" : "no 'transition' is here", at: opener.span)
    }
    return sampler
  }

  private mutating func lineBehind(_ transition: Span, from start: Int) -> Recover {
    fail(
      .unexpectedToken, "a sampler ends in its 'transition'", "this stands behind it",
      at: tokens[start].span, also: .init(transition, "the transition"),
      help: "states and 'let's stand before it; what is done in each step stands in its braces")
  }

  /// `state x = start(p)`, `transition { … }`, or a statement.
  private mutating func parseSamplerLine() throws -> SamplerLine {
    if atWord("state"), isNameNext {
      advance()
      let name = try identifier("the state's name")
      try expect("=", "and the state's first value")
      return .state(name: name, initial: try parseExpression())
    }
    if atWord("transition"), peek(1).text == "{", !peek(1).startsLine {
      advance()
      return .transition(try parseBlock("after 'transition'"))
    }
    return .statement(try parseStatement())
  }

  /// The text of the `///` lines right above a token.
  private func documentation(before token: Token) -> String {
    let trivia = source.text(in: token.triviaStart..<token.span.range.lowerBound)
    var lines: [String] = []
    for line in trivia.split(separator: "\n", omittingEmptySubsequences: false) {
      let line = line.drop { $0 == " " || $0 == "\t" }
      if line.hasPrefix("///") {
        lines.append(String(line.dropFirst(line.hasPrefix("/// ") ? 4 : 3)))
      } else if !line.isEmpty, !lines.isEmpty {
        lines.removeAll()
      }
    }
    return lines.joined(separator: "\n")
  }
}
