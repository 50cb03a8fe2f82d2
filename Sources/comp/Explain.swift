import ArgumentParser
import CompKit

/// `comp explain CODE`
struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract:
      "Explain a diagnostic by its code, with a program that triggers it and its mended form."
  )

  @Argument(help: "The code, such as C0401.")
  var code: String

  func run() throws {
    guard let page = DiagnosticPage.text(of: code.uppercased()) else {
      throw ValidationError(
        "there is no diagnostic \(code); the codes stand in brackets after 'error'")
    }
    print(page)
  }
}
