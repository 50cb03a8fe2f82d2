import CompKit

/// A program whose results do not depend on what else runs in the process.
struct HonestProgram: Sendable {
  var text: String
  /// The names whose numbers are compared.
  var names: [String]

  static let all = [
    HonestProgram(
      text: """
        variable mu: Real
        variable tau: Positive
        variable theta: R[4]
        let p = gaussian(0, 5) on mu * half_cauchy(5) on tau * gaussian(mu, tau) on theta
        let d = sample(p, count: 40, using: hmc(0.1), seed: 3)
        let a = d.theta
        """, names: ["a"]),
    HonestProgram(
      text: """
        let p = gaussian([0, 1], 1) * gaussian([1, 0], 2)
        let d = sample(p, count: 200, seed: 5)
        let a = d.x
        let b = log_density(p, at: d)
        """, names: ["a", "b"]),
    HonestProgram(
      text: """
        var total = 0.0
        for i in 0..<2_000 { total = total + sin(i) }
        let words = ["\\(i)" for i in 0..<50]
        let a = inverse([[2, 1], [1, 3]]) * total
        """, names: ["a", "total"]),
  ]

  /// The bits of its results; nil where it did not end well.
  func results() -> [[UInt64]]? {
    let options = RunOptions(threads: 1, usesReference: true)
    let program = Comp.compile(text, name: "honest.comp", options: options)
    guard program.isValid,
      let result = try? Comp.run(program, in: RunEnvironment(print: { _ in }))
    else { return nil }
    return names.map { (result.numbers($0) ?? []).map(\.bitPattern) }
  }
}
