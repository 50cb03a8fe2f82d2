import ArgumentParser
import CompKit
import Foundation

extension Precision: ExpressibleByArgument {}

/// `comp run FILE`
struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Check a program and run it.")

  @Argument(help: "The program; - reads it from the standard input.")
  var file: String

  @Option(help: "The seed of calls of sample that give none.")
  var seed: UInt64 = 0

  @Option(help: "How many threads may work.")
  var threads: Int = ProcessInfo.processInfo.activeProcessorCount

  @Option(name: .customLong("set"), help: "Give an input: name=value; lists as JSON.")
  var settings: [String] = []

  @Option(name: .customLong("data"), help: "A JSON file with inputs.")
  var dataFile: String?

  @Option(name: .customLong("out"), help: "The folder that saved files go to.")
  var outputDirectory: String = "."

  @Option(help: "The arithmetic in which chains run: float or double.")
  var precision: Precision = .float

  @Flag(help: "Run chains on the reference evaluator: slow, but it needs no LLVM.")
  var reference = false

  @Flag(help: "Each call of print, and each diagnostic, as one line of JSON.")
  var json = false

  @Flag(help: "Print no warnings and no progress.")
  var quiet = false

  func validate() throws {
    guard (1...1024).contains(threads) else {
      throw ValidationError("--threads must be from 1 to 1024")
    }
  }

  func run() throws {
    let options = RunOptions(
      seed: seed, threads: threads, inputs: try inputs(), outputDirectory: outputDirectory,
      precision: precision, usesReference: reference)
    let text = try readProgram(file)
    let program = Comp.compile(text, name: file == "-" ? "<stdin>" : file, options: options)
    let reporter = Reporter(isQuiet: quiet)
    // Warnings are said once, by the check.
    for diagnostic in program.diagnostics { try report(diagnostic, by: reporter) }
    guard program.isValid else { throw ExitCode(2) }
    try checkSettings(program)
    let interruption = Interrupt.watch()
    let progress = ProgressLine(isShown: !quiet && isatty(STDERR_FILENO) != 0)
    defer { progress.clear() }
    do {
      try Comp.run(
        program, options: options,
        in: surroundings(program, reporter, interruption, progress))
      // The program went on with the draws that were finished.
      if interruption.isRequested { throw ExitCode(130) }
    } catch let diagnostic as Diagnostic {
      if interruption.isRequested { throw ExitCode(130) }
      switch diagnostic.code {
      case .fileUnreadable, .fileMalformed, .fileUnwritable: throw ExitCode(3)
      default: throw ExitCode(1)
      }
    } catch is Interruption {
      progress.clear()
      reporter.say("interrupted before a draw was finished")
      throw ExitCode(130)
    }
  }

  private func surroundings(
    _ program: Program, _ reporter: Reporter, _ interruption: Interrupt, _ progress: ProgressLine
  ) -> Surroundings {
    var surroundings = Surroundings(
      print: { line in
        progress.clear()
        print(line)
      },
      report: { [self] diagnostic in
        progress.clear()
        guard !program.diagnostics.contains(where: { $0.isSame(as: diagnostic) }) else { return }
        try? report(diagnostic, by: reporter)
      }, isInterrupted: { interruption.isRequested }, progress: progress.show)
    surroundings.renderPNG = { try $0.png() }
    surroundings.terminal = (terminalColumns(), Reporter.mayColor(STDOUT_FILENO))
    if json {
      surroundings.printValues = { values in
        progress.clear()
        print("{\"print\":\(OutputValue.list(values).json)}")
      }
    }
    return surroundings
  }

  private func report(_ diagnostic: Diagnostic, by reporter: Reporter) throws {
    if json { reporter.say(try diagnostic.jsonLine()) } else { reporter.report(diagnostic) }
  }

  /// A misspelt `--set` would otherwise be of no effect. A data file may hold more than is used.
  private func checkSettings(_ program: Program) throws {
    for setting in settings {
      let name = String(setting.prefix { $0 != "=" })
      guard !program.inputNames.contains(name) else { continue }
      let near = nearestName(to: name, among: program.inputNames).map { "; did you mean '\($0)'?" }
      throw ValidationError("the program has no input '\(name)'\(near ?? "")")
    }
  }

  private func inputs() throws -> [String: InputValue] {
    var inputs: [String: InputValue] = [:]
    if let dataFile {
      guard let bytes = FileManager.default.contents(atPath: dataFile),
        let object = try? JSONSerialization.jsonObject(with: bytes) as? [String: Any]
      else { throw ValidationError("--data \(dataFile) is not a readable JSON object") }
      for (name, json) in object { inputs[name] = InputValue(json: json) }
    }
    for setting in settings {
      guard let equals = setting.firstIndex(of: "="), equals != setting.startIndex else {
        throw ValidationError("--set \(setting) is not of the form name=value")
      }
      inputs[String(setting[..<equals])] = InputValue(
        parsing: String(setting[setting.index(after: equals)...]))
    }
    return inputs
  }
}
