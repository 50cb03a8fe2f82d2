extension HostileProgram {
  /// Paths outside of the folder that the program may use.
  private static let outside: [String] = [
    "/etc/passwd", "../secret.csv", "../../secret.csv", "inside/../../secret.csv",
    "./../secret.csv", "link/secret.csv", "filelink.csv", "deadlink.csv", "/dev/zero",
    "/dev/stdin", "/proc/self/mem", "/proc/self/environ", "//etc//passwd",
    "inside/./.././../secret.csv", "link/../secret.csv", "/tmp/comp-hostile-secret.csv",
  ]

  /// Programs that reach for files, or use too many.
  static let files: [HostileProgram] = {
    var programs: [HostileProgram] = []
    for path in outside {
      let start = String(path.prefix(4))
      let end = String(path.dropFirst(4))
      let uses: [String] = [
        "let d = data(\"\(path)\")\nprint(d)", "print(load(\"\(path).json\"))",
        "import \"\(path)\" as s\nprint(s.x)", "save([1, 2], to: \"\(path)\")",
        "save({a: [1]}, to: \"\(path).npz\")",
        "let p = \"\(start)\" + \"\(end)\"\nsave([1, 2], to: p)",
        "let p = \"\(start)\" + \"\(end)\"\nlet d = data(p)\nprint(d)",
        "save(sample(gaussian(0, 1), count: 9), to: \"\(path)\")",
      ]
      // What ends otherwise beside a link stays in the folder.
      let staysInside = !path.contains("/") && path.contains("link")
      for use in uses {
        let isOther = staysInside && (use.contains(".npz") || use.contains(".json"))
        programs.append(HostileProgram("file \(use)", use, isRefused: !isOther))
      }
    }
    let damaged: [String] = [
      "let d = data(\"bomb.npz\")", "print(load(\"bomb.npz\"))", "print(load(\"shape.npy\"))",
      "print(load(\"deep.json\"))", "let d = data(\"wide.csv\")", "print(load(\"large.png\"))",
      "let d = data(\"inside\")", "let d = data(\"\")", "let d = data(\"a\\u{0}b.csv\")",
      "let d = data(\"nothing.csv\")", "let d = data(\"pipe.csv\")",
    ]
    for use in damaged { programs.append(HostileProgram("damaged \(use)", use, isRefused: true)) }
    let many: [(String, Bool)] = [
      ("for i in 0..<1_000_000 { save([i], to: \"f\\(i).csv\") }", true),
      ("save(sample(gaussian(zeros(10), 1), count: 100_000, seed: 1), to: \"large.csv\")", true),
      ("for i in 0..<1_000_000 { save([i], to: \"again.csv\") }", true),
      ("save([1], to: \"" + String(repeating: "d/", count: 3_000) + "x.csv\")", false),
      ("save([1], to: \"" + String(repeating: "d", count: 3_000) + ".csv\")", false),
    ]
    for (use, isRefused) in many {
      programs.append(HostileProgram("files \(use)", use, isRefused: isRefused))
    }
    return programs
  }()

  /// Programs that print without end.
  static let output: [HostileProgram] = {
    let statements: [String] = [
      "print(\"x\")", "print(zeros(1_000))", "print([[i, j] for j in 0..<100])",
      "plot(gaussian(0, 1))", "print(summary(sample(gaussian(0, 1), count: 10)))",
      "print(plan(gaussian(0, 1)))", "print(\"\\u{1B}]0;title\\u{7}\")", "print({a: {b: {c: i}}})",
    ]
    return statements.map {
      HostileProgram("output \($0)", "for i in 0..<1_000_000_000 { \($0) }", isRefused: true)
    }
  }()
}
