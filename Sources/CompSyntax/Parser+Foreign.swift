import CompSource

/// What people write who know other languages: each is one mistake, which says what Comp writes. Where
/// it is clear what was meant the parser goes on as if that were written.
extension Parser {
  // MARK: Statements

  /// A statement that begins with a word of another language, such as `def f(x)` or `const a = 1`.
  mutating func foreignStatement() -> Recover? {
    guard token.kind == .identifier, let word = ForeignWord.beginning[token.text] else {
      return nil
    }
    let next = peek(1)
    let isSubject = [.identifier, .integer, .real, .string].contains(next.kind)
    let follows =
      !next.startsLine
      && (isSubject || word.precedesBlock && next.text == "{"
        || word.isType && isConstrained)
    guard follows else { return nil }
    losesBlock = true
    let replacement = word.isType && peek(2).text == "=" ? "let" : word.replacement
    return fail(
      .unexpectedToken, "'\(token.text)' is no word of the language", word.label,
      help: word.help,
      suggestion: replacement.map {
        .init("write '\($0)'", replace: token.span, with: $0)
      })
  }

  /// Whether `<lower=0> name` or `[8] name` follows the word at hand.
  private var isConstrained: Bool {
    if peek(1).text == "<" { return ForeignWord.constraints.contains(peek(2).text) }
    guard peek(1).text == "[" else { return false }
    let behind = peek(lengthOfBrackets(1))
    return behind.kind == .identifier && !behind.startsLine
  }

  /// Behind `let a`: `:= 1`, `== 1`. The sign counts as `=`.
  mutating func takeForeignEquals() -> Bool {
    let first = token
    let isWalrus = at(":") && touches("=")
    guard isWalrus || at("==") else { return false }
    if isWalrus { advance() }
    let sign = first.span.union(nextToken.span)
    _ = fail(
      .unexpectedToken, "a name gets its value with '='", "found '\(sign.text)'", at: sign,
      suggestion: .init("write '='", replace: sign, with: "="))
    advance()
    return true
  }

  /// `x := 1` where no declaration begins.
  mutating func foreignDeclaration(_ target: Span) -> Recover? {
    guard at(":"), touches("=") else { return nil }
    let whole = target.union(peek(1).span)
    return fail(
      .unexpectedToken, "a name is declared with 'let'", "found ':='",
      at: token.span.union(peek(1).span),
      suggestion: .init("write 'let'", replace: whole, with: "let \(target.text) ="))
  }

  /// `x += 1`, `x++`, with the first sign taken.
  mutating func foreignAssignment(_ target: Expression, _ operation: BinaryOperator, _ sign: Span)
    -> Recover?
  {
    let text = operation.rawValue
    guard [.add, .subtract, .multiply, .divide].contains(operation),
      nextToken.span.range.lowerBound == sign.range.upperBound
    else { return nil }
    let whole = sign.union(nextToken.span)
    if at("=") {
      let isSafe = operation == .add || operation == .subtract
      return fail(
        .unexpectedToken, "there is no '\(text)='", "found '\(text)='", at: whole,
        help: isSafe ? nil : "write '\(target.span.text) = \(target.span.text) \(text) (…)'",
        suggestion: isSafe
          ? .init(
            "name what changes twice", replace: whole, with: "= \(target.span.text) \(text)") : nil)
    }
    let gap = target.span.range.upperBound == sign.range.lowerBound ? " " : ""
    let isLast = peek(1).startsLine || [";", "}", ")"].contains(peek(1).text)
    guard operation == .add || operation == .subtract, at(text), isLast else { return nil }
    return fail(
      .unexpectedToken, "there is no '\(text)\(text)'", "found '\(text)\(text)'", at: whole,
      suggestion: .init(
        "name what changes twice", replace: whole,
        with: "\(gap)= \(target.span.text) \(text) 1"))
  }

  // MARK: Operators

  /// `and`, `or`: reported, and then read as the operator that they mean.
  mutating func foreignOperator() -> BinaryOperator? {
    guard token.kind == .identifier, !nextToken.startsLine,
      let operation: BinaryOperator = token.text == "and" ? .and : token.text == "or" ? .or : nil,
      beginsOperand(peek(1))
    else { return nil }
    return operation
  }

  mutating func reportForeign(_ operation: BinaryOperator) {
    _ = fail(
      .unexpectedToken, "the logical \(token.text) is written '\(operation.rawValue)'",
      "found '\(token.text)'",
      suggestion: .init(
        "write '\(operation.rawValue)'", replace: token.span, with: operation.rawValue))
  }

  /// `not x`: reported, and skipped so that `x` is read.
  mutating func takeForeignNot() -> Bool {
    guard atWord("not"), beginsOperand(peek(1)), peek(1).text != "(" else { return false }
    let next = peek(1).span
    let whole = token.span.union(Span(source, next.range.lowerBound..<next.range.lowerBound))
    _ = fail(
      .unexpectedToken, "the negation is written '!'", "found 'not'",
      suggestion: .init("write '!'", replace: whole, with: "!"))
    advance()
    return true
  }

  /// Whether a token on the same line begins an operand, and is no operator.
  private func beginsOperand(_ token: Token) -> Bool {
    guard !token.startsLine else { return false }
    switch token.kind {
    case .identifier, .integer, .real, .string: return true
    case .keyword: return ["true", "false", "if", "func"].contains(token.text)
    case .punctuation: return ["(", "!", "["].contains(token.text)
    case .invalid, .endOfFile, .endOfLine: return false
    }
  }

  // MARK: Functions

  /// `lambda x, y: e`
  mutating func foreignLambda() -> Recover? {
    guard atWord("lambda") else { return nil }
    var ahead = 1
    while peek(ahead).kind == .identifier || peek(ahead).text == "," { ahead += 1 }
    guard peek(ahead).text == ":" else { return nil }
    let names = Span(
      source, token.span.range.upperBound..<peek(ahead).span.range.lowerBound)
    let trimmed = String(names.text.drop { $0 == " " })
    return fail(
      .unexpectedToken, "a function without a name is written 'func(x) = …'", "found 'lambda'",
      suggestion: .init(
        "write 'func'", replace: token.span.union(peek(ahead).span), with: "func(\(trimmed)) ="))
  }

  /// `x => e`, `(x, y) -> e`, behind the names.
  mutating func foreignArrow(_ names: Expression) -> Recover? {
    let isFat = at("=") && touches(">")
    guard isFat || at("->"), let parameters = names.parameterNames else { return nil }
    let arrow = isFat ? token.span.union(peek(1).span) : token.span
    return fail(
      .unexpectedToken, "a function without a name is written 'func(x) = …'",
      "found '\(arrow.text)'", at: arrow,
      suggestion: .init(
        "write 'func'", replace: names.span.union(arrow),
        with: "func(\(parameters.joined(separator: ", "))) ="))
  }

  /// `func f(x) => e`, where the `=` was taken.
  mutating func skipFatArrow() {
    guard at(">"), touchesPrevious else { return }
    let arrow = previous.span.union(token.span)
    _ = fail(
      .unexpectedToken, "the body of a function stands behind '='", "found '=>'", at: arrow,
      suggestion: .init("write '='", replace: arrow, with: "="))
    advance()
  }

  /// `func f(x): Real`: the colon counts as `->`.
  mutating func takeForeignResult() -> Bool {
    guard at(":") else { return false }
    _ = fail(
      .unexpectedToken, "the type of a function's result stands behind '->'", "found ':'",
      suggestion: .init("write '->'", replace: token.span, with: " ->"))
    advance()
    return true
  }

  /// `x Real` where `x: Real` is meant.
  mutating func takeMissingColon(behind name: Identifier) -> Bool {
    guard token.kind == .identifier, !nextToken.startsLine else { return false }
    let gap = Span(source, name.span.range.upperBound..<token.span.range.lowerBound)
    _ = fail(
      .unexpectedToken, "the type of a name stands behind ':'", "found '\(token.text)'",
      suggestion: .init("write ':'", replace: gap, with: ": "))
    return true
  }

  // MARK: Arguments and fields

  /// `mean = 0` among arguments and fields, where the name was taken: the sign counts as ':'.
  mutating func takeEqualsForColon(_ what: String) -> Bool {
    guard at("=") else { return false }
    let gap = Span(source, previous.span.range.upperBound..<peek(1).span.range.lowerBound)
    _ = fail(
      .unexpectedToken, "\(what) are named with ':'", "found '='",
      suggestion: .init("write ':'", replace: gap, with: ": "))
    advance()
    return true
  }

  mutating func takeColonOfField() -> Bool { take(":") || takeEqualsForColon("fields") }

  /// Two items of a bracket with nothing between them.
  mutating func missingComma() -> Recover? {
    let isString = nextToken.kind == .string && touchesPrevious
    guard !isString, !nextToken.startsLine, beginsOperand(nextToken), !at("if") else { return nil }
    let gap = Span(source, previous.span.range.upperBound..<nextToken.span.range.lowerBound)
    return fail(
      .unexpectedToken, "expected ',' between two items", "found \(describe(token))",
      suggestion: .init("write ','", replace: gap, with: ", "))
  }

  /// What to do about a token that a statement cannot go on with.
  var helpBehindStatement: String? {
    switch token.text {
    case "elif", "elsif", "elseif": return "write 'else if'"
    case "if": return "a choice between two values is written 'if c { a } else { b }'"
    case ":":
      let isCondition = position >= 2 && tokens[position - 2].text == "|"
      return isCondition
        ? "what is known stands in braces: p | {x: 1}" : "names are declared with 'let name: T = …'"
    case ",":
      let isPlaced = tokens[statementStart..<position].contains { $0.text == "on" }
      return isPlaced ? "several variables stand in parentheses: p on (a, b)" : nil
    default:
      let isPrefixed = token.kind == .string && touchesPrevious
      return isPrefixed ? "values are put into a string by \"\\(value)\"" : nil
    }
  }

  // MARK: Tokens

  /// Whether the next token but one follows the one at hand without a blank, and is this.
  private func touches(_ text: String) -> Bool {
    let next = peek(1)
    return next.text == text && next.span.range.lowerBound == nextToken.span.range.upperBound
  }

  private var touchesPrevious: Bool {
    nextToken.span.range.lowerBound == previous.span.range.upperBound
  }
}

extension Expression {
  /// The names that it would be as the parameters of a function: `x`, `(x)`, `(x, y)`.
  fileprivate var parameterNames: [String]? {
    switch kind {
    case .name(let name): return [name]
    case .parenthesized(let inner): return inner.parameterNames
    case .tuple(let items):
      let names = items.compactMap { item -> String? in
        if case .name(let name) = item.kind { name } else { nil }
      }
      return names.count == items.count ? names : nil
    case .integer, .real, .boolean, .string, .label, .list, .comprehension, .record, .call,
      .member, .index, .unary, .binary, .range, .conditional, .function, .placement, .space,
      .missing:
      return nil
    }
  }
}
