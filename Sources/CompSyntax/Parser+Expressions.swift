import CompSource

extension Parser {
  mutating func parseExpression() throws -> Expression {
    try nested { parser in
      parser.lambdaStart = parser.position
      return try parser.parseBinary(.pipe)
    }
  }

  private func binaryOperator() -> BinaryOperator? {
    let token = token
    return token.kind == .punctuation ? BinaryOperator(rawValue: token.text) : nil
  }

  /// Operators that bind at least as tightly as `minimum`, by precedence climbing.
  private mutating func parseBinary(_ minimum: Precedence) throws -> Expression {
    let start = position
    var left = try parsePrefix()
    var links = 0
    while true {
      links += 1
      guard links < 500 else {
        // A chain is as deep as it is long; what walks the tree must not run out of stack.
        throw fail(
          .nestingTooDeep, "this expression is a chain of more than 500 operators", "here",
          help: "use sum([…]) or product([…])")
      }
      if at("..<"), Precedence.range >= minimum {
        left = try parseRange(left, from: start)
      } else if at("on") || at("given"), Precedence.placement >= minimum {
        left = try parsePlacement(left, from: start)
      } else if at("^"), case .placement = left.kind {
        throw powerOfPlacement(left)
      } else if let operation = binaryOperator(), operation.precedence >= minimum {
        left = try parseOperation(operation, left, from: start)
      } else if let operation = foreignOperator(), operation.precedence >= minimum {
        reportForeign(operation)
        left = try parseOperation(operation, left, from: start)
      } else if let mistake = foreignArrow(left) {
        throw mistake
      } else {
        return left
      }
    }
  }

  private mutating func parseOperation(
    _ operation: BinaryOperator, _ left: Expression, from start: Int
  ) throws -> Expression {
    let operatorSpan = token.span
    advance()
    if operation == .multiply, at("*"), token.span.range.lowerBound == operatorSpan.range.upperBound
    {
      let power = operatorSpan.union(token.span)
      throw fail(
        .unexpectedToken, "expected an operand", "found '**'", at: power,
        suggestion: .init("powers are written 'x ^ 2'", replace: power, with: "^"))
    }
    if let mistake = foreignAssignment(left, operation, operatorSpan) { throw mistake }
    if operation == .pipe { lambdaStart = position }
    // A power goes to the right, and its right side may be negative.
    let right = try nested {
      try $0.parseBinary(operation == .power ? .unary : operation.precedence.next)
    }
    if operation.precedence == .comparison, let next = binaryOperator(),
      next.precedence == .comparison
    {
      throw fail(
        .chainedComparison, "comparisons do not chain", "a second comparison",
        help: "write a < b && b < c")
    }
    return make(.binary(operation, left, right, operatorSpan: operatorSpan), from: start)
  }

  /// `p on x ^ 2`
  private mutating func powerOfPlacement(_ placement: Expression) -> Recover {
    fail(
      .unexpectedToken, "'^' binds more tightly than 'on' and 'given'",
      "it would be a power of the variables",
      suggestion: .init(
        "for a power of the density put it in parentheses", replace: placement.span,
        with: "(\(placement.span.text))"))
  }

  private mutating func parseRange(_ lower: Expression, from start: Int) throws -> Expression {
    advance()
    let upper = try nested { try $0.parseBinary(Precedence.range.next) }
    if at("..<") {
      throw fail(.unexpectedToken, "ranges do not chain", "a second '..<'")
    }
    return make(.range(lower: lower, upper: upper), from: start)
  }

  private mutating func parsePrefix() throws -> Expression {
    let start = position
    if takeForeignNot() {
      let operand = try nested { try $0.parseBinary(.unary) }
      return make(.unary(.not, operand), from: start)
    }
    if let mistake = foreignLambda() { throw mistake }
    let token = token
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
      if at("(") {
        let arguments = try parseArguments()
        expression = make(.call(callee: expression, arguments: arguments), from: start)
      } else if at("[") {
        let indices = try parseIndices()
        expression = make(.index(base: expression, indices: indices), from: start)
      } else if take(".") {
        let name = try memberName()
        expression = make(.member(base: expression, name: name), from: start)
      } else {
        return expression
      }
    }
  }

  private mutating func memberName() throws -> Identifier {
    let token = token
    guard token.kind == .identifier || token.kind == .keyword else {
      throw fail(
        .unexpectedToken, "expected the name of a member behind '.'", "found \(describe(token))")
    }
    advance()
    return Identifier(token.text, span: token.span)
  }

  func make(_ kind: Expression.Kind, from start: Int) -> Expression {
    Expression(kind, span: span(from: start), tokens: start..<position)
  }

  /// `[i, j]`, where line breaks do not count.
  mutating func parseIndices() throws -> [Expression] {
    let start = position
    let indices = try parseBracketed(.square, "the index") { try $0.parseExpression() }
    if indices.isEmpty, position - start == 2, previous.text == "]" {
      _ = fail(
        .missingExpression, "expected an index", "nothing stands in the brackets",
        at: span(from: start))
    }
    return indices
  }

  private mutating func parseArguments() throws -> [Argument] {
    try parseBracketed(.parenthesis, "the arguments") { try $0.parseArgument() }
  }

  /// Behind these labels braces hold the types of variables.
  private static let labelsOfSpaces: Set<String> = ["as", "over", "given"]

  private mutating func parseArgument() throws -> Argument {
    let (name, sign) = (token, peek(1))
    guard name.kind == .identifier || name.kind == .keyword,
      sign.text == ":" || sign.text == "=" && name.kind == .identifier
    else { return Argument(label: nil, value: try parseExpression()) }
    advance()
    if !takeEqualsForColon("arguments") { advance() }
    let label = Identifier(name.text, span: name.span)
    guard Parser.labelsOfSpaces.contains(label.name), at("{") else {
      return Argument(label: label, value: try parseExpression())
    }
    let start = position
    let type = try parseType()
    return Argument(label: label, value: make(.space(type), from: start))
  }

  private mutating func parsePlacement(_ density: Expression, from start: Int) throws -> Expression
  {
    let target = take("on") ? try parseTarget() : nil
    let given = take("given") ? try parseTarget() : nil
    return make(.placement(density: density, target: target, given: given), from: start)
  }

  /// A variable, a part of one, a tuple of them, or a record.
  mutating func parseTarget() throws -> Expression {
    try nested { try $0.parsePostfix() }
  }
}
