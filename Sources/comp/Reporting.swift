import ArgumentParser
import CompFiles
import CompKit
import Foundation

/// The text of a program's file, or of the standard input.
func readProgram(_ file: String) throws -> String {
  try usingFile(file) {
    let isStream = file == "-"
    let bytes =
      isStream
      ? Array(FileHandle.standardInput.readDataToEndOfFile()) : try readWhole(file)
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

/// Writes diagnostics to the standard error, coloured on a terminal alone.
struct Reporter: Sendable {
  let isQuiet: Bool
  private let renderer = DiagnosticRenderer(usesColor: mayColor(STDERR_FILENO))

  /// Whether a stream is a terminal whose user has not asked for plain text.
  static func mayColor(_ stream: Int32) -> Bool {
    isatty(stream) != 0 && ProcessInfo.processInfo.environment["NO_COLOR", default: ""].isEmpty
  }

  init(isQuiet: Bool = false) { self.isQuiet = isQuiet }

  func report(_ diagnostic: Diagnostic) {
    if isQuiet, diagnostic.severity != .error { return }
    say(renderer.render(diagnostic))
  }

  func say(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }
}

/// How many characters a line of the terminal holds; 80 where the output is none.
func terminalColumns() -> Int {
  var size = winsize()
  guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
  return min(Int(size.ws_col), 120)
}
