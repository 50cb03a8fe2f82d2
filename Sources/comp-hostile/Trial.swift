import CompKit
import CompPlatform

/// One hostile program, checked and run.
struct Trial {
  let folder: String
  /// Seconds in which a check and a run are over, each of which may take two.
  let patience: Double
  /// What a program may use.
  static let limits = Limits(
    memory: 256 << 20, instructions: 100_000, seconds: 2, text: 4 << 20, files: 5,
    fileBytes: 1 << 20, draws: 64 << 20)

  struct Outcome {
    var seconds: Double
    var code: DiagnosticCode?
    var complaints: [String]
  }

  func run(_ program: HostileProgram) -> Outcome {
    let start = Date()
    var complaints: [String] = []
    let options = RunOptions(
      threads: 1, outputDirectory: folder, usesReference: true,
      imports: [
        "a.comp": "import \"b.comp\"\nlet x = b.x", "b.comp": "import \"a.comp\"\nlet x = a.x",
      ], readAccess: .folder(folder), writeAccess: .folder(folder), limits: Self.limits)
    let checked = Comp.compile(program.text, name: folder + "/main.comp", options: options)
    var code = checked.errors.first?.code
    if code == nil {
      do { try Comp.run(checked, in: RunEnvironment(print: { _ in })) } catch let diagnostic
        as Diagnostic
      {
        code = diagnostic.code
        if diagnostic.labels.isEmpty { complaints.append("an error has no place") }
      } catch { complaints.append("the run threw \(error)") }
    }
    let seconds = Date().timeIntervalSince(start)
    if program.isRefused, code == nil { complaints.append("it ended well") }
    if seconds > patience { complaints.append("it took \(seconds) s") }
    return Outcome(seconds: seconds, code: code, complaints: complaints)
  }
}
