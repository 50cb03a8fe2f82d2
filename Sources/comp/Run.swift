import ArgumentParser
import CompFiles
import CompKit
import CompPlatform

extension Precision: ExpressibleByArgument {}

/// `comp run FILE`
struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Check a program and run it.",
    discussion: """
      Given the file that stands beside saved draws (draws.csv.json) it repeats the run that made \
      them: the same program with the same seed and inputs, and so the same bits.
      """)

  @Argument(
    help: "The program, or the file beside saved draws; - reads a program from the standard input.",
    completion: .file(extensions: ["comp", "json"]))
  var file: String

  @Option(help: "The seed of calls of sample that give none. (default: 0)")
  var seed: UInt64?

  @Option(help: "How many threads may work.")
  var threads: Int = ProcessInfo.processInfo.activeProcessorCount

  @Option(name: .customLong("set"), help: "Give an input: name=value; lists as JSON.")
  var settings: [String] = []

  @Option(
    name: .customLong("data"), help: "A JSON file with inputs.",
    completion: .file(extensions: ["json"]))
  var dataFile: String?

  @Option(
    name: .customLong("out"), help: "The folder that saved files go to.",
    completion: .directory)
  var outputDirectory: String = "."

  @Option(help: "The arithmetic in which chains run: float or double. (default: float)")
  var precision: Precision?

  @Flag(help: "Run chains on the reference evaluator: slow, but it needs no LLVM.")
  var reference = false

  @Flag(help: "Let samplers evaluate each factor as it is written, none folded into closed forms.")
  var unfolded = false

  @OptionGroup var confinement: ConfinementOptions
  @OptionGroup var colors: ColorOptions
  @OptionGroup var pictures: GraphicsOptions

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
    let reporter = Reporter(colors.color, isQuiet: quiet)
    let (text, name, options) = try source(reporter)
    let progress = ProgressLine(isShown: !quiet && isatty(STDERR_FILENO) != 0 && !isTerminalDumb)
    defer { progress.clear() }
    let program = progress.during("checking \(name)") {
      Comp.compile(text, name: name, options: options)
    }
    // Warnings are said once, by the check.
    for diagnostic in program.diagnostics { try report(diagnostic, by: reporter) }
    guard program.isValid else { throw ExitCode(2) }
    let interruption = Interrupt.watch()
    do {
      try Comp.run(
        program, options: options,
        in: environment(program, reporter, interruption, progress))
      // The program went on with the draws that were finished.
      if interruption.isRequested { throw ExitCode(130) }
    } catch let diagnostic as Diagnostic {
      throw interruption.isRequested ? ExitCode(130) : Self.exitCode(of: diagnostic)
    } catch is Interruption {
      progress.clear()
      reporter.say("interrupted before a draw was finished")
      throw ExitCode(130)
    }
  }

  /// What ends a process whose program was stopped by an error.
  static func exitCode(of error: any Error) -> ExitCode {
    switch (error as? Diagnostic)?.code {
    case .fileUnreadable?, .fileMalformed?, .fileUnwritable?, .missingValue?, .accessDenied?:
      ExitCode(3)
    default: ExitCode(1)
    }
  }

  /// The program's text and name, and what it is run with.
  private func source(_ reporter: Reporter) throws -> (
    text: String, name: String, options: RunOptions
  ) {
    if file != "-", RecordedRun.isRecord(file) {
      let recorded: RecordedRun = try usingFile(file) { try RecordedRun(contentsOf: file) }
      if recorded.version != Comp.version, !quiet {
        reporter.say(
          "comp: the draws were made by version \(recorded.version), this is \(Comp.version): other bits may come of it"
        )
      }
      for changed in recorded.changedFiles where !quiet {
        reporter.say("comp: \(changed) is not what it was when the draws were made")
      }
      var options = confinement.confined(
        try completed(recorded.options, Comp.inputs(of: recorded.program)), file: recorded.file)
      options.sources.append(file)
      return (recorded.program, recorded.file, options)
    }
    let text = try readProgram(file)
    let name = file == "-" ? "<stdin>" : file
    let options = try completed(RunOptions(), Comp.inputs(of: text))
    return (text, name, confinement.confined(options, file: file))
  }

  /// Options with what the command line says over them.
  private func completed(_ recorded: RunOptions, _ inputs: [ProgramInput]) throws -> RunOptions {
    var options = recorded
    // A data file may hold more than is used; names behind --set are checked below.
    options.ignoresUnknownInputs = true
    options.threads = threads
    options.outputDirectory = outputDirectory
    if let seed { options.seed = seed }
    if let precision { options.precision = precision }
    if reference { options.usesReference = true }
    if unfolded { options.foldsFactors = false }
    if let dataFile {
      let given = try usingFile(dataFile) { try InputValue.inputs(contentsOf: dataFile) }
      options.inputs.merge(given) { $1 }
      options.sources.append(dataFile)
    }
    for setting in settings {
      guard let equals = setting.firstIndex(of: "="), equals != setting.startIndex else {
        throw ValidationError("--set \(setting) is not of the form name=value")
      }
      let name = String(setting[..<equals])
      // A misspelt one would have no effect.
      guard let input = inputs.first(where: { $0.name == name }) else {
        throw ValidationError(unknownInput(name, inputs.map(\.name)))
      }
      options.inputs[name] = input.value(parsing: String(setting[equals...].dropFirst()))
    }
    return options
  }

  private func unknownInput(_ name: String, _ names: [String]) -> String {
    guard !names.isEmpty else { return "the program has no inputs, and '\(name)' was given" }
    let message = "the program has no input '\(name)'"
    if let near = nearestName(to: name, among: names) {
      return message + "; did you mean '\(near)'?"
    }
    return message + "; its inputs are \(names.joined(separator: ", "))"
  }

  private func environment(
    _ program: Program, _ reporter: Reporter, _ interruption: Interrupt, _ progress: ProgressLine
  ) -> RunEnvironment {
    var environment = RunEnvironment(
      print: { line in
        progress.clear()
        print(line)
      },
      report: { [self] diagnostic in
        progress.clear()
        try? report(diagnostic, by: reporter)
      }, isInterrupted: { interruption.isNoticed() },
      progress: { state in
        interruption.note(isSampling: state.transitions < state.totalTransitions)
        progress.show(state)
      })
    // `Interrupt` ends the process where the run does not respond.
    environment.leavesWork = false
    environment.page = page(colors.color, TerminalGraphics(pictures.graphics))
    if json {
      environment.printValues = { values in
        progress.clear()
        print("{\"print\":\(OutputValue.list(values).json)}")
      }
    }
    return environment
  }

  private func report(_ diagnostic: Diagnostic, by reporter: Reporter) throws {
    if quiet, diagnostic.severity != .error { return }
    if json { reporter.say(diagnostic.jsonLine) } else { reporter.report(diagnostic) }
  }
}
