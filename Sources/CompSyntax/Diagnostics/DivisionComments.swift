import CompSource

extension SyntaxTree {
  /// `let a = 7 // 2`: what is whole division in Python is a comment here, and the 2 is lost.
  ///
  /// Only a number behind a number or a name that ends a value of a name, or of a 'return', is taken
  /// for one; `print(x) // 2` tells what is printed.
  public var divisionComments: [Diagnostic] {
    statements.compactMap { statement in
      let value: Expression
      switch statement.kind {
      case .let(_, _, let given), .var(_, _, let given), .assign(_, let given): value = given
      case .return(let given?): value = given
      case .return, .expression, .conditional, .for, .repeat, .declaration, .missing: return nil
      }
      let last = value.tokens.upperBound
      guard last < tokens.count, last > 0,
        [.integer, .real, .identifier].contains(tokens[last - 1].kind)
      else { return nil }
      return comment(before: tokens[last]).map { span, divisor in
        .commentForDivision(
          span, dividend: value.tokens.count == 1 ? value.span : nil, divisor: divisor)
      }
    }
  }

  /// The comment behind a value on its line, where it is a number.
  private func comment(before token: Token) -> (Span, String)? {
    let end = token.span.range.lowerBound
    let trivia = source.bytes[token.triviaStart..<end]
    let line = trivia.prefix { $0 != UInt8(ascii: "\n") }
    guard let start = line.firstIndex(where: { $0 != UInt8(ascii: " ") }),
      line[start...].starts(with: "//".utf8)
    else { return nil }
    let text = source.text(in: start + 2..<line.endIndex).filter { $0 != " " && $0 != "\r" }
    guard Int(text) != nil else { return nil }
    return (Span(source, start..<line.endIndex), text)
  }
}

extension Diagnostic {
  /// - Parameter dividend: what would be divided, where it is one number or name.
  static func commentForDivision(_ span: Span, dividend: Span?, divisor: String) -> Diagnostic {
    Diagnostic(
      .commentForDivision, .warning, "what stands behind '//' is a comment",
      at: [.init(span, "nothing is divided by this")],
      help: dividend == nil ? "for whole division write 'div(a, \(divisor))'" : nil,
      suggestion: dividend.map {
        .init(
          "for whole division write 'div'", replace: $0.union(span),
          with: "div(\($0.text), \(divisor))")
      })
  }
}
