import CompSource

/// Cuts a text into tokens. Every byte of the text is in some token or in the trivia before one.
package struct Lexer {
  package static let keywords: Set<String> = [
    "let", "var", "func", "component", "if", "else", "for", "in", "repeat", "return", "true",
    "false", "on", "given", "import", "while",
  ]
  /// Longest first.
  private static let punctuation = [
    "..<", "->", "|>", "==", "!=", "<=", ">=", "&&", "||", "(", ")", "[", "]", "{", "}", ",", ":",
    ";", ".", "+", "-", "*", "/", "@", "^", "=", "<", ">", "!", "|",
  ].map { Array($0.utf8) }
  /// How deep strings may stand within interpolations within strings.
  private static let stringDepthLimit = 16

  private let source: SourceFile
  private let limit: Int
  private let stringDepth: Int
  private var offset: Int
  private(set) var tokens: [Token] = []
  private(set) var diagnostics: [Diagnostic] = []

  /// - Parameters:
  ///   - start, limit: the stretch of the file to read; all of it by default.
  ///   - stringDepth: within how many strings that stretch stands.
  init(_ source: SourceFile, from start: Int = 0, to limit: Int? = nil, stringDepth: Int = 0) {
    self.source = source
    self.limit = limit ?? source.bytes.count
    self.stringDepth = stringDepth
    offset = start
  }

  private func byte(_ ahead: Int = 0) -> UInt8? {
    offset + ahead < limit ? source.bytes[offset + ahead] : nil
  }

  /// The offset behind the last token read.
  var end: Int { offset }

  mutating func lex() {
    while lexToken() {}
  }

  /// Reads to behind the parenthesis that closes one opened before the stretch; that parenthesis
  /// is no token.
  ///
  /// - Returns: false where there is none.
  @discardableResult
  mutating func lexToClosingParenthesis() -> Bool {
    var depth = 0
    while lexToken() {
      guard let last = tokens.last, last.kind == .punctuation else { continue }
      if last.text == "(" { depth += 1 }
      if last.text == ")" {
        if depth == 0 {
          tokens.removeLast()
          let place = last.span.range.lowerBound
          tokens.append(
            Token(
              kind: .endOfFile, triviaStart: place, span: Span(source, place..<place),
              startsLine: false))
          return true
        }
        depth -= 1
      }
    }
    return false
  }

  /// One token with its trivia; false at the end of the file.
  private mutating func lexToken() -> Bool {
    let triviaStart = offset
    let startsLine = skipTrivia()
    let start = offset
    let kind: Token.Kind
    if let first = byte() {
      if isDigit(first) {
        kind = lexNumber()
      } else if first == UInt8(ascii: ".") && byte(1).map(isDigit) ?? false {
        kind = lexNumberWithoutDigitBeforePoint()
      } else if first == UInt8(ascii: "\"") {
        kind = lexString()
      } else if let dots = foreignDots {
        offset += dots
        diagnostics.append(.foreignRange(Span(source, start..<offset)))
        kind = .invalid
      } else if let mark = Lexer.punctuation.first(where: isNext) {
        offset += mark.count
        kind = .punctuation
      } else if let length = identifierLength(isStart: true) {
        offset += length
        while let length = identifierLength(isStart: false) { offset += length }
        kind =
          Lexer.keywords.contains(source.text(in: start..<offset)) ? .keyword : .identifier
      } else {
        lexInvalidCharacters()
        kind = .invalid
      }
    } else {
      kind = .endOfFile
    }
    tokens.append(
      Token(
        kind: kind, triviaStart: triviaStart, span: Span(source, start..<offset),
        startsLine: startsLine || kind == .endOfFile))
    return kind != .endOfFile
  }

  /// The points of `..` and `...`, with which other languages write ranges.
  private var foreignDots: Int? {
    guard byte() == UInt8(ascii: "."), byte(1) == UInt8(ascii: ".") else { return nil }
    if byte(2) == UInt8(ascii: "<") { return nil }
    return byte(2) == UInt8(ascii: ".") ? 3 : 2
  }

  private func isNext(_ mark: [UInt8]) -> Bool {
    source.bytes[offset..<limit].starts(with: mark)
  }

  /// The bytes of a character of a name at hand; nil where it is none.
  private func identifierLength(isStart: Bool) -> Int? {
    guard let first = byte() else { return nil }
    if first < 0x80 {
      let isLetter =
        (0x41...0x5A).contains(first) || (0x61...0x7A).contains(first)
        || first == UInt8(ascii: "_")
      return isLetter || !isStart && isDigit(first) ? 1 : nil
    }
    guard let scalar = scalar() else { return nil }
    // Points in the middle of a line are parts of names in Catalan and Greek, products elsewhere.
    if scalar == "\u{B7}" || scalar == "\u{387}" { return nil }
    let properties = scalar.properties
    return (isStart ? properties.isXIDStart : properties.isXIDContinue)
      ? scalar.utf8.count : nil
  }

  /// The character at hand.
  private func scalar() -> Unicode.Scalar? {
    source.bytes[offset..<min(offset + 4, limit)].withUnsafeBufferPointer { bytes in
      var iterator = bytes.makeIterator()
      var decoder = UTF8()
      guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return nil }
      return scalar
    }
  }

  /// Characters that belong to no token, as many as stand together; reported once.
  private mutating func lexInvalidCharacters() {
    let start = offset
    if byte() == UInt8(ascii: "#") {
      // What follows was meant for a comment.
      offset = endOfLine
      diagnostics.append(.foreignComment(Span(source, start..<start + 1)))
      return
    }
    if let end = endOfQuotation {
      offset = end
      diagnostics.append(.singleQuotes(Span(source, start..<end)))
      return
    }
    repeat {
      offset += scalar()?.utf8.count ?? 1
    } while byte() != nil && isInvalid()
    diagnostics.append(.invalidCharacters(Span(source, start..<offset)))
  }

  /// Behind a string in single quotes, if one begins here.
  private var endOfQuotation: Int? {
    guard byte() == UInt8(ascii: "'") else { return nil }
    return source.bytes[(offset + 1)..<endOfLine].firstIndex(of: UInt8(ascii: "'")).map { $0 + 1 }
  }

  private func isInvalid() -> Bool {
    guard let next = byte() else { return false }
    return !isDigit(next) && next != UInt8(ascii: "\"") && !isBlank(next)
      && identifierLength(isStart: true) == nil && !Lexer.punctuation.contains(where: isNext)
  }

  // MARK: Trivia

  /// - Returns: whether a line begins behind the trivia.
  private mutating func skipTrivia() -> Bool {
    var startsLine = tokens.isEmpty
    while let next = byte() {
      if isBlank(next) {
        if next == UInt8(ascii: "\n") { startsLine = true }
        offset += 1
      } else if offset == 0, next == 0xEF, byte(1) == 0xBB, byte(2) == 0xBF {
        // A byte order mark.
        offset += 3
      } else if next == UInt8(ascii: "/"), byte(1) == UInt8(ascii: "/") {
        while let inside = byte(), inside != UInt8(ascii: "\n") { offset += 1 }
      } else if next == UInt8(ascii: "/"), byte(1) == UInt8(ascii: "*") {
        if skipBlockComment() { startsLine = true }
      } else {
        break
      }
    }
    return startsLine
  }

  /// - Returns: whether a line break stands in the comment.
  private mutating func skipBlockComment() -> Bool {
    let start = offset
    var hasLineBreak = false
    var depth = 0
    while let inside = byte() {
      if inside == UInt8(ascii: "/"), byte(1) == UInt8(ascii: "*") {
        depth += 1
        offset += 2
      } else if inside == UInt8(ascii: "*"), byte(1) == UInt8(ascii: "/") {
        depth -= 1
        offset += 2
        if depth == 0 { return hasLineBreak }
      } else {
        if inside == UInt8(ascii: "\n") { hasLineBreak = true }
        offset += 1
      }
    }
    diagnostics.append(
      Diagnostic(
        .unterminatedComment, "this comment has no end",
        at: [.init(Span(source, start..<start + 2), "begins here")],
        help: "close it with '*/'; comments nest"))
    return hasLineBreak
  }

  // MARK: Numbers

  private mutating func skipDigits() {
    while let next = byte(), isDigit(next) || next == UInt8(ascii: "_") { offset += 1 }
  }

  /// Digits, a point with digits, an exponent.
  private mutating func lexNumber() -> Token.Kind {
    let start = offset
    var kind = Token.Kind.integer
    skipDigits()
    if byte() == UInt8(ascii: "."), let next = byte(1), isDigit(next) {
      kind = .real
      offset += 1
      skipDigits()
    } else if byte() == UInt8(ascii: "."), byte(1) != UInt8(ascii: "."), !isMemberNext() {
      return lexNumberWithoutDigitBehindPoint(start)
    }
    if skipExponent() { kind = .real }
    if identifierLength(isStart: true) != nil {
      let name = offset
      while let length = identifierLength(isStart: false) { offset += length }
      diagnostics.append(
        .nameBehindNumber(
          Span(source, start..<offset), number: source.text(in: start..<name),
          name: source.text(in: name..<offset)))
      return .invalid
    }
    return kind
  }

  /// Whether an exponent was there.
  private mutating func skipExponent() -> Bool {
    guard byte() == UInt8(ascii: "e") || byte() == UInt8(ascii: "E") else { return false }
    let sign = byte(1) == UInt8(ascii: "-") || byte(1) == UInt8(ascii: "+") ? 1 : 0
    guard let digit = byte(1 + sign), isDigit(digit) else { return false }
    offset += 1 + sign
    skipDigits()
    return true
  }

  /// Whether `.name` stands here, and not the point and exponent of `1.e5`.
  private func isMemberNext() -> Bool {
    var ahead = self
    ahead.offset += 1
    return ahead.identifierLength(isStart: true) != nil && !ahead.skipExponent()
  }

  private mutating func lexNumberWithoutDigitBehindPoint(_ start: Int) -> Token.Kind {
    let point = offset
    offset += 1
    _ = skipExponent()
    let span = Span(source, start..<offset)
    let mended = source.text(in: start..<point) + ".0" + source.text(in: point + 1..<offset)
    diagnostics.append(
      Diagnostic(
        .invalidNumber, "a number needs a digit after the point",
        at: [.init(span, "nothing stands behind the point")],
        suggestion: .init("write '\(mended)'", replace: span, with: mended)))
    return .invalid
  }

  private mutating func lexNumberWithoutDigitBeforePoint() -> Token.Kind {
    let start = offset
    // `x.5` is an attempt at a member.
    let isBehindValue = tokens.last.map { $0.span.range.upperBound == start } ?? false
    offset += 1
    skipDigits()
    let digits = source.text(in: start + 1..<offset)
    _ = skipExponent()
    let span = Span(source, start..<offset)
    if isBehindValue, let last = tokens.last,
      last.kind == .identifier || last.text == ")"
        || last.text == "]"
    {
      diagnostics.append(
        Diagnostic(
          .unexpectedToken, "expected the name of a member behind the point",
          at: [.init(span, "found '\(digits)'")],
          suggestion: .init("elements are written in brackets", replace: span, with: "[\(digits)]"))
      )
    } else {
      diagnostics.append(
        Diagnostic(
          .invalidNumber, "a number needs a digit before the point",
          at: [.init(span, "nothing stands before the point")],
          suggestion: .init("write '0\(span.text)'", replace: span, with: "0\(span.text)")))
    }
    return .invalid
  }

  // MARK: Strings

  /// A string is one token, interpolations included; the parser takes it apart.
  private mutating func lexString() -> Token.Kind {
    let start = offset
    offset += 1
    while let next = byte(), next != UInt8(ascii: "\n") {
      if next == UInt8(ascii: "\"") {
        offset += 1
        return .string
      }
      if next == UInt8(ascii: "\\"), byte(1) == UInt8(ascii: "(") {
        guard stringDepth < Lexer.stringDepthLimit else {
          offset = endOfLine
          diagnostics.append(
            Diagnostic(
              .nestingTooDeep,
              "strings are nested more than \(Lexer.stringDepthLimit) deep",
              at: [.init(Span(source, start..<start + 1), "at this level")],
              help: "give parts of it names with 'let'"))
          return .invalid
        }
        offset += 2
        if !skipInterpolation() { return unterminated(start) }
      } else {
        // A backslash takes the next character along, but not a line break.
        let isEscape = next == UInt8(ascii: "\\") && byte(1) != nil && byte(1) != UInt8(ascii: "\n")
        offset += isEscape ? 2 : 1
      }
    }
    return unterminated(start)
  }

  private mutating func unterminated(_ start: Int) -> Token.Kind {
    offset = endOfLine
    if diagnostics.last?.code != .nestingTooDeep {
      diagnostics.append(
        Diagnostic(
          .unterminatedString, "this string has no end",
          at: [.init(Span(source, start..<start + 1), "begins here")],
          help: "close it with '\"' on the same line"))
    }
    return .invalid
  }

  /// To behind the parenthesis that closes an interpolation; false where there is none on the line.
  private mutating func skipInterpolation() -> Bool {
    var inner = Lexer(source, from: offset, to: endOfLine, stringDepth: stringDepth + 1)
    guard inner.lexToClosingParenthesis() else {
      diagnostics += inner.diagnostics.filter { $0.code == .nestingTooDeep }
      return false
    }
    offset = inner.end
    return true
  }

  private var endOfLine: Int {
    source.bytes[offset..<limit].firstIndex(of: UInt8(ascii: "\n")) ?? limit
  }
}

private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

/// Blanks, tabulators and line ends.
private func isBlank(_ byte: UInt8) -> Bool {
  byte == UInt8(ascii: " ") || (0x09...0x0D).contains(byte)
}
