import CompKit
import Foundation
import Testing

/// What a session shows of values.
@Suite struct EchoTests {
  private static func session(columns: Int = 80, usesColor: Bool = false) -> Session {
    var environment = RunEnvironment(print: { _ in })
    environment.page = {
      TerminalPage(columns: columns, usesColor: usesColor, isTerminal: true)
    }
    return Session(in: environment)
  }

  private static func echo(_ session: Session, _ text: String) -> String? {
    guard case .done(let echo) = session.enter(text) else { return nil }
    return echo
  }

  private static let declarations = """
    component right_half over x: R[2] { support = x[0] > 0 }
    variable color: {red, green}
    variable 温度: R[2]
    let draws = sample(gaussian([0, 0, 0], 1), count: 500, seed: 1)
    func affine(x: Real, slope: Real = 2) -> Real = slope * x
    """

  @Test(arguments: [
    ("1 + 1", "2 : Int"), ("0.5", "0.5 : Real"), ("1 < 2", "true : Bool"),
    ("[1, 2, 3]", "[1, 2, 3] : R[3]"), ("0..<4", "0..<4 : range"), (".red", ".red : label"),
    ("[1, \"a\", true]", "[1, \"a\", true] : list"),
    ("[1, 2] == [1, 3]", "[true, false] : Bool[2]"),
    ("\"say \\\"hi\\\"\\n\"", "\"say \\\"hi\\\"\\n\" : String"),
    ("\"\\u{1b}[31m\\u{7}\"", "\"\\u{1b}[31m\\u{7}\" : String"),
    ("[[1, 2], [3, 40]]", "R[2, 2]\n1   2\n3  40"),
    ("{a: 1, b: {c: \"x\"}}", "a: 1 : Int\nb:\n  c: \"x\" : String"),
    ("color", "the variable color: {red, green}"),
    ("[]", "[] : list"), ("func(x) = x + 1", "func(x)"),
    ("affine", "func affine(x: Real, slope: Real = 2) -> Real"),
    ("mala(step_size: 0.1)", "mala(step_size: 0.1, steps: 1) : Sampler"),
    ("gaussian([0, 0, 0], 1)", "Density<{x: R[3]}>, Exact: gaussian"),
    ("zeros(3)[0..<0]", "[] : R[0]"),
  ]) func showsValuesWithTheirTypes(_ entry: String, _ shown: String) {
    let session = Self.session()
    _ = session.enter(Self.declarations)
    #expect(Self.echo(session, entry) == shown)
  }

  /// Chains of one transition still remember where they began; exact draws are beyond doubt.
  @Test func drawsSayWhetherToBelieveThem() throws {
    let session = Self.session()
    _ = session.enter(
      "let early = sample(student_t(3), count: 400, using: mala(step_size: 0.01, steps: 1), seed: 1)"
    )
    let doubted = try #require(Self.echo(session, "early"))
    #expect(doubted.contains("not trusted: "))
    #expect(doubted.split(separator: "\n").allSatisfy { $0.count <= 80 })
    let exact = try #require(Self.echo(session, "sample(gaussian(0, 1), count: 400, seed: 1)"))
    #expect(!exact.contains("trusted"))
  }

  @Test func aDensityHasItsPicture() throws {
    let session = Self.session()
    _ = session.enter(Self.declarations)
    let lines = try #require(Self.echo(session, "ring(2, 0.5) * right_half")).split(separator: "\n")
    #expect(lines[0] == "Density<{x: R[2]}>, Energy: ring × right_half, shares x")
    #expect(lines.count > 10 && lines.last?.contains("x[0]") == true)
    #expect(lines.joined().unicodeScalars.contains { (0x2801...0x28FF).contains($0.value) })
    // Nothing lies on the left of the half: the left of the picture is at zero.
    #expect(lines.contains { $0.split(separator: " ").first == "0" })
  }

  /// The picture of a density is where the density is: mass in each half of a row of dots.
  @Test func aPictureShowsTheDensity() throws {
    let text = try #require(Self.echo(Self.session(), "gaussian(3, 0.5)"))
    let rows = text.split(separator: "\n").filter { $0.contains("⡇") }
    #expect(rows.count >= 4)
    func dots(_ part: Substring) -> Int {
      part.unicodeScalars.reduce(0) {
        (0x2800...0x28FF).contains($1.value) ? $0 + ($1.value & 0xFF).nonzeroBitCount : $0
      }
    }
    let inside = rows.map { $0.drop { $0 == " " } }
    let left = inside.reduce(0) { $0 + dots($1.prefix($1.count / 2)) }
    let right = inside.reduce(0) { $0 + dots($1.suffix($1.count / 2)) }
    #expect(left > 60 && abs(left - right) * 10 < left + right, "\(left) \(right)")
    // More of it further down.
    #expect(dots(inside[0]) < dots(inside[inside.count - 1]))
    #expect(text.contains(" 3 ") || text.contains("3.0"))
  }

  /// What goes to infinity at an edge, and what is thin, is seen too.
  @Test(arguments: ["beta(0.5, 0.5)", "gamma(0.3, 1)", "ring(2, 0.02)", "cauchy(0, 1)"])
  func hardDensitiesAreSeen(_ entry: String) throws {
    let text = try #require(Self.echo(Self.session(), entry))
    let rows = text.split(separator: "\n").filter { $0.contains("⡇") }.dropLast()
    let marks = rows.flatMap { $0.filter { ("\u{2801}"..."\u{28FF}").contains($0) } }
    // Beside the two sides of the frame a curve, or a ring, that crosses five rows: two marks in each.
    #expect(marks.count - 2 * rows.count >= 10, "\(text)")
  }

  @Test func aDensityIsPlotted() {
    let transcript = Transcript()
    let session = Session(in: transcript.environment)
    _ = session.enter("plot(gaussian(0, 1))")
    #expect(transcript.lines.first?.contains("⡇") == true && transcript.diagnostics.isEmpty)
    _ = session.enter("plot(gaussian([0, 0, 0], 1))")
    _ = session.enter("plot(gaussian(0, 1), against: gaussian(0, 1))")
    #expect(transcript.lines.count == 1)
    #expect(transcript.diagnostics.map(\.code.rawValue) == ["C0301", "C0301"])
  }

  @Test func drawsSayWhatIsCut() throws {
    let session = Self.session()
    _ = session.enter(
      "variable w: R[100]\nlet d = sample(gaussian(0, 1) on w, count: 200, seed: 2)")
    let wide = try #require(Self.echo(session, "d")).split(separator: "\n")
    #expect(wide[0].hasPrefix("Samples<{w: R[100]}>: 200 draws by exact()"))
    #expect(wide.contains { $0 == "⋮ 88 coordinates more" })
    #expect(wide.count == 15 && wide.last?.hasPrefix("w[99]") == true)
    #expect(wide[2].contains("█"))

    let narrow = Self.session(columns: 30)
    _ = narrow.enter("let d = sample(gaussian([0, 0, 0], 1), count: 200, seed: 2)")
    let lines = try #require(Self.echo(narrow, "d")).split(separator: "\n")
    #expect(lines.contains { $0.hasPrefix("without") })
    #expect(lines.allSatisfy { $0.count <= 30 })
  }

  /// A histogram of few values whose bars are known.
  @Test func barsAreInProportion() throws {
    let session = Self.session()
    _ = session.enter("variable k: 0..<4")
    let text = try #require(
      Self.echo(session, "sample(categorical([0.5, 0.25, 0.25, 0]) on k, count: 4000, seed: 3)"))
    let row = try #require(text.split(separator: "\n").first { $0.hasPrefix("k ") })
    let bars = row.filter { "▁▂▃▄▅▆▇█".contains($0) }
    let heights = bars.compactMap { "▁▂▃▄▅▆▇█".firstIndex(of: $0) }
      .map { "▁▂▃▄▅▆▇█".distance(from: "▁▂▃▄▅▆▇█".startIndex, to: $0) + 1 }
    // Halves: 4 of 8, or one off where the count of draws is as far from its mean as never in practice.
    #expect(heights.first == 8 && heights.last.map { abs($0 - 4) <= 1 } == true, "\(bars)")
    #expect(Set(heights).count <= 3 && heights.count % 3 <= 2 && heights.count >= 24)
  }

  /// Whatever it is, no line is wider than the page.
  @Test(arguments: [30, 40, 60, 80, 120]) func everyEchoFits(_ columns: Int) throws {
    let session = Self.session(columns: columns)
    _ = session.enter(Self.declarations)
    let entries = [
      "1e300", "[1 / 3, 2 / 3, 1e-300]", "zeros([40, 50])", "range(0, 50)",
      "\"\(String(repeating: "long ", count: 200))\"",
      "\"温度が高い温度が高い温度が高い温度が高い温度が高い\"", "\"e\u{301}👨‍👩‍👧‍👦🇩🇪 combining\"",
      "{first_long_name: [1, 2, 3], second: gaussian([0, 0], 1), d: draws, 温度: \"温\"}",
      "gaussian", "hmc", "gaussian_mixture", "sin", "affine", "summary(draws)", "draws",
      "verify(draws, against: gaussian([0, 0, 0], 1))", "compare(draws, draws)",
      "sample(poisson(3), count: 100, seed: 1)",
      "sample(gaussian([0, 0], 1) on 温度, count: 50, seed: 1)",
      "ring(2, 0.3) * right_half", "poisson(4)", "student_t(3) * gaussian(2, 0.5)",
      "gaussian([0, 0], 1) on 温度",
      "hmc(step_size: 0.1)", "[\"a\", \"b\", \"\(String(repeating: "c", count: 300))\"]",
      "draws.x", "draws.x == draws.x", "eye(30)", "[gaussian(0, 1), gaussian(1, 1)]",
    ]
    for entry in entries {
      guard let text = Self.echo(session, entry) else { continue }
      for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
        #expect(line.displayWidth <= columns, "\(entry): \(line)")
        #expect(!line.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F })
      }
    }
  }

  @Test func coloursAreThereWhereTheyMayBe() throws {
    let coloured = Self.session(usesColor: true)
    let plain = Self.session()
    for entry in ["1", "gaussian(0, 1)", "sample(gaussian(0, 1), count: 100, seed: 1)"] {
      let text = try #require(Self.echo(coloured, entry))
      #expect(text.contains("\u{1B}["))
      let stripped = text.replacing(/\u{1B}\[[0-9;]*m/, with: "")
      #expect(stripped == Self.echo(plain, entry))
    }
  }

  /// On a terminal `print` shows what the terminal would obey; elsewhere it is written as it is.
  @Test func printedControlsAreShown() {
    for isTerminal in [true, false] {
      let lines = Transcript()
      var environment = lines.environment
      environment.page = { TerminalPage(isTerminal: isTerminal) }
      let session = Session(in: environment)
      _ = session.enter("print(\"\\u{1b}[2J\\u{9b}x\")")
      #expect(lines.lines == [isTerminal ? "␛[2J�x" : "\u{1B}[2J\u{9B}x"])
    }
  }

  /// The pages' wrong programs, told on forty columns: only the names of files are longer.
  @Test(arguments: DiagnosticCode.allCases) func diagnosticsFit(_ code: DiagnosticCode) throws {
    let page = try #require(DiagnosticPage.text(of: code.rawValue))
    guard let start = page.range(of: "```comp fails\n"),
      let end = page.range(of: "\n```", range: start.upperBound..<page.endIndex)
    else { return }
    let program = Comp.compile(String(page[start.upperBound..<end.lowerBound]), name: "entry 1")
    for diagnostic in program.diagnostics {
      let text = DiagnosticRenderer(columns: 40).render(diagnostic)
      for line in text.split(separator: "\n") {
        #expect(line.displayWidth <= 40, "\(line)")
      }
      // Nothing is lost but blanks.
      let words = DiagnosticRenderer().render(diagnostic).split(whereSeparator: \.isWhitespace)
      #expect(words.first.map { text.contains($0) } == true)
      #expect(
        diagnostic.message.split(separator: " ").allSatisfy { text.contains($0.prefix(20)) })
    }
  }
}
