import ArgumentParser
import CompPseudoTerminal
import Foundation

/// `comp-bench repl`: how long it takes from the key that ends a line to the next prompt.
struct Prompt: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "repl",
    abstract: "Time answers at the prompt, in a pseudo-terminal.",
    discussion: """
      Each line is typed into a session of its own, then several times more. Answers should come within \
      30 ms; those of lines that draw, marked with a star, also make machine code.
      """)

  @Option(help: "How often each line is typed after the first time.")
  var repetitions = 20

  private static let lines: [(text: String, draws: Bool)] = [
    (text: "1 + 1", draws: false), ("[[1, 2], [3, 4]] @ [1, 1]", false), ("gaussian(0, 1)", false),
    ("student_t(3) * gaussian(2, 0.5)", false), ("poisson(3)", false),
    ("gaussian([0, 0], 1)", false), ("ring(2, 0.3) * half", false),
    ("0.3 * ring(2, 0.1) + 0.7 * gaussian([1, 1], 0.5)", false),
    ("gaussian(zeros(100), 1)", false), (":type ring(2, 0.3) * half", false), (":doc hmc", false),
    ("sample(gaussian(0, 1), count: 1_000)", true),
  ]

  /// What a terminal answers that draws pictures.
  private static let pictures: [(name: String, answers: [(query: String, answer: String)])] = [
    ("characters", [("\u{1B}[c", "\u{1B}[?62;22c")]),
    ("kitty", [("\u{1B}_Gi=31", "\u{1B}_Gi=31;OK\u{1B}\\"), ("\u{1B}[c", "\u{1B}[?62;22c")]),
    ("sixel", [("\u{1B}[c", "\u{1B}[?62;4;22c")]),
  ]

  func run() throws {
    let comp = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appendingPathComponent("comp")
    print(
      "milliseconds to the answer: the first time, the median of \(repetitions) more, the longest")
    for (name, answers) in Self.pictures {
      print("\npictures as \(name)")
      for line in Self.lines where name == "characters" || !line.text.hasPrefix(":") {
        let times = try Self.times(comp, line.text, answers, repetitions + 1)
        let more = times.dropFirst().sorted()
        let figures = [times[0], more[more.count / 2], more[more.count - 1]]
        let text = figures.map { String(format: "%8.1f", $0 * 1e3) }.joined()
        print("\(text)  \(line.text)\(line.draws ? " *" : "")")
      }
    }
  }

  private static func times(
    _ comp: URL, _ line: String, _ answers: [(query: String, answer: String)], _ count: Int
  ) throws -> [Double] {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "comp-bench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let terminal = try PseudoTerminal(
      comp,
      environment: [
        "XDG_STATE_HOME": folder.path, "XDG_CONFIG_HOME": folder.path, "TERM": "xterm-256color",
        "TMUX": "", "INPUTRC": "/dev/null",
      ], cell: (10, 20), answers: answers)
    guard terminal.wait(for: "comp> ") != nil else { throw ValidationError("comp gave no prompt") }
    _ = terminal.enter("component half over x: R[2] { support = x[0] > 0 }")
    return try (0..<count).map { _ in
      terminal.type(line)
      // The line has been shown as it was typed before it is ended.
      guard terminal.wait(for: line) != nil else {
        throw ValidationError("'\(line)' was not shown")
      }
      let start = Date()
      guard terminal.enter("") != nil else { throw ValidationError("'\(line)' was not answered") }
      return Date().timeIntervalSince(start)
    }
  }
}
