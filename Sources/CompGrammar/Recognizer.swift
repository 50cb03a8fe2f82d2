/// Tells whether a text is a program, by the grammar alone.
public struct Recognizer: Sendable {
  public let grammar: Grammar

  public init(_ grammar: Grammar) { self.grammar = grammar }

  public func accepts(_ text: String) -> Bool {
    let scalars = Array(text.unicodeScalars)
    guard let (tokens, _) = Tokenizer(grammar, scalars).tokens(from: 0) else { return false }
    return Matching(grammar, TokenInput(tokens)).matchesAll("Program", .counted)
  }

  /// For a text that is no program, the token that no derivation comes past; nil where the text
  /// cannot be cut into tokens, or ends too early.
  public func refusedToken(of text: String) -> String? {
    guard let (tokens, _) = Tokenizer(grammar, Array(text.unicodeScalars)).tokens(from: 0) else {
      return nil
    }
    let matching = Matching(grammar, TokenInput(tokens))
    _ = matching.matchesAll("Program", .counted)
    return matching.input.token(at: matching.input.furthest, .ignored)?.token.text
  }

  /// The patterns of the grammar that one derivation of a program consists of, by their identities;
  /// nil where it is no program.
  public func patterns(of text: String) -> Set<Int>? {
    let scalars = Array(text.unicodeScalars)
    let tokenizer = Tokenizer(grammar, scalars)
    guard let (tokens, _) = tokenizer.tokens(from: 0) else { return nil }
    let matching = Matching(grammar, TokenInput(tokens))
    guard matching.matchesAll("Program", .counted) else { return nil }
    var found: Set<Int> = []
    note(tokens, "Program", .counted, scalars, &found)
    var end = 0
    for token in tokens {
      for piece in tokenizer.trivia(before: token, from: end) {
        noteCharacters("TRIVIA", piece, scalars, &found)
      }
      noteCharacters("TOKEN", token.range, scalars, &found)
      end = token.range.upperBound
    }
    return found
  }

  /// Notes a derivation of tokens, and of the characters of each.
  private func note(
    _ tokens: [GrammarToken], _ production: String, _ mode: LineMode, _ scalars: [Unicode.Scalar],
    _ found: inout Set<Int>
  ) {
    guard let place = grammar.place(of: production) else { return }
    let matching = Matching(grammar, TokenInput(tokens))
    matching.derive(
      grammar.productions[place].pattern, 0..<matching.input.elements.count, mode
    ) { pattern, stretch in
      found.insert(pattern.id)
      guard case .reference(let name) = pattern.kind, grammar.isLexical(name),
        let (token, _) = matching.input.token(at: stretch.lowerBound, .ignored)
      else { return }
      noteCharacters(name, token.range, scalars, &found)
    }
  }

  private func noteCharacters(
    _ production: String, _ range: Range<Int>, _ scalars: [Unicode.Scalar],
    _ found: inout Set<Int>
  ) {
    let tokenizer = Tokenizer(grammar, scalars)
    tokenizer.derive(production, range) { pattern, stretch in
      found.insert(pattern.id)
      guard case .reference(let name) = pattern.kind, !grammar.isLexical(name),
        let inside = tokenizer.tokens(from: stretch.lowerBound, isEnclosed: true)
      else { return }
      note(inside.tokens, name, .ignored, scalars, &found)
    }
  }
}

extension Grammar {
  /// Whether a production of that name is made of characters.
  func isLexical(_ name: String) -> Bool {
    place(of: name).map { productions[$0].isLexical } ?? false
  }
}
