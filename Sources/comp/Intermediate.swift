import ArgumentParser
import CompKit

/// `comp ir FILE --stage …`
struct Intermediate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ir", abstract: "Print what a stage of the compiler makes of a program.")

  enum Stage: String, ExpressibleByArgument, CaseIterable { case tokens, tree, types, graph, ir }

  @Argument(help: "The program; - reads it from the standard input.")
  var file: String

  @Option(help: "tokens, tree, types, graph or ir.")
  var stage: Stage = .ir

  func run() throws {
    let program = Comp.compile(
      try readProgram(file), name: file == "-" ? "<stdin>" : file)
    let reporter = Reporter()
    program.diagnostics.forEach(reporter.report)
    switch stage {
    case .tokens: print(program.tokenListing)
    case .tree: print(program.treeListing)
    case .types: print(program.typeListing)
    case .graph: print(program.graphListing)
    case .ir: print(program.functionListing)
    }
    if !program.isValid { throw ExitCode(2) }
  }
}
