import CompGrammar
import Testing

@Suite struct ExampleSentenceTests {
  /// Examples, standard library and documentation are sentences of the grammar, and show each of its
  /// productions.
  @Test func examplesAreDerivedAndShowAll() throws {
    let grammar = try readGrammar()
    let recognizer = Recognizer(grammar)
    #expect(Example.all.count > 60)
    var met: Set<Int> = []
    for example in Example.all {
      guard let patterns = recognizer.patterns(of: example.text) else {
        let refused = recognizer.refusedToken(of: example.text) ?? "the end"
        Issue.record("\(example.place) is refused at '\(refused)'")
        continue
      }
      met.formUnion(patterns)
    }
    // What other patterns exclude stands in no program.
    for production in grammar.productions where production.name != "Braced" {
      #expect(met.contains(production.pattern.id), "no example of \(production.name)")
    }
  }
}
