import CompKit
import Foundation
import Testing

/// Random indices beyond a table: each is refused, by a message that names the index.
@Suite struct WrongIndexTests {
  static let lookUps: [(String, String)] = [
    ("k: 0..<5", "[0, 1, 2][k]"), ("k: 0..<3", "[0, 1, 2][k + 1]"),
    ("k: 0..<3", "[0, 1, 2][k - 1]"), ("k: 0..<3", "[0, 1, 2][2 * k]"),
    ("k: Natural", "[0, 1, 2][k]"), ("k: {a, b, c}", "[0, 1][k]"), ("k: 1..<4", "[0, 1, 2][k]"),
    ("k: 0..<3", "[[1, 2], [3, 4], [5, 6]][0][k]"), ("k: 0..<3", "[[1, 2], [3, 4]][k, 0]"),
    ("k: Real", "[0, 1, 2][k]"), ("k: (0..<5)[2]", "[0, 1, 2][k[1]]"),
    ("k: UnitInterval", "[0, 1, 2][k]"),
  ]

  @Test(arguments: lookUps)
  func aRandomIndexWithoutARowIsRefused(_ variable: String, _ mean: String) {
    let point = variable.contains("{a") ? ".a" : variable.contains("[2]") ? "[0, 0]" : "1"
    let found = refusal(
      "variable \(variable)\nvariable y: Real\nprint(energy(gaussian(\(mean), 1) on y, at: {y: 0, k: \(point)}))"
    )
    let code: DiagnosticCode =
      variable.contains("Unit") || variable.contains("Real") ? .typeMismatch : .indexOutOfRange
    #expect(found?.code == code, "\(mean): \(found?.message ?? "runs")")
  }

  @Test(arguments: [
    ("k: 0..<3", "[0, 1, 2][k]"), ("k: 0..<3", "[0, 1, 2, 3][k + 1]"),
    ("k: 1..<4", "[0, 1, 2][k - 1]"),
    ("k: Natural", "[0, 1, 2][min(k, 2)]"), ("k: 0..<5", "[0, 1, 2][max(k - 2, 0)]"),
    ("k: {a, b}", "[0, 1][k]"), ("k: (0..<3)[2]", "[[1, 2, 3], [3, 4, 5], [5, 6, 7]][k[0], k[1]]"),
    ("k: UnitInterval", "[0, 1, 2][floor(2 * k)]"), ("k: 0..<3", "[0, 1, 2, 3, 4][2 * k]"),
  ]) func oneWithARowIsNot(_ variable: String, _ mean: String) {
    let point = variable.contains("{a") ? ".a" : variable.contains("[2]") ? "[0, 0]" : "1"
    let found = refusal(
      "variable \(variable)\nvariable y: Real\nprint(energy(gaussian(\(mean), 1) on y, at: {y: 0, k: \(point)}))"
    )
    #expect(found == nil, "\(mean): \(found?.message ?? "")")
  }

  /// A condition may keep the index in range where it is used.
  @Test(arguments: [
    ("k: 0..<5", "if k < 3 { [0, 1, 2][k] } else { 7 }"),
    ("k: 0..<5", "if k >= 3 { 7 } else { [0, 1, 2][k] }"),
    ("k: 0..<5", "if !(k > 2) { [0, 1, 2][k] } else { 7 }"),
    ("k: 0..<4", "if k != 0 { [0, 1, 2][k - 1] } else { 7 }"),
    ("k: 0..<5", "if k > 0 && k < 4 { [0, 1, 2][k - 1] } else { 7 }"),
    ("k: 0..<5", "if k == 0 || k > 3 { 7 } else { [0, 1, 2][k - 1] }"),
    ("k: Natural", "if k < 2 { 7 } else if k < 5 { [0, 1, 2][k - 2] } else { 8 }"),
    ("k: (0..<5)[2]", "sum(if k < 3 { [0, 1, 2][k] } else { 7 })"),
  ]) func aGuardedIndexHasARow(_ variable: String, _ mean: String) throws {
    let point = variable.contains("[2]") ? "[4, 1]" : variable == "k: 0..<4" ? "3" : "4"
    let (_, transcript) = try run(
      """
      variable \(variable)
      variable y: Real
      print(energy(gaussian(\(mean), 1) on y, at: {y: 0, k: \(point)}) < infinity)
      """)
    #expect(transcript.lines == ["true"])
  }

  @Test(arguments: [
    ("k: 0..<5", "if k < 4 { [0, 1, 2][k] } else { 7 }"),
    ("k: 0..<5", "if k < 3 { 7 } else { [0, 1, 2][k] }"),
    ("k: 0..<5", "if k < 3 || k == 4 { [0, 1, 2][k] } else { 7 }"),
    ("k: 0..<5", "if k < 3 { [0, 1, 2][k] } else { 7 } + [0, 1, 2][k]"),
    ("k: (0..<5)[2]", "sum(if k < 3 { sum([0, 1, 2][k]) } else { 7 })"),
  ]) func oneThatIsNotGuardedEverywhereIsRefused(_ variable: String, _ mean: String) {
    let point = variable.contains("[2]") ? "[4, 1]" : "4"
    expectRefusal(
      "C0306", "valid indices are 0..<3",
      "variable \(variable)\nvariable y: Real\nprint(energy(gaussian(\(mean), 1) on y, at: {y: 0, k: \(point)}))"
    )
  }

  /// In a branch that only running decides upon an index may be out of range.
  @Test(arguments: [
    "if k < n { ys[k] } else { 0 }", "if k < n && ys[k] > 0 { 1 } else { 0 }", "f(ys)", "g(ys)",
  ]) func anIndexInABranchThatIsNotTakenIsNotRefused(_ value: String) throws {
    let (_, transcript) = try run(
      """
      let ys = [1.0, 2, 3]
      let k = 5
      let n = count(ys) + if mean(sample(gaussian(), count: 10, seed: 1).x) > 100 { 5 } else { 0 }
      func f(x) {
        if k < n { return x[k] }
        return 0
      }
      func g(x) {
        var a = x
        if k < n { a[k] = 1 }
        return a[0] - 1
      }
      print(\(value))
      """)
    #expect(transcript.lines == ["0"])
    expectRefusal(
      "C0306", "valid indices are 0..<3",
      "let ys = [1.0, 2, 3]\nlet n = 7\nprint(if 5 < n { ys[5] } else { 0 })")
  }

  /// Another factor may leave the variable fewer values; a condition one that has no row.
  @Test func theValuesThatAreLeftDecide() {
    let text = """
      variable k: Natural
      variable y: Real
      let p = categorical([1, 1, 1]) on k * gaussian([0, 1, 2][k], 1) on y
      let d = sample(p, count: 10, seed: 1)
      let q = poisson(2) on k * gaussian([0, 1, 2][k], 1) on y
      let e = sample(q | {k: 2}, count: 10, seed: 1)
      """
    #expect(refusal(text) == nil)
    expectRefusal("C0306", "the value 3", text + "\nprint(q | {k: 3})")
    expectRefusal("C0306", "any number from 0", text + "\nprint(sample(q, count: 10, seed: 1).y)")
    expectRefusal("C0306", "3 rows", text + "\nprint(score(q, at: {k: 1, y: 0}))")
    expectRefusal("C0306", "3 rows", text + "\nprint(marginal(q, keep: y))")
  }

  /// A domain that another factor gives the argument of a distribution leaves it exact.
  @Test func aDomainFromAnotherFactorIsKnown() throws {
    let (_, transcript) = try run(
      "variable s: Real\nvariable y: Real\nprint(gaussian(0, s) on y * lognormal() on s)\nprint(gaussian(0, s) on y * gaussian() on s)"
    )
    #expect(transcript.lines[0].hasSuffix("Exact") && transcript.lines[1].hasSuffix("Energy"))
  }
}
