import Foundation
import Testing

/// `comp` under a pipe: statements and commands without prompts, and the exit codes of scripts.
@Suite struct PipeTests {
  @Test(arguments: [
    ("1 + 1\nlet a = 2\na", Int32(0), "2 : Int\n2 : Int\n"),
    ("let a = nothing", 2, ""), ("let a = (1", 2, ""), ("assert(1 > 2)\n1", 1, ""),
    ("let d = data(\"missing.csv\")", 3, ""),
    // Lines that go on with a statement belong to it, behind comments too.
    ("let a = 2\n  * 3\n\n  // and\n  * 7\na\n", 0, "42 : Int\n"),
    ("func f(x) {\n  return x\n}\nf(3)", 0, "3 : Int\n"),
    ("let a = 1\n-a", 0, "-1 : Int\n"),
    (":type 1\n:quit\nnothing", 0, "Int\n"), (":nonsense", 2, "there is no command ':nonsense'; "),
    ("1\n:undo\n:undo", 2, "1 : Int\nundone: 1\nthere is nothing to undo\n"),
    (":load missing.comp", 3, "cannot read missing.comp"), (":edit", 2, ":edit needs a terminal\n"),
    (":set precision double\n:set threads 0", 2, "threads is a whole number from 1 to 1024\n"),
    (":set precison double", 2, "there is no setting 'precison'; did you mean 'precision'?\n"),
    (":time 1 + 1", 0, "2 : Int\n0.0"), (":browse gaussian_m", 0, "gaussian_mixture  gaussian_"),
    ("let r = {a: 1, b: [1, 2]}\n:browse r", 0, "r.a: Int\nr.b: R[2]\n"),
    ("gaussian(0, 1) * student_t(3)\n:ir", 0, "Density<"),
    (":ir graph gaussian() * gaussian()", 0, ""), (":ir llvm student_t(3)", 0, "; exact()"),
    (":plan nothing", 2, ""), (":plan", 2, ":plan DENSITY: how a density is composed"),
  ]) func answers(_ input: String, _ status: Int32, _ output: String) throws {
    let outcome = try CommandTests.comp("repl", input: input)
    #expect(outcome.status == status, "\(outcome.errors)\(outcome.output)")
    #expect(
      status == 0 && output.hasSuffix("\n") && !input.contains(":ir")
        ? outcome.output == output : outcome.output.hasPrefix(output), "\(outcome.output)")
  }

  /// A program that waits for an answer before it writes on gets one.
  @Test(.timeLimit(.minutes(1))) func answersComeAsEntriesDo() throws {
    let process = Process()
    process.executableURL = CommandTests.executable
    let (input, output) = (Pipe(), Pipe())
    (process.standardInput, process.standardOutput) = (input, output)
    try process.run()
    for (entry, answer) in [("1 + 1", "2 : Int\n"), ("20 * 3", "60 : Int\n")] {
      input.fileHandleForWriting.write(Data((entry + "\n").utf8))
      #expect(String(decoding: output.fileHandleForReading.availableData, as: UTF8.self) == answer)
    }
    try input.fileHandleForWriting.close()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  @Test func anInterruptEndsItAsAScript() throws {
    let run = try CommandTests.start(
      ["repl"],
      input:
        "let d = sample(gaussian(0, 1) * student_t(3), count: 2_000_000, using: mala(0.1, steps: 100_000))\nprint(\"on\")"
    )
    usleep(1_500_000)
    run.process.interrupt()
    let outcome = try run.finish()
    #expect(outcome.status == 130, "\(outcome.errors)")
    #expect(!outcome.output.contains("on\n"))
  }

  /// A script of a session runs to the same draws in the precision that `:save` names.
  @Test func aSavedSessionGivesTheSameDraws() throws {
    let file = CommandTests.folder.appendingPathComponent("saved-session.comp").path
    let entries = """
      let p = gaussian(0, 1) * student_t(3)
      :set seed 3
      let d = sample(p, count: 100, using: mala(step_size: 0.2, steps: 5))
      print(mean(d.x))
      """
    let single = try CommandTests.comp("repl", input: entries + "\n:save \(file)")
    #expect(single.output.contains("saved; 'comp run \(file)' does the same again"))
    let again = try CommandTests.comp("run", file)
    #expect(again.output.isEmpty == false && single.output.hasPrefix(again.output))
    let double = try CommandTests.comp(
      "repl", input: ":set precision double\n" + entries + "\n:save \(file)")
    #expect(double.output.contains("'comp run --precision double \(file)'"))
    let doubled = try CommandTests.comp("run", "--precision", "double", file)
    #expect(double.output.hasPrefix(doubled.output) && doubled.output != again.output)
    let mixed = try CommandTests.comp(
      "repl",
      input: entries + "\n:set precision double\nlet e = sample(p, count: 10)\n:save \(file)")
    #expect(mixed.output.contains("in float and in double"))
  }
}
