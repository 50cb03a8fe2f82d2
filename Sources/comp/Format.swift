import ArgumentParser
import CompFiles
import CompKit
import CompPlatform

/// `comp fmt FILE…`
struct Format: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fmt", abstract: "Rewrite programs in the standard style.",
    discussion: """
      Without files, or with -, the standard input goes formatted to the standard output. A program \
      with errors is left as it is, and its errors are reported.
      """)

  @Argument(help: "The programs.")
  var files: [String] = []

  @Flag(
    help: "Rewrite nothing; list the files that would change, and exit with 1 if there are any.")
  var check = false

  @OptionGroup var colors: ColorOptions

  func run() throws {
    let codes = (files.isEmpty ? ["-"] : files).map(format)
    // The gravest: an unreadable file before an error, an error before a file to format.
    if let code = codes.max(), code > 0 { throw ExitCode(code) }
  }

  /// The exit code for one file.
  private func format(_ file: String) -> Int32 {
    let reporter = Reporter(colors.color)
    let isStream = file == "-"
    do {
      let text = try readProgram(file)
      let result = try Comp.format(text, name: isStream ? "<stdin>" : file)
      result.diagnostics.forEach(reporter.report)
      guard let formatted = result.text else { return 2 }
      if check {
        if formatted != text { print(isStream ? "<stdin>" : file) }
        return formatted == text ? 0 : 1
      }
      if isStream {
        Descriptor.standardOutput.say(formatted)
      } else if formatted != text {
        try usingFile(file) { try writeWhole(formatted, to: file) }
      }
      return 0
    } catch let code as ExitCode {
      return code.rawValue
    } catch let fault as FormatterFault {
      reporter.say("comp: \(file) was left as it is: \(fault)")
      return 2
    } catch {
      reporter.say("comp: \(file): \(error)")
      return 3
    }
  }
}
