import CompKit
import CompStdlib
import Testing

/// Every density of the library under every sampler, in float and double, from starts as wide as (−10, 10) in
/// unconstrained coordinates: the draws are right, are not trusted, or are refused.
@Suite struct LibrarySweepTests {
  /// A density, and a density of starts; nil where it has no real variable, or a support of its own.
  struct Swept: Sendable, CustomTestStringConvertible {
    let component: String
    let call: String
    let start: String?
    var testDescription: String { call }

    init(_ component: String, _ arguments: String, start: String? = nil) {
      self.component = component
      call = "\(component)(\(arguments))"
      self.start = start
    }
  }

  static let densities: [Swept] = [
    .init("bernoulli", "0.3"), .init("beta", "2.5, 0.7", start: "wide_unit"),
    .init("beta", "0.5, 0.5", start: "wide_unit"), .init("binomial", "7, 0.2"),
    .init("box", "[-1, 0, 2], [1, 4, 3]"), .init("categorical", "[0.2, 0.5, 1.3]"),
    .init("cauchy", "0.5, 2", start: "wide"),
    .init("dirichlet", "[0.5, 2, 3.5]", start: "dirichlet([0.1, 0.1, 0.1])"),
    .init("exponential", "1.7", start: "wide_positive"),
    .init("gamma", "0.7, 2", start: "wide_positive"),
    .init("gamma", "25, 3", start: "wide_positive"),
    .init("gaussian", "0.5, 1.5", start: "wide"),
    .init(
      "gaussian", "mean: [1, 0, 2], covariance: [[2, 0.8, 0], [0.8, 1, 0.3], [0, 0.3, 0.5]]",
      start: "wide_vector(3)"),
    .init("gaussian_mixture", "[-1, 2, 2.5], 0.3", start: "wide"),
    .init(
      "gaussian_mixture", "[[0, 0], [3, 1], [-2, 5]], [0.5, 1, 2], [0.2, 0.5, 0.3]",
      start: "wide_vector(2)"),
    .init("gumbel", "0.5, 2", start: "wide"), .init("half_cauchy", "2", start: "wide_positive"),
    .init("half_normal", "2", start: "wide_positive"),
    .init("inverse_gamma", "3, 2", start: "wide_positive"),
    .init("laplace", "0.5, 2", start: "wide"), .init("logistic", "0.5, 2", start: "wide"),
    .init("lognormal", "0.5, 1.2", start: "wide_positive"), .init("negative_binomial", "4, 1.5"),
    .init("pareto", "1.5, 2.5", start: "wide_above(1.5)"), .init("poisson", "3"),
    .init("student_t", "3, 0.5, 2", start: "wide"),
    .init("uniform", "-1, 3", start: "wide_between(-1, 3)"),
    .init("von_mises", "0.5, 3", start: "wide_between(-pi, pi)"),
    .init("weibull", "1.7, 2", start: "wide_positive"),
    .init("weibull", "0.6, 2", start: "wide_positive"),
    .init("banana", "", start: "wide_vector(2)"), .init("bar", "", start: "wide_vector(2)"),
    .init("checkerboard", ""), .init("funnel", "3, 4", start: "wide_vector(4)"),
    .init("ring", "", start: "wide_vector(2)"), .init("spiral", "", start: "wide_vector(2)"),
    .init("two_moons", "", start: "wide_vector(2)"),
  ]

  /// Uniform over (−10, 10) in unconstrained coordinates.
  private static let starts = """
    component wide over x: Real {
      support = abs(x) < 10
      log_density = -log(20)
      draw = 20 * uniform_noise(like: x) - 10
    }
    component wide_vector(n: Int) over x: R[n] {
      support = max(abs(x)) < 10
      log_density = -n * log(20)
      draw = 20 * uniform_noise(like: x) - 10
    }
    component wide_positive over x: Positive {
      support = abs(log(x)) < 10
      log_density = -log(20) - log(x)
      draw = exp(20 * uniform_noise(like: x) - 10)
    }
    component wide_above(low: Real) over x: Above(low) {
      support = abs(log(x - low)) < 10
      log_density = -log(20) - log(x - low)
      draw = low + exp(20 * uniform_noise(like: x) - 10)
    }
    component wide_between(low: Real, high: Real) over x: Between(low, high) {
      support = abs(log((x - low) / (high - x))) < 10
      log_density = log((high - low) / 20) - log(x - low) - log(high - x)
      draw = low + (high - low) / (1 + exp(10 - 20 * uniform_noise(like: x)))
    }
    component wide_unit over x: UnitInterval {
      support = abs(log(x / (1 - x))) < 10
      log_density = -log(20) - log(x) - log(1 - x)
      draw = 1 / (1 + exp(10 - 20 * uniform_noise(like: x)))
    }
    """

  private static let samplers = [
    nil, "hmc(steps: 3)", "mala(steps: 10)", "ula(steps: 20)", "gibbs(steps: 3)",
  ]

  /// The names that the library declares, so that a new density is swept too.
  @Test func everyDensityIsSwept() {
    let declared = StandardLibrary.files.flatMap { file in
      file.source.split(separator: "\n").filter { $0.hasPrefix("component ") }.map { line in
        String(
          line.dropFirst("component ".count).prefix { $0.isLetter || $0.isNumber || $0 == "_" })
      }
    }
    #expect(Set(declared) == Set(Self.densities.map(\.component)))
  }

  private static let referenceDraws = 10_000

  @Test(arguments: densities) func endsHealthyOrSaysWhyNot(_ density: Swept) throws {
    let exact = try #require(
      try run("let d = sample(\(density.call), count: \(Self.referenceDraws), seed: 1)").result
        .draws("d"))
    for sampler in Self.samplers {
      for run in Self.runs where sampler != nil || run.chains == 8 {
        var call = "sample(\(density.call), count: \(run.count)"
        if let sampler { call += ", using: \(sampler), chains: \(run.chains)" }
        if let start = density.start, run.isWide, sampler != nil { call += ", start: \(start)" }
        for complaint in try Self.complaints(call + ", seed: 2)", run.precision, against: exact) {
          Issue.record("\(call) in \(run.precision): \(complaint)")
        }
      }
    }
  }

  private typealias Run = (count: Int, chains: Int, isWide: Bool, precision: Precision)

  /// Without optimization a sweep takes long, and is a part of it.
  private static let runs: [Run] = {
    #if DEBUG
      return [(400, 8, true, .float)]
    #else
      return [true, false].flatMap { isWide in
        Precision.allCases.flatMap { precision -> [Run] in
          [(800, 8, isWide, precision), (1_000, 1_000, isWide, precision)]
        }
      }
    #endif
  }()

  /// Returns what is silently wrong with the draws of a call.
  private static func complaints(
    _ call: String, _ precision: Precision, against exact: Draws
  ) throws -> [String] {
    let options = RunOptions(threads: 2, precision: precision)
    let program = Comp.compile(
      "\(starts)\nlet d = \(call)\nlet trusted = if summary(d).trusted { 1 } else { 0 }",
      name: "sweep.comp", options: options)
    // Gradients do not move discrete variables, and steps of ula keep to no hard support.
    if !program.errors.isEmpty {
      return program.errors.map(\.code.rawValue).filter { !["C0418", "C0411"].contains($0) }
    }
    let result: RunResult
    do { result = try Comp.run(program, options: options, in: Transcript().environment) } catch let
      refusal as Diagnostic
    { return refusal.code == .mostlyNaN ? [] : ["\(refusal.message)"] }
    guard result.number("trusted") == 1, let draws = result.draws("d") else { return [] }
    // What an acceptance of 0.99 leaves of a bias.
    let bias = call.contains("ula(") ? 0.03 : 0
    return draws.summary.flatMap { row -> [String] in
      guard let values = draws.values(of: row.name),
        let right = exact.values(of: row.name)?.sorted()
      else { return ["\(row.name) is missing"] }
      let effective = min(row.essBulk, row.essTail, Double(values.count))
      return [0.05, 0.25, 0.5, 0.75, 0.95].compactMap { level in
        let place = right[Int(level * Double(right.count))]
        let expected = Double(right.count { $0 <= place }) / Double(right.count)
        let share = Double(values.count { $0 <= place }) / Double(values.count)
        let variance = expected * (1 - expected) * (1 / effective + 1 / Double(right.count))
        let isRight = abs(share - expected) <= bias + 5 * variance.squareRoot()
        return isRight ? nil : "\(row.name) is below \(place) in \(share), not \(expected)"
      }
    }
  }
}
