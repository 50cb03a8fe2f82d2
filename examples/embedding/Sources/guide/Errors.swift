import CompKit

/// Errors are values: checking a program gives its diagnostics, running it throws one.
func explain(_ text: String) -> String {
  let program = Comp.compile(text, name: "users.comp")
  guard program.isValid else {
    return program.errors.map { DiagnosticRenderer().render($0) }.joined(separator: "\n")
  }
  do {
    try Comp.run(program, in: RunEnvironment(print: { _ in }))
    return "it ran"
  } catch let diagnostic as Diagnostic {
    return "\(diagnostic.code.rawValue): \(diagnostic.message)"
  } catch {
    return "\(error)"
  }
}
