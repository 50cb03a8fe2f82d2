import CompSource
import Testing

@Suite struct RendererTests {
  @Test func showsThePlaceAndTheCarets() {
    let source = SourceFile(name: "a.comp", text: "let x = 1\nlet y = z + 2\n")
    let diagnostic = Diagnostic(
      .unknownName, "cannot find 'z'", at: [.init(Span(source, 18..<19), "no such name")],
      help: "declare it")
    let text = DiagnosticRenderer().render(diagnostic)
    #expect(
      text == """
        error[C0201]: cannot find 'z'
         --> a.comp:2:9
          |
        2 | let y = z + 2
          |         ^ no such name
          = help: declare it
        """)
  }

  @Test func survivesPlacesAtTheEnd() {
    let source = SourceFile(name: "", text: "")
    let text = DiagnosticRenderer(usesColor: true).render(
      Diagnostic(.missingExpression, "m", at: [.init(Span(source, 0..<0), "l")]))
    #expect(text.contains("C0109"))
  }

  @Test(arguments: [
    ("gausian", "gaussian"), ("smaple", "sample"), ("mu", nil), ("stpe_size", "step_size"),
  ]) func findsNearNames(_ name: String, _ expected: String?) {
    let names = ["gaussian", "sample", "step_size", "radius"]
    #expect(nearestName(to: name, among: names) == expected)
  }
}
