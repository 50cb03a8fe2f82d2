import CompSource
import CompSyntax
import Testing

/// Files with several mistakes: each is reported once, where it is, and nothing else is.
@Suite struct RecoveryTests {
  /// An operand that is missing takes nothing from the statement behind it.
  @Test func aFunctionBehindAMissingOperandIsRead() {
    let tree = SyntaxTree.parse(
      SourceFile(name: "test", text: "let b = 3 +\nfunc f(x) = x\nfunc g(x = x\nlet c = 1"))
    #expect(
      tree.diagnostics.map { tree.source.line(at: $0.labels[0].span.range.lowerBound) } == [1, 3])
    #expect(tree.statements.compactMap { $0.definedName?.name } == ["b", "f", "g", "c"])
  }

  /// A file in which a comment `//!` names the code of the mistake on its line, or codes.
  @Test(arguments: [
    """
    let = 3 //! C0101
    let x = 1 + //! C0109
    component c over x { energy = 1 } //! C0101
    let y = f(a = 1) //! C0101
    let z = 1 < 2 < 3 //! C0108
    let ok = 4
    """,
    // Brackets that are not closed, or closed by others.
    """
    let a = f(1, [2, 3) //! C0107
    let b = (1 + 2 //! C0107
    let c = [1, 2, //! C0107
    let d = {x: 1 //! C0107
    print(a)
    let e = g(1)) //! C0101
    let f = 1
    """,
    """
    let draws = sample(
      posterior,
      count 8_000, //! C0101
      chains = 80, //! C0101
      using: hmc(step_size: 0.1 leapfrog: 20), //! C0101
      warmup: , //! C0109
      seed: 1
    )
    let x = 1 2 //! C0101
    let rest = draws
    """,
    // Mistakes in blocks cost a statement each.
    """
    component ring(radius: Real = 2) over x: R[2] {
      let r = norm(x
      energy = (r - radius) ^ 2
      let width = //! C0109
      support = x[0] >> 0 //! C0109
    }
    func power(x: Real, n: Int) -> Real {
      var y := 1.0 //! C0109
      for i in 0..< { y = y * x } //! C0109
      repeat n while { y = 1 } //! C0109
      if y = 2 { y = 1 } //! C0101
      return y
    }
    let after = ring
    """.replacing("norm(x\n", with: "norm(x //! C0107\n").replacing(
      "var y := 1.0 //! C0109", with: "var y := 1.0 //! C0101"),
    // Mistakes in heads leave the block.
    """
    func f(x y) { //! C0101
      let z = x + + y //! C0109
      return z
    }
    component c(k Real) over x: R[2] { //! C0101
      energy = k ** 2 //! C0101
    }
    sampler s(a: Real) p: Energy { //! C0101
      state x = start(p)
      transition { x = } //! C0109
    }
    for in 0..<3 { print("\\()") } //! C0101 C0109
    let ok = 1
    """,
    // The lexer's mistakes are not the parser's too.
    """
    let a = 2pi //! C0104
    let b = 1. //! C0104
    let c = .5 + x //! C0104
    let d = "open //! C0102
    let e = a % b //! C0105
    let f = 3 − 1 //! C0105
    let g = "C:\\data" //! C0106
    let h = "\\u{110000}" //! C0106
    let i = a × b //! C0105
    let j = 1e999 //! C0104
    let k = 99999999999999999999 //! C0104
    print(a)
    """,
    // A chain over several lines is one statement.
    """
    component p = gaussian(mean 0, std: 5) on mu //! C0101
      * half_cauchy(scale: 5) on tau
      * gaussian(mean: mu, std: tau) on theta
      | {y: 1}
    component q = gaussian(mean: 0, std: 5) on on mu //! C0109
      * half_cauchy(scale: 5) on tau
    let x = if a { 1 } else 2 //! C0101
    let r = p.0 //! C0101
    x +=1 //! C0101
    """,
    // Words of other languages.
    """
    def f(x) { return x } //! C0101
    const a = 1 //! C0101
    let b = x and y //! C0101
    while x < 1 { x = 2 } //! C0101
    if a { b } elif c { d } //! C0101
    from math import pi //! C0101
    let c = 1
    """,
    // Lines that do not go on.
    """
    let a = 1
      + 2 //! C0109
    func f(x)
    = 3
    """.replacing("func f(x)", with: "func f(x) //! C0101").replacing(
      "= 3", with: "= 3 //! C0109"),
    """
    let a
      = 1
    component c over x: R[2]
    {
      energy = 1
    }
    """.replacing("let a", with: "let a //! C0101").replacing("  = 1", with: "  = 1 //! C0109")
      .replacing("R[2]", with: "R[2] //! C0101").replacing(
        "energy = 1", with: "energy = 1 //! C0101"),
    // What is left open at the end of the file.
    """
    func f(x) { //! C0107
      let y = x

    """,
    // What the grammar does not derive.
    """
    component p = gaussian(0, 1) on x ^ 2 //! C0101
    let a = 1 + func(x) = x //! C0101
    let b = func(x) = x |> func(y) = y
    f(x)[0] = 1 //! C0112
    x.y = 1 //! C0112
    x[0][1] = 1
    input k: 1(2)..<3 = 1 //! C0101
    input l: --1..<3 = 1 //! C0101
    input m: -n..<3 = 1
    sampler s() for p: Energy {
      state x = start(p)
      transition { x = 1 }
      let y = 1 //! C0101
    }
    sampler t() for p: Energy { //! C0101
      transition { x = 1 }
    }
    f(
      repeat: 1, x.
      y, [.
      red])
    """,
    "let a = 1 } //! C0101",
    "let a = f( //! C0107",
    "print(\"\\(1 + )\", \"\\(2 3)\") //! C0109 C0101",
    "let a = 1; let = 2; let b = ; let c = 3 //! C0101 C0109",
    "import shapes //! C0101",
    "variable x R[2] //! C0101\nvariable y: R[ //! C0107\nlet z = 1",
    "let f = func(x) 2 * x //! C0101\nlet g = 1",
    "sampler s() for p: Energy { //! C0101\n  let a = 1\n}\nlet a = 1",
    "let a = [x for x in] //! C0109\nlet b = [for x in xs] //! C0109\nlet c = [x for in xs] //! C0101",
    "let a: = 1 //! C0101\nlet b: R[2 = 1 //! C0101\nlet c: (Real) = 1 //! C0101",
    "let a = {1: 2} //! C0101\nlet b = {x 2} //! C0101\nlet c = {x: } //! C0109\nlet d = x[] //! C0109",
  ])
  func eachMistakeIsReportedOnce(_ text: String) {
    let tree = SyntaxTree.parse(SourceFile(name: "t.comp", text: text))
    var expected: [String] = []
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      guard let mark = line.range(of: "//! ") else { continue }
      expected += line[mark.upperBound...].split(separator: " ").map { "\(number + 1) \($0)" }
    }
    let found = tree.diagnostics.map { diagnostic in
      "\(tree.source.line(at: diagnostic.labels[0].span.range.lowerBound)) \(diagnostic.code.rawValue)"
    }
    #expect(
      found == expected,
      "\(text)\n\(tree.diagnostics.map(DiagnosticRenderer().render).joined(separator: "\n"))")
  }

  /// The message, its label, its help and its suggestion, as they are.
  @Test(arguments: [
    (
      "let a = 2pi",
      """
      error[C0104]: '2pi' is not a number
       --> t.comp:1:9
        |
      1 | let a = 2pi
        |         ^^^ a name cannot follow a number directly
        = help: write '*' between a number and a name
        |     let a = 2 * pi
      """
    ),
    (
      "let p = sample(\n  q,\n  count: 10\nprint(p)",
      """
      error[C0107]: expected ')' after the arguments
       --> t.comp:3:12
        |
      1 | let p = sample(
        |               - '(' was opened here
      ...
      3 |   count: 10
        |            ^ before the statement that begins with 'print'
      """
    ),
    (
      "let x = a × b",
      """
      error[C0105]: the character '×' (U+00D7) means nothing here
       --> t.comp:1:11
        |
      1 | let x = a × b
        |           ^ not a part of the language
        = help: write '*'
        |     let x = a * b
      """
    ),
    (
      "let x =",
      """
      error[C0109]: expected an expression
       --> t.comp:1:8
        |
      1 | let x =
        |        ^ found the end of the file
      """
    ),
    (
      "component c over x: R[2]\n{\n}",
      """
      error[C0101]: expected '{' and the component's body
       --> t.comp:1:25
        |
      1 | component c over x: R[2]
        |                         ^ found the end of the line
        = help: '{' stands on the line of what it belongs to
      """
    ),
  ])
  func mistakesAreExplained(_ text: String, _ expected: String) throws {
    let tree = SyntaxTree.parse(SourceFile(name: "t.comp", text: text))
    #expect(DiagnosticRenderer().render(try #require(tree.diagnostics.first)) == expected)
  }

  /// The statements around a mistake are in the tree, and what it would have defined is too.
  @Test func theRestIsRead() {
    let text = """
      let a = 1
      let b = (2
      component c over x: R[2] { energy = }
      func d(x) = x
      """
    let outline = TreeOutline(SyntaxTree.parse(SourceFile(name: "t.comp", text: text))).structure
    #expect(
      outline == """
        t.comp
          let a
            integer 1
          let b
            missing
          missing
          let c
            missing
          missing
          func d
            parameter x
            name x
        """)
  }

  @Test func mistakesAreLimited() {
    let text = String(repeating: "let = 1\n", count: 1_000)
    #expect(SyntaxTree.parse(SourceFile(name: "t.comp", text: text)).diagnostics.count == 200)
  }
}
