import CompSource

extension Parser {
  /// The parts of the string token at hand, escapes resolved, interpolations parsed.
  mutating func parseStringParts() throws -> [StringPart] {
    let place = token.span
    advance()
    let bytes = source.bytes
    var offset = place.range.lowerBound + 1
    let end = max(offset, place.range.upperBound - 1)
    var parts: [StringPart] = []
    var text: [UInt8] = []
    func flushed() -> [StringPart] {
      text.isEmpty ? [] : [.text(String(decoding: text, as: UTF8.self))]
    }
    while offset < end {
      guard bytes[offset] == UInt8(ascii: "\\"), offset + 1 < end else {
        text.append(bytes[offset])
        offset += 1
        continue
      }
      let escape = bytes[offset + 1]
      switch escape {
      case UInt8(ascii: "n"): text.append(UInt8(ascii: "\n"))
      case UInt8(ascii: "t"): text.append(UInt8(ascii: "\t"))
      case UInt8(ascii: "r"): text.append(UInt8(ascii: "\r"))
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): text.append(escape)
      case UInt8(ascii: "u"):
        guard let (scalar, next) = unicodeEscape(at: offset + 2, before: end) else {
          throw fail(
            .invalidEscape, "'\\u' needs a code point in braces", "here",
            at: Span(source, offset..<offset + 2), help: "write it as \\u{3c0}")
        }
        text.append(contentsOf: Array(String(scalar).utf8))
        offset = next
        continue
      case UInt8(ascii: "("):
        parts += flushed()
        text = []
        let (expression, next) = try parseInterpolation(at: offset + 2, before: end)
        parts.append(.interpolation(expression))
        offset = next
        continue
      default:
        throw fail(
          .invalidEscape, "'\\\(String(decoding: [escape], as: UTF8.self))' is not an escape",
          "here", at: Span(source, offset..<offset + 2),
          help: "the escapes are \\n \\t \\\" \\\\ \\u{…} and \\(…)")
      }
      offset += 2
    }
    return parts + flushed()
  }

  private func unicodeEscape(at start: Int, before end: Int) -> (Unicode.Scalar, Int)? {
    guard start < end, source.bytes[start] == UInt8(ascii: "{"),
      let close = source.bytes[start..<end].firstIndex(of: UInt8(ascii: "}")),
      let value = UInt32(source.text(in: start + 1..<close), radix: 16),
      let scalar = Unicode.Scalar(value)
    else { return nil }
    return (scalar, close + 1)
  }

  /// The expression of `\(…)`: the tokens of its stretch of the file, parsed by themselves.
  private mutating func parseInterpolation(at start: Int, before end: Int) throws -> (
    Expression, Int
  ) {
    var lexer = Lexer(source, from: start, to: end)
    lexer.lex(untilParenthesis: true)
    var inner = Parser(source: source, tokens: lexer.tokens, diagnostics: [])
    inner.depth = depth + 1
    inner.bracketDepth = 1
    diagnostics += lexer.diagnostics
    guard inner.depth < Parser.nestingLimit else {
      throw fail(.nestingTooDeep, "strings are nested too deep", "here")
    }
    do {
      let expression = try inner.parseExpression()
      guard inner.isAtEnd else {
        throw inner.fail(
          .unexpectedToken, "expected ')' after an interpolated expression",
          "found \(inner.describe(inner.token))")
      }
      diagnostics += inner.diagnostics
      return (expression, lexer.end)
    } catch {
      diagnostics += inner.diagnostics
      throw error
    }
  }
}
