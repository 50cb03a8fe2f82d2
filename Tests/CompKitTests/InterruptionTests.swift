import CompKit
import Foundation
import Testing

/// Whatever runs at the prompt can be stopped, soon, and leaves everything as it was.
@Suite(.serialized) struct InterruptionTests {
  /// Asks to stop, from some time on.
  private final class Bell: @unchecked Sendable {
    private let lock = NSLock()
    private var time: Date?
    /// nil for never.
    var ringing: Date? {
      get { lock.withLock { time } }
      set { lock.withLock { time = newValue } }
    }
    var isRinging: Bool { ringing.map { Date() >= $0 } ?? false }
  }

  private static let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
    "comp-interruption-\(UUID().uuidString)"
  ).path

  /// How long an entry runs before it is stopped, and how long it may then take, in seconds: most of it is
  /// for machines that are busy with other things.
  private static let (before, after) = (0.2, 2.0)

  private static let draws = "let d = sample(gaussian(0, 1), count: 4_000_000, seed: 1);"
  /// Entries that take seconds, after what they stand on.
  static let entries: [(String, [String])] = [
    (
      draws,
      [
        "let v = verify(d, against: gaussian(0, 1))", "let s = summary(d)",
        "let q = quantile(d.x, [0.1, 0.2, 0.3, 0.4])", "let q = [sort(d.x), argsort(d.x)]",
        "plot(d)", "plot(d, to: \"draws.svg\")", "save(d, to: \"draws.csv\")",
        "save(d, to: \"draws.json\")",
        "let v = [log_density(student_t(3), at: d) for i in 0..<100]",
        "let v = [lgamma(exp(d.x)) for i in 0..<10]",
        "let v = [log_sum_exp(d.x) + variance(d.x) for i in 0..<10]",
      ]
    ),
    (
      "let d = sample(gaussian([0, 0, 0], 1), count: 2_000_000, seed: 1);",
      ["let v = verify(d, against: gaussian([0, 0, 0], 1))", "let c = compare(d, d)"]
    ),
    (
      """
      let a = reshape(sample(gaussian(0, 1), count: 4_000_000, seed: 1).x, [2_000, 2_000]);
      let s = a + transpose(a) + 1_000 * identity(2_000);
      """,
      [
        "let v = a @ a @ a", "let v = cholesky(s)", "let v = solve_triangular(s, a)",
        "let v = inverse(a)", "let v = solve(a, s)", "let v = determinant(a)",
        "let v = eigenvalues(s)",
      ]
    ),
    ("", ["let v = [i * i for i in 0..<4_000_000]"]),
  ]

  @Test(arguments: entries) func stops(_ setup: String, _ entries: [String]) throws {
    defer { try? FileManager.default.removeItem(atPath: Self.folder) }
    let bell = Bell()
    let printed = Printed()
    let session = Session(
      options: RunOptions(outputDirectory: Self.folder).unconfined,
      in: RunEnvironment(print: { printed.add($0) }, isInterrupted: { bell.isRinging }))
    for line in setup.split(separator: "\n") {
      guard case .done = session.enter(String(line)) else {
        Issue.record("\(line)")
        return
      }
    }
    let names = session.names.map(\.name)
    for entry in entries {
      let ringing = Date() + Self.before
      bell.ringing = ringing
      let outcome = session.enter(entry)
      let late = Date().timeIntervalSince(ringing)
      guard case .interrupted = outcome else {
        Issue.record("\(entry) was not stopped: \(outcome)")
        continue
      }
      #expect(late < Self.after, "\(entry) took \(late) s more")
      #expect(session.names.map(\.name) == names)
      #expect(printed.lines == [])
      #expect((try? FileManager.default.contentsOfDirectory(atPath: Self.folder)) ?? [] == [])
    }
    // It goes on as before.
    bell.ringing = nil
    guard case .done("2 : Int") = session.enter("1 + 1") else {
      Issue.record("what follows does not run")
      return
    }
  }

  /// A file that stood there is as it was.
  @Test func keepsOldFiles() throws {
    try FileManager.default.createDirectory(
      atPath: Self.folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: Self.folder) }
    let path = Self.folder + "/draws.csv"
    try "x\n1\n".write(toFile: path, atomically: true, encoding: .utf8)
    let bell = Bell()
    let session = Session(
      options: RunOptions(outputDirectory: Self.folder).unconfined,
      in: RunEnvironment(print: { _ in }, isInterrupted: { bell.isRinging }))
    _ = session.enter(Self.draws)
    bell.ringing = Date() + Self.before
    guard case .interrupted = session.enter("save(d, to: \"draws.csv\")") else {
      Issue.record("the file was written")
      return
    }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "x\n1\n")
    #expect(try FileManager.default.contentsOfDirectory(atPath: Self.folder) == ["draws.csv"])
  }

  /// A large file is read.
  @Test func stopsReading() throws {
    try FileManager.default.createDirectory(
      atPath: Self.folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: Self.folder) }
    let row = "0.123456789012345,1.23456789012345,-2.3456789012345\n"
    try ("x,y,z\n" + String(repeating: row, count: 1_500_000)).write(
      toFile: Self.folder + "/rows.csv", atomically: true, encoding: .utf8)
    let bell = Bell()
    let session = Session(
      options: RunOptions(readAccess: .folder(Self.folder)),
      in: RunEnvironment(print: { _ in }, isInterrupted: { bell.isRinging }))
    let ringing = Date() + Self.before
    bell.ringing = ringing
    guard case .interrupted = session.enter("let e = data(\"\(Self.folder)/rows.csv\")") else {
      Issue.record("the file was read")
      return
    }
    #expect(Date().timeIntervalSince(ringing) < Self.after)
  }
}

/// A check can be stopped, soon.
@Suite(.serialized) struct CheckInterruptionTests {
  static let programs = [
    "let m = [[mod(i * j, 7) / 7 for j in 0..<1_500] for i in 0..<1_500]\nlet s = m @ transpose(m) + 1_500 * identity(1_500)\nlet p = gaussian(zeros(1_500), covariance: s)\nlet v = inverse(s) @ s",
    "let p = " + Array(repeating: "gaussian(0, 1)", count: 400).joined(separator: " * ")
      + "\nlet q = [marginal(p * p, keep: x) for i in 0..<100_000]",
    "variable path: R[5_000]\ncomponent spring over (a: Real, b: Real) { energy = (a - b) ^ 4 }\nlet p = product([spring on (path[i], path[i + 1]) for i in 0..<4_999])\nlet d = sample(p, count: 2, using: mala(0.1))",
    "component c over x: Real {\n var y = x * 1\n for i in 0..<90_000 { y = sin(y) + x }\n energy = y\n}\nlet v = score(c, at: 1)",
    "let a = [[sum([sin(i * j * k) for k in 0..<1_000]) for j in 0..<1_000] for i in 0..<1_000]",
    String(repeating: "let a = [1, 2, 3]\n", count: 100_000),
  ]

  /// It takes some 20 ms; most of what is allowed is for machines that are busy with other things.
  @Test(arguments: programs) func stops(_ text: String) throws {
    let ringing = Date() + 0.1
    #expect(throws: Interruption.self) {
      _ = try Comp.compile(text, isInterrupted: { Date() > ringing })
    }
    #expect(Date().timeIntervalSince(ringing) < 2)
  }

  @Test func whatIsNotStoppedIsChecked() throws {
    let program = try Comp.compile("let a = nowhere", isInterrupted: { false })
    #expect(program.errors.first?.code == .unknownName)
  }

  /// A run whose sampling was stopped does not go on for long.
  @Test func endsSoonAfterSampling() {
    let program = Comp.compile(
      """
      let d = sample(student_t(3), count: 1_000_000, using: mala(step_size: 0.1, steps: 100_000))
      for i in 0..<1_000_000_000_000 { }
      """)
    let ringing = Date() + 2
    var environment = RunEnvironment(print: { _ in }, isInterrupted: { Date() > ringing })
    environment.secondsAfterInterruption = 0.2
    #expect(throws: Interruption.self) { try Comp.run(program, in: environment) }
    #expect(Date().timeIntervalSince(ringing) < 10)
  }
}

/// Lines that a session prints.
private final class Printed: @unchecked Sendable {
  private let lock = NSLock()
  private var all: [String] = []
  var lines: [String] { lock.withLock { all } }
  func add(_ line: String) { lock.withLock { all.append(line) } }
}
