import CompKit
import Foundation
import Testing

/// The algebra against closed forms and quadrature, and what must not change a draw's bits.
@Suite struct AlgebraTests {
  private func numbers(_ text: String, _ name: String = "result") throws -> [Double] {
    try run(text).result.numbers(name) ?? []
  }

  private func expectClose(
    _ found: [Double], _ expected: [Double], _ bound: Double = 1e-10,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(found.count == expected.count, sourceLocation: sourceLocation)
    for (a, b) in zip(found, expected) {
      #expect(
        abs(a - b) <= bound * max(1, abs(b)) || a == b, "\(a) is not \(b)",
        sourceLocation: sourceLocation)
    }
  }

  /// ∫ of exp(log density) over a grid is one, for densities that say that they are normalised.
  @Test(arguments: [
    "gaussian(0.5, 2)", "0.3 * gaussian(-1, 0.5) + 0.7 * gaussian(2, 1)",
    "gaussian(0, 2) * gaussian(1, 1)", "gaussian(0, 1) / gaussian(0, 2) ^ 0.5",
    "gaussian(0, 1) ^ 3", "gaussian_mixture([-1, 2], [0.5, 1], [0.2, 0.8]) * gaussian(0, 3)",
    "student_t(3, 0, 1)", "laplace(0.3, 0.7)", "logistic(0, 1)", "gumbel(0, 1)",
    "0.5 * student_t(5, 0, 1) + 0.5 * gaussian(1, 1)",
    "guide(gaussian(0, 2), toward: gaussian(1, 1), strength: 0.5)",
  ]) func normalisedDensitiesIntegrateToOne(_ density: String) throws {
    let found = try numbers(
      """
      let p = \(density)
      let grid = linspace(-200, 200, 400_001)
      let result = sum(exp(log_density(p, at: grid))) * 0.001
      """)
    expectClose(found, [1], 1e-4)
  }

  @Test func conditioningAJointGaussianIsTheRegression() throws {
    // cov = [[2, 0.6], [0.6, 1]]: mean of x₀ given x₁ = 1 is 0.6, its variance 2 − 0.36.
    let found = try numbers(
      """
      let joint = gaussian(mean: [0, 0], covariance: [[2, 0.6], [0.6, 1]])
      let given_one = joint | {x[1]: 1}
      let result = log_density(given_one, at: [0.25])
      """)
    let variance = 2 - 0.36
    let expected = -0.5 * pow(0.25 - 0.6, 2) / variance - 0.5 * log(2 * .pi * variance)
    expectClose(found, [expected])
  }

  @Test func aChainsMarginalAddsVariances() throws {
    let found = try numbers(
      """
      variable a: Real
      variable b: Real
      variable c: Real
      component chain = gaussian(0, 1) on a * gaussian(mean: 2 * a, std: 1) on b * gaussian(mean: b + 1, std: 2) on c
      let result = log_density(marginal(chain, keep: c), at: 0.5)
      """)
    let variance = 4.0 + 1 + 4
    expectClose(found, [-0.5 * pow(0.5 - 1, 2) / variance - 0.5 * log(2 * .pi * variance)])
  }

  @Test func scoresAreDerivatives() throws {
    expectClose(
      try numbers("let result = score(gaussian([1, 2], [1, 2]), at: [0, 0])"), [1, 0.5])
    expectClose(
      try numbers("let result = energy(gaussian([1, 2], 1), at: [[1, 2], [0, 0]])"),
      [log(2 * .pi), log(2 * .pi) + 2.5])
  }

  /// Same seed, same bits, whatever the threads; another seed, others.
  @Test func drawsDependOnTheSeedAlone() throws {
    let text = """
      let d = sample(gaussian([0, 0], 1) * student_t(3, [0, 0], 1), count: 1_000, using: mala(step_size: 0.3, steps: 3))
      let result = d.x
      """
    let one = try run(text, threads: 1).result.numbers("result")
    let two = try run(text, threads: 4).result.numbers("result")
    let other = try run(text, threads: 1, seed: 1).result.numbers("result")
    #expect(one == two)
    #expect(one != other)
  }

  /// One transition from exact draws leaves the target as it was: means and spreads of 40,000
  /// chains within five standard errors, a false alarm once in 300,000 runs; the seed is fixed. The
  /// targets are not symmetric.
  @Test(arguments: [
    "mala(step_size: 0.2, steps: 200)", "hmc(step_size: 0.3, leapfrog: 5, steps: 60)",
    "gibbs(steps: 20)",
  ]) func samplersKeepTheirTarget(_ sampler: String) throws {
    let found = try numbers(
      """
      component lopsided over x: Real { energy = exp(x) - 2 * x }
      let d = sample(lopsided, count: 4_000, using: \(sampler), seed: 11)
      let result = [mean(d.x), mean(d.x ^ 2)]
      """)
    // x = log g with g of Gamma(2, 1): mean ψ(2), variance ψ′(2).
    let mean = 0.422784335098467
    let variance = 0.644934066848226
    #expect(abs(found[0] - mean) < 5 * (variance / 4_000).squareRoot())
    #expect(abs(found[1] - (variance + mean * mean)) < 5 * 1.4 / 4_000.0.squareRoot())
  }

  @Test func constrainedVariablesAreSampledInsideTheirSupport() throws {
    let found = try numbers(
      """
      component c over x: Positive { energy = x }
      let d = sample(c, count: 4_000, using: mala(steps: 200), warmup: 200, seed: 3)
      let result = [mean(d.x), quantile(d.x, 0)]
      """)
    #expect(abs(found[0] - 1) < 5 / 4_000.0.squareRoot())
    #expect(found[1] > 0)
  }

  /// What is drawn before a loop is drawn once, and what is drawn in it anew in each pass: else the
  /// inversion of a Poisson variable would not end where it should. Five standard errors.
  @Test func randomNumbersOutsideALoopStay() throws {
    let found = try numbers(
      "let d = sample(poisson(4), count: 20_000, seed: 8)\nlet result = [mean(d.x), std(d.x)]")
    #expect(abs(found[0] - 4) < 5 * 2 / 20_000.0.squareRoot())
    #expect(abs(found[1] - 2) < 5 * 2 / 20_000.0.squareRoot())
  }
}
