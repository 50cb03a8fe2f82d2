import ArgumentParser
import CompFiles
import CompKit
import CompPlatform

/// The text of a program's file, or of the standard input.
func readProgram(_ file: String) throws -> String {
  try usingFile(file) {
    let isStream = file == "-"
    let bytes =
      isStream
      ? try Descriptor.standardInput.readToEnd() : try readWhole(file)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw FileError.malformed("it is not text in UTF-8")
    }
    return text
  }
}

/// Does something with a file; where that fails says so, and ends the command with exit code 3.
func usingFile<T>(_ file: String, _ body: () throws -> T) throws -> T {
  do { return try body() } catch let error as FileError {
    let verb = error.kind == .unwritable ? "write" : "read"
    Reporter().say("comp: cannot \(verb) \(file): \(error.description)")
    if let help = error.help { Reporter().say("  \(help)") }
    throw ExitCode(3)
  }
}

/// Writes diagnostics to the standard error.
struct Reporter: Sendable {
  let isQuiet: Bool
  private let usesColor: Bool

  init(_ color: ColorChoice = .auto, isQuiet: Bool = false) {
    self.isQuiet = isQuiet
    usesColor = color.colors(STDERR_FILENO)
  }

  func report(_ diagnostic: Diagnostic) {
    if isQuiet, diagnostic.severity != .error { return }
    // As wide as the terminal is now; in a file lines stay whole.
    let columns = isatty(STDERR_FILENO) != 0 ? terminalColumns(STDERR_FILENO) : nil
    say(DiagnosticRenderer(usesColor: usesColor, columns: columns).render(diagnostic))
  }

  func say(_ text: String) {
    Descriptor.standardError.say(text + "\n")
  }
}
