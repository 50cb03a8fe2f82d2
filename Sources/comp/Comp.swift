import ArgumentParser
import CompKit

/// `comp`: one subcommand a file.
@main
struct CompCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "comp",
    abstract: "Comp: say a composition of densities in one line, and get draws you can trust.",
    discussion: """
      Exit codes: 0 all went well; 1 an assertion failed, the run was stopped by a problem, or fmt \
      --check found a file to format; 2 the program has errors; 3 a file cannot be read or written; 130 interrupted; 64 unusable arguments.
      """,
    version: "comp \(Comp.version)",
    subcommands: [
      Run.self, Check.self, Format.self, Test.self, Summary.self, Plot.self, Explain.self,
      Intermediate.self, Doctor.self, Repl.self,
    ])

  /// Without the name of a command it is the prompt, whose options may follow at once. Were this left to
  /// the configuration, the prompt's options would be looked through at every start.
  static func main() {
    let arguments = Array(CommandLine.arguments.dropFirst())
    main(isPrompt(arguments) ? ["repl"] + arguments : arguments)
  }

  private static func isPrompt(_ arguments: [String]) -> Bool {
    guard let first = arguments.first else { return true }
    // What shells ask for completions begins with three dashes.
    guard first.hasPrefix("-"), !first.hasPrefix("---") else { return false }
    let ofNoCommand = [
      "-h", "--help", "--help-hidden", "--version", "--generate-completion-script",
      "--experimental-dump-help",
    ]
    return !ofNoCommand.contains(String(first.prefix { $0 != "=" }))
  }
}
