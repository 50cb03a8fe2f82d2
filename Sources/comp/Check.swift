import ArgumentParser
import CompKit

/// `comp check FILE`
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Say what is wrong with programs, without running them.")

  @Argument(
    help: "The programs; - reads one from the standard input.",
    completion: .file(extensions: ["comp"]))
  var files: [String]

  @Flag(help: "One JSON object a line for each diagnostic, to the standard output.")
  var json = false

  @OptionGroup var confinement: ConfinementOptions
  @OptionGroup var colors: ColorOptions

  func run() throws {
    let reporter = Reporter(colors.color)
    var isValid = true
    for file in files {
      let program = Comp.compile(
        try readProgram(file), name: file == "-" ? "<stdin>" : file,
        options: confinement.confined(RunOptions(), file: file))
      for diagnostic in program.diagnostics {
        if json { print(diagnostic.jsonLine) } else { reporter.report(diagnostic) }
      }
      isValid = isValid && program.isValid
    }
    if !isValid { throw ExitCode(2) }
  }
}
