import CompKit

/// A program that reads what lies in one folder and writes into another.
func analyze(_ text: String, data: String, results: String) throws -> RunResult {
  let options = RunOptions(
    outputDirectory: results, readAccess: .folder(data), writeAccess: .folder(results),
    limits: Limits(memory: 256 << 20, seconds: 60))
  let program = Comp.compile(text, name: data + "/program.comp", options: options)
  guard program.isValid else { throw program.errors[0] }
  return try Comp.run(program)
}
