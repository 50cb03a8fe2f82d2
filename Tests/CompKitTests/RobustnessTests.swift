import CompKit
import Foundation
import Testing

/// Programs that once ended the process, or kept it busy without end; most were found by `make fuzz`.
@Suite struct RobustnessTests {
  static let programs: [(String, String)] = [
    // More elements than can be stored.
    ("C0510", "let a = [i for i in 0..<10_000_000_000]"),
    ("C0510", "let a = [i for i in -9223372036854775807..<0]"),
    ("C0510", "let a = sum(0..<10_000_000_000)"),
    ("C0510", "let p = gaussian(0..<9223372036854775807, 1) ^ 2"),
    ("C0510", "let p = gaussian(0, 0..<9223372036854775807)"),
    ("C0510", "let a = zeros(like: 0..<9223372036854775807)"),
    ("C0301", "component c over x: Below(0..<9223372036854775807) { energy = -x }"),
    ("C0510", "variable x: 0..<9223372036854775807"),
    ("C0308", "variable x: R[1_000_000, 1_000_000]"),
    ("C0308", "variable x: R[9_000_000, 9_000_000, 9_000_000, 9_000_000]"),
    ("C0308", "let a = zeros(4294967296, 4294967296)"),
    ("C0303", "let a = outer(zeros(100_000), zeros(100_000))"),
    ("C0510", "variable x: R[1_000_000]\nlet a = [e for e in x]"),
    ("C0308", "let p = gaussian(0, zeros(20_000_000) + 1)"),
    // Of nothing.
    ("C0308", "let p = gaussian(0, zeros(0))"),
    ("C0308", "let p = uniform(2, zeros(0))"),
    ("C0308", "let p = uniform(0..<0, 2)"),
    ("C0308", "component c over x: Above(zeros(0)) { energy = x }"),
    // Bounds of another shape.
    ("C0303", "variable x: Between([0, 1, 2], 5)[2]"),
    // Beyond the range of Int.
    ("C0308", "let a = -9223372036854775807..<9223372036854775807"),
    ("C0504", "let d = sample(gaussian(0, 1), count: 9223372036854775807)"),
    (
      "C0510",
      "component c over x: Real {\n  var y = x\n  repeat 10_000_000_000 { y = y + 1 }\n  energy = y\n}"
    ),
  ]

  @Test(arguments: programs) func isReported(_ code: String, _ program: String) {
    let found = Comp.compile(program, name: "test.comp").diagnostics
    #expect(found.map(\.code.rawValue) == [code], "\(program): \(found)")
  }

  /// Long loops are left after some of their passes: a check is done soon.
  @Test(arguments: [
    "for i in 0..<10_000_000_000 { }",
    "for i in 0..<10_000_000_000 { let a = i }",
    "repeat 10_000_000_000 { }",
    "var a = 0\nrepeat 10_000_000_000 { a = a + 1 }",
    "for i in 0..<100_000 { for j in 0..<100_000 { let a = i * j } }",
    "let a = [i for i in 0..<4_000_000]\nlet b = sum(a)",
    "component c over x: R[50_000] { energy = sum(x ^ 4) + x[0] * x[1] }\nlet p = plan(c)",
    "func f(n: Int) -> Int { return if n < 2 { n } else { f(n - 1) + f(n - 2) } }\nlet a = f(60)",
  ])
  func isCheckedSoon(_ program: String) {
    let start = Date()
    let found = Comp.compile(program, name: "test.comp").diagnostics
    #expect(found.isEmpty, "\(program): \(found)")
    #expect(Date().timeIntervalSince(start) < 20)
  }

  /// A part may have more dimensions than its variable.
  @Test func partsOfManyDimensions() {
    let program = """
      variable z: R[5]
      let p = product([gaussian(mean: z[t] + 1, std: 0.5) on z[t + [[[1]]]] for t in 0..<4])
      print(plan(p * gaussian(0, 1) on z[0]))
      print(p)
      """
    #expect(Comp.compile(program, name: "test.comp").errors.map(\.code) == [])
  }

  /// A run can be stopped in loops that have nothing in them.
  @Test(arguments: [
    "for i in 0..<10_000_000_000 { }", "repeat 10_000_000_000 { }",
    "let a = [i for i in 0..<10_000_000_000 if i < 0]",
  ])
  func canBeStopped(_ text: String) {
    let program = Comp.compile(text, name: "test.comp")
    let deadline = Date() + 0.2
    #expect(throws: Interruption.self) {
      try Comp.run(program, in: RunEnvironment(isInterrupted: { Date() > deadline }))
    }
  }

  @Test func importedFilesAreUTF8() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "comp-robustness-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data([0x6C, 0x65, 0x74, 0x20, 0xFF, 0x0A]).write(
      to: folder.appendingPathComponent("bad.comp"))
    let found = Comp.compile(
      "import \"bad.comp\"", name: folder.appendingPathComponent("main.comp").path,
      options: RunOptions().unconfined
    ).diagnostics
    #expect(found.map(\.code) == [.importFailed])
    #expect(
      found.first.map { "\($0)" + $0.labels[0].message }?.contains("UTF-8") == true, "\(found)")
  }

  /// A variable whose first value is wrong can be assigned: the mistake is reported once.
  @Test func aMistakeIsReportedOnce() {
    #expect(codes("var a = nowhere\na = 2") == ["C0201"])
    #expect(codes("let a = nowhere\nprint(a + 1)") == ["C0201"])
  }

  /// Compositions with parameters are not evaluated before they are used, but their names are looked up.
  @Test func namesOfCompositions() {
    #expect(codes("component c(k: Real) = gaussian(0, k) * nowhere") == ["C0201"])
    #expect(
      codes(
        "component c(k: Real) = gaussian(0, k) * d on z\ncomponent d = gaussian(0, 1)\nlet p = c(1)"
      )
        == [])
  }

  /// The branch that is not taken is not evaluated, but its names are looked up.
  @Test func namesOfBranchesNotTaken() {
    #expect(codes("if false { print(nowhere) }") == ["C0201"])
    #expect(codes("let a = if true { 1 } else { nowhere }") == ["C0201"])
    #expect(
      codes("func f(n: Int) = if n > 0 { 1 } else { nowhere + n }\nprint(f(2), f(3))") == ["C0201"])
    #expect(
      codes(
        """
        let xs = [1, 2]
        variable x: Real
        if count(xs) > 5 {
          let y = xs[4]
          func g(a, b = a) { return a + y + b }
          component p = gaussian(0, 1) on z
          print(g(y), [i + j for i in 0..<3 for j in xs if i > j], "\\(y)", p | {z: later}, pi, x)
        }
        let later = 1
        """) == [])
  }

  @Test func intsInBracketsAreInts() throws {
    let (_, transcript) = try run(
      """
      for k in [1, 2, -3] { print(k) }
      print([div(k, 2) for k in [4, 6]])
      for k in [1, 2] { let d = sample(gaussian(0, 1), count: 4, using: mala(0.1, steps: k)) }
      """)
    #expect(transcript.lines == ["1", "2", "-3", "[2, 3]"])
  }

  /// A 'return' in a loop, under a condition on random values.
  @Test func returnsInLoops() throws {
    try run(
      """
      func first(x: Real) -> Real {
        for i in 0..<3 {
          let shifted = x - i
          if shifted < 0 { return 10 * i + shifted }
          if i == 1 { for j in [5, 6] { if x > j { return j } } }
        }
        return 100 + x
      }
      component c over x: Real { energy = first(x) }
      assert(energy(c, at: -1) == -1 && energy(c, at: 0.5) == 9.5, "first passes")
      assert(energy(c, at: 1.5) == 19.5 && energy(c, at: 2.5) == 102.5, "later ones")
      assert(energy(c, at: 5.5) == 5 && energy(c, at: 7) == 5, "the inner loop")
      assert(first(0.5) == 9.5 && first(2.5) == 102.5, "of known values")
      """)
  }
}
