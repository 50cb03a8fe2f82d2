import CompKit
import Foundation
import Testing

/// Integrals of densities: in closed form where there is one, else by weighted chains.
@Suite struct NormalizingTests {
  private func numbers(_ program: String) throws -> [Double] {
    try run(program).transcript.lines.joined(separator: "\n").split(whereSeparator: {
      " \n".contains($0)
    }).compactMap { Double($0) }
  }

  /// An estimate lies within four and a half of its own standard errors of the truth: seven false
  /// alarms in a million, six of these tests. The error is small enough to be of use.
  @Test(arguments: [
    ("gaussian(mean: 3, std: 2)", "ais(steps: 200)", 0),
    ("gamma(shape: 3, rate: 2)", "ais(steps: 100)", 0),
    ("dirichlet(concentration: [1, 2, 4])", "ais(steps: 100)", 0),
    (
      "gaussian(mean: [-1, 0], std: [1, 0.5]) * gaussian(mean: [1, 0], std: [0.5, 1])",
      "ais(steps: 100)",
      // Each coordinate: log N(difference; 0, √(1 + 0.25)).
      -0.5 * log(2 * .pi * 1.25) * 2 - 4 / 2.5
    ),
    // By quadrature.
    ("bumps", "ais(steps: 200)", 1.0373854002895544),
    ("bumps", "ais(step_size: 0.25, steps: 200)", 1.0373854002895544),
  ])
  func anEstimateIsWithinItsError(_ density: String, _ sampler: String, _ truth: Double) throws {
    let values = try numbers(
      """
      component bumps over x: Real { energy = (x ^ 2 - 4) ^ 2 / 8 }
      let z = log_normalizer(\(density), using: \(sampler), seed: 11)
      print(z.value, z.error)
      """)
    #expect(values.count == 2)
    #expect(values[1] < 0.03)
    #expect(abs(values[0] - truth) < 4.5 * values[1])
  }

  @Test func aClosedFormNeedsNoEstimate() throws {
    let values = try numbers(
      """
      let z = log_normalizer(gaussian(0, 1) ^ 2)
      print(z.value, z.error)
      """)
    #expect(values[1] == 0)
    #expect(abs(values[0] - log(1 / (2 * Double.pi.squareRoot()))) < 1e-5)
  }

  /// The base's support counts: draws of it outside that of the density weigh nothing.
  @Test func aCutIsWeighed() throws {
    let values = try numbers(
      """
      component half over x: R[2] {
        energy = sum(x ^ 2) / 8
        support = x[0] > 0
      }
      let z = log_normalizer(half, using: ais(steps: 200), start: gaussian([0, 0], 2.5), seed: 5)
      print(z.value, z.error)
      """)
    #expect(abs(values[0] - log(4 * Double.pi)) < 4.5 * values[1])
    #expect(values[1] < 0.03)
  }

  @Test func aNormalizedDensityMayBeMixed() throws {
    let transcript = try run(
      """
      component bumps over x: Real { energy = (x ^ 2 - 4) ^ 2 / 8 }
      let p = normalize(bumps, using: ais(steps: 200), seed: 3)
      print(log_density(p, at: 0.0))
      let both = 0.5 * p + 0.5 * gaussian(mean: 3, std: 1)
      print(plan(both))
      """
    ).transcript
    let value = try #require(transcript.lines.first.flatMap { Double($0) })
    #expect(abs(value - (-2 - 1.0373854)) < 0.01)
    #expect(transcript.lines.joined().contains("Normalized"))
    #expect(transcript.diagnostics.isEmpty)
  }

  /// Draws that were drawn again by their weights are draws of the target. They are as good as
  /// independent ones at about their effective size; 2.8 is Smirnov's bound (3e-7 for each).
  @Test func drawsAreOfTheTarget() throws {
    let result = try run(
      """
      let p = 0.3 * gaussian(mean: [-1, 0], std: 0.5) + 0.7 * gaussian(mean: [1, 1], std: [1, 0.4])
      let fresh = sample(p, count: 10_000, using: exact(), seed: 101)
      let weighed = sample(p, count: 10_000, using: ais(steps: 200), seed: 202)
      print(summary(weighed).ess_bulk)
      """
    ).result
    let fresh = try #require(result.draws("fresh"))
    let weighed = try #require(result.draws("weighed"))
    let size = try #require(weighed.summary.first).essBulk
    #expect(size > 5_000)
    for name in fresh.coordinateNames {
      let distance = smirnovDistance(
        try #require(fresh.values(of: name)), try #require(weighed.values(of: name)))
      #expect(distance < 2.8 * (1 / 10_000 + 1 / size).squareRoot())
    }
  }

  @Test(arguments: [
    ("log_normalizer(gaussian(0, 1) * student_t(3, 0, 1), using: hmc())", "C0402"),
    ("log_normalizer(poisson(3), using: ais())", "C0424"),
    ("log_normalizer(exponential(1), using: ais(), start: gaussian(0, 1))", "C0407"),
    ("sample(gaussian(0, 1), count: 100, using: ais(), chains: 4)", "C0504"),
    ("log_normalizer(gaussian(0, 1), using: ais(), count: 1)", "C0504"),
    ("log_normalizer(gaussian(0, 1) * student_t(3, 0, 1), seed: -1)", "C0504"),
  ])
  func whatCannotBeWeighedIsRefused(_ call: String, _ code: String) throws {
    #expect(codes("let z = \(call)") == [code])
  }

  /// Neither a density nor what its chains start from is differentiated through a loop that ends by a
  /// condition; a check tells of both.
  @Test(arguments: ["looped, using: hmc()", "bowl, using: ais(steps: 10), start: looped"])
  func aLoopThatEndsByAConditionHasNoGradient(_ call: String) throws {
    let program = """
      component looped over x: R[2] {
        var y = x[0]
        repeat 50 while abs(y) > 1 { y = y / 2 }
        log_density = -(y ^ 2 + x[1] ^ 2) / 2
        draw = noise(like: x)
      }
      component bowl over x: R[2] { energy = sum(x ^ 4) }
      """
    let (density, options) = (call.prefix { $0 != "," }, call.drop { $0 != "," })
    #expect(codes(program + "\nlet d = sample(\(density), count: 100\(options))") == ["C0417"])
  }

  /// What is known only when running may say how many particles there are.
  @Test func aCountMayHangOnDraws() throws {
    let result = try run(
      """
      component c over x: Real { energy = x ^ 4 }
      let draws = sample(c, count: 100, seed: 1)
      let particles = if mean(draws.x) > 100 { 50 } else { 500 }
      let z = log_normalizer(c, count: particles, seed: 1)
      // The integral is 2 Γ(5/4); beyond five standard errors lies one estimate in two million.
      assert(abs(z.value - log(2 * exp(lgamma(1.25)))) < 5 * z.error, "the integral")
      """
    ).result
    #expect(result.assertionCount == 1)
  }
}
