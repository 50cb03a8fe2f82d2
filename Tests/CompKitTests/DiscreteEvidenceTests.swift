import CompKit
import Foundation
import Testing

/// Integrals of densities with discrete variables, which are summed out exactly, and counts of many
/// trials, which are given.
@Suite struct DiscreteEvidenceTests {
  /// The numbers that a program calls `found`.
  private func numbers(_ program: String) throws -> [Double] {
    try #require(try run(program).result.numbers("found"))
  }

  /// Each estimate lies within five of its own standard errors of the truth, by quadrature: one false
  /// alarm in a million runs of these three tests.
  @Test(arguments: [
    (
      "variable k: 0..<2", "categorical([0.3, 0.7]) on k * gaussian([-1, 1][k], 1) on m",
      -0.3929347498506673
    ),
    (
      "variable k: {a, b}", "categorical([0.3, 0.7]) on k * gaussian([-1, 2][k], 1) on m",
      -0.8346235889074686
    ),
    (
      "variable k: (0..<2)[2]",
      "categorical([1, 3]) on k[0] * categorical([[1, 0], [0, 1]][k[0]]) on k[1] * gaussian([-1, 1][k[1]], 1) on m",
      -0.3929347498506673
    ),
  ]) func realVariablesAreIntegratedAndDiscreteOnesSummed(
    _ declaration: String, _ density: String, _ truth: Double
  ) throws {
    let values = try numbers(
      """
      \(declaration)
      variable m: Real
      component wall over m: Real { energy = m ^ 4 / 8 }
      let p = \(density) * wall on m
      let z = log_normalizer(p, using: ais(steps: 200), seed: 1)
      let q = normalize(p, seed: 2)
      let found = [z.value, z.error]
      """)
    #expect(values[1] < 0.03)
    #expect(abs(values[0] - truth) < 5 * values[1])
  }

  @Test func discreteVariablesAloneAreSummedExactly() throws {
    let values = try numbers(
      """
      variable k: (0..<3)[4]
      component smooth over (a: 0..<3, b: 0..<3) { energy = (a - b) ^ 2 }
      let p = product([smooth on (k[i], k[i + 1]) for i in 0..<3])
      let z = log_normalizer(p, using: ais(steps: 10))
      let found = [z.value, z.error]
      """)
    var total = 0.0
    for state in 0..<81 {
      let k: [Double] = [state % 3, state / 3 % 3, state / 9 % 3, state / 27].map { Double($0) }
      var energy = 0.0
      for i in 0..<3 {
        let step: Double = k[i] - k[i + 1]
        energy += step * step
      }
      total += exp(-energy)
    }
    #expect(abs(values[0] - log(total)) < 1e-12 && values[1] == 0)
  }

  @Test(arguments: [
    "variable k: Natural\nvariable r: Positive\nlet p = poisson(r) on k * exponential(1) on r * wall on r",
    "variable k: (0..<100)[4]\nvariable r: Real\ncomponent tied over (k: (0..<100)[4], r: Real) { energy = (sum(k) ^ 2 * r) ^ 2 * prod(k) }\nlet p = tied on (k, r) * wall on r",
  ]) func whatCannotBeSummedIsRefused(_ text: String) {
    let program = Comp.compile(
      "component wall over m: Real { energy = m ^ 4 }\n\(text)\nprint(log_normalizer(p, using: ais(steps: 10)))"
    )
    #expect(program.errors.map(\.code) == [.tooManyStates])
    #expect(program.errors.allSatisfy { $0.help?.contains("gibbs") == false })
  }

  // MARK: Many trials

  /// The posterior of a proportion is a beta, whose spread the draws have: within one in ten, far more
  /// than five standard errors of a deviation of 4,000 draws.
  @Test func millionsOfTrialsThatAreGivenNeedNoList() throws {
    let values = try numbers(
      """
      variable q: UnitInterval
      variable k: Natural
      let d = sample(beta(1, 1) on q * binomial(20_000_000, q) on k | {k: 6_000_000}, count: 4_000, chains: 8, seed: 1)
      let found = [std(d.q) / sqrt(0.21 / 2e7), (mean(d.q) - 0.3) / sqrt(0.21 / 2e7 / 400)]
      """)
    #expect(abs(values[0] - 1) < 0.1)
    #expect(abs(values[1]) < 5)
  }

  @Test func theyHaveADensityAndDraws() throws {
    let values = try numbers(
      """
      let p = binomial(20_000_000, 0.3)
      let d = sample(p, count: 4_000, seed: 1)
      let found = [
        log_density(p, at: 6_000_000), (mean(d.x) - 6e6) / sqrt(4.2e6 / 4_000),
        log_density(binomial(5, 0.25), at: 2), log_density(binomial(0, 0.5), at: 0),
        log_density(binomial(40, 0.2), at: 0), log_density(binomial(40, 1), at: 40),
        log_density(binomial(40, 0), at: 1),
      ]
      """)
    // log C(n, x) pˣ (1 − p)ⁿ⁻ˣ by Stirling's formula.
    let truth: Double = -0.5 * log(2 * Double.pi * 4.2e6)
    #expect(abs(values[0] - truth) < 1e-6)
    #expect(abs(values[1]) < 5)
    let small: Double = log(10 * 0.0625 * 0.421875)
    #expect(abs(values[2] - small) < 1e-13 && abs(values[3]) < 1e-13)
    let none: Double = 40 * log(0.8)
    #expect(abs(values[4] - none) < 1e-12 && abs(values[5]) < 1e-12)
    #expect(values[6] == -.infinity)
  }

  @Test func beforeTheyAreGivenTheyAreTooMany() {
    let program = Comp.compile(
      """
      variable q: UnitInterval
      variable k: Natural
      component tilt over q: UnitInterval { energy = q }
      print(mean(sample(tilt * binomial(20_000_000, q) on k, count: 100, seed: 1).q))
      """)
    #expect(program.errors.map(\.code) == [.limitExceeded])
    #expect(program.errors.allSatisfy { $0.help?.contains("condition") == true })
  }
}
