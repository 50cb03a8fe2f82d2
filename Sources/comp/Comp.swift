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
    ], defaultSubcommand: Repl.self)
}
