import CompKit
import Foundation
import Testing

/// A session: statement by statement, each against what is already defined.
@Suite struct SessionTests {
  /// What a session prints and reports.
  private final class Paper: @unchecked Sendable {
    private let lock = NSLock()
    private var lines: [String] = []
    private var codes: [String] = []
    var printed: [String] { lock.withLock { lines } }
    var reported: [String] { lock.withLock { codes } }
    func print(_ line: String) { lock.withLock { lines.append(line) } }
    func report(_ diagnostic: Diagnostic) {
      lock.withLock { codes.append(diagnostic.code.rawValue) }
    }
  }

  private static func session(_ paper: Paper = Paper()) -> Session {
    Session(in: RunEnvironment(print: { paper.print($0) }, report: { paper.report($0) }))
  }

  /// What is shown, without its type.
  private static func echo(_ session: Session, _ text: String) -> String? {
    guard case .done(let echo) = session.enter(text) else { return "refused" }
    guard let echo, let type = echo.range(of: " : ") else { return echo }
    return String(echo[..<type.lowerBound])
  }

  @Test func entriesBuildOnEachOther() {
    let session = Self.session()
    #expect(Self.echo(session, "let a = 2") == nil)
    #expect(Self.echo(session, "func f(x) = x ^ a") == nil)
    #expect(Self.echo(session, "f(3)") == "9")
    #expect(Self.echo(session, "_ + 1") == "10")
    #expect(Self.echo(session, "let a = 3") == nil)
    #expect(Self.echo(session, "f(3)") == "27")
    #expect(Self.echo(session, "variable z: R[2]\ngaussian([0, 0], 1) on z") ?? "" != "refused")
    #expect(session.type(of: "gaussian(0, 1)") == "Density<{x: Real}>, Exact: gaussian")
    #expect(session.names.map(\.name) == ["a", "f", "z"])
  }

  @Test func mistakesLoseNothing() {
    let paper = Paper()
    let session = Self.session(paper)
    _ = session.enter("let a = 1")
    for wrong in ["let a = b", "let a = [1, 2", "var c = 2\nassert(a == 2)", "a = 5"] {
      switch session.enter(wrong) {
      case .refused, .failed: break
      case .done, .interrupted: Issue.record("\(wrong) went through")
      }
    }
    #expect(paper.reported == ["C0201", "C0107", "C0503", "C0209"])
    #expect(Self.echo(session, "a") == "1")
    #expect(Self.echo(session, "c") == "refused")
    #expect(session.undo() == "a")
    #expect(session.undo() == "let a = 1")
    #expect(session.undo() == nil)
    #expect(Self.echo(session, "a") == "refused")
  }

  @Test(arguments: [
    ("let a = [1,", true), ("func f(x) {", true), ("let b = 1 +", true), ("/* so", true),
    ("component c over x: Real {\n  energy = x ^ 2", true), ("f(1, (2)", true),
    ("let a = 1", false), ("let = 2", false), ("let a = )", false), ("a b", false),
    ("let s = \"open", false), ("", false), ("func f(x) { return x }", false),
  ]) func theParserTellsWhatIsUnfinished(_ text: String, _ isUnfinished: Bool) {
    #expect(Session.isUnfinished(text) == isUnfinished)
  }

  /// Those made from it, those made from these, and no others, though they came in one entry.
  @Test(arguments: [
    (["let p = 1", "let q = p * 2", "let r = 1", "let p = 2"], ["'q' still holds the old 'p'"]),
    (
      ["let p = 1\nlet q = p * 2\nlet r = 1\nlet s = q + r", "let p = 2"],
      ["'q', 's' still hold the old 'p'"]
    ),
    (["let p = 1", "let q = p", "let q = 3", "let p = 2"], []),
    (["let p = 1", "func f() = p", "component c(k: Real) = gaussian(p, k)", "let p = 2"], []),
    (
      ["variable x: Real", "component c = gaussian(0, 1) on x", "variable x: R[2]"],
      ["'c' still holds the old 'x'"]
    ),
    (["let p = 1", "let q = p", "let p = 2", "let p = 3"], ["'q' still holds the old 'p'"]),
  ]) func aRedefinitionTellsWhoHoldsTheOld(_ entries: [String], _ said: [String]) {
    let paper = Paper()
    let session = Self.session(paper)
    for entry in entries { _ = session.enter(entry) }
    #expect(paper.printed == said)
  }

  @Test func settingsAreUndoneAndSeedsGivenBack() {
    let session = Self.session()
    _ = session.enter("let a = 1")
    session.options.precision = .double
    session.options.seed = 7
    #expect(Self.echo(session, "a") == "1")
    let drawn = "let d = sample(gaussian() * student_t(3), count: 4, using: mala(0.1))"
    _ = session.enter(drawn)
    let first = Self.echo(session, "d.x")
    // A mistake takes no seed, nor does what is undone.
    _ = session.undo()
    #expect(session.undo() == drawn)
    _ = session.enter("let e = sample(gaussian(), count: nothing)")
    _ = session.enter(drawn)
    #expect(Self.echo(session, "d.x") == first)
    for undone in ["d.x", drawn, "a", ":set seed 7", ":set precision double", "let a = 1"] {
      #expect(session.undo() == undone)
    }
    #expect(session.undo() == nil)
    #expect(session.options.precision == .float && session.options.seed == 0)
    // Where all began there are other seeds.
    _ = session.enter(drawn)
    #expect(Self.echo(session, "d.x") != first)
  }

  @Test func sourceIsOfTheNameAlone() {
    let session = Self.session()
    _ = session.enter(
      "let a = 1 // one\n\n/// Twice.\n/// Really.\nfunc twice(x) = 2 * x\nlet b = 3; let c = 4")
    #expect(session.source(of: "twice") == "/// Twice.\n/// Really.\nfunc twice(x) = 2 * x")
    #expect(session.source(of: "b") == "let b = 3" && session.source(of: "c") == "let c = 4")
    #expect(session.source(of: "a") == "let a = 1")
    #expect(session.documentation(of: "twice")?.hasSuffix("Twice.\nReally.") == true)
    _ = session.enter("/// The answer.\nlet answer = 42")
    #expect(session.documentation(of: "answer")?.hasSuffix("The answer.") == true)
  }

  @Test func stagesAreListed() throws {
    let session = Self.session()
    _ = session.enter("gaussian(0, 1) * student_t(3)")
    #expect(try #require(session.listing(of: "_", at: .graph)).contains("as it will be run:"))
    #expect(try #require(session.listing(of: "_", at: .ir)).contains("func density("))
    #expect(try #require(session.listing(of: "_", at: .llvm)).contains("define "))
    #expect(try #require(session.listing(of: "_", at: .asm)).contains("ret"))
    #expect(session.listing(of: "1 + 1", at: .ir) == nil)
  }

  /// Run as a program it gives the same draws, bit for bit.
  @Test func theScriptDoesTheSame() throws {
    let session = Self.session()
    let entries = [
      "let p = gaussian(0, 1)", "let d = sample(p, count: 100)", "sample(p, count: 10).x[3]",
      "let kept = _ + 0", "let p = student_t(3) * p", "let oops = nothing",
      "let e = sample(p, count: 100, using: mala(step_size: 0.2, steps: 5))",
      "let f = sample(p, count: 5, seed: 7)", "1 + 1",
    ]
    for entry in entries { _ = session.enter(entry) }
    let program = Comp.compile(session.script)
    #expect(program.isValid, "\(session.script)")
    let result = try Comp.run(program, in: RunEnvironment(print: { _ in }))
    for name in ["d", "e", "f"] {
      let entered = try #require(Self.echo(session, "mean(\(name).x)"))
      #expect(
        try run("\(session.script)\nlet m = mean(\(name).x)").result.description(of: "m") == entered
      )
    }
    #expect(result.description(of: "kept") == Self.echo(session, "kept"))
  }

  /// A component without parameters is a density as it stands, of its own energy too.
  @Test func componentsAreShownAsDensities() {
    let session = Self.session()
    _ = session.enter("component bowl over x: R[2] { energy = (norm(x) - 2) ^ 2 }")
    let line = "Density<{x: R[2]}>, Energy: bowl"
    #expect(Self.echo(session, "bowl")?.hasPrefix(line) == true)
    #expect(session.type(of: "bowl") == line)
    #expect(Self.echo(session, "ring")?.hasPrefix("component ring(") == true)
  }

  /// Names that were defined again keep what they stood for, whatever they are and wherever they stand.
  @Test(arguments: [
    ["let n = 3", "variable path: R[n, 2]", "let n = 5", "let m = n", "let a = m + n"],
    ["let ring = ring(2, 0.5)", "let a = log_density(ring, at: [1, 1])", "let ring = ring ^ 2"],
    ["let p = 1\nlet q = p\nlet p = p + q", "let a = [p, q]", "let p = 0"],
    ["let k: Int = 2", "func f(k: Int) = k + 1", "let k: Int = 7", "let a = f(k: k) + k"],
    [
      "func f(x) = if x < 1 { 0 } else { x + f(x - 1) }", "let a = f(4)", "func f(x) = x",
      "let b = f(4)",
    ],
    ["variable x: Real", "let p = gaussian(x, 1) on y", "variable x: Real", "let a = 4"],
    [
      "let y = [1, 2]", "let k = y", "variable mu: Real; variable y: R[2]",
      "let p = gaussian(0, 5) on mu * gaussian(mu, 1) on y", "let a = mean(p | {y: k}).mu",
      "let y = 7", "let b = y + k[0]", "variable y: R[2]", "let p = gaussian([0, 0]) on y",
    ],
    ["var v = 1", "v = v + 1", "let a = v", "var v = 10", "v = v + 1", "let b = v"],
    ["4 + 1", "let a = _ * 2", "a + 1", "_ + _", "let b = _"],
    [
      "component c(k: Real) = gaussian(k, 1)", "let a = mean(c(2))", "component c(k: Real) = c2(k)",
    ],
  ]) func scriptsRename(_ entries: [String]) throws {
    let session = Self.session()
    for entry in entries { _ = session.enter(entry) }
    let program = Comp.compile(session.script)
    #expect(program.isValid, "\(session.script)")
    let result = try Comp.run(program, in: RunEnvironment(print: { _ in }))
    for name in ["a", "b"] where session.names.contains(where: { $0.name == name }) {
      #expect(result.description(of: name) == Self.echo(session, name), "\(session.script)")
    }
  }

  /// What the check has said is not said again by the run.
  @Test func warningsComeOnce() {
    let paper = Paper()
    let session = Self.session(paper)
    _ = session.enter("component e over x: Real { energy = x ^ 4 }")
    _ = session.enter("let m = 0.5 * e + 0.5 * gaussian(0, 1)")
    #expect(paper.reported == ["C0413"])
  }

  @Test func namesAreExplained() throws {
    let session = Self.session()
    #expect(try #require(session.documentation(of: "hmc")).contains("Hamiltonian Monte Carlo"))
    #expect(try #require(session.source(of: "hmc")).contains("sampler hmc("))
    #expect(session.documentation(of: "nothing_such") == nil)
    _ = session.enter("let p = gaussian(0, 1) * student_t(3)")
    #expect(try #require(session.plan(of: "p")).contains("as it will be run:"))
    #expect(try #require(session.listing(of: "p", at: .ir)).contains("func density("))
    #expect(session.plan(of: "1 + 1") == nil)
  }
}
