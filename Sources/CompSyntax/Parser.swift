import CompSource

extension SyntaxTree {
  /// Parses a file. Every mistake is reported once, and what could be read is in the tree.
  public static func parse(_ source: SourceFile) -> SyntaxTree {
    var lexer = Lexer(source)
    lexer.lex()
    var parser = Parser(source: source, tokens: lexer.tokens, diagnostics: lexer.diagnostics)
    let statements = parser.parseStatements(until: nil)
    return SyntaxTree(
      source: source, tokens: lexer.tokens, statements: statements,
      diagnostics: parser.diagnostics.sorted {
        ($0.labels.first?.span.range.lowerBound ?? 0)
          < ($1.labels.first?.span.range.lowerBound ?? 0)
      })
  }
}

/// A recursive-descent parser over a token array. Productions stand in the files beside this one.
struct Parser {
  /// How deep expressions, types and blocks may nest.
  static let nestingLimit = 100

  let source: SourceFile
  let tokens: [Token]
  var position = 0
  var diagnostics: [Diagnostic]
  /// Inside brackets line breaks do not count.
  var bracketDepth = 0
  var depth = 0

  /// Thrown after a mistake was reported; caught where parsing can go on.
  struct Recover: Error {}

  init(source: SourceFile, tokens: [Token], diagnostics: [Diagnostic]) {
    self.source = source
    self.tokens = tokens
    self.diagnostics = diagnostics
  }

  var token: Token { tokens[min(position, tokens.count - 1)] }
  func peek(_ ahead: Int) -> Token { tokens[min(position + ahead, tokens.count - 1)] }
  var previous: Token { tokens[max(min(position, tokens.count) - 1, 0)] }
  var isAtEnd: Bool { token.kind == .endOfFile }

  func at(_ text: String) -> Bool {
    (token.kind == .punctuation || token.kind == .keyword) && token.text == text
  }
  /// A word that is a keyword only here.
  func atWord(_ text: String) -> Bool {
    (token.kind == .identifier || token.kind == .keyword) && token.text == text
  }
  /// Whether a line break ends the expression before the token.
  var atLineEnd: Bool { token.startsLine && bracketDepth == 0 }

  mutating func advance() {
    if position < tokens.count - 1 { position += 1 }
  }

  mutating func take(_ text: String) -> Bool {
    guard at(text) else { return false }
    advance()
    return true
  }

  mutating func expect(_ text: String, _ context: String, opener: Token? = nil) throws {
    if take(text) { return }
    if let opener {
      throw fail(
        .unclosedDelimiter, "expected '\(text)' \(context)", "found \(describe(token))",
        also: .init(opener.span, "'\(opener.text)' was opened here"),
        help: "close it with '\(text)'")
    }
    throw fail(.unexpectedToken, "expected '\(text)' \(context)", "found \(describe(token))")
  }

  mutating func identifier(_ what: String) throws -> Identifier {
    guard token.kind == .identifier else {
      let reserved = token.kind == .keyword ? "'\(token.text)' is a word of the language" : nil
      throw fail(
        .unexpectedToken, "expected \(what)", "found \(describe(token))", help: reserved)
    }
    let result = Identifier(token.text, span: token.span)
    advance()
    return result
  }

  func describe(_ token: Token) -> String {
    switch token.kind {
    case .endOfFile: "the end of the file"
    case .identifier, .keyword, .punctuation, .integer, .real, .label, .invalid: "'\(token.text)'"
    case .string: "a string"
    }
  }

  /// Reports a mistake at the present token, unless it was reported by the lexer.
  mutating func fail(
    _ code: DiagnosticCode, _ message: String, _ label: String, at span: Span? = nil,
    also: Diagnostic.Label? = nil, help: String? = nil,
    suggestion: Diagnostic.Suggestion? = nil
  ) -> Recover {
    let place = span ?? token.span
    if token.kind == .invalid && span == nil { return Recover() }
    // One mistake at one place.
    let known = diagnostics.contains {
      $0.labels.first?.span.range.lowerBound == place.range.lowerBound
    }
    if !known {
      diagnostics.append(
        Diagnostic(
          code, message, at: [.init(place, label)] + (also.map { [$0] } ?? []), help: help,
          suggestion: suggestion))
    }
    return Recover()
  }

  /// Runs a production one level deeper.
  mutating func nested<T>(_ body: (inout Parser) throws -> T) throws -> T {
    guard depth < Parser.nestingLimit else {
      throw fail(
        .nestingTooDeep, "this is nested more than \(Parser.nestingLimit) levels deep",
        "at this level", help: "give parts of it names with 'let'")
    }
    depth += 1
    defer { depth -= 1 }
    return try body(&self)
  }

  func span(from start: Int) -> Span {
    let first = tokens[min(start, tokens.count - 1)].span.range.lowerBound
    let last = position > start ? previous.span.range.upperBound : first
    return Span(source, first..<max(first, last))
  }

  /// To the next place where a statement may begin.
  mutating func synchronize(from start: Int) {
    bracketDepth = 0
    if position == start { advance() }
    var level = 0
    while !isAtEnd {
      if level == 0, token.startsLine || previous.text == ";", !at("}") { break }
      if at("{") { level += 1 }
      if at("}") {
        if level == 0 { break }
        level -= 1
      }
      advance()
    }
  }
}
