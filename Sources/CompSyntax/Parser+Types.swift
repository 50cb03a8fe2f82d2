import CompSource

extension Parser {
  mutating func parseType() throws -> TypeExpression {
    try nested { try $0.parseTypeBody() }
  }

  private mutating func parseTypeBody() throws -> TypeExpression {
    let start = position
    func make(_ parser: Parser, _ kind: TypeExpression.Kind) -> TypeExpression {
      TypeExpression(kind, span: parser.span(from: start), tokens: start..<parser.position)
    }
    if token.kind == .integer || at("-") {
      let lower = try parseLowerBound()
      try expect("..<", "in the type of a range")
      let upper = try parseUpperBound()
      return make(self, .range(lower: lower, upper: upper))
    }
    if at("[") {
      let elements = try parseBracketed(.square, "the type of the elements") {
        try $0.parseType()
      }
      guard elements.count == 1 else {
        throw fail(
          .unexpectedToken, "a list's type has one element type", "found \(elements.count)",
          at: span(from: start))
      }
      return make(self, .list(elements[0]))
    }
    if at("{") {
      let brace = try parseBraceType(from: start)
      guard case .labels = brace.kind, at("[") else { return brace }
      let dimensions = try parseDimensions()
      return make(self, .shaped(brace, dimensions: dimensions))
    }
    if at("(") {
      let parameters = try parseBracketed(.parenthesis, "the parameters' types") {
        try $0.parseType()
      }
      if at("["), parameters.count == 1, case .range = parameters[0].kind {
        let dimensions = try parseDimensions()
        return make(self, .shaped(parameters[0], dimensions: dimensions))
      }
      try expect("->", "and the type of the result, in the type of a function")
      let result = try parseType()
      return make(self, .function(parameters: parameters, result: result))
    }
    let name = try identifier("a type")
    if at("<") {
      advance()
      let space = try parseType()
      var given: TypeExpression?
      if at("given") {
        advance()
        given = try parseType()
      }
      try expect(">", "after the type's argument")
      return make(self, .generic(name, space: space, given: given))
    }
    var arguments: [Expression] = []
    if at("(") {
      arguments = try parseBracketed(.parenthesis, "the bounds") { try $0.parseExpression() }
    }
    var dimensions: [Expression]?
    if at("[") { dimensions = try parseDimensions() }
    if at("..<"), arguments.isEmpty, dimensions == nil {
      let expression = Expression(
        .name(name.name), span: name.span, tokens: start..<position)
      advance()
      let upper = try parseUpperBound()
      return make(self, .range(lower: expression, upper: upper))
    }
    return make(self, .named(name, arguments: arguments, dimensions: dimensions))
  }

  private mutating func parseDimensions() throws -> [Expression] {
    try parseBracketed(.square, "the dimensions") { try $0.parseExpression() }
  }

  /// A whole number or a name, or its negative.
  private mutating func parseLowerBound() throws -> Expression {
    try parseBound { parser in
      let (start, token) = (parser.position, parser.token)
      guard token.kind == .identifier else { return try parser.parseInteger() }
      parser.advance()
      return parser.make(.name(token.text), from: start)
    }
  }

  /// An expression without a block or a comparison behind it, or its negative.
  private mutating func parseUpperBound() throws -> Expression {
    try parseBound { try $0.parseTarget() }
  }

  private mutating func parseBound(_ operand: (inout Parser) throws -> Expression) throws
    -> Expression
  {
    let start = position
    guard take("-") else { return try operand(&self) }
    let value = try operand(&self)
    return make(.unary(.negate, value), from: start)
  }

  private mutating func parseBraceType(from start: Int) throws -> TypeExpression {
    var fields: [(name: Identifier, type: TypeExpression)] = []
    var labels: [Identifier] = []
    _ = try parseBracketed(.braces, "the type") { parser in
      let name = try parser.identifier("a label or a variable's name")
      if parser.take(":") {
        fields.append((name, try parser.parseType()))
      } else {
        labels.append(name)
      }
    }
    if !labels.isEmpty, !fields.isEmpty {
      throw fail(
        .unexpectedToken, "a type in braces lists labels, or variables with their types",
        "this mixes both", at: span(from: start))
    }
    let kind: TypeExpression.Kind = labels.isEmpty ? .record(fields) : .labels(labels)
    return TypeExpression(kind, span: span(from: start), tokens: start..<position)
  }
}
