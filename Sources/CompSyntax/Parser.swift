import CompSource

extension SyntaxTree {
  /// How many mistakes of a file are reported.
  static let diagnosticLimit = 200

  /// Parses a file. Every mistake is reported once, and what could be read is in the tree.
  public static func parse(_ source: SourceFile) -> SyntaxTree {
    var lexer = Lexer(source)
    lexer.lex()
    var parser = Parser(source: source, tokens: lexer.tokens, diagnostics: lexer.diagnostics)
    let statements = parser.parseStatements(until: nil)
    let diagnostics = parser.diagnostics.sorted { $0.offset < $1.offset }
    return SyntaxTree(
      source: source, tokens: lexer.tokens,
      statements: parser.withoutDamage(statements, diagnostics),
      diagnostics: Array(diagnostics.prefix(diagnosticLimit)),
      isUnfinished: lexer.diagnostics.isEmpty
        ? parser.isFirstMistakeAtEnd ?? false
        : lexer.diagnostics.contains { $0.code == .unterminatedComment })
  }
}

extension Diagnostic {
  /// Where it is, in bytes.
  var offset: Int { labels.first?.span.range.lowerBound ?? 0 }
}

/// A recursive-descent parser over a token array. Productions stand in the files beside this one.
struct Parser {
  /// How deep expressions, types and blocks may nest.
  static let nestingLimit = 100

  let source: SourceFile
  let tokens: [Token]
  var position = 0
  var diagnostics: [Diagnostic]
  /// Where a mistake was reported; one place has one mistake.
  private var reportedOffsets: Set<Int>
  var openBrackets: [Bracket] = []
  /// In the head of a block how many brackets are open around it: a `{` there begins the block.
  var bracketsAroundHead: Int?
  /// Where the present statement begins.
  var statementStart = 0
  /// Whether the present mistake is in a head whose block cannot be found: lines that are indented
  /// below it are taken for the block.
  var losesBlock = false
  /// Where a function `func(x) = …` may begin: with an expression, or behind its '|>'.
  var lambdaStart: Int?
  private var depth = 0

  /// What is open. Only in a block, and outside of all, a line break may end a statement.
  enum Bracket: Equatable {
    case parenthesis, square, braces, block

    var opening: String {
      switch self {
      case .parenthesis: "("
      case .square: "["
      case .braces, .block: "{"
      }
    }
    var closing: String {
      switch self {
      case .parenthesis: ")"
      case .square: "]"
      case .braces, .block: "}"
      }
    }
  }

  /// Whether the first mistake was that the text ended; nil while there is none.
  private(set) var isFirstMistakeAtEnd: Bool?

  /// Thrown after a mistake was reported; caught where parsing can go on.
  struct Recover: Error {}

  /// A comment without an end takes the rest of the file, which is then no mistake by its absence.
  private let hasOpenComment: Bool
  /// What stands at the end of the tokens.
  private let endName: String

  init(source: SourceFile, tokens: [Token], diagnostics: [Diagnostic]) {
    self.init(source, tokens, diagnostics, depth: 0, endName: "the end of the file")
  }

  /// The parser of a stretch between parentheses within a file.
  init(ofInterpolation lexer: Lexer, in source: SourceFile, depth: Int) {
    self.init(source, lexer.tokens, lexer.diagnostics, depth: depth, endName: "')'")
    openBrackets = [.parenthesis]
  }

  private init(
    _ source: SourceFile, _ tokens: [Token], _ diagnostics: [Diagnostic], depth: Int,
    endName: String
  ) {
    self.source = source
    self.endName = endName
    hasOpenComment = diagnostics.contains { $0.code == .unterminatedComment }
    self.tokens = tokens
    self.diagnostics = diagnostics
    self.depth = depth
    reportedOffsets = Set(diagnostics.map(\.offset))
  }

  // MARK: Tokens

  /// The token at hand, whatever line it stands on.
  var nextToken: Token { tokens[min(position, tokens.count - 1)] }

  /// The token at hand: the end of the line where the statement ends with it.
  var token: Token {
    let next = nextToken
    guard next.startsLine, position != statementStart, next.kind != .endOfFile,
      isLineSensitive, !lineGoesOn
    else { return next }
    let end = previous.span.range.upperBound
    return Token(
      kind: .endOfLine, triviaStart: end, span: Span(source, end..<end), startsLine: true)
  }

  func peek(_ ahead: Int) -> Token { tokens[min(position + ahead, tokens.count - 1)] }
  var previous: Token { tokens[max(min(position, tokens.count) - 1, 0)] }
  var isAtEnd: Bool { nextToken.kind == .endOfFile }

  func at(_ text: String) -> Bool {
    let token = token
    return (token.kind == .punctuation || token.kind == .keyword) && token.text == text
  }

  /// A word that is a keyword only here.
  func atWord(_ text: String) -> Bool {
    token.kind == .identifier && token.text == text
  }

  mutating func advance() {
    if position < tokens.count - 1 { position += 1 }
  }

  mutating func take(_ text: String) -> Bool {
    guard at(text) else { return false }
    advance()
    return true
  }

  mutating func expect(_ text: String, _ context: String, help: String? = nil) throws {
    if take(text) { return }
    throw fail(
      .unexpectedToken, "expected '\(text)' \(context)", "found \(describe(token))", help: help)
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

  func span(from start: Int) -> Span {
    let first = tokens[min(start, tokens.count - 1)].span.range.lowerBound
    let last = position > start ? previous.span.range.upperBound : first
    return Span(source, first..<max(first, last))
  }

  // MARK: Lines

  /// Whether line breaks count here.
  var isLineSensitive: Bool { openBrackets.last.map { $0 == .block } ?? true }

  /// Whether a statement goes on over the line break before the token at hand.
  private var lineGoesOn: Bool {
    endsInOperator(previous) || beginsWithContinuation(position)
  }

  /// An operator, a comma, or a word that works as one, at the end of a line.
  func endsInOperator(_ token: Token) -> Bool {
    guard token.kind == .punctuation || token.kind == .keyword else { return false }
    return ["=", ",", "->", "..<", "on", "given"].contains(token.text)
      || BinaryOperator(rawValue: token.text) != nil || UnaryOperator(rawValue: token.text) != nil
  }

  /// Whether what begins a line goes on with the line before.
  func beginsWithContinuation(_ position: Int) -> Bool {
    let token = tokens[position]
    switch token.kind {
    case .keyword: return ["on", "given", "else"].contains(token.text)
    case .punctuation:
      if token.text == "." {
        let name = tokens[min(position + 1, tokens.count - 1)]
        return (name.kind == .identifier || name.kind == .keyword) && !name.startsLine
      }
      return BinaryOperator(rawValue: token.text)?.continuesLine ?? false
    case .identifier, .integer, .real, .string, .invalid, .endOfFile, .endOfLine: return false
    }
  }

  // MARK: Mistakes

  func describe(_ token: Token) -> String {
    switch token.kind {
    case .endOfFile: endName
    case .endOfLine: "the end of the line"
    case .identifier, .keyword, .punctuation, .integer, .real, .invalid: "'\(token.text)'"
    case .string: "a string"
    }
  }

  /// Reports a mistake at the token at hand, unless one is reported there. What the lexer could not
  /// read, it has reported.
  mutating func fail(
    _ code: DiagnosticCode, _ message: String, _ label: String, at span: Span? = nil,
    also: Diagnostic.Label? = nil, help: String? = nil,
    suggestion: Diagnostic.Suggestion? = nil
  ) -> Recover {
    if span == nil, nextToken.kind == .invalid, token.kind != .endOfLine { return Recover() }
    if isAtEnd, hasOpenComment { return Recover() }
    var place = span ?? token.span
    if span == nil, token.kind == .endOfFile {
      // Behind what the file ends in, rather than after its last line break.
      let end = previous.span.range.upperBound
      place = Span(source, end..<end)
    }
    if reportedOffsets.insert(place.range.lowerBound).inserted {
      if isFirstMistakeAtEnd == nil { isFirstMistakeAtEnd = nextToken.kind == .endOfFile }
      diagnostics.append(
        Diagnostic(
          code, message, at: [.init(place, label)] + (also.map { [$0] } ?? []), help: help,
          suggestion: suggestion))
    }
    return Recover()
  }

  /// Takes over what the parser of a stretch within this file has reported.
  mutating func adopt(_ others: [Diagnostic]) {
    for other in others where reportedOffsets.insert(other.offset).inserted {
      diagnostics.append(other)
    }
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

  /// How deep the production at hand is nested.
  var nesting: Int { depth }
}
