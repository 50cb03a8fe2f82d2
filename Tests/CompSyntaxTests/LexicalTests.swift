import CompSource
import CompSyntax
import Testing

/// The section "Lexical" of the language's reference, sentence by sentence.
@Suite struct LexicalTests {
  private func parse(_ text: String) -> SyntaxTree {
    SyntaxTree.parse(SourceFile(name: "t.comp", text: text))
  }

  /// A line that begins with one of these goes on with the line before.
  @Test(arguments: [
    "|> f", "| {y: 1}", "* b", "/ b", "@ b", "^ b", "&& b", "|| b", "== b", "!= b", "< b", "<= b",
    "> b", ">= b", "on b", "given b", ".name",
  ])
  func linesThatGoOn(_ line: String) {
    let tree = parse("let x = a\n  \(line)\nlet y = 1")
    #expect(tree.diagnostics.isEmpty && tree.statements.count == 2)
    #expect(parse("if a { b }\nelse { c }").statements.count == 1)
  }

  /// A line that begins with one of these begins a statement.
  @Test(arguments: ["+ b", "- b", "(b)", "[b]", "{b: 1}", "!b", "b"])
  func linesThatBegin(_ line: String) {
    #expect(parse("let x = a\n\(line)").statements.count == 2 || line == "+ b")
    #expect(parse("let x = a\n+ b").diagnostics.count == 1)
  }

  /// A line that ends in one of these goes on; in brackets every line does.
  @Test(arguments: [
    "let x = a +\nb", "let x = a -\nb", "let x = a *\nb", "let x =\na", "let x = a |>\nf",
    "let x = !\na", "let x = 0 ..<\n3", "let x = p on\na", "func f() ->\nReal = 1",
    "let x = (a\n+ b\n- c)", "let x = [a\n, b\n(1)\n[2]]", "let x = {a\n: 1\n,\nb: 2}",
    "let x = f\n|> g", "let x = f(func(y) {\n let z = y\n return z\n})",
  ])
  func oneStatement(_ text: String) {
    let tree = parse(text)
    #expect(tree.diagnostics.isEmpty && tree.statements.count == 1, "\(text)")
  }

  /// In a block within brackets line breaks count again.
  @Test func linesInBlocksWithinBrackets() {
    let tree = parse("let x = f(func(y) {\n var z = y\n -z\n})")
    #expect(tree.diagnostics.isEmpty)
    #expect(TreeOutline(tree).structure.contains("unary -"))
  }

  @Test(arguments: [
    ("1", "integer 1"), ("10_000", "integer 10000"), ("0.5", "real 0.5"), ("1e-3", "real 0.001"),
    ("1E+3", "real 1000.0"), ("1_0.2_5e1_0", "real 102500000000.0"),
    ("9223372036854775807", "integer 9223372036854775807"), ("true", "boolean true"),
    ("\"\"", "string"), (".red", "label .red"), ("π_2β", "name π_2β"), ("señal", "name señal"),
    ("\"a\\n\\t\\\"\\\\\\u{e9}\"", "\"a\\n\\t\\\"\\\\é\""),
  ])
  func literals(_ text: String, _ outline: String) {
    let tree = parse("let x = \(text)")
    #expect(tree.diagnostics.isEmpty)
    #expect(TreeOutline(tree).structure.hasSuffix(outline), "\(TreeOutline(tree).structure)")
  }

  @Test(arguments: [
    "1.", ".5", "1.e5", "1e", "2x", "0x1F", "1.5.", "1.5.5", "5.)", "99999999999999999999", "1e999",
    "a·b", "x²", "a ≤ b", "\u{A0}1", "'a'", "a & b", "a ? b : c", "\u{0}", "😀", "\"a", "\"a\\",
    "\"\\(a", "\"\\(\"", "\"\\x\"", "\"\\u{}\"", "\"\\u{+41}\"", "\"\\u{d800}\"", "\"\\u41\"",
    "\"\\u{41",
    "/* /* */", "\"\\(1 /* ) */", "x.5",
  ])
  func rejectedOnceWithHelp(_ text: String) {
    let diagnostics = parse("let x = \(text)\nlet y = 1").diagnostics
    #expect(diagnostics.count == 1, "\(diagnostics.map(\.message))")
    for diagnostic in diagnostics { #expect(!diagnostic.message.isEmpty) }
  }

  @Test(arguments: [
    ("1.", "1.0"), (".5", "0.5"), ("1.e5", "1.0e5"), ("2x", "2 * x"), ("a × b", "*"),
    ("a − b", "-"),
  ])
  func numbersAndSignsAreMended(_ text: String, _ replacement: String) {
    #expect(parse("let x = \(text)").diagnostics.first?.suggestion?.replacement == replacement)
  }

  @Test func commentsNestAndDocument() {
    let tree = parse(
      "/* a /* b */ c */ let x = 1 // d\n/// First.\n///\n///  Second.\nfunc f(x) = x\n// no\nfunc g(x) = x"
    )
    #expect(tree.diagnostics.isEmpty && tree.statements.count == 3)
    guard case .declaration(let f) = tree.statements[1].kind,
      case .declaration(let g) = tree.statements[2].kind
    else {
      Issue.record("no declarations")
      return
    }
    #expect(f.documentation == "First.\n\n Second." && g.documentation.isEmpty)
  }

  @Test func stringsNestInInterpolations() {
    let tree = parse(#"let x = "a\(f("b\(g("c)", {x: 1}.x))") + 1)d""#)
    #expect(tree.diagnostics.isEmpty)
    #expect(
      TreeOutline(tree).structure.contains("binary +"), "\(TreeOutline(tree).structure)")
    let deep = String(repeating: "\"\\(", count: 15) + "1" + String(repeating: ")\"", count: 15)
    #expect(parse("let x = \(deep)").diagnostics.isEmpty)
    let deeper = String(repeating: "\"\\(", count: 40) + "1" + String(repeating: ")\"", count: 40)
    #expect(parse("let x = \(deeper)").diagnostics.map(\.code) == [.nestingTooDeep])
  }

  @Test(arguments: [
    "f(a, b,)", "[a, b,]", "{a: 1,}", "x[0, 1,]", "(a,)", "func(x, y,) = x", "[x for x in xs,]",
  ])
  func trailingCommas(_ text: String) {
    #expect(parse("let x = \(text)").diagnostics.isEmpty)
    #expect(parse("let x: {a: R[2,], b: {red,},} = 1").diagnostics.isEmpty)
    #expect(
      parse("component c(a,) over (x: Real,) given (y: Real,) { energy = x }").diagnostics.isEmpty)
  }

  @Test func semicolonsEndStatements() {
    let tree = parse("let a = 1; let b = 2;; f(x) { }")
    #expect(tree.diagnostics.count == 1)
    #expect(parse(";let a = 1;\n;let b = 2;").statements.count == 2)
    #expect(parse("func f(x) { let y = x; return y; }").diagnostics.isEmpty)
  }

  /// An expression's `{` is a record; blocks stand only where the reference says.
  @Test func braces() {
    #expect(parse("if {a: 1}.a == 1 { b }\nif {a[\n0][{b: 1}.b]: 1}.a { b }").diagnostics.isEmpty)
    #expect(parse("let x = {}").diagnostics.isEmpty)
    #expect(parse("{ let x = 1 }").diagnostics.count == 1)
    #expect(
      parse("return {a: 1}\nfor i in {a: xs}.a { i }\nrepeat {n: 3}.n { i }").diagnostics.isEmpty)
  }
}
