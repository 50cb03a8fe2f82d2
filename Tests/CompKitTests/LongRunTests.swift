import CompKit
import Foundation
import Testing

/// A million steps in float lose nothing that matters.
@Suite struct LongRunTests {
  private func draws(_ program: String, precision: Precision) throws -> Draws {
    let options = RunOptions(threads: 2, precision: precision)
    let result = try Comp.run(
      Comp.compile(program, name: "long.comp", options: options), options: options,
      in: RunEnvironment(print: { _ in }))
    return try #require(result.draws("d"))
  }

  /// A sampler that counts its acceptances, each of probability 0.7. The mean over 256 chains of a million
  /// steps has a standard error of √(0.21 · 10⁶ / 256) = 28.6 steps; five of them are six false
  /// alarms in ten million. The acceptance that is told is the same in each step, so it is off by
  /// roundings alone: a sum in float without compensation would be off by a thousandth.
  @Test(arguments: [false, true]) func acceptancesAddUp(inDouble: Bool) throws {
    let precision = inDouble ? Precision.double : .float
    let draws = try draws(
      """
      sampler coin(steps: Int = 1) for p: Energy {
        state x = start(p)
        transition { x = accept(x + 1, else: x, log_ratio: log(0.7)) }
      }
      component flat over x: Real { energy = 0 * x }
      let d = sample(flat, count: 256, using: coin(steps: 1_000_000), start: uniform(0, 1), seed: 3)
      """, precision: precision)
    let taken = try #require(draws.values(of: "x")).map { $0.rounded(.down) }
    let mean = taken.reduce(0, +) / Double(taken.count)
    #expect(abs(mean - 700_000) < 5 * 28.6)
    #expect(abs(try #require(draws.acceptance) - 0.7) < 3e-7)
  }

  /// 64 chains of a million steps, looked at every thousandth, which is ten times what they remember. With
  /// 64,000 draws in all, five standard errors of a mean are 0.02 standard deviations, of a variance
  /// 0.028 of it. Acceptances hang together over some ten steps, so their mean over 6.4 · 10⁷ steps is
  /// known to 10⁻⁴, and the difference of two such means to 1.5 · 10⁻⁴; five of these.
  @Test(arguments: [
    "mala(step_size: 0.9, steps: 1_000)", "hmc(step_size: 0.9, leapfrog: 2, steps: 1_000)",
  ])
  func floatAndDoubleAgree(_ sampler: String) throws {
    let program = """
      let p = gaussian(mean: [1, -2], covariance: [[2, 0.8], [0.8, 1]])
      let d = sample(p, count: 64_000, chains: 64, using: \(sampler), start: p, seed: 5)
      """
    let (float, double) = (
      try draws(program, precision: .float), try draws(program, precision: .double)
    )
    for draws in [float, double] {
      for (name, mean, variance) in [("x[0]", 1.0, 2.0), ("x[1]", -2, 1)] {
        let values = try #require(draws.values(of: name))
        let average = values.reduce(0, +) / Double(values.count)
        let spread = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
        #expect(abs(average - mean) < 0.02 * variance.squareRoot(), "\(name)")
        #expect(abs(spread / variance - 1) < 0.028, "\(name)")
      }
    }
    let acceptances = (try #require(float.acceptance), try #require(double.acceptance))
    #expect(abs(acceptances.0 - acceptances.1) < 7.5e-4, "\(acceptances)")
  }

  /// Log weights of a million temperatures, of a density whose integral is far from one: each step adds
  /// about −0.001, which at −1000 is sixteen and a half units in float's last place, so that a sum without
  /// compensation would end 20 off. So many temperatures leave the weights nearly alike: the error that
  /// the estimate has is that of the energies' last digit, 3 · 10⁻⁵ at 1000.
  @Test(arguments: [false, true]) func logWeightsAddUp(inDouble: Bool) throws {
    let options = RunOptions(threads: 2, precision: inDouble ? .double : .float)
    let program = Comp.compile(
      """
      component far over x: R[2] { energy = sum(x ^ 2) / 8 + 1000 }
      let z = log_normalizer(
        far, using: ais(step_size: 0.5, leapfrog: 1, steps: 1_000_000), count: 32, seed: 5)
      let value = z.value
      let error = z.error
      """, name: "long.comp", options: options)
    let result = try Comp.run(program, options: options, in: RunEnvironment(print: { _ in }))
    let (value, error) = (
      try #require(result.number("value")), try #require(result.number("error"))
    )
    #expect(error < 0.01)
    // ∫ exp(−|x|²/8) is 8π. Four and a half of its errors: seven false alarms in a million.
    #expect(abs(value - (Foundation.log(8 * Double.pi) - 1000)) < 4.5 * error + 1e-3)
  }
}
