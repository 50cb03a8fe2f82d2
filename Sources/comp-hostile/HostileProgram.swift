/// A program that is written to do harm to the process that runs it.
struct HostileProgram: Sendable {
  var name: String
  var text: String
  /// Whether it must not end well.
  var isRefused: Bool

  init(_ name: String, _ text: String, isRefused: Bool = false) {
    self.name = name
    self.text = text
    self.isRefused = isRefused
  }

  /// Every family, in a fixed order.
  static let all: [HostileProgram] =
    texts + lists + tensors + nests + recursions + loops + formulas + compositions + sampling
    + output + files + computations
}

extension HostileProgram {
  /// Texts that grow without end.
  static let texts: [HostileProgram] =
    [30, 60, 1_000].flatMap { times in
      [
        ("+", "s + s"), ("interpolation", "\"\\(s)\\(s)\""), ("mixed", "\"\\(s + s)\" + s"),
        ("record", "\"\\({a: s, b: s})\""), ("list", "\"\\([s, s])\""),
      ].flatMap { name, growth in
        ["x", "e\\u{301}\\u{301}", "\\u{1F468}\\u{200D}\\u{1F469}", "\\n\\n"].map { seed in
          HostileProgram(
            "text \(name) \(times) \(seed)",
            "var s = \"\(seed)\"\nrepeat \(times) { s = \(growth) }", isRefused: true)
        }
      }
    } + [
      HostileProgram(
        "text in calls",
        """
        func f(s: String, n: Int) -> String { return "\\(s)\\(n)" + f(s + s, n + 1) }
        print(f("abc", 0))
        """, isRefused: true),
      HostileProgram(
        "texts in lists", "let a = [\"\\(i)\" + \"xxxxxxxxxxxxxxxx\" for i in 0..<3_900_000]"),
      HostileProgram("text of a list", "let a = [[i, i] for i in 0..<1_000]\nprint(\"\\(a)\")"),
    ]

  /// Lists, records and functions that grow without end.
  static let lists: [HostileProgram] =
    ["1", ".red", "\"text\"", "true", "{a: 1}", "func(x) = x", "gaussian(0, 1)"].flatMap { seed in
      [
        ("[s, s]", 60), ("[s, [s]]", 60), ("[s]", 1_000_000), ("{a: s, b: s}", 60),
        ("{a: [s, s], b: {c: s}}", 60), ("concatenate([s, s])", 60),
      ].map { growth, times in
        let start = growth.hasPrefix("{") ? "{a: \(seed), b: 1}" : "[\(seed), \(seed)]"
        return HostileProgram(
          "list \(growth) of \(seed)",
          "var s = \(start)\nfor i in 0..<\(times) { s = \(growth) }\nprint(s)", isRefused: true)
      }
    } + [
      HostileProgram("many functions", "let a = [func(x) = x + i for i in 0..<4_000_000]"),
      HostileProgram(
        "many records", "let a = [{a: i, b: {c: i, d: \"x\"}} for i in 0..<3_900_000]\nprint(a)"),
      HostileProgram(
        "closures",
        "var f = func(x) = x\nfor i in 0..<100_000_000 { let g = f\n f = func(x) = g(x) }"),
      HostileProgram(
        "closures in lists",
        "var f = [func(x) = x]\nfor i in 0..<100_000_000 { let g = f\n f = [func(x) = g[0](x)] }"),
      HostileProgram(
        "closures that are called",
        "var f = func(x) = x\nfor i in 0..<100_000 { let g = f\n f = func(x) = g(x) }\nprint(f(1))"),
      HostileProgram(
        "lists held by calls",
        "func f(n: Int) -> Real { return sum([if i < 3_999_999 { 1.0 } else { f(n + 1) } for i in 0..<4_000_000]) }\nprint(f(0))",
        isRefused: true),
      HostileProgram(
        "dimension by dimension",
        "var s = [1]\nfor i in 0..<100_000 { s = [s] }\nprint(s)"),
      HostileProgram("wide record", "var r = {a: 1}\nfor i in 0..<100 { r = {a: r, b: r, c: r} }"),
      HostileProgram(
        "a list in itself", "var s = [.a]\nfor i in 0..<500 { s = [s, .b] }\nprint(s == s)"),
    ]
}
