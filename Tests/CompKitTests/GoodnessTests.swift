import CompKit
import Foundation
import Testing

/// `verify` passes draws of what they are compared with, and refuses others; each call that should
/// pass has a false-alarm rate of one in a thousand, with seeds given.
@Suite struct GoodnessTests {
  static func passed(_ program: String) throws -> Bool {
    try run(program + "\nlet passed = if report.passed { 1 } else { 0 }").result.numbers("passed")
      == [1]
  }

  static let right = [
    "let p = gamma(shape: 2, rate: 3)",
    "let p = cauchy(location: 3, scale: 2)",
    "let p = beta(a: 0.5, b: 0.5)",
    "let p = 0.5 * gaussian(mean: -20, std: 0.5) + 0.5 * gaussian(mean: 20, std: 1)",
    "let p = poisson(rate: 4)",
    "let p = categorical(p: [0.1, 0.2, 0.7])",
    "let p = gaussian(mean: [1, 2], covariance: [[1, 0.9], [0.9, 1]])",
    "let p = dirichlet(concentration: [1, 2, 3])",
    "let p = two_moons()",
    "variable k: 0..<3\nvariable x: Real\nlet p = categorical(p: [0.2, 0.3, 0.5]) on k * gaussian(mean: 2 * k, std: 1) on x",
    "let p = gaussian(mean: [1, 2, 3, 4], std: [1, 2, 3, 4])",
    "let p = dirichlet(concentration: [1, 2, 3, 4])",
  ]

  @Test(arguments: right) func passesExactDraws(_ declaration: String) throws {
    #expect(
      try Self.passed(
        "\(declaration)\nlet report = verify(sample(p, count: 10_000, seed: 8), against: p)"))
  }

  @Test func passesWalkedDrawsOfAnEnergy() throws {
    #expect(
      try Self.passed(
        """
        component ring_energy over x: R[2] { energy = ((norm(x) - 2) / 0.3) ^ 2 / 2 }
        component right_half over x: R[2] { support = x[0] > 0 }
        let p = ring_energy * right_half
        let report = verify(sample(p, count: 5_000, using: mala(step_size: 0.04, steps: 800), seed: 7), against: p)
        """))
  }

  static let wrong = [
    ("gaussian(0, 1)", "gaussian(0, 1.1)"),
    ("gaussian(0, 1)", "gaussian(0.1, 1)"),
    ("student_t(4, 0, 1)", "gaussian(0, 1.4)"),
    ("gaussian(-20, 1)", "0.5 * gaussian(-20, 1) + 0.5 * gaussian(20, 1)"),
    ("poisson(4)", "poisson(4.3)"),
    ("gaussian([1, 2], 1)", "gaussian([1, 2], covariance: [[1, 0.3], [0.3, 1]])"),
    ("gaussian([-8, 0], 1)", "0.5 * gaussian([-8, 0], 1) + 0.5 * gaussian([8, 0], 1)"),
    ("dirichlet([1, 2, 3])", "dirichlet([1, 2, 4])"),
    ("gaussian([1, 2, 3, 4], 1)", "gaussian([1, 2, 3, 4], 1.5)"),
    ("gaussian([1, 2, 3, 4], 1)", "gaussian([1.5, 2, 3, 4], 1)"),
  ]

  @Test(arguments: wrong) func refusesOthers(_ drawn: String, _ claimed: String) throws {
    #expect(
      try !Self.passed(
        "let report = verify(sample(\(drawn), count: 10_000, seed: 7), against: \(claimed))"))
  }

  @Test func comparisonsTellDrawsApart() throws {
    func report(_ a: String, _ b: String) throws -> (p: Double, wasserstein: Double) {
      let result = try run(
        """
        let r = compare(sample(\(a), count: 4_000, seed: 1), sample(\(b), count: 2_000, seed: 2))
        let p_value = r.p_value
        let distance = r.sliced_wasserstein
        """
      ).result
      return (
        try #require(result.numbers("p_value")?.first),
        try #require(result.numbers("distance")?.first)
      )
    }
    let same = try report("gaussian([0, 0], 1)", "gaussian([0, 0], 1)")
    // Chance gives 1.29 √(1/4000 + 1/2000) = 0.035 on average.
    #expect(same.p > 1e-2 && same.wasserstein < 0.06)
    let moved = try report("gaussian([0, 0], 1)", "gaussian([1, 0], 1)")
    // The mean over directions of |cos| is 2/π, in units of the spread, which is one.
    #expect(moved.p < 1e-2 && abs(moved.wasserstein - 2 / Double.pi) < 0.08)
    let shaped = try report(
      "gaussian(0, 1)", "0.5 * gaussian(-0.95, 0.31) + 0.5 * gaussian(0.95, 0.31)")
    #expect(shaped.p < 1e-2 && shaped.wasserstein > 0.1)
  }
}
