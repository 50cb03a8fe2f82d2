extension HostileProgram {
  /// Texts that grow without end.
  static let texts: [HostileProgram] = {
    var programs: [HostileProgram] = []
    let growths: [String] = [
      "s + s", "\"\\(s)\\(s)\"", "\"\\(s + s)\" + s", "\"\\({a: s, b: s})\"", "\"\\([s, s])\"",
    ]
    let seeds: [String] = [
      "x", "e\\u{301}\\u{301}", "\\u{1F468}\\u{200D}\\u{1F469}", "\\n\\n",
    ]
    for times in [30, 60, 1_000] {
      for growth in growths {
        for seed in seeds {
          programs.append(
            HostileProgram(
              "text \(growth) \(times) \(seed)",
              "var s = \"\(seed)\"\nrepeat \(times) { s = \(growth) }", isRefused: true))
        }
      }
    }
    programs.append(
      HostileProgram(
        "text in calls",
        "func f(s: String, n: Int) -> String { return \"\\(s)\\(n)\" + f(s + s, n + 1) }\nprint(f(\"abc\", 0))",
        isRefused: true))
    programs.append(
      HostileProgram(
        "texts in lists", "let a = [\"\\(i)\" + \"xxxxxxxxxxxxxxxx\" for i in 0..<3_900_000]"))
    return programs
  }()

  /// Lists, records and functions that grow without end.
  static let lists: [HostileProgram] = {
    var programs: [HostileProgram] = []
    let seeds: [String] = [
      "1", ".red", "\"text\"", "true", "{a: 1}", "func(x) = x", "gaussian(0, 1)",
    ]
    let growths: [(String, Int)] = [
      ("[s, s]", 60), ("[s, [s]]", 60), ("[s]", 1_000_000), ("{a: s, b: s}", 60),
      ("{a: [s, s], b: {c: s}}", 60), ("concatenate([s, s])", 60),
    ]
    for seed in seeds {
      for (growth, times) in growths {
        let isRecord = growth.hasPrefix("{")
        let start = isRecord ? "{a: \(seed), b: 1}" : "[\(seed), \(seed)]"
        programs.append(
          HostileProgram(
            "list \(growth) of \(seed)",
            "var s = \(start)\nfor i in 0..<\(times) { s = \(growth) }\nprint(s)", isRefused: true))
      }
    }
    let others: [String] = [
      "let a = [func(x) = x + i for i in 0..<4_000_000]",
      "let a = [{a: i, b: {c: i, d: \"x\"}} for i in 0..<3_900_000]\nprint(a)",
      "var f = func(x) = x\nfor i in 0..<100_000_000 { let g = f\n f = func(x) = g(x) }",
      "var f = [func(x) = x]\nfor i in 0..<100_000_000 { let g = f\n f = [func(x) = g[0](x)] }",
      "var f = func(x) = x\nfor i in 0..<100_000 { let g = f\n f = func(x) = g(x) }\nprint(f(1))",
      "func f(n: Int) -> Real { return sum([if i < 3_999_999 { 1.0 } else { f(n + 1) } for i in 0..<4_000_000]) }\nprint(f(0))",
      "var s = [1]\nfor i in 0..<100_000 { s = [s] }\nprint(s)",
      "var r = {a: 1}\nfor i in 0..<100 { r = {a: r, b: r, c: r} }",
      "var s = [.a]\nfor i in 0..<500 { s = [s, .b] }\nprint(s == s)",
    ]
    for text in others { programs.append(HostileProgram("values \(text)", text)) }
    return programs
  }()
}
