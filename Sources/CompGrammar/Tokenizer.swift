/// A token as the grammar cuts it from a text.
struct GrammarToken: Sendable {
  let text: String
  /// Which characters of the text it is.
  let range: Range<Int>
  /// The lexical productions that it is a sentence of, among those that tokens are asked for by.
  let terminals: Set<String>
  /// Whether a line break stands before it.
  let startsLine: Bool
}

/// Cuts a text into tokens: at each place the longest `TOKEN`, behind the longest `TRIVIA`.
struct Tokenizer {
  private let grammar: Grammar
  private let scalars: [Unicode.Scalar]
  private let matching: Matching<CharacterInput>
  private let terminals: [String]

  init(_ grammar: Grammar, _ scalars: [Unicode.Scalar]) {
    self.grammar = grammar
    self.scalars = scalars
    matching = Matching(grammar, CharacterInput(grammar: grammar, scalars: scalars))
    terminals = grammar.terminals
  }

  /// - Parameter isEnclosed: whether the stretch ends before the parenthesis that closes one opened
  ///   before it.
  /// - Returns: the tokens, and where they end; nil where some character is in no token.
  func tokens(from start: Int, isEnclosed: Bool = false) -> (tokens: [GrammarToken], end: Int)? {
    var tokens: [GrammarToken] = []
    var position = start
    var depth = 0
    while true {
      let triviaStart = position
      while let end = longest("TRIVIA", at: position) { position = end }
      guard position < scalars.count else { return isEnclosed ? nil : (tokens, position) }
      if isEnclosed, depth == 0, scalars[position] == ")" { return (tokens, position) }
      guard let end = longest("TOKEN", at: position) else { return nil }
      let text = String(String.UnicodeScalarView(scalars[position..<end]))
      depth += text == "(" ? 1 : text == ")" ? -1 : 0
      tokens.append(
        GrammarToken(
          text: text, range: position..<end,
          terminals: Set(
            terminals.filter {
              matching.ends(ofProduction: $0, at: position, .counted).contains(end)
            }), startsLine: scalars[triviaStart..<position].contains("\n")))
      position = end
    }
  }

  private func longest(_ production: String, at position: Int) -> Int? {
    matching.ends(ofProduction: production, at: position, .counted).last.flatMap {
      $0 > position ? $0 : nil
    }
  }

  /// Notes the patterns of which a token consists.
  func derive(_ production: String, _ range: Range<Int>, note: (Pattern, Range<Int>) -> Void) {
    guard let place = grammar.place(of: production) else { return }
    matching.derive(grammar.productions[place].pattern, range, .counted, note: note)
  }

  /// The trivia of the text between tokens, from a position on.
  func trivia(before token: GrammarToken, from start: Int) -> [Range<Int>] {
    var position = start
    var pieces: [Range<Int>] = []
    while position < token.range.lowerBound, let end = longest("TRIVIA", at: position) {
      pieces.append(position..<end)
      position = end
    }
    return pieces
  }
}

/// Lexical productions are matched against characters. An expression within a string is cut into
/// tokens and matched against those.
struct CharacterInput: GrammarInput {
  let grammar: Grammar
  let scalars: [Unicode.Scalar]

  func ends(of pattern: Pattern, at position: Int, _ mode: LineMode) -> [Int]? {
    switch pattern.kind {
    case .literal(let text):
      return scalars[position...].starts(with: text.unicodeScalars)
        ? [position + text.unicodeScalars.count] : []
    case .characters(let allowed):
      return position < scalars.count && allowed.contains(scalars[position]) ? [position + 1] : []
    case .reference(let name):
      guard let place = grammar.place(of: name), !grammar.productions[place].isLexical else {
        return nil
      }
      guard
        let inside = Tokenizer(grammar, scalars).tokens(from: position, isEnclosed: true),
        Matching(grammar, TokenInput(inside.tokens)).matchesAll(name, .ignored)
      else { return [] }
      return [inside.end]
    case .sequence, .choice, .optional, .repeated, .difference: return nil
    }
  }
}
