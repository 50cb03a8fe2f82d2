import CompKit
import Foundation
import Testing

/// The root of the package.
let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()

/// Collects what a program prints and reports.
final class Transcript: @unchecked Sendable {
  private let lock = NSLock()
  private(set) var lines: [String] = []
  private(set) var diagnostics: [Diagnostic] = []
  var environment: RunEnvironment {
    RunEnvironment(
      print: { line in self.lock.withLock { self.lines.append(line) } },
      report: { diagnostic in self.lock.withLock { self.diagnostics.append(diagnostic) } })
  }
}

/// Runs a program that must be right; its errors are the test's.
@discardableResult
func run(_ text: String, name: String = "test.comp", threads: Int = 2, seed: UInt64 = 0) throws
  -> (result: RunResult, transcript: Transcript)
{
  let options = RunOptions(
    seed: seed, threads: threads, outputDirectory: NSTemporaryDirectory() + "comp-tests"
  ).unconfined
  let program = Comp.compile(text, name: name, options: options)
  for diagnostic in program.diagnostics where diagnostic.severity == .error {
    Issue.record("\(DiagnosticRenderer().render(diagnostic))")
  }
  let transcript = Transcript()
  do {
    return (try Comp.run(program, options: options, in: transcript.environment), transcript)
  } catch let diagnostic as Diagnostic {
    Issue.record("\(DiagnosticRenderer().render(diagnostic))")
    throw diagnostic
  }
}

/// The codes that checking a program reports.
func codes(_ text: String) -> [String] {
  Comp.compile(text, name: "test.comp", options: RunOptions().unconfined).diagnostics
    .map(\.code.rawValue)
}
