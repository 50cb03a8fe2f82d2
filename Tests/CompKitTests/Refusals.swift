import CompKit
import Testing

/// The first diagnostic of checking and running a program; nil where it has no error.
func refusal(_ text: String) -> Diagnostic? {
  let program = Comp.compile(text, name: "test.comp")
  if let error = program.errors.first { return error }
  let transcript = Transcript()
  do { try Comp.run(program, in: transcript.environment) } catch {
    return transcript.diagnostics.first { $0.severity == .error }
  }
  return nil
}

/// All that a diagnostic says.
func words(_ diagnostic: Diagnostic) -> String {
  ([diagnostic.message] + diagnostic.labels.map(\.message) + diagnostic.notes
    + [diagnostic.help ?? ""]).joined(separator: "\n")
}

func expectRefusal(_ code: String, _ word: String, _ text: String) {
  guard let found = refusal(text) else {
    Issue.record("runs: \(text)")
    return
  }
  #expect(found.code.rawValue == code, "\(text): \(DiagnosticRenderer().render(found))")
  #expect(words(found).contains(word), "\(text): \(DiagnosticRenderer().render(found))")
}
