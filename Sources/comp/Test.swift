import ArgumentParser
import CompKit
import CompPlatform

/// `comp test FILE…`
struct Test: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Run programs with their asserts, and the examples in their /// comments.",
    discussion:
      "What the programs print is not shown; files that they save go to a temporary place."
  )

  @Argument(help: "The programs.", completion: .file(extensions: ["comp"]))
  var files: [String]

  @Option(help: "The seed of calls of sample that give none.")
  var seed: UInt64 = 0

  @Option(help: "How many threads may work.")
  var threads: Int = ProcessInfo.processInfo.activeProcessorCount

  @OptionGroup var confinement: ConfinementOptions
  @OptionGroup var colors: ColorOptions

  func run() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "comp-test-\(ProcessInfo.processInfo.processIdentifier)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let options = RunOptions(seed: seed, threads: threads, outputDirectory: folder.path)
    var failures = 0
    for file in files {
      let started = Date()
      let outcome = try test(file, confinement.confined(options, file: file))
      if !outcome.holds { failures += 1 }
      print(
        (outcome.holds ? "ok    " : "FAIL  ") + "\(file): \(count(outcome.assertions, "assert")), "
          + count(outcome.examples, "example")
          + String(printf: ", %.2f s", Date().timeIntervalSince(started)))
    }
    print(
      failures == 0
        ? "all of \(count(files.count, "file")) hold" : "\(failures) of \(files.count) files fail")
    if failures > 0 { throw ExitCode(1) }
  }

  private func test(_ file: String, _ options: RunOptions) throws -> (
    holds: Bool, assertions: Int, examples: Int
  ) {
    let reporter = Reporter(colors.color)
    let text = try readProgram(file)
    let program = Comp.compile(text, name: file == "-" ? "<stdin>" : file, options: options)
    guard program.isValid else {
      program.diagnostics.forEach(reporter.report)
      return (false, 0, 0)
    }
    let environment = RunEnvironment(
      print: { _ in },
      report: { diagnostic in if diagnostic.severity == .error { reporter.report(diagnostic) } })
    var holds = true
    var assertions = 0
    do {
      assertions += try Comp.run(program, options: options, in: environment).assertionCount
    } catch is Diagnostic { holds = false }
    let examples = DocumentationExample.all(in: text)
    for example in examples {
      do {
        assertions += try Comp.run(example, of: program, options: options, in: environment)
          .assertionCount
      } catch is Diagnostic { holds = false }
    }
    return (holds, assertions, examples.count)
  }

  private func count(_ number: Int, _ what: String) -> String {
    "\(number) \(what)\(number == 1 ? "" : "s")"
  }
}
