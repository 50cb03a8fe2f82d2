extension HostileProgram {
  /// Paths outside of the folder that the program may use.
  private static let outside = [
    "/etc/passwd", "../secret.csv", "../../secret.csv", "inside/../../secret.csv",
    "./../secret.csv",
    "link/secret.csv", "filelink.csv", "deadlink.csv", "/dev/zero", "/dev/stdin", "/proc/self/mem",
    "/proc/self/environ", "~/secret.csv", "//etc//passwd", "inside/./.././../secret.csv",
    "pipe.csv",
    "link/../secret.csv", "/tmp/comp-hostile-secret.csv",
  ]

  /// Programs that reach for files, or use too many.
  static let files: [HostileProgram] =
    outside.flatMap { path in
      [
        "let d = data(\"\(path)\")\nprint(d)", "print(load(\"\(path).json\"))",
        "import \"\(path)\" as s\nprint(s.x)", "save([1, 2], to: \"\(path)\")",
        "save({a: [1]}, to: \"\(path).npz\")",
        "plot(sample(gaussian(0, 1), count: 9), to: \"\(path).svg\")",
        "let p = \"\(path.prefix(4))\" + \"\(path.dropFirst(4))\"\nsave([1, 2], to: p)",
        "let p = \"\(path.prefix(4))\" + \"\(path.dropFirst(4))\"\nlet d = data(p)\nprint(d)",
        "save(sample(gaussian(0, 1), count: 9), to: \"\(path)\")",
      ].map { HostileProgram("file \($0)", $0, isRefused: true) }
    }
    + [
      "let d = data(\"bomb.npz\")", "print(load(\"bomb.npz\"))", "print(load(\"shape.npy\"))",
      "print(load(\"deep.json\"))", "let d = data(\"wide.csv\")", "print(load(\"large.png\"))",
      "let d = data(\"inside\")", "let d = data(\"\")", "let d = data(\"a\\u{0}b.csv\")",
      "let d = data(\"nothing.csv\")",
    ].map { HostileProgram("damaged \($0)", $0, isRefused: true) }
    + [
      HostileProgram(
        "many files", "for i in 0..<1_000_000 { save([i], to: \"f\\(i).csv\") }", isRefused: true),
      HostileProgram(
        "large file",
        "save(sample(gaussian(zeros(10), 1), count: 100_000, seed: 1), to: \"large.csv\")",
        isRefused: true),
      HostileProgram(
        "one file again and again", "for i in 0..<1_000_000 { save([i], to: \"again.csv\") }",
        isRefused: true),
      HostileProgram(
        "folders", "save([1], to: \"" + String(repeating: "d/", count: 3_000) + "x.csv\")"),
      HostileProgram(
        "long name", "save([1], to: \"" + String(repeating: "d", count: 3_000) + ".csv\")"),
    ]

  /// Programs that print without end.
  static let output: [HostileProgram] = [
    "print(\"x\")", "print(zeros(1_000))", "print([[i, j] for j in 0..<100])",
    "plot(gaussian(0, 1))", "print(summary(sample(gaussian(0, 1), count: 10)))",
    "print(plan(gaussian(0, 1)))", "print(\"\\u{1B}]0;title\\u{7}\")", "print({a: {b: {c: i}}})",
  ].map { HostileProgram("output \($0)", "for i in 0..<1_000_000_000 { \($0) }", isRefused: true) }
}
