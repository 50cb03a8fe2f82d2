import CompKit
import Foundation
import Testing

/// Draws come as near to the ends of their supports as the density has it, in float and in double.
///
/// Shares of draws are held to five standard errors of independent draws, each of a chain of its own: a false alarm
/// in two million for each share.
@Suite struct SupportEndTests {
  private func draws(_ program: String, _ precision: CompKit.Precision) throws -> Draws {
    let options = RunOptions(threads: 2, precision: precision)
    let compiled = Comp.compile(program, name: "ends.comp", options: options)
    #expect(compiled.errors.isEmpty, "\(compiled.errors)")
    return try #require(try Comp.run(compiled, options: options).draws("d"))
  }

  private func expect(
    _ values: [Double], below bound: Double, share: Double, _ what: String
  ) {
    let count = Double(values.count)
    let found = Double(values.count { $0 < bound })
    let error = (count * share * (1 - share)).squareRoot()
    #expect(
      abs(found - count * share) < 5 * error,
      "\(what): \(found / count) of the draws below \(bound), not \(share)")
  }

  // MARK: Intervals

  /// An interval, and densities over it that are in proportion to (x − a)^−0.9 (b − x)^−0.9 as users may write them.
  struct Interval: Sendable {
    let type: String
    let low: Double
    let high: Double
    let energies: [String]
  }

  static let intervals: [Interval] = [
    Interval(
      type: "UnitInterval", low: 0, high: 1,
      energies: [
        "0.9 * log(x) + 0.9 * log(1 - x)", "0.9 * (log(x) + log1p(-x))",
        "-beta_log_density(x, 0.1, 0.1)", "0.9 * log(x * (1 - x))",
        "0.9 * log(x) - log((1 - x) ^ -0.9)", "0.9 * log(x - x ^ 2)",
      ]),
    Interval(
      type: "Between(-1, 1)", low: -1, high: 1,
      energies: ["0.9 * log(1 - x ^ 2)", "0.9 * log1p(-x * x)", "0.9 * (log1p(x) + log1p(-x))"]),
    Interval(
      type: "Between(0, 2 * pi)", low: 0, high: 2 * .pi,
      energies: ["0.9 * log(x * (2 * pi - x))", "0.9 * log(x) + 0.9 * log(1 - x / (2 * pi))"]),
    Interval(
      type: "Between(1e6, 1e6 + 1)", low: 1e6, high: 1e6 + 1,
      energies: ["0.9 * log(x - 1e6) + 0.9 * log(1e6 + 1 - x)"]),
  ]

  /// Γ(0.1)² / Γ(0.2), by which the share of draws within a small ε of an end is ε^0.1 / (0.1 B).
  private static let beta = 19.714639489050161663

  @Test(arguments: intervals.flatMap { interval in interval.energies.map { (interval, $0) } })
  func endsOfIntervals(_ interval: Interval, _ energy: String) throws {
    for precision in [CompKit.Precision.float, .double] {
      let values = try #require(
        draws(
          """
          component ends over x: \(interval.type) { energy = \(energy) }
          let d = sample(ends, count: 4_000, using: hmc(steps: 80), warmup: 150, seed: 4)
          """, precision
        ).values(of: "x"))
      let width = interval.high - interval.low
      #expect(values.allSatisfy { $0 > interval.low && $0 < interval.high })
      for end in [1e-2, 1e-4, 1e-8] {
        let share = pow(end, 0.1) / (0.1 * Self.beta)
        // To the next order in ε: x^−0.9 (1 + 0.9 x).
        let more = share * (1 + 0.9 * end * 0.1 / 1.1)
        let what = "\(interval.type), \(energy), \(precision)"
        expect(values.map { ($0 - interval.low) / width }, below: end, share: more, what)
        expect(
          values.map { (interval.high - $0) / width }, below: end, share: more, what + ", above")
      }
    }
  }

  @Test(
    arguments: intervals + [
      Interval(type: "Between(-1e-6, 1e-6)", low: -1e-6, high: 1e-6, energies: [])
    ],
    ["hmc(steps: 30)", "mala(steps: 150)", "gibbs(steps: 12)"])
  func uniformIsUniform(_ interval: Interval, _ sampler: String) throws {
    for precision in [CompKit.Precision.float, .double] {
      let values = try #require(
        draws(
          """
          component flat over x: \(interval.type) { energy = 0 * x }
          let d = sample(flat, count: 4_000, using: \(sampler), warmup: 100, seed: 5)
          """, precision
        ).values(of: "x"))
      let width = interval.high - interval.low
      for end in [0.3, 0.05, 0.01] {
        let what = "\(interval.type), \(sampler), \(precision)"
        expect(values.map { ($0 - interval.low) / width }, below: end, share: end, what)
        expect(
          values.map { (interval.high - $0) / width }, below: end, share: end, what + ", above")
      }
    }
  }

  // MARK: Other supports

  /// Shares of Gamma(0.05, 1) and of a Pareto's excess near their ends: log x has a spread of twenty.
  @Test(
    arguments: [
      ("Positive", "0.95 * log(x) + x"), ("Above(3)", "0.95 * log(x - 3) + (x - 3)"),
      ("Below(-2)", "0.95 * log(-2 - x) + (-2 - x)"),
    ]) func endsOfHalfLines(_ type: String, _ energy: String) throws
  {
    for precision in [CompKit.Precision.float, .double] {
      let values = try #require(
        draws(
          """
          component ends over x: \(type) { energy = \(energy) }
          let d = sample(ends, count: 4_000, using: hmc(steps: 100), warmup: 150, seed: 6)
          """, precision
        ).values(of: "x"))
      let distances = values.map { type == "Positive" ? $0 : type == "Above(3)" ? $0 - 3 : -2 - $0 }
      #expect(distances.allSatisfy { $0 > 0 })
      // γ(0.05, ε) / Γ(0.05), for small ε ε^0.05 / Γ(1.05).
      for end in [1e-4, 1e-10] + (type == "Positive" ? [1e-30, 1e-60] : []) {
        expect(
          distances, below: end, share: pow(end, 0.05) / 0.97350426, "\(type), \(precision)")
      }
    }
  }

  /// A Pareto variable of shape 0.2, whose logarithm is exponential of mean five.
  @Test func heavyTailsReachFar() throws {
    for precision in [CompKit.Precision.float, .double] {
      let values = try #require(
        draws(
          "let d = sample(pareto(2, 0.2), count: 4_000, using: hmc(steps: 60), warmup: 150, seed: 7)",
          precision
        ).values(of: "x"))
      for size in [1.0, 5, 20] {
        expect(
          values.map { log($0 / 2) }, below: size, share: 1 - exp(-0.2 * size), "\(precision)")
      }
    }
  }

  /// Each coordinate of a Dirichlet density of small concentrations is beta.
  @Test(arguments: ["hmc(steps: 80)", "gibbs(steps: 25)"]) func facesOfTheSimplex(_ sampler: String)
    throws
  {
    for precision in [CompKit.Precision.float, .double] {
      let found = try draws(
        "let d = sample(dirichlet([0.2, 0.2, 0.2]), count: 4_000, using: \(sampler), warmup: 150, seed: 8)",
        precision)
      for place in 0..<3 {
        let values = try #require(found.values(of: "x[\(place)]"))
        #expect(values.allSatisfy { $0 > 0 })
        // ε^0.2 / (0.2 B(0.2, 0.4)) (1 + 0.6 ε 0.2 / 1.2)
        let beta = exp(lgamma(0.2) + lgamma(0.4) - lgamma(0.6))
        for end in [1e-2, 1e-5, 1e-10] {
          expect(
            values, below: end, share: pow(end, 0.2) / (0.2 * beta) * (1 + 0.1 * end),
            "x[\(place)], \(sampler), \(precision)")
        }
      }
    }
  }

  /// Exact draws are values of the support too, where rounding would put them on its end.
  @Test(arguments: [
    "beta(0.02, 0.02)", "gamma(0.001)", "dirichlet([0.01, 0.01])", "uniform(1e9, 1e9 + 1e-6)",
  ])
  func exactDrawsLieInside(_ density: String) throws {
    let found = try draws(
      """
      let d = sample(\(density), count: 4_000, using: exact(), seed: 9)
      let finite = min(log_density(\(density), at: d)) > -infinity && max(log_density(\(density), at: d)) < infinity
      assert(finite)
      """, .float)
    #expect(found.count == 4_000)
  }

  /// Elements bounded on different sides.
  @Test func mixedBoundsKeepTheirEnds() throws {
    let found = try draws(
      """
      variable x: R[4]
      component first = gamma(0.05) on x[0]
      component second = beta(0.1, 0.1) on x[1]
      component third = beta(0.1, 0.1) on x[2]
      component last = gaussian(0, 1) on x[3]
      let d = sample(first * second * third * last, count: 4_000, using: hmc(steps: 100), warmup: 150, seed: 10)
      """, .float)
    for name in ["x[1]", "x[2]"] {
      let values = try #require(found.values(of: name))
      for end in [1e-4, 1e-8] {
        let share = pow(end, 0.1) / (0.1 * Self.beta)
        expect(values, below: end, share: share, name)
        expect(values.map { 1 - $0 }, below: end, share: share, "\(name), above")
      }
    }
    let positives = try #require(found.values(of: "x[0]"))
    expect(positives, below: 1e-10, share: pow(1e-10, 0.05) / 0.97350426, "x[0]")
  }

  /// Half of this mass lies above 0.5, much of it beyond the last double below 1; the first is right in float.
  @Test(arguments: ["hmc(steps: 5)", "mala(steps: 20)", "gibbs(steps: 4)"])
  func singularEndsOfUnknownFormAreTold(_ sampler: String) throws {
    for (power, isTrusted) in [(0.5, 1.0), (0.95, 0)] {
      let result = try run(
        """
        component arch over x: UnitInterval { energy = \(power) * log(sin(pi * x)) }
        let s = summary(sample(arch, count: 4_000, chains: 8, using: \(sampler), seed: 1))
        let trusted = if s.trusted { 1 } else { 0 }
        """
      ).result
      #expect(result.number("trusted") == isTrusted)
    }
  }

  /// Densities whose ends are computed from the unconstrained coordinate, or are not singular.
  @Test(arguments: [
    "beta(0.5, 0.05) * gaussian(0.4, 0.3)", "beta(1, 0.1)", "uniform(-1, 3) * gaussian(2.9, 1)",
  ]) func otherEndsAreTrustedInFloat(_ density: String) throws {
    let (result, transcript) = try run(
      """
      let s = summary(sample(\(density), count: 4_000, chains: 8, using: hmc(steps: 8), seed: 1))
      let trusted = if s.trusted { 1 } else { 0 }
      """)
    #expect(result.number("trusted") == 1)
    #expect(transcript.diagnostics.isEmpty)
  }
}
