import CompSource

extension Parser {
  /// The parts of the string token at hand, escapes resolved, interpolations parsed.
  mutating func parseStringParts() -> [StringPart] {
    let place = token.span
    advance()
    let bytes = source.bytes
    var offset = place.range.lowerBound + 1
    let end = max(offset, place.range.upperBound - 1)
    var parts: [StringPart] = []
    var text: [UInt8] = []
    var isBroken = false
    func flushed() -> [StringPart] {
      text.isEmpty ? [] : [.text(String(decoding: text, as: UTF8.self))]
    }
    while offset < end {
      guard bytes[offset] == UInt8(ascii: "\\"), offset + 1 < end else {
        text.append(bytes[offset])
        offset += 1
        continue
      }
      switch bytes[offset + 1] {
      case UInt8(ascii: "n"): text.append(UInt8(ascii: "\n"))
      case UInt8(ascii: "t"): text.append(UInt8(ascii: "\t"))
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): text.append(bytes[offset + 1])
      case UInt8(ascii: "u"):
        if let (scalar, next) = unicodeEscape(at: offset + 2, before: end) {
          text.append(contentsOf: Array(String(scalar).utf8))
          offset = next
          continue
        }
        // One mistake of a kind in a string is enough.
        if !isBroken {
          _ = fail(
            .invalidEscape, "'\\u' needs a code point in braces", "here",
            at: Span(source, offset..<offset + 2), help: "write it as \\u{3c0}")
        }
        isBroken = true
      case UInt8(ascii: "("):
        parts += flushed()
        text = []
        let (expression, next) = parseInterpolation(at: offset + 2, before: end)
        if let expression { parts.append(.interpolation(expression)) }
        offset = next
        continue
      default:
        if !isBroken { reportEscape(at: offset, before: end) }
        isBroken = true
      }
      offset += 2
    }
    return parts + flushed()
  }

  private mutating func reportEscape(at offset: Int, before end: Int) {
    // The whole character behind the backslash.
    var next = offset + 2
    while next < end, source.bytes[next] & 0xC0 == 0x80 { next += 1 }
    let span = Span(source, offset..<next)
    _ = fail(
      .invalidEscape, "'\(span.text)' is not an escape", "here", at: span,
      help: "the escapes are \\n \\t \\\" \\\\ \\u{…} and \\(…)",
      suggestion: .init(
        "for a backslash write two", replace: span, with: "\\" + span.text))
  }

  private func unicodeEscape(at start: Int, before end: Int) -> (Unicode.Scalar, Int)? {
    guard start < end, source.bytes[start] == UInt8(ascii: "{"),
      let close = source.bytes[start..<end].firstIndex(of: UInt8(ascii: "}")),
      source.bytes[start + 1..<close].allSatisfy({ $0 != UInt8(ascii: "+") }),
      let value = UInt32(source.text(in: start + 1..<close), radix: 16),
      let scalar = Unicode.Scalar(value)
    else { return nil }
    return (scalar, close + 1)
  }

  /// The expression of `\(…)`: the tokens of its stretch of the file, parsed by themselves; nil
  /// after a mistake in it. And the offset behind it.
  private mutating func parseInterpolation(at start: Int, before end: Int) -> (Expression?, Int) {
    var lexer = Lexer(source, from: start, to: end)
    lexer.lexToClosingParenthesis()
    var inner = Parser(ofInterpolation: lexer, in: source, depth: nesting + 1)
    let expression = try? inner.parseWholeInterpolation()
    adopt(inner.diagnostics)
    return (expression, lexer.end)
  }

  private mutating func parseWholeInterpolation() throws -> Expression {
    if isAtEnd {
      throw fail(.missingExpression, "expected an expression in '\\(…)'", "nothing stands here")
    }
    let expression = try parseExpression()
    guard isAtEnd else {
      throw fail(
        .unexpectedToken, "expected ')' behind an interpolated expression",
        "found \(describe(token))")
    }
    return expression
  }
}
