import CompSource

extension Parser {
  /// A declaration, if one begins here. `sampler`, `variable` and `input` are words of the language
  /// only where a name follows them.
  mutating func parseDeclaration() throws -> Declaration? {
    let documentation = documentation(before: token)
    if at("import") { return try parseImport(documentation) }
    guard peek(1).kind == .identifier, !peek(1).startsLine else { return nil }
    if at("func") {
      advance()
      let name = try identifier("the function's name")
      return Declaration(
        name: name, kind: .function(try parseFunctionLiteral()), documentation: documentation)
    }
    if at("component") {
      advance()
      let name = try identifier("the component's name")
      return Declaration(
        name: name, kind: .component(try parseComponent(name)), documentation: documentation)
    }
    guard token.kind == .identifier else { return nil }
    switch token.text {
    case "sampler":
      advance()
      let name = try identifier("the sampler's name")
      return Declaration(
        name: name, kind: .sampler(try parseSampler()), documentation: documentation)
    case "variable":
      advance()
      let name = try identifier("the variable's name")
      try expect(":", "and the variable's type")
      return Declaration(
        name: name, kind: .variable(try parseType()), documentation: documentation)
    case "input":
      advance()
      let name = try identifier("the input's name")
      try expect(":", "and the input's type")
      let type = try parseType()
      let value = take("=") ? try parseExpression() : nil
      return Declaration(
        name: name, kind: .input(type: type, value: value), documentation: documentation)
    default: return nil
    }
  }

  private mutating func parseImport(_ documentation: String) throws -> Declaration {
    advance()
    let pathSpan = token.span
    guard token.kind == .string else {
      throw fail(
        .unexpectedToken, "expected the path of a file in quotes", "found \(describe(token))")
    }
    var path = ""
    for part in try parseStringParts() {
      guard case .text(let text) = part else {
        throw fail(
          .unexpectedToken, "the path of an import is a plain string", "here", at: pathSpan)
      }
      path += text
    }
    var stem = path.split(separator: "/").last.map(String.init) ?? path
    if stem.hasSuffix(".comp") { stem.removeLast(5) }
    var name = Identifier(stem, span: pathSpan)
    if atWord("as"), !atLineEnd {
      advance()
      name = try identifier("a name for the imported file")
    }
    return Declaration(
      name: name, kind: .import(path: path, pathSpan: pathSpan), documentation: documentation)
  }

  private mutating func parseComponent(_ name: Identifier) throws -> ComponentDeclaration {
    let parameters = at("(") ? try parseParameters() : nil
    var over: [VariableDeclaration] = []
    var given: [VariableDeclaration] = []
    if atWord("over") {
      advance()
      over = try parseVariables()
    }
    if at("given") {
      advance()
      given = try parseVariables()
    }
    if take("=") {
      return ComponentDeclaration(
        parameters: parameters, over: over, given: given,
        body: .composition(try parseExpression()))
    }
    guard at("{") else {
      throw fail(
        .unexpectedToken,
        over.isEmpty
          ? "expected 'over' and the component's variables, or '=' and a composition"
          : "expected '{' and the component's body", "found \(describe(token))")
    }
    guard !over.isEmpty else {
      throw fail(
        .unexpectedToken, "expected 'over' and the component's variables", "found '{'",
        help: "write: component \(name.name) over x: R[2] { … }")
    }
    return ComponentDeclaration(
      parameters: parameters, over: over, given: given,
      body: .block(try parseBlock("and the component's body")))
  }

  /// `x: R[2]`, or `(a: R[n], b: R[n])`.
  private mutating func parseVariables() throws -> [VariableDeclaration] {
    func one(_ parser: inout Parser) throws -> VariableDeclaration {
      let name = try parser.identifier("a variable's name")
      try parser.expect(":", "and the variable's type")
      return VariableDeclaration(name: name, type: try parser.parseType())
    }
    if at("(") { return try parseBracketed("(", ")", "the variables", item: one) }
    return [try one(&self)]
  }

  private mutating func parseSampler() throws -> SamplerDeclaration {
    let parameters = try parseParameters()
    try expect("for", "and the density's name")
    let density = try identifier("the density's name")
    try expect(":", "and the grade that the sampler needs")
    let need = try identifier("a grade")
    let opener = token
    try expect("{", "and the sampler's body")
    let outer = bracketDepth
    bracketDepth = 0
    defer { bracketDepth = outer }
    var prelude: [Statement] = []
    var states: [(name: Identifier, initial: Expression)] = []
    var transition: Block?
    while !at("}"), !isAtEnd {
      if take(";") { continue }
      if atWord("state"), peek(1).kind == .identifier {
        advance()
        let name = try identifier("the state's name")
        try expect("=", "and the state's first value")
        states.append((name, try parseExpression()))
      } else if atWord("transition"), peek(1).text == "{" {
        advance()
        transition = try parseBlock("after 'transition'")
      } else {
        prelude.append(try parseStatement())
      }
    }
    try expect("}", "at the end of the sampler", opener: opener)
    guard let transition, !states.isEmpty else {
      throw fail(
        .unexpectedToken, "a sampler needs a 'state' and a 'transition { … }'", "missing here",
        at: opener.span)
    }
    return SamplerDeclaration(
      parameters: parameters, density: density, need: need, prelude: prelude, states: states,
      transition: transition)
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
