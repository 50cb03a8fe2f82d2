import CompKit
import Foundation
import Testing

/// The library as other programs use it.
@Suite struct EmbeddingTests {
  /// What docs/embedding.md shows stands in the package that `make test` builds and runs.
  @Test func theGuideIsTheExample() throws {
    let folder = root.path + "/examples/embedding/Sources"
    let names = try #require(FileManager.default.enumerator(atPath: folder)?.allObjects)
    let code = try names.compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }
      .map { try String(contentsOfFile: folder + "/" + $0, encoding: .utf8) }
    let guide = try String(contentsOfFile: root.path + "/docs/embedding.md", encoding: .utf8)
    let blocks = guide.components(separatedBy: "```swift\n").dropFirst().compactMap {
      $0.components(separatedBy: "```\n").first
    }
    #expect(blocks.count >= 6)
    for block in blocks { #expect(code.contains { $0.contains(block) }, "\(block)") }
  }

  @Test func inputsAreLiterals() throws {
    let program = Comp.compile(
      "input n: Int\ninput x: R[k]\ninput m: R[2, 2]\ninput c: {red, green}\ninput b: Bool\nprint(n, x, m[1], c, b)",
      options: RunOptions(
        inputs: [
          "n": 3, "x": [1, 2.5], "m": InputValue([[1, 2], [3, 4]]), "c": "green", "b": true,
        ]))
    #expect(program.isValid && program.inputs.map(\.name) == ["n", "x", "m", "c", "b"])
    #expect(program.inputs[1].type == "R[k]" && !program.inputs[1].hasDefault)
    let transcript = Transcript()
    try Comp.run(program, in: transcript.environment)
    #expect(transcript.lines == ["3 [1, 2.5] [3, 4] .green true"])
  }

  /// A misspelt input would have no effect.
  @Test func anInputThatIsNotDeclaredIsRefused() throws {
    let text = "input draws: Int = 3\nprint(draws)"
    let wrong = RunOptions(inputs: ["drasw": 5])
    let errors = Comp.compile(text, options: wrong).errors
    #expect(errors.map(\.code) == [.invalidInput])
    #expect(errors[0].help?.contains("draws") == true)
    let program = Comp.compile(text)
    let transcript = Transcript()
    #expect(throws: Diagnostic.self) {
      try Comp.run(program, options: wrong, in: transcript.environment)
    }
    #expect(transcript.diagnostics.map(\.code) == [.invalidInput] && transcript.lines.isEmpty)
    #expect(
      Comp.compile(text, options: RunOptions(inputs: ["draws": "many"])).errors.map(\.code)
        == [.invalidInput])
    var lenient = wrong
    lenient.ignoresUnknownInputs = true
    #expect(Comp.compile(text, options: lenient).isValid)
    // An imported file may declare it.
    let imported = RunOptions(inputs: ["k": 5], imports: ["part.comp": "input k: Int = 1"])
    #expect(Comp.compile("import \"part.comp\"\nprint(part.k)", options: imported).isValid)
  }

  @Test func resultsAreValues() throws {
    let result = try run(
      "let a = 2\nlet v = [1, 2]\nlet r = {x: true, y: \"t\"}\nlet p = gaussian(0, 1)\nassert(a == 2, \"\")"
    ).result
    #expect(result.names == ["a", "v", "r", "p"])
    #expect(result.number("a") == 2 && result.number("v") == nil && result.numbers("v") == [1, 2])
    #expect(result["r"]?.json == "{\"x\":true,\"y\":\"t\"}")
    #expect(result.description(of: "v") == "[1, 2]" && result["nothing"] == nil)
    #expect(result.assertionCount == 1 && result.draws("p") == nil)
  }

  @Test func importsComeFromMemory() throws {
    let options = RunOptions(
      imports: [
        "shapes.comp": "import \"deep/more.comp\"\nlet two = more.one + 1",
        "deep/more.comp": "let one = 1",
      ])
    let program = Comp.compile(
      "import \"shapes.comp\"\nprint(shapes.two)", name: "memory/main.comp", options: options)
    let transcript = Transcript()
    try Comp.run(program, in: transcript.environment)
    #expect(transcript.lines == ["2"])
  }

  struct Refusal: Error, Equatable { var number: Double }

  static let half = HostFunction("half", "x") { arguments in
    guard case .number(let x) = arguments[0], x >= 0 else { throw Refusal(number: -1) }
    return .real(x / 2)
  }

  @Test func hostFunctionsAreCalled() throws {
    let options = RunOptions(functions: [Self.half])
    func compile(_ text: String) -> Program { Comp.compile(text, options: options) }
    let program = compile(
      "let p = gaussian(mean: [half(3), half(x: 1)], std: 1)\nprint(half(5), mean(sample(p, count: 10).x) < 90)"
    )
    #expect(program.isValid)
    let transcript = Transcript()
    try Comp.run(program, in: transcript.environment)
    #expect(transcript.lines == ["2.5 [true, true]"])
    #expect(compile("print(half())").errors.first?.code == .missingArgument)
    #expect(
      compile("component c over x: Real { energy = half(x) }\nprint(energy(c, at: 1))").errors
        .first?
        .code == .typeMismatch)
    let refusing = compile("print(half(-1))")
    #expect(refusing.isValid)
    let failing = Transcript()
    #expect(throws: Refusal(number: -1)) { try Comp.run(refusing, in: failing.environment) }
    #expect(failing.diagnostics.map(\.code) == [.hostFunctionFailed])
    #expect(failing.diagnostics[0].labels[0].span.text == "half(-1)")
    #expect(Comp.compile("print(half(1))").errors.first?.code == .unknownName)
  }

  @Test func eventsTellWhatHappens() async throws {
    let program = Comp.compile(
      "print(1)\nlet draws = sample(gaussian(0, 1), count: 100, using: mala(step_size: 1, steps: 50))\nprint(2)"
    )
    var lines: [String] = []
    var last: SamplingProgress?
    var result: RunResult?
    for try await event in Comp.events(of: program) {
      switch event {
      case .printed(let line): lines.append(line)
      case .reported(let diagnostic): Issue.record("\(diagnostic)")
      case .progressed(let progress): last = progress
      case .finished(let end): result = end
      }
    }
    #expect(lines == ["1", "2"] && last?.fraction == 1)
    #expect(result?.draws("draws")?.count == 100)
    await #expect(throws: Diagnostic.self) {
      for try await _ in Comp.events(of: Comp.compile("assert(1 > 2, \"no\")")) {}
    }
  }

  /// Leaving the loop stops a run that would go on for hours.
  @Test(.timeLimit(.minutes(1))) func leavingTheLoopStopsTheRun() async throws {
    let program = Comp.compile(
      "let d = sample(gaussian(0, 1), count: 1_000_000, using: mala(step_size: 1, steps: 1_000_000))"
    )
    for try await event in Comp.events(of: program) {
      if case .progressed = event { break }
    }
    let task = Task { for try await _ in Comp.events(of: program) {} }
    try await Task.sleep(for: .milliseconds(200))
    task.cancel()
    _ = try? await task.value
  }

  @Test func diagnosticsReadAsALine() {
    let error = Comp.compile("print(nothing)", name: "a.comp").errors[0]
    #expect("\(error)" == "error[C0201]: cannot find 'nothing' in this scope (a.comp:1:7)")
  }

  @Test func manyRunsAtOnceDoNotMeet() async throws {
    let values = try await withThrowingTaskGroup(of: (Int, Double).self) { group in
      for index in 0..<8 {
        group.addTask {
          let program = Comp.compile(
            "input k: Int\nlet m = mean(sample(gaussian(k, 0.01), count: 100, seed: 1).x)",
            options: RunOptions(threads: 1, inputs: ["k": .integer(index)]))
          return (index, try Comp.run(program).number("m") ?? .nan)
        }
      }
      return try await group.reduce(into: [Int: Double]()) { $0[$1.0] = $1.1 }
    }
    for (index, value) in values { #expect(abs(value - Double(index)) < 0.01) }
  }

  /// A kernel that does not compile is an error like others, with its text saved. In a process of its own,
  /// since it is the environment that spoils the compiler.
  @Test func aKernelThatDoesNotCompileIsADiagnostic() async {
    await #expect(processExitsWith: .success) {
      setenv("COMP_PASSES", "no-such-pass", 1)
      let folder =
        NSTemporaryDirectory() + "comp-embedded-\(ProcessInfo.processInfo.processIdentifier)"
      defer { try? FileManager.default.removeItem(atPath: folder) }
      let options = RunOptions(outputDirectory: folder).unconfined
      let program = Comp.compile(
        "let d = sample(gaussian(), count: 4, using: ula(0.1, 3))", name: "test.comp",
        options: options)
      do {
        try Comp.run(program, options: options, in: RunEnvironment(print: { _ in }))
        exit(1)
      } catch let diagnostic as Diagnostic {
        let text = try String(contentsOfFile: folder + "/comp-kernel.ll", encoding: .utf8)
        guard diagnostic.code == .compilationFailed, text.contains("define void @comp_kernel("),
          diagnostic.notes.contains(where: { $0.contains(folder + "/comp-kernel.ll") })
        else { exit(2) }
      }
      // A session loses nothing by it.
      let session = Session(in: RunEnvironment(print: { _ in }, report: { _ in }))
      _ = session.enter("let a = 20")
      guard case .failed = session.enter("sample(gaussian(), count: 4, using: ula(0.1, 3))"),
        case .done(let echo) = session.enter("a + 1"), echo?.contains("21") == true
      else { exit(3) }
      try? FileManager.default.removeItem(atPath: "comp-kernel.ll")
    }
  }
}
