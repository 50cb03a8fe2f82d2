import CompSource
import CompSyntax
import Testing

@Suite struct ParserTests {
  private func parse(_ text: String) -> SyntaxTree {
    SyntaxTree.parse(SourceFile(name: "t.comp", text: text))
  }

  /// An expression with all its parentheses.
  private func bracketed(_ expression: Expression) -> String {
    switch expression.kind {
    case .binary(let operation, let a, let b, _):
      return "(\(bracketed(a)) \(operation.rawValue) \(bracketed(b)))"
    case .unary(let operation, let a): return "(\(operation.rawValue)\(bracketed(a)))"
    case .range(let a, let b): return "(\(bracketed(a)) ..< \(bracketed(b)))"
    case .placement(let p, let target, let given):
      return
        "(\(bracketed(p))\(target.map { " on \(bracketed($0))" } ?? "")\(given.map { " given \(bracketed($0))" } ?? ""))"
    case .integer, .real, .boolean, .string, .label, .name, .list, .comprehension, .record, .tuple,
      .parenthesized, .call, .member, .index, .conditional, .function, .space, .missing:
      return expression.span.text
    }
  }

  @Test(arguments: [
    ("-x ^ 2", "(-(x ^ 2))"), ("2 ^ -x", "(2 ^ (-x))"), ("a ^ b ^ c", "(a ^ (b ^ c))"),
    ("a * b + c / d", "((a * b) + (c / d))"), ("p on x * q on y", "((p on x) * (q on y))"),
    ("a - b - c", "((a - b) - c)"), ("0..<n - 1", "(0 ..< (n - 1))"),
    ("a < b && c == d || e", "(((a < b) && (c == d)) || e)"),
    ("p * q | {y: 1}", "((p * q) | {y: 1})"), ("x |> f(a) |> g", "((x |> f(a)) |> g)"),
    ("p ^ 2 on x given y", "((p ^ 2) on x given y)"), ("a @ z + b", "((a @ z) + b)"),
    ("a || b | {c: 1} |> f", "(((a || b) | {c: 1}) |> f)"), ("!a && b", "((!a) && b)"),
  ]) func precedence(_ text: String, _ expected: String) throws {
    let tree = parse(text)
    #expect(tree.diagnostics.isEmpty)
    guard case .expression(let expression)? = tree.statements.first?.kind else {
      Issue.record("no expression")
      return
    }
    #expect(bracketed(expression) == expected)
  }

  @Test func newlinesEndStatementsWhereTheReferenceSays() {
    let tree = parse(
      """
      let a = p
        * q
        | {y: 1}
      let b = a +
        1
      -x
      let c = f(
        1,
        2
      ).name
        .other
      let d = 1; let e = 2
      """)
    #expect(tree.diagnostics.isEmpty)
    #expect(tree.statements.count == 6)
  }

  @Test func tokensAndTriviaAreTheSource() {
    let text = "/// doc\nlet x = \"a\\(1 + f(\"b\"))c\" // end\n/* a /* b */ c */ x[0..<2] π \u{0}"
    let tree = parse(text)
    let bytes = tree.tokens.flatMap {
      Array(tree.source.bytes[$0.triviaStart..<$0.span.range.upperBound])
    }
    #expect(bytes == Array(text.utf8))
  }

  @Test(arguments: [
    ("(", "", 5_000), ("-", "1", 5_000), ("a ^ ", "1", 5_000), ("[", "", 3_000),
    ("if x { ", "", 2_000), ("a + ", "1", 5_000), ("\"\\(", "", 500), ("/* ", "", 2), ("\"", "", 1),
    ("\\", "", 1), ("f(", "", 3_000), ("x.y", "", 3_000), ("let x: [", "", 1), ("{a: ", "", 2_000),
  ]) func deepNestingIsReported(_ piece: String, _ end: String, _ count: Int) {
    #expect(!parse(String(repeating: piece, count: count) + end).diagnostics.isEmpty)
  }

  /// Damaged texts: bytes removed, doubled and replaced at places of a fixed generator.
  @Test func damagedTextsNeitherTrapNorHang() {
    let text = """
      component ring(radius: Real = 2) over x: R[2] { energy = ((norm(x) - radius) / 0.2) ^ 2 / 2 }
      let p = 0.3 * ring + 0.7 * gaussian(mean: [0, 0], std: 1) on x | {y: [1, 2]}
      sampler s(a: Real) for p: Energy { state x = start(p) transition { x = x } }
      for i in 0..<3 { print("\\(i)") }
      """
    var state: UInt64 = 1
    func next(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % limit
    }
    for _ in 0..<3_000 {
      var bytes = Array(text.utf8)
      for _ in 0...next(4) {
        let at = next(bytes.count)
        switch next(3) {
        case 0: bytes.remove(at: at)
        case 1: bytes.insert(bytes[next(bytes.count)], at: at)
        default: bytes[at] = UInt8(next(256))
        }
      }
      let tree = parse(String(decoding: bytes, as: UTF8.self))
      for diagnostic in tree.diagnostics {
        #expect(!diagnostic.message.isEmpty && !diagnostic.labels.isEmpty)
      }
    }
  }
}
