import ArgumentParser
import CompKit

/// `comp summary FILE`
struct Summary: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "summary",
    abstract: "Summarise saved draws: means, errors, effective sizes, R-hat.",
    discussion: """
      Reads CSV, NPZ, NPY and JSON as save(draws, to: …) writes them. The chains are those that the \
      file beside the draws tells of (draws.npz.json), or the column .chain of a table; else one.
      """)

  @Argument(
    help: "The saved draws.", completion: .file(extensions: ["csv", "npz", "npy", "json"]))
  var file: String

  @Flag(help: "One line of JSON.")
  var json = false

  func run() throws {
    let draws = try usingFile(file) { try Draws(contentsOf: file) }
    print(json ? draws.summaryValue.json : draws.summaryText)
  }
}
