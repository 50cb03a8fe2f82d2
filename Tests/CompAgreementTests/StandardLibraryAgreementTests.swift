import CompAgreement
import CompIR
import CompKit
import CompProgram
import CompRuntime
import CompStdlib
import Testing

/// The samplers that a program uses; its mistakes are the test's.
func samplers(of text: String) -> [SamplerProgram] {
  let program = Comp.compile(text, name: "agreement.comp")
  for diagnostic in program.errors { Issue.record("\(diagnostic)\n\(text)") }
  return program.compiledSamplers
}

/// Every density and every sampler of the standard library, as machine code against the reference
/// evaluator, within the bounds of a running error analysis (see `GeneratedFunctionTests`).
@Suite struct StandardLibraryAgreementTests {
  /// By the file of the library: densities over a variable, with parameters that take each branch of
  /// their formulas.
  static let densities: [(file: String, calls: [String])] = [
    ("bernoulli", ["bernoulli(0.3)"]),
    ("beta", ["beta(2.5, 0.7)"]),
    ("binomial", ["binomial(7, 0.2)", "binomial(60, 0.6)"]),
    ("box", ["box(-1, 2) on w", "box([-1, 0, 2], [1, 4, 3])"]),
    ("categorical", ["categorical([0.2, 0.5, 1.3])"]),
    ("cauchy", ["cauchy(0.5, 2)"]),
    ("dirichlet", ["dirichlet([0.5, 2, 3.5])"]),
    ("exponential", ["exponential(1.7)"]),
    ("gamma", ["gamma(0.7, 2)", "gamma(25, 3)"]),
    (
      "gaussian",
      [
        "gaussian(0.5, 1.5)", "gaussian([1, -2], 0.7)", "gaussian([1, -2], [0.3, 4])",
        "gaussian(mean: [1, 0, 2], covariance: [[2, 0.8, 0], [0.8, 1, 0.3], [0, 0.3, 0.5]])",
        "gaussian(mean: [1, 0], precision: [[2, 0.8], [0.8, 1]])",
      ]
    ),
    (
      "gaussian_mixture",
      [
        "gaussian_mixture([[0, 0], [3, 1], [-2, 5]], [0.5, 1, 2], [0.2, 0.5, 0.3])",
        "gaussian_mixture([-1, 2, 2.5], 0.3)",
      ]
    ),
    ("gumbel", ["gumbel(0.5, 2)"]),
    ("half_cauchy", ["half_cauchy(2)"]),
    ("half_normal", ["half_normal(2)"]),
    ("inverse_gamma", ["inverse_gamma(3, 2)", "inverse_gamma(14, 2)"]),
    ("laplace", ["laplace(0.5, 2)"]),
    ("logistic", ["logistic(0.5, 2)"]),
    ("lognormal", ["lognormal(0.5, 1.2)"]),
    ("negative_binomial", ["negative_binomial(4, 1.5)"]),
    ("pareto", ["pareto(1.5, 2.5)"]),
    ("poisson", ["poisson(3)", "poisson(40)"]),
    ("student_t", ["student_t(3, 0.5, 2)"]),
    ("uniform", ["uniform(-1, 3)"]),
    ("von_mises", ["von_mises(0.5, 3)"]),
    ("weibull", ["weibull(1.7, 2)", "weibull(0.6, 2)"]),
    ("banana", ["banana()"]), ("bar", ["bar()"]), ("checkerboard", ["checkerboard()"]),
    ("funnel", ["funnel(3, 4)"]), ("ring", ["ring()"]), ("spiral", ["spiral()"]),
    ("two_moons", ["two_moons()"]),
  ]

  @Test func everyDensityIsTried() {
    let other: Set = ["special", "transforms", "ais", "exact", "gibbs", "hmc", "mala", "ula"]
    #expect(
      Set(StandardLibrary.files.map(\.name)).subtracting(other) == Set(Self.densities.map(\.file)))
  }

  /// Energies in unconstrained coordinates, with first and second derivatives; the coordinates that
  /// users see; and exact draws.
  @Test(arguments: densities.flatMap(\.calls)) func densitiesAgree(_ density: String) throws {
    let made = samplers(
      of: """
        variable w: R[3]
        let moved = sample(\(density), count: 2, using: gibbs())
        let drawn = sample(\(density), count: 2, using: exact())
        """)
    try #require(made.count == 2)
    var total = Agreement()
    for target in targets {
      if case .chain(let chain) = made[0].method {
        total += try Agreement(ofEnergyOf: chain, chains: 0..<24, target)
      }
      total += try Agreement(of: made[1], chains: 0..<24, target)
    }
    #expect(total.complaints == [])
    #expect(total.compared > 4 * total.undetermined)
  }

  /// Element-wise log densities inside and outside of the support, and on its edges, as bodies of
  /// components use them. Derivatives that are infinite or no numbers are so for both.
  @Test(arguments: [
    "bernoulli_log_density(x, 0.3)", "beta_log_density(x, 2.5, 0.7)",
    "binomial_log_density(x, 7, 0.2)", "cauchy_log_density(x, 0.5, 2)",
    "exponential_log_density(x, 1.7)", "gamma_log_density(x, 0.7, 2)",
    "gamma_log_density(x, 25, 3)", "gaussian_log_density(x, 0.5, 1.5)",
    "gaussian_mixture_log_density(x, [-1, 2], 0.5)", "gumbel_log_density(x, 0.5, 2)",
    "half_cauchy_log_density(x, 2)", "half_normal_log_density(x, 2)",
    "inverse_gamma_log_density(x, 3, 2)", "laplace_log_density(x, 0.5, 2)",
    "logistic_log_density(x, 0.5, 2)", "lognormal_log_density(x, 0.5, 1.2)",
    "negative_binomial_log_density(x, 4, 1.5)", "pareto_log_density(x, 1.5, 2.5)",
    "poisson_log_density(x, 3)", "student_t_log_density(x, 3, 0.5, 2)",
    "uniform_log_density(x, -1, 3)", "von_mises_log_density(x, 0.5, 3)",
    "weibull_log_density(x, 1.7, 2)", "weibull_log_density(x, 1, 2)",
  ]) func elementwiseLogDensitiesAgree(_ call: String) throws {
    let made = samplers(
      of: """
        component odd over x: Real { energy = -\(call) }
        let d = sample(odd, count: 2, using: gibbs())
        """)
    guard case .chain(let chain)? = made.first?.method else {
      Issue.record("no chain")
      return
    }
    let energy = try chain.energy.withDerivatives.simplified()
    let places = [
      0, -0.0, 1, -1, 0.5, 2, 3, -3, 1.5, 7, 8, 1e-3, -1e-3, 1e3, -1e3, 1e-30, 1e15, .infinity,
      -.infinity, .nan, .pi, 0.25, 40,
    ]
    for target in targets {
      let agreement = try Agreement(
        of: energy,
        [
          .varying(Columns(shape: [1], chains: places.count, values: places)),
          .varying(Columns(shape: [0], chains: places.count, values: [])),
        ], chains: 0..<places.count, target)
      #expect(agreement.complaints == [])
      #expect(agreement.compared > 2 * agreement.undetermined)
    }
  }

  // MARK: Samplers

  static let targetsOfSamplers = [
    "ring(2, 0.3) * gaussian([1, 0], 1)",
    "gamma(2, 1.5) * lognormal(0.5, 1)",
    "(0.3 * gaussian([-1, 0, 1], 0.5) + 0.7 * gaussian([1, 1, 0], [1, 0.4, 2])) * student_t_plane",
    "dirichlet([1, 2, 4]) ^ 0.5 * tilted",
    "categorical([0.2, 0.3, 0.5]) on color * gaussian([-1, 0, 2][color], 0.7) on y",
  ]

  static let transitions = [
    "ula(step_size: 0.05)", "ula()", "mala(step_size: 0.1)", "mala()",
    "hmc(step_size: 0.1, leapfrog: 3)", "hmc(leapfrog: 2)", "gibbs()",
    "ais(step_size: 0.1, steps: 20)",
  ]

  static func program(_ density: String, _ sampler: String) -> String {
    """
    variable color: {red, green, blue}
    variable y: Real
    component student_t_plane over x: R[3] { energy = sum(log1p(x ^ 2 / 3)) * 2 }
    component tilted over x: Simplex[3] { energy = 2 * x[0] }
    let d = sample(\(density), count: 2, using: \(sampler))
    """
  }

  /// Some steps of each sampler, from where it starts: proposals, scores, decisions, counts.
  @Test(arguments: targetsOfSamplers, transitions)
  func samplersAgree(_ density: String, _ sampler: String) throws {
    if density.hasPrefix("cat"), sampler.hasPrefix("ais") { return }
    try samplerAgrees(Self.program(density, sampler))
  }

  /// States, and the scores that are carried from step to step, that do not fit registers.
  @Test(arguments: [
    "mala(step_size: 0.02)", "hmc(step_size: 0.1, leapfrog: 3)", "ula(step_size: 0.02)",
  ])
  func samplersOfManyDimensionsAgree(_ sampler: String) throws {
    try samplerAgrees(
      """
      variable x: R[100]
      component tails = student_t(df: 5) on x
      component chain = gaussian(mean: [sin(i) for i in 0..<100], std: [1 + i / 100 for i in 0..<100]) on x
      let d = sample(tails * chain, count: 2, using: \(sampler))
      """)
  }

  private func samplerAgrees(_ program: String) throws {
    for program in samplers(of: program) {
      guard case .chain(let chain) = program.method else {
        Issue.record("no chain")
        return
      }
      for target in targets {
        let agreement = try Agreement(
          ofTransitionOf: chain, chains: 0..<16, steps: 2, target)
        #expect(agreement.complaints == [])
        #expect(agreement.compared > 2 * agreement.undetermined)
      }
    }
  }
}
