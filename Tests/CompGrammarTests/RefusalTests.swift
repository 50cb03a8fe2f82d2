import CompGrammar
import CompSyntax
import Testing

/// The parser refuses what the grammar refuses, and nothing else: on statements of which tokens were
/// deleted, doubled, exchanged or replaced.
@Suite struct RefusalTests {
  @Test(arguments: [1, 2, 3, 4] as [UInt64]) func parserAndGrammarAgree(seed: UInt64) throws {
    let grammar = try readGrammar()
    let recognizer = Recognizer(grammar)
    var random = SeededRandom(seed: seed)
    var generator = SentenceGenerator(grammar, seed: seed + 100)
    var accepted = 0
    let count = 600
    for _ in 0..<count {
      let text =
        random.isOne(in: 3) ? generator.program(tokens: 25) : statements(using: &random)
      let damaged = DamagedTokens(of: text, using: &random).text
      let tree = parse(damaged)
      let accepts = recognizer.accepts(damaged)
      accepted += accepts ? 1 : 0
      #expect(
        tree.diagnostics.isEmpty == accepts,
        "the grammar \(accepts ? "derives" : "refuses")\n\(report(damaged, tree))")
    }
    // Both cases are met.
    #expect(accepted > count / 10 && accepted < count / 2, "\(accepted)")
  }

  /// Up to three statements of an example.
  private func statements(using random: inout SeededRandom) -> String {
    guard let example = Example.all.randomElement(using: &random) else { return "" }
    let tree = parse(example.text)
    let first = Int.random(in: 0..<max(1, tree.statements.count), using: &random)
    return tree.statements.dropFirst(first).prefix(Int.random(in: 1...3, using: &random))
      .map(\.span.text).joined(separator: "\n")
  }
}
