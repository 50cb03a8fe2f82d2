import ArgumentParser

/// Measures speed, and the accuracy of the elementary functions. Not a test: nothing here fails.
@main
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "comp-bench", abstract: "Measure Comp.",
    subcommands: [
      Table.self, Growth.self, CheckGrowth.self, Cancellation.self, Elementary.self, Dense.self,
      Prompt.self,
    ],
    defaultSubcommand: Table.self)
}
