import ArgumentParser
import CompKit
import Foundation

/// The text of a program's file, or of the standard input.
func readProgram(_ file: String) throws -> String {
  if file == "-" {
    return String(decoding: FileHandle.standardInput.readDataToEndOfFile(), as: UTF8.self)
  }
  guard let bytes = FileManager.default.contents(atPath: file) else {
    FileHandle.standardError.write(Data("comp: cannot read \(file)\n".utf8))
    throw ExitCode(3)
  }
  return String(decoding: bytes, as: UTF8.self)
}

/// Writes diagnostics to the standard error, coloured on a terminal alone.
struct Reporter: Sendable {
  let isQuiet: Bool
  private let renderer = DiagnosticRenderer(
    usesColor: isatty(STDERR_FILENO) != 0 && ProcessInfo.processInfo.environment["NO_COLOR"] == nil)

  init(isQuiet: Bool = false) { self.isQuiet = isQuiet }

  func report(_ diagnostic: Diagnostic) {
    if isQuiet, diagnostic.severity != .error { return }
    say(renderer.render(diagnostic))
  }

  func reportOnce(_ diagnostic: Diagnostic, unlessIn known: [Diagnostic]) {
    let isKnown = known.contains {
      $0.code == diagnostic.code
        && $0.labels.first?.span.range == diagnostic.labels.first?.span.range
    }
    if !isKnown { report(diagnostic) }
  }

  func say(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }
}
