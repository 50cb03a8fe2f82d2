import CompGrammar
import Testing

/// The notation of the W3C, and matching by it.
@Suite struct ReaderTests {
  /// The notation alone: programs of letters, where blanks are trivia.
  private func recognizer(_ program: String) throws -> Recognizer {
    Recognizer(
      try Grammar(
        reading: """
          /* A comment. */
          Program ::= \(program)
          List ::= '[' ( Item ( ',' Item )* )? ']'
          Item ::= NAME | List
          Block ::= '{' ( NAME NEWLINE )* '}'
          TOKEN ::= NAME | WORD | NUMBER | [#x5B#x5D(){},+]
          NAME ::= ( [a-z]+ ) - WORD
          WORD ::= 'end' | "stop"
          NUMBER ::= [^a-z #xA(){},+#x5B#x5D]+
          TRIVIA ::= [ #xA]
          """))
  }

  @Test(arguments: [
    ("NAME NAME?", ["a", "a b", " ab  c "], ["", "a b c", "end", "1"]),
    ("( NAME | NUMBER )+", ["a", "1 a 2", "ending"], ["", "a end", "stop"]),
    ("NAME* NUMBER", ["1", "a b 1"], ["a", "1 a"]),
    ("List", ["[]", "[a,[b],c]", "[a\n,b]"], ["[", "[a,]", "[,]", "[a b]"]),
    ("NAME '+' NAME NAME", ["a + b c", "a +\nb c"], ["a + b\nc", "a\n+ b c"]),
    ("NAME NEWLINE NAME", ["a\nb", "a\n\nb"], ["a b", "a", "a\n"]),
    ("Block", ["{}", "{a\n}", "{ a\nb\n}"], ["{a}", "{a b\n}"]),
    ("'(' List ')' NAME", ["([a]\n) b", "(\n[\n]) b"], ["([a])\nb"]),
  ])
  func matches(_ program: String, _ accepted: [String], _ refused: [String]) throws {
    let recognizer = try recognizer(program)
    for text in accepted { #expect(recognizer.accepts(text), "\(text)") }
    for text in refused { #expect(!recognizer.accepts(text), "\(text)") }
  }

  @Test(arguments: [
    "A ::= B", "A ::= 'a' A ::= 'b'", "A ::=", "A ::= ( 'a'", "A ::= 'a", "A ::= [z-a]",
    "A ::= 'a' -", "'a'", "A ::= #xZ",
  ])
  func refusesWhatIsNoGrammar(_ text: String) {
    #expect(throws: GrammarError.self) { try Grammar(reading: text) }
  }
}
