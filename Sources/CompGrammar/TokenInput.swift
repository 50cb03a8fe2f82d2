/// Productions of small letters are matched against tokens, with line breaks among them.
final class TokenInput: GrammarInput {
  enum Element {
    case token(GrammarToken)
    /// A line break where a statement ends, or may end.
    case newline(isOptional: Bool)
  }

  let elements: [Element]
  /// The last element that some attempt came to, where a text was refused.
  private(set) var furthest = 0

  init(_ tokens: [GrammarToken]) {
    var elements: [Element] = []
    for (index, token) in tokens.enumerated() {
      if index > 0, token.startsLine {
        let isName =
          index + 1 < tokens.count && !tokens[index + 1].startsLine
          && !tokens[index + 1].terminals.isDisjoint(with: ["NAME", "KEYWORD"])
        switch LineBreak(
          behind: tokens[index - 1].text, before: token.text, isNameBehindIt: isName)
        {
        case .endsStatement: elements.append(.newline(isOptional: false))
        case .mayEndStatement: elements.append(.newline(isOptional: true))
        case .none: break
        }
      }
      elements.append(.token(token))
    }
    self.elements = elements
  }

  func ends(of pattern: Pattern, at position: Int, _ mode: LineMode) -> [Int]? {
    switch pattern.kind {
    case .literal(let text):
      guard let (token, end) = token(at: position, mode), token.text == text else { return [] }
      return [end]
    case .characters: return []
    case .reference(Grammar.newline):
      guard mode == .counted, position < elements.count, case .newline = elements[position] else {
        return []
      }
      return [position + 1]
    case .reference(let name):
      if name.contains(where: \.isLowercase) { return nil }
      guard let (token, end) = token(at: position, mode), token.terminals.contains(name) else {
        return []
      }
      return [end]
    case .sequence, .choice, .optional, .repeated, .difference: return nil
    }
  }

  /// The token at a position, over a line break that does not count.
  func token(at position: Int, _ mode: LineMode) -> (token: GrammarToken, end: Int)? {
    furthest = max(furthest, position)
    guard position < elements.count else { return nil }
    switch elements[position] {
    case .token(let token): return (token, position + 1)
    case .newline(let isOptional):
      return mode == .ignored || isOptional ? token(at: position + 1, .counted) : nil
    }
  }
}

extension Matching<TokenInput> {
  /// Whether all tokens are one sentence of a production.
  func matchesAll(_ production: String, _ mode: LineMode) -> Bool {
    ends(ofProduction: production, at: 0, mode).contains(input.elements.count)
  }
}
