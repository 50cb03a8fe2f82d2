import CompKit
import Foundation
import Testing

/// What a program may use of the machine.
@Suite(.serialized) struct LimitTests {
  private static let small = Limits(
    memory: 64 << 20, instructions: 2_000, seconds: 100, text: 1 << 20, files: 3,
    fileBytes: 1 << 20, draws: 8 << 20)

  /// The code with which a program ends; nil where it ends well.
  private static func code(_ text: String, _ limits: Limits = small) throws -> DiagnosticCode? {
    let folder =
      NSTemporaryDirectory() + "comp-limits-\(ProcessInfo.processInfo.processIdentifier)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let options = RunOptions(
      threads: 1, outputDirectory: folder, usesReference: true, writeAccess: .folder(folder),
      limits: limits)
    let program = Comp.compile(text, name: "test.comp", options: options)
    if let error = program.errors.first { return error.code }
    do { try Comp.run(program, in: RunEnvironment(print: { _ in })) } catch let error as Diagnostic
    {
      return error.code
    }
    return nil
  }

  static let programs: [(DiagnosticCode, String)] = [
    (.memoryLimit, "let x = zeros(1_000_000)\nlet y = [x + i for i in 0..<100]"),
    (.memoryLimit, "var x = [1, 2]\nrepeat 60 { x = concatenate([x, x]) }"),
    (
      .memoryLimit,
      "func f(n: Int) -> Real { return sum((zeros(1_000_000) + n) * f(n + 1)) }\nprint(f(1))"
    ),
    (.memoryLimit, "let y = [zeros(100_000 + i) for i in 0..<1_000]"),
    (.memoryLimit, "let y = [{a: i, b: \"x\"} for i in 0..<3_000_000]"),
    (
      .memoryLimit,
      "var f = func(x) = x\nfor i in 0..<10_000_000 { let g = f\n f = func(x) = g(x) }"
    ),
    (.textLimit, "var s = \"x\"\nrepeat 60 { s = s + s }"),
    (.textLimit, "var s = \"x\"\nrepeat 60 { s = \"\\(s)\\(s)\" }"),
    (.textLimit, "for i in 0..<1_000_000 { print(\"a line of some length\") }"),
    (.fileLimit, "for i in 0..<9 { save([i], to: \"f\\(i).csv\") }"),
    (.fileLimit, "save([[i, i] for i in 0..<100_000], to: \"large.csv\")"),
    (.drawLimit, "let d = sample(gaussian(zeros(1_000), 1), count: 10_000)"),
    (
      .instructionLimit,
      "component c over x: Real {\n var y = x * 1\n for i in 0..<5_000 { y = sin(y) + x }\n energy = y\n}\nprint(energy(c, at: 1))"
    ),
    (.limitExceeded, "var s = [.a, .b]\nrepeat 60 { s = [s, s] }"),
    (.limitExceeded, "var s = {a: 1, b: 2}\nrepeat 60 { s = {a: s, b: s} }"),
    (.limitExceeded, "var s = [.a]\nrepeat 10_000 { s = [s] }"),
    (.memoryLimit, "let y = sort(0..<20_000_000)"),
    (
      .limitExceeded,
      "component c over x: Real { energy = x ^ 4 }\nprint(log_normalizer(c, using: ais(steps: 9_223_372_036_854_775_807), seed: 1))"
    ),
    (
      .memoryLimit,
      "component c over x: Real { energy = x ^ 4 }\nprint(log_normalizer(c, count: 1_000_000_000, seed: 1))"
    ),
    (.limitExceeded, "var s = zeros(2)\nrepeat 65 { s = [s] }"),
    (
      .limitExceeded,
      "component c over x: Real {\n var y = x * 1\n for i in 0..<65 { y = [y] }\n energy = sum(y)\n}\nprint(energy(c, at: 1))"
    ),
  ]

  @Test(arguments: programs) func isReached(_ code: DiagnosticCode, _ text: String) throws {
    #expect(try Self.code(text) == code, "\(text)")
  }

  @Test func timeIsLimited() throws {
    var limits = Self.small
    limits.seconds = 0.3
    let start = Date()
    #expect(
      try Self.code("for i in 0..<1_000_000_000_000 { let a = sin(i) }", limits) == .timeLimit)
    #expect(Date().timeIntervalSince(start) < 10)
  }

  /// What is no longer referred to is not counted.
  @Test func memoryIsReleased() throws {
    #expect(
      try Self.code(
        """
        var total = 0.0
        for i in 0..<20 { total = total + sum(zeros(1_000_000) + i) }
        var x = zeros(1_000_000)
        for i in 0..<20 { x = x + 1 }
        let words = sum([length([j for j in 0..<1_000]) for i in 0..<300])
        assert(words == 300_000, "all")
        """) == nil)
  }

  /// Chains of any length are released without recursion, on whatever thread lets them go.
  @Test(arguments: [
    "var f = func(x) = x\nfor i in 0..<50_000 { let g = f\n f = func(x) = g(x) }",
    "var f = [func(x) = x]\nfor i in 0..<50_000 { let g = f\n f = [func(x) = g[0](x)] }",
    "var p = gaussian(0, 1) ^ 1\nfor i in 0..<5_000 { p = p ^ 1.0001 }",
  ]) func longChainsAreReleased(_ text: String) throws {
    let options = RunOptions(usesReference: true)
    let program = Comp.compile(text, options: options)
    #expect(program.isValid, "\(program.diagnostics)")
    _ = try Comp.run(program)
  }

  /// A limit that one program reaches is none of another's business.
  @Test func runsDoNotShareLimits() async throws {
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for index in 0..<8 {
        group.addTask {
          let isHeavy = index % 2 == 0
          let text =
            isHeavy
            ? "let x = [zeros(1_000_000) + i for i in 0..<100]"
            : "let x = sum([zeros(1_000) + i for i in 0..<100])"
          return try Self.code(text) == (isHeavy ? .memoryLimit : nil)
        }
      }
      for try await holds in group { #expect(holds) }
    }
  }

  @Test func theErrorNamesTheLimit() throws {
    let program = Comp.compile(
      "let x = [zeros(1_000) + i for i in 0..<100_000]",
      options: RunOptions(limits: Limits(memory: 16 << 20)))
    let error = try #require(program.errors.first)
    #expect(error.message.contains("16 MiB"))
    #expect(error.notes.contains { $0.contains("Limits.memory") })
  }
}
