extension HostileProgram {
  private static func repeated(_ text: String, _ count: Int) -> String {
    String(repeating: text, count: count)
  }

  /// Texts that nest without end, or are very long.
  static let nests: [HostileProgram] = {
    var programs: [HostileProgram] = []
    for count in [1_000, 100_000] {
      for (name, text) in nests(count) {
        programs.append(HostileProgram("nest \(name) \(count)", "let a = \(text)\nprint(a)"))
      }
    }
    return programs + longTexts
  }()

  private static func nests(_ count: Int) -> [(String, String)] {
    func r(_ text: String) -> String { repeated(text, count) }
    var nests: [(String, String)] = []
    func add(_ name: String, _ parts: String...) { nests.append((name, parts.joined())) }
    add("parentheses", r("("), "1", r(")"))
    add("open parentheses", r("("))
    add("brackets", r("["), r("]"))
    add("braces", r("{a: "), "1", r("}"))
    add("minus", r("-"), "1")
    add("not", r("!"), "true")
    add("powers", "2", r(" ^ 2"))
    add("sums", "1", r(" + 1"))
    add("pipes", "1", r(" |> abs"))
    add("members", "a", r(".b"))
    add("indices", "a", r("[0]"))
    add("calls", "sin", r("(1)"))
    add("nested calls", r("sin("), "1", r(")"))
    add("interpolations", r("\"\\("), "1", r(")\""))
    add("functions", r("func(x) = "), "1")
    add("conditions", r("if true { "), "1", r(" } else { 2 }"))
    add("else", "if false { 1 }", r(" else if false { 2 }"), " else { 3 }")
    add("comments", r("/*"))
    add("quotes", r("\""))
    add("digits", "1", r("0"))
    add("fraction", "0.", r("1"))
    add("exponent", "1e", r("9"))
    add("name", r("a"))
    add("escapes", "\"", r("\\u{1F600}"), "\"")
    add("marks", "\"e", r("\u{301}"), "\"")
    add("conjunctions", "true", r(" && true"))
    add("factors", "gaussian(0, 1)", r(" * gaussian(0, 1)"))
    add("mixtures", "gaussian(0, 1)", r(" + gaussian(0, 1)"))
    add("conditioned", "gaussian(0, 1)", r(" | {x: 1}"))
    add("types", "1\nlet b: ", r("["), "Real", r("]"), " = 1")
    return nests
  }

  private static let longTexts: [HostileProgram] = [
    HostileProgram(
      "statements", (0..<30_000).map { "let a\($0) = \($0)" }.joined(separator: "\n")),
    HostileProgram("blocks", repeated("if true {\n", 2_000) + repeated("}\n", 2_000)),
    HostileProgram("loops in loops", repeated("for i in 0..<9 {\n", 90) + repeated("}\n", 90)),
    HostileProgram("errors", repeated("let a = nowhere\n", 20_000)),
    HostileProgram("warnings", repeated("1\n", 20_000)),
    HostileProgram("nothing", repeated("\0", 100_000)),
    HostileProgram("separators", repeated(";", 1_000_000)),
    HostileProgram("lines", repeated("\n", 3_000_000)),
    HostileProgram(
      "parameters",
      "func f(" + (0..<5_000).map { "a\($0): Real = \($0)" }.joined(separator: ", ")
        + ") = a0\nprint(f())"),
    HostileProgram(
      "elements",
      "let a = [" + (0..<200_000).map(String.init).joined(separator: ", ") + "]\nprint(sum(a))"),
  ]

  /// Definitions that lead back to themselves.
  static let recursions: [HostileProgram] = {
    let texts: [String] = [
      "func f(n: Int) -> Int = f(n + 1)\nprint(f(0))",
      "func f(n: Int) -> Int = g(n)\nfunc g(n: Int) -> Int = f(n)\nprint(f(0))",
      "func f(n: Int, m: Int = f(n)) -> Int = m\nprint(f(0))",
      "func f(n: Int) -> Int { return if n < 2 { n } else { f(n - 1) + f(n - 2) } }\nprint(f(90))",
      "func f(x) = x(x)\nprint(f(f))", "let f = func(x) = x(x)\nprint(f(f))",
      "component a = b * b\ncomponent b = a * a\nlet d = sample(a, count: 1)",
      "component a(n: Int) = a(n + 1)\nlet d = sample(a(1), count: 1)",
      "component a(n: Int) = a(n + 1) * a(n + 2)\nlet d = sample(a(1), count: 1)",
      "func p(n: Int) = if n > 30 { gaussian(0, 1) } else { p(n + 1) * p(n + 1) }\nlet d = sample(p(0), count: 1)",
      "func q(n: Int) = if n > 30 { gaussian(0, 1) } else { 0.5 * q(n + 1) + 0.5 * q(n + 1) }\nlet d = sample(q(0), count: 1)",
      "func f(x: Real) -> Real = f(x) + f(x)\ncomponent c over x: Real { energy = f(x) }\nlet d = sample(c, count: 1)",
      "func f(x: Real, n: Int) -> Real = if n == 0 { x } else { f(x, n - 1) * f(x, n - 1) }\ncomponent c over x: Real { energy = f(x, 40) }\nlet d = sample(c, count: 1)",
      "sampler s() for p: Energy { state x = start(p)\n transition { x = s(p) } }\nlet d = sample(gaussian(0, 1), count: 1, using: s())",
      "import \"main.comp\"", "import \"a.comp\"", "import \"b.comp\"\nprint(b.x)",
      "func f(n: Int) -> String { return \"\\(f(n + 1))\" }\nprint(f(0))",
      "func f(n: Int) -> [Int] { return [f(n + 1), f(n + 2)] }\nprint(f(0))",
      "func f(n: Int) -> Int { for i in 0..<10 { if f(n + 1) > 0 { return i } }\n return 0 }\nprint(f(0))",
    ]
    return texts.map { HostileProgram("recursion \($0)", $0) }
  }()

  /// Loops without end.
  static let loops: [HostileProgram] = {
    let bodies: [String] = [
      "", "let a = i", "let a = [j for j in 0..<1000]", "let f = func(x) = x", "let a = \"\\(i)\"",
      "let p = gaussian(i, 1)", "let p = gaussian(i, 1) * gaussian(0, 1)",
      "component c over x: Real { energy = x ^ 2 }", "let a = sin(i)", "let a = zeros(100) + i",
      "if i > 0 { let b = i }", "repeat 1000 { }", "let d = sample(gaussian(i, 1), count: 10)",
      "let a = log_density(gaussian(0, 1), at: i)", "let a = {a: i}", "assert(i >= 0, \"no\")",
      "let s = plan(gaussian(i, 1) * gaussian(0, 1))", "let m = inverse(identity(50))",
      "let d = sample(student_t(3), count: 4, using: mala(0.1), seed: i)",
    ]
    let texts: [String] = [
      "var a = 0\nrepeat 1_000_000_000_000 { a = a + 1 }",
      "let a = [i for i in 0..<1_000_000_000_000 if i < 0]",
      "let a = [1 for i in 0..<1_000_000 for j in 0..<1_000_000 for k in 0..<1_000_000 if i < 0]",
      "for i in 0..<1_000_000 { for j in 0..<1_000_000 { for k in 0..<1_000_000 { } } }",
      "var n = 1\nfor i in 0..<1_000_000_000 { n = n * 3 }",
    ]
    let long = bodies.map { "for i in 0..<1_000_000_000_000 { \($0) }" }
    return (long + texts).map { HostileProgram("loop \($0)", $0) }
  }()
}
