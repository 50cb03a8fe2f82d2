import CompGrammar
import CompSyntax
import Testing

/// Random sentences of the grammar are programs to the parser, and to the formatter.
@Suite struct SentenceTests {
  @Test(arguments: [1, 2, 3, 4] as [UInt64]) func theParserAcceptsSentences(seed: UInt64) throws {
    var generator = SentenceGenerator(try readGrammar(), seed: seed)
    for round in 0..<1_000 {
      let text = generator.program(tokens: round % 2 == 0 ? 200 : 40)
      let tree = parse(text)
      guard tree.diagnostics.isEmpty else {
        Issue.record("\(report(text, tree))")
        return
      }
      let formatted = try #require(tree.formatted())
      let again = parse(formatted)
      #expect(again.isSameProgram(as: tree), "\(text)\n----\n\(formatted)")
      #expect(again.formatted() == formatted, "\(text)\n----\n\(formatted)")
    }
  }

  /// Sentences are derived by the grammar that they were made from, with every production and every
  /// alternative.
  @Test func sentencesReachAll() throws {
    let grammar = try readGrammar()
    let recognizer = Recognizer(grammar)
    var generator = SentenceGenerator(grammar, seed: 5)
    for round in 0..<2_000 {
      let text = generator.program(tokens: round % 4 == 0 ? 300 : 40)
      if round % 4 == 0 { #expect(recognizer.accepts(text), "\(text)") }
    }
    // What is left out of a program is not made: trivia, and what other patterns exclude.
    let unmade: Set = [
      "TRIVIA", "COMMENT", "BLOCKCOMMENT", "DOCUMENTATION", "Braced", "TOKEN", "PUNCTUATION",
    ]
    for production in grammar.productions where !unmade.contains(production.name) {
      production.pattern.visit { pattern in
        if case .choice(let items) = pattern.kind {
          for (index, item) in items.enumerated() {
            #expect(
              generator.uses[item.id] != nil, "alternative \(index + 1) of \(production.name)")
          }
        }
      }
      #expect(generator.uses[production.pattern.id] != nil, "\(production.name)")
    }
  }
}
