import CompSource

/// Cuts a text into tokens. Every byte of the text is in some token or in the trivia before one.
struct Lexer {
  static let keywords: Set<String> = [
    "let", "var", "func", "component", "if", "else", "for", "in", "repeat", "return", "true",
    "false", "on", "given", "import", "while",
  ]
  /// Longest first.
  private static let punctuation = [
    "..<", "->", "|>", "==", "!=", "<=", ">=", "&&", "||", "(", ")", "[", "]", "{", "}", ",", ":",
    ";", ".", "+", "-", "*", "/", "@", "^", "=", "<", ">", "!", "|",
  ].map { Array($0.utf8) }

  private let source: SourceFile
  private var offset = 0
  /// Strings within interpolations within strings.
  private var stringDepth = 0
  private(set) var tokens: [Token] = []
  private(set) var diagnostics: [Diagnostic] = []

  private let limit: Int

  /// - Parameters start, limit: the stretch of the file to read; all of it by default.
  init(_ source: SourceFile, from start: Int = 0, to limit: Int? = nil) {
    self.source = source
    self.limit = limit ?? source.bytes.count
    offset = start
  }

  private var bytes: [UInt8] { source.bytes }
  private func byte(_ ahead: Int = 0) -> UInt8? {
    offset + ahead < limit ? bytes[offset + ahead] : nil
  }

  /// The offset behind the last token read.
  var end: Int { offset }

  mutating func lex() {
    while lexToken() {}
  }

  /// Reads to behind the parenthesis that closes one opened before the stretch; that parenthesis
  /// is no token.
  mutating func lex(untilParenthesis: Bool) {
    var depth = 0
    while true {
      let before = tokens.count
      guard lexToken() else { return }
      guard tokens.count > before, let last = tokens.last, last.kind == .punctuation else {
        continue
      }
      if last.text == "(" { depth += 1 }
      if last.text == ")" {
        if depth == 0 {
          tokens.removeLast()
          let place = last.span.range.lowerBound
          tokens.append(
            Token(
              kind: .endOfFile, triviaStart: place, span: Span(source, place..<place),
              startsLine: false))
          return
        }
        depth -= 1
      }
    }
  }

  /// One token with its trivia; false at the end of the file.
  private mutating func lexToken() -> Bool {
    let triviaStart = offset
    let startsLine = skipTrivia()
    let start = offset
    func span(_ end: Int) -> Span { Span(source, start..<end) }
    guard let first = byte() else {
      tokens.append(
        Token(
          kind: .endOfFile, triviaStart: triviaStart, span: span(start), startsLine: true))
      return false
    }
    var kind = Token.Kind.punctuation
    if isIdentifierStart(first) {
      while let next = byte(), isIdentifierPart(next) { offset += 1 }
      kind = Lexer.keywords.contains(source.text(in: start..<offset)) ? .keyword : .identifier
    } else if isDigit(first) {
      kind = lexNumber(start)
    } else if first == UInt8(ascii: "\"") {
      kind = .string
      lexString(start)
    } else if let mark = Lexer.punctuation.first(where: { bytes[offset..<limit].starts(with: $0) })
    {
      offset += mark.count
    } else {
      offset += 1
      while let next = byte(), next & 0xC0 == 0x80 { offset += 1 }
      kind = .invalid
      let text = source.text(in: start..<offset)
      let help: String? =
        switch text {
        case "&": "the logical and is written '&&'"
        case "%": "the remainder is written 'mod(a, b)'"
        case "'": "strings are written in double quotes"
        case "#": "comments begin with '//'"
        default: nil
        }
      diagnostics.append(
        Diagnostic(
          .invalidCharacter, "the character '\(text)' means nothing here",
          at: [.init(span(offset), "not a part of the language")], help: help))
    }
    tokens.append(
      Token(kind: kind, triviaStart: triviaStart, span: span(offset), startsLine: startsLine))
    return true
  }

  private mutating func skipTrivia() -> Bool {
    var startsLine = tokens.isEmpty
    while let next = byte() {
      switch next {
      case UInt8(ascii: "\n"):
        startsLine = true
        offset += 1
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), 0x0B, 0x0C: offset += 1
      case 0xEF where offset == 0 && byte(1) == 0xBB && byte(2) == 0xBF: offset += 3
      case UInt8(ascii: "/") where byte(1) == UInt8(ascii: "/"):
        while let inside = byte(), inside != UInt8(ascii: "\n") { offset += 1 }
      case UInt8(ascii: "/") where byte(1) == UInt8(ascii: "*"):
        let start = offset
        var depth = 0
        repeat {
          if byte() == UInt8(ascii: "/"), byte(1) == UInt8(ascii: "*") {
            depth += 1
            offset += 2
          } else if byte() == UInt8(ascii: "*"), byte(1) == UInt8(ascii: "/") {
            depth -= 1
            offset += 2
          } else if let inside = byte() {
            if inside == UInt8(ascii: "\n") { startsLine = true }
            offset += 1
          } else {
            diagnostics.append(
              Diagnostic(
                .unterminatedComment, "this comment has no end",
                at: [.init(Span(source, start..<min(start + 2, bytes.count)), "begins here")],
                help: "close it with '*/'; comments nest"))
            depth = 0
          }
        } while depth > 0
      default: return startsLine
      }
    }
    return startsLine
  }

  private mutating func skipDigits() {
    while let next = byte(), isDigit(next) || next == UInt8(ascii: "_") { offset += 1 }
  }

  private mutating func lexNumber(_ start: Int) -> Token.Kind {
    var kind = Token.Kind.integer
    skipDigits()
    if byte() == UInt8(ascii: "."), let next = byte(1), isDigit(next) {
      kind = .real
      offset += 1
      skipDigits()
    }
    if byte() == UInt8(ascii: "e") || byte() == UInt8(ascii: "E") {
      let sign = byte(1) == UInt8(ascii: "-") || byte(1) == UInt8(ascii: "+") ? 1 : 0
      if let digit = byte(1 + sign), isDigit(digit) {
        kind = .real
        offset += 1 + sign
        skipDigits()
      }
    }
    if let next = byte(), isIdentifierStart(next) {
      while let inside = byte(), isIdentifierPart(inside) { offset += 1 }
      diagnostics.append(
        Diagnostic(
          .invalidNumber, "'\(source.text(in: start..<offset))' is not a number",
          at: [.init(Span(source, start..<offset), "a name cannot follow a number directly")],
          help: "write '*' between a number and a name"))
    }
    return kind
  }

  /// A string is one token, interpolations included; the parser takes it apart.
  private mutating func lexString(_ start: Int) {
    offset += 1
    while let next = byte() {
      if next == UInt8(ascii: "\n") { break }
      if next == UInt8(ascii: "\\") {
        let opensInterpolation = byte(1) == UInt8(ascii: "(")
        offset += 2
        if opensInterpolation { skipInterpolation() }
        continue
      }
      offset += 1
      if next == UInt8(ascii: "\"") { return }
    }
    offset = min(offset, limit)
    diagnostics.append(
      Diagnostic(
        .unterminatedString, "this string has no end",
        at: [.init(Span(source, start..<min(start + 1, bytes.count)), "begins here")],
        help: "close it with '\"' on the same line"))
  }

  /// To behind the parenthesis that closes an interpolation.
  private mutating func skipInterpolation() {
    var depth = 1
    while depth > 0, let next = byte(), next != UInt8(ascii: "\n") {
      if next == UInt8(ascii: "\"") {
        let known = diagnostics.count
        stringDepth += 1
        defer { stringDepth -= 1 }
        if stringDepth < 16 { lexString(offset) } else { offset += 1 }
        if diagnostics.count > known { return }
        continue
      }
      if next == UInt8(ascii: "(") { depth += 1 }
      if next == UInt8(ascii: ")") { depth -= 1 }
      offset += 1
    }
  }
}

func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
func isIdentifierStart(_ byte: UInt8) -> Bool {
  (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "_")
    || byte >= 0xC3 && byte != 0xEF && byte != 0xE2
}
func isIdentifierPart(_ byte: UInt8) -> Bool {
  isIdentifierStart(byte) || isDigit(byte) || (byte & 0xC0) == 0x80
}
