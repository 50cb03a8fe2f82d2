import CompKit

/// Entries one after the other; what fails leaves everything as it was.
func converse() {
  let session = Session(
    options: RunOptions(seed: 1),
    in: RunEnvironment(print: { print($0) }, report: { print($0) }))
  for entry in [
    "let p = gaussian(mean: 0, std: 2) * student_t(df: 3)", "let draws = sample(p, count: 400)",
    "std(drows.x)", "std(draws.x) < 2",
  ] {
    switch session.enter(entry) {
    case .done(let echo): if let echo { print(echo) }
    case .refused: print("refused:", entry)
    case .failed(let error): print("failed:", error)
    case .interrupted: print("interrupted")
    }
  }
  print(session.type(of: "draws") ?? "", session.names.map(\.name))
  for word in session.completions(of: "war", after: "sample(p, ") {
    print(word.text, word.note)
  }
  print(session.documentation(of: "student_t") ?? "")
  print(session.undo() ?? "nothing to undo")
  // A program that makes the same draws again.
  print(session.script)
}
