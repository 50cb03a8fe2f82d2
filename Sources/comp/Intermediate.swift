import ArgumentParser
import CompKit

/// `comp ir FILE --stage …`
struct Intermediate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ir", abstract: "Print what a stage of the compiler makes of a program.")

  enum Stage: String, ExpressibleByArgument, CaseIterable {
    case tokens, tree, types, graph, ir, llvm, asm
  }

  @Argument(
    help: "The program; - reads it from the standard input.",
    completion: .file(extensions: ["comp"]))
  var file: String

  @Option(help: "tokens, tree, types, graph, ir, llvm or asm.")
  var stage: Stage = .ir

  @Option(help: "Of llvm and asm: the arithmetic in which chains run, float or double.")
  var precision: Precision = .float

  @Flag(help: "Let samplers evaluate each factor as it is written, none folded.")
  var unfolded = false

  @OptionGroup var colors: ColorOptions

  func run() throws {
    let program = Comp.compile(
      try readProgram(file), name: file == "-" ? "<stdin>" : file,
      options: RunOptions(foldsFactors: !unfolded).unconfined)
    let reporter = Reporter(colors.color)
    program.diagnostics.forEach(reporter.report)
    switch stage {
    case .tokens: print(program.tokenListing)
    case .tree: print(program.treeListing)
    case .types: print(program.typeListing)
    case .graph: print(program.graphListing)
    case .ir: print(program.functionListing)
    case .llvm, .asm:
      do {
        print(try program.codeListing(assembly: stage == .asm, precision: precision))
      } catch let diagnostic as Diagnostic {
        reporter.report(diagnostic)
        throw ExitCode(1)
      }
    }
    if !program.isValid { throw ExitCode(2) }
  }
}
