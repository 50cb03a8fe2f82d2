import CompKit
import Foundation
import Testing

/// What Tab offers: each kind of word, in its place.
@Suite struct CompletionTests {
  private static func session() -> Session {
    let session = Session(in: RunEnvironment(print: { _ in }))
    for entry in [
      "variable color: {red, green}\nvariable mood: {good, bad}\nvariable height: Real",
      "variable path: R[16, 2]",
      "component pair over (a: R[n], b: R[n]) { energy = sum((a - b) ^ 2) }",
      "component reading(noise: Real = 1) over y: Real given theta: Real { energy = (y - theta) ^ 2 / noise }",
      "let world = categorical([0.3, 0.7]) on color * gaussian([0, 2][color], 1) on height",
      "let draws = sample(gaussian([0, 0], 1), count: 10)",
      "let report = summary(draws)", "let record = {first: 1, second: [1, 2]}",
      "func mine(alpha: Real, beta_two: R[2] = [1, 2]) = alpha",
    ] {
      guard case .done = session.enter(entry) else {
        Issue.record("\(entry)")
        return session
      }
    }
    return session
  }

  @Test func namesInScopeAndMembers() {
    let session = Self.session()
    func found(_ word: String, _ text: String = "") -> [String] {
      session.completions(of: word, after: text).map(\.text)
    }
    #expect(found("draw") == ["draw", "draws"])
    #expect(found("gaussian_m") == ["gaussian_mixture", "gaussian_mixture_log_density"])
    #expect(found("repe") == ["repeat"] && found("transit") == ["transition"])
    #expect(found("heig") == ["height"])
    // Names of the entry itself, which are not defined yet.
    #expect(
      found("wei", "func f(weight) {\n  let s = ") == [
        "weibull", "weibull_log_density", "weigh", "weight",
      ])
    #expect(found("draws.") == ["draws.x"] && found("record.s") == ["record.second"])
    #expect(found("report.r") == ["report.r_hat"])
    // Behind a call, whose value a check knows by its type.
    #expect(found(".ess", "summary(draws)") == [".ess_bulk", ".ess_tail"])
    #expect(found(".", "sample(world, count: 3)") == [".color", ".height"])
    #expect(found(".f", "print(2 * record") == [".first"])
    #expect(session.completions(of: "draws", after: "").first?.note == "Samples<{x: R[2]}>")
    #expect(session.completions(of: "record.s", after: "").first?.note == "R[2]")
  }

  @Test func namedArgumentsNotThoseGiven() {
    let session = Self.session()
    func found(_ word: String, _ text: String) -> [String] {
      session.completions(of: word, after: text).map(\.text).filter { $0.hasSuffix(":") }
    }
    #expect(found("", "mine(") == ["alpha:", "beta_two:"])
    #expect(found("", "mine(alpha: 1, ") == ["beta_two:"])
    #expect(found("", "mine(alpha: ") == [])
    #expect(found("s", "sample(world, count: 10, start: world, ") == ["seed:"])
    #expect(found("war", "sample(p, count: [1, 2][0], ") == ["warmup:"])
    #expect(
      found("", "sample(world, using: hmc(leapfrog: 3, ") == ["jitter:", "step_size:", "steps:"])
    // Before anything is typed, arguments and what the session has defined, not the whole library.
    let offered = session.completions(of: "", after: "sample(").map(\.text)
    #expect(offered.contains("count:") && offered.contains("world") && !offered.contains("gamma"))
    #expect(found("", "gaussian(") == ["covariance:", "mean:", "precision:", "std:"])
    #expect(found("", "gaussian_log_density(0, ").contains("std:"))
    let noted = session.completions(of: "step", after: "mala(").first { $0.text == "step_size:" }
    #expect(noted?.note.hasPrefix("Positive") == true)
    #expect(session.completions(of: "see", after: "sample(").first?.note == "an Int")
  }

  @Test func variablesWhereVariablesStand() {
    let session = Self.session()
    func found(_ word: String, _ text: String) -> [String] {
      session.completions(of: word, after: text).map(\.text)
    }
    let all = ["color", "height", "mood", "path"]
    #expect(found("", "gaussian(0, 1) on ") == all)
    #expect(found("p", "pair on (path[0], ") == ["path"])
    #expect(found("h", "reading(1) on height given ") == ["height"])
    #expect(found("", "pair on {a: ") == all && found("", "pair on {") == ["a:", "b:"])
    #expect(found("", "pair on {a: path[0], ") == ["b:"])
    #expect(found("c", "marginal(world, keep: ") == ["color"])
    #expect(found("", "marginal(world, keep: (") == all)
    // Declared in the entry itself.
    #expect(
      found("te", "variable temperature: Real\nlet p = gaussian(0, 1) on ") == ["temperature"])
    #expect(session.completions(of: "path", after: "gaussian(0, 1) on ").first?.note == "R[16, 2]")
  }

  @Test func keysOfConditions() {
    let session = Self.session()
    func found(_ word: String, _ text: String) -> [String] {
      session.completions(of: word, after: text).map(\.text)
    }
    #expect(found("", "world | {") == ["color:", "height:"])
    #expect(found("", "world | {color: .red, ") == ["height:"])
    #expect(found("", "let q = 2\nlet p = world | {") == ["color:", "height:"])
    #expect(found("", "let p = reading(2) | {") == ["theta:", "y:"])
    #expect(found("", "sample(world | {height: 1, ") == ["color:"])
    #expect(found("", "log_density(world, at: {") == ["color:", "height:"])
    #expect(found(".", "world | {color: ") == [".green", ".red"])
    #expect(found(".g", "world | {color: .red, mood: ") == [".good"])
    #expect(found(".", "let c = ") == [".bad", ".good", ".green", ".red"])
    #expect(session.completions(of: "he", after: "world | {").first?.note == "Real")
  }

  @Test func samplersTypesAndChoices() {
    let session = Self.session()
    func found(_ word: String, _ text: String) -> [String] {
      session.completions(of: word, after: text).map(\.text)
    }
    #expect(found("", "sample(world, count: 3, using: ").contains("mala"))
    #expect(
      session.completions(of: "hm", after: "sample(world, using: ").first?.note.hasPrefix(
        "sampler hmc(")
        == true)
    #expect(found("Pos", "variable z: ") == ["Positive"])
    #expect(found("Si", "func f(a: Int, x: ") == ["Simplex"])
    #expect(found("R", "component c(k: Int) over x: ") == ["R", "Real"])
    #expect(found("", "plot(draws, kind: \"") == ["corner", "trace"])
    #expect(found("d", "plot(draws, theme: \"") == ["dark"])
    #expect(found("dra", "// see ") == [])
  }

  @Test func pathsOfFiles() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "comp-paths-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: folder.appendingPathComponent("deep-er"), withIntermediateDirectories: true)
    for name in ["one.csv", "one.npz", ".hidden"] {
      try Data("x\n".utf8).write(to: folder.appendingPathComponent(name))
    }
    let session = Self.session()
    func found(_ word: String, _ text: String) -> [String] {
      session.completions(of: word, after: text).map(\.text)
    }
    let place = folder.path + "/"
    #expect(found(place + "one", "let d = data(\"") == [place + "one.csv", place + "one.npz"])
    #expect(
      found(place, "let d = data(\"") == [place + "deep-er/", place + "one.csv", place + "one.npz"])
    #expect(found(place + ".h", "import \"") == [place + ".hidden"])
    // A prompt's words end at a slash and at a hyphen.
    #expect(found("one.c", ":load " + place) == ["one.csv"])
    #expect(found("e", ":save \"\(place)deep-") == ["er/"])
    let notes = session.completions(of: place, after: "load(\"").map(\.note)
    #expect(notes == ["folder", "2 bytes", "2 bytes"])
  }

  @Test func commandsAndTheirArguments() {
    let session = Self.session()
    func found(_ word: String, _ text: String) -> [String] {
      session.completions(of: word, after: text).map(\.text)
    }
    #expect(found("", ":") == SessionCommand.allCases.map(\.rawValue).sorted())
    #expect(found("re", ":") == ["reload"])
    #expect(found("", ":set ") == ["graphics", "precision", "seed", "threads"])
    #expect(found("", ":set precision ") == ["double", "float"])
    #expect(found("cond", ":help ") == ["conditioning"])
    #expect(found("pl", ":h ") == ["plan", "plot", "plotting"])
    #expect(found("r_h", ":doc ") == ["r_hat"] && found("mal", ":doc ") == ["mala"])
    #expect(found("mi", ":source ") == ["mine"] && found("hm", ":edit ") == ["hmc"])
    #expect(found("", ":ir ").starts(with: ["Above"]) == false)
    #expect(found("as", ":ir ").contains("asm") && found("wor", ":ir asm ") == ["world"])
    #expect(
      found("wor", ":plan ") == ["world"] && found("", ":plan world | {") == ["color:", "height:"])
    #expect(found("dra", ":browse ").contains("draws"))
    #expect(found("ki", ":plot draws, ") == ["kind:"])
    #expect(found("", ":undo ") == [])
  }
}
