import ArgumentParser
import CompKit
import Foundation

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

  @Flag(help: "Print no warnings and no progress.")
  var quiet = false

  func validate() throws {
    guard (1...1024).contains(threads) else {
      throw ValidationError("--threads must be from 1 to 1024")
    }
  }

  func run() throws {
    let options = RunOptions(
      seed: seed, threads: threads, inputs: try inputs(), outputDirectory: outputDirectory)
    let text = try readProgram(file)
    let program = Comp.compile(text, name: file == "-" ? "<stdin>" : file, options: options)
    let reporter = Reporter(isQuiet: quiet)
    guard program.isValid else {
      program.diagnostics.forEach(reporter.report)
      throw ExitCode(2)
    }
    // Warnings are said once, by the check.
    program.diagnostics.forEach(reporter.report)
    let interruption = Interrupt.watch()
    let progress = ProgressLine(isShown: !quiet && isatty(STDERR_FILENO) != 0)
    do {
      try Comp.run(
        program, options: options,
        in: Surroundings(
          print: { line in
            progress.clear()
            print(line)
          },
          report: { diagnostic in
            progress.clear()
            reporter.reportOnce(diagnostic, unlessIn: program.diagnostics)
          }, isInterrupted: { interruption.isRequested }, progress: progress.show))
      progress.clear()
      // The program went on with the draws that were finished.
      if interruption.isRequested { throw ExitCode(130) }
    } catch let diagnostic as Diagnostic {
      progress.clear()
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
