/// Tokens of a sentence, with the line breaks that are tokens.
struct Sentence {
  enum Element {
    case token(String, LineMode)
    case newline
  }

  var elements: [Element]

  /// As text, with blanks, line breaks and comments wherever they may stand.
  func laidOut(using random: inout SeededRandom) -> String {
    text { previous, next, mode, isEnd, isName in
      let lineBreak = LineBreak(behind: previous, before: next, isNameBehindIt: isName)
      if isEnd {
        if lineBreak == .none { return random.isOne(in: 2) ? "; " : " ;\n" }
        return random.isOne(in: 8) ? " // the end\n\n" : "\n"
      }
      // A point goes on with the line before together with its name.
      let mayBreak = mode == .ignored || lineBreak != .endsStatement && previous != "."
      if mayBreak, random.isOne(in: 12) { return random.isOne(in: 4) ? " // on\n  " : "\n  " }
      if random.isOne(in: 40) { return " /* in /* a */ line */ " }
      let isBracket = [previous, next].contains { "()[]{},".contains($0) }
      return isBracket && random.isOne(in: 2) ? "" : " "
    }
  }

  /// As text without line breaks or comments.
  var onOneLine: String { text { _, _, _, isEnd, _ in isEnd ? "; " : " " } }

  /// Joins the tokens by what stands between them.
  private func text(
    _ separator: (
      _ previous: String, _ next: String, LineMode, _ isEnd: Bool, _ isNameBehindNext: Bool
    ) -> String
  ) -> String {
    var result = ""
    var previous: String?
    var isEnd = false
    for (index, element) in elements.enumerated() {
      guard case .token(let text, let mode) = element else {
        isEnd = true
        continue
      }
      if let previous {
        result += separator(previous, text, mode, isEnd, isName(at: index + 1))
      }
      result += text
      previous = text
      isEnd = false
    }
    return result
  }

  private func isName(at index: Int) -> Bool {
    guard index < elements.count, case .token(let text, _) = elements[index] else { return false }
    return text.unicodeScalars.first.map { $0.properties.isXIDStart || $0 == "_" } ?? false
  }

  /// Whether it is a sentence of a pattern too.
  func isDerived(_ pattern: Pattern, _ grammar: Grammar, _ mode: LineMode) -> Bool {
    let scalars = Array(onOneLine.unicodeScalars)
    guard let (tokens, _) = Tokenizer(grammar, scalars).tokens(from: 0) else { return false }
    let matching = Matching(grammar, TokenInput(tokens))
    return matching.ends(of: pattern, at: 0, mode).contains(matching.input.elements.count)
  }
}

extension Recognizer {
  /// Whether characters are a sentence of a lexical pattern.
  func isDerived(_ text: String, from pattern: Pattern) -> Bool {
    let scalars = Array(text.unicodeScalars)
    let matching = Matching(grammar, CharacterInput(grammar: grammar, scalars: scalars))
    return matching.ends(of: pattern, at: 0, .counted).contains(scalars.count)
  }
}
