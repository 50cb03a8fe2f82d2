import CompKit
import Foundation
import Testing

/// Programs with one mistake, and the code that it must be reported by.
@Suite struct DiagnosticTests {
  static let mistakes: [(String, String)] = [
    ("C0201", "let p = gausian(0, 1)"),
    ("C0202", "let a = 1\nlet a = 2"),
    ("C0203", "let p = gaussian(0, 1)\nlet d = sample(p, count: 10)\nprint(d.y)"),
    ("C0204", "let p = gaussian(mean: 0, sd: 1)"),
    ("C0205", "component c(k: Real) over x: Real { energy = k * x ^ 2 }\nlet p = c()"),
    ("C0206", "let p = gaussian(0, mean: 1)"),
    ("C0207", "let p = sin(1, 2)"),
    ("C0208", "component a = a * gaussian(0, 1)"),
    ("C0209", "let x = 1\nx = 2"),
    (
      "C0210",
      "variable c: {red, green}\ncomponent p = categorical([0.5, 0.5]) on c\nlet q = p | {c: .blue}"
    ),
    ("C0211", "import \"nowhere.comp\""),
    ("C0301", "let x: String = 1"),
    ("C0302", "let x = [1, 2] + [1, 2, 3]"),
    ("C0304", "variable x: Real\nlet y = zeros(x)"),
    ("C0305", "let x = 1\nprint(x(2))"),
    ("C0306", "let x = [1, 2]\nprint(x[5])"),
    ("C0307", "let x = 1 + \"a\""),
    ("C0308", "let p = gaussian(mean: 0, std: -1)"),
    ("C0401", "let p = 0.5 * gaussian(0, 1) + 0.5 * gaussian([0, 0], 1)"),
    (
      "C0402",
      "component ring_energy over x: R[2] { energy = norm(x) }\nprint(log_density(ring_energy, at: [0, 1]))"
    ),
    ("C0403", "let p = gaussian(0, 1) | {z: 1}"),
    ("C0404", "let p = gaussian(0, 2) / gaussian(0, 1)"),
    (
      "C0405",
      "component c over y: Real given theta: Real { log_density = gaussian_log_density(y, theta, 1) }\nlet d = sample(c, count: 10)"
    ),
    ("C0406", "let p = 0.3 * gaussian(0, 1) * gaussian(1, 1)"),
    ("C0406", "let p = gaussian(0, 1) / 2"),
    ("C0406", "let p = gaussian(0, 1) - gaussian(1, 1)"),
    ("C0408", "component c over x: Real { let y = x }"),
    (
      "C0409",
      "component c over (x: Real, y: Real) { energy = x ^ 4 + x * y }\nlet m = marginal(c, keep: x)"
    ),
    ("C0410", "variable a: R[3]\nlet p = gaussian([0, 0], 1) on a"),
    (
      "C0411",
      "component half over x: Real { support = x > 0 }\nlet d = sample(gaussian(0, 1) * half, count: 10, using: ula(step_size: 0.1))"
    ),
    ("C0412", "let p = gaussian(0, 1) ^ -1"),
    ("C0504", "let d = sample(gaussian(0, 1), count: 10, chains: 3, using: mala(step_size: 0.1))"),
    ("C0108", "let x = 1 < 2 < 3"),
  ]

  @Test(arguments: mistakes) func reports(_ code: String, _ program: String) {
    let found = Comp.compile(
      program, name: "test.comp", options: RunOptions(readAccess: .everything)
    ).diagnostics
    #expect(found.map(\.code.rawValue).contains(code), "\(program): \(found.map(\.code.rawValue))")
    for diagnostic in found {
      #expect(!diagnostic.message.isEmpty && !diagnostic.labels.isEmpty)
    }
  }

  @Test func fiveMistakesAreReportedOnceEach() {
    let found = codes(
      """
      let a = gausian(0, 1)
      let b = a * gaussian(0, 1)
      let c = [1, 2] + [1, 2, 3]
      let d = gaussian(0, sd: 1)
      let e = unknown_name
      let f = gaussian(0, 1) | {z: 1}
      """)
    #expect(found == ["C0201", "C0302", "C0204", "C0201", "C0403"])
  }

  /// What stands in a broken statement is unknown, and the others are checked.
  @Test func mistakesOfTheParserAndTheCheckerAreReportedTogether() {
    let found = codes(
      """
      variable tau: Positive
      let a = gausian(0, 1)
      component ring(radius: Real = over x: R[2] { energy = (norm(x) - radius) ^ 2 }
      let b = gaussian(0, 1) * ring
      let c = [1, 2] + [1, 2, 3]
      func f(x: Real) -> Real { return x + }
      let d = f(2) * half_cauchy(1) on tau
      let e = gaussian(0, sd: 1)
      print(unknown_name, f(3), 2pi)
      print(unknown_name)
      """)
    #expect(found == ["C0201", "C0101", "C0302", "C0109", "C0204", "C0104", "C0201"])
  }

  @Test func suggestsANearName() {
    let found = Comp.compile("let p = gausian(0, 1)").diagnostics.first
    #expect(found?.suggestion?.replacement == "gaussian")
  }

  /// Programs damaged at places of a fixed generator are reported, never a trap or an empty message.
  @Test func damagedProgramsAreReported() throws {
    var state: UInt64 = 7
    func next(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % max(limit, 1)
    }
    let pieces = [
      "gaussian", "(", ")", "[", "]", "0", "1e308", "-1", "*", "/", "^", "|", "{x: 1}", "on", "x",
      "mean", ":", ",", "+", "sample", "count", ".", "let", "=", "\"", "if", "for", "repeat",
    ]
    for name in ExampleTests.examples {
      let text = try String(contentsOfFile: root.path + "/examples/" + name, encoding: .utf8)
      for _ in 0..<25 {
        var bytes = Array(text.utf8)
        for _ in 0...next(3) {
          let at = next(bytes.count)
          switch next(3) {
          case 0: bytes.removeSubrange(at..<min(at + 1 + next(8), bytes.count))
          case 1: bytes.insert(contentsOf: Array(pieces[next(pieces.count)].utf8), at: at)
          default: bytes[at] = UInt8(32 + next(90))
          }
        }
        let program = Comp.compile(String(decoding: bytes, as: UTF8.self), name: name)
        for diagnostic in program.diagnostics {
          #expect(!diagnostic.message.isEmpty && !diagnostic.labels.isEmpty)
        }
      }
    }
  }
}
