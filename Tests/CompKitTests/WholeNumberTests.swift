import CompKit
import Testing

/// Whole numbers of any size in the library's formulas, which are about Reals; the program's own products of Ints
/// are told where they overflow.
@Suite struct WholeNumberTests {
  /// The same calls with Ints and with Reals. `n` is a large Int or the same as a Real.
  static let calls: [String] = [
    "poisson_log_density(N, R)", "poisson_log_density(R, N)",
    "negative_binomial_log_density(N, N, N)",
    "binomial_log_density(3, N, 1e-9)", "binomial_log_density(N, N, 0.5)",
    "gaussian_log_density(N, -M, N)", "gaussian_log_density(M, N, 4_000_000_000)",
    "student_t_log_density(M, N, N, N)", "laplace_log_density(M, N, N)",
    "logistic_log_density(N, M, N)", "cauchy_log_density(M, N, N)", "gumbel_log_density(N, M, N)",
    "exponential_log_density(N, N)", "gamma_log_density(N, N, N)",
    "inverse_gamma_log_density(N, N, N)",
    "beta_log_density(M, N, N)", "lognormal_log_density(N, M, N)", "half_normal_log_density(N, N)",
    "half_cauchy_log_density(N, N)", "weibull_log_density(N, 2, N)",
    "pareto_log_density(N, 4_000_000, N)",
    "von_mises_log_density(1, N, N)", "uniform_log_density(4_000_000, M, N)",
    "bernoulli_log_density(N, 0.5)", "gaussian_mixture_log_density(N, [1, N], N)",
    "xlogy(N, N)", "xlog1py(N, N)", "log_beta(N, N)", "log_poisson_term(N, N)",
    "stirling_correction(N)", "log_erfc(M)",
    "simplex_inverse([0.5, 0.5])[0] + interval_above(N, N)",
    "interval_between(1, M, N)", "bounded_exp(M)", "ring_mean_square(N, N)",
    "log_density(poisson(N), at: N)", "log_density(gamma(N, N), at: N)",
    "log_density(negative_binomial(N, N), at: N)", "log_density(gaussian(N, N), at: M)",
    "log_density(checkerboard(4_000_000_001, 2), at: [0.5, 0.5])",
  ]

  @Test(arguments: calls, ["4_000_000_000", "4_611_686_018_427_387_904", "3_037_000_500"])
  func areTakenAsReals(_ call: String, _ number: String) throws {
    let plain = number.replacing("_", with: "")
    func filled(_ n: String) -> String {
      call.replacing("N", with: n).replacing("M", with: "(-\(n))")
        .replacing("R", with: "\(plain).0")
    }
    let found = try run(
      "let whole = \(filled(number))\nlet real = \(filled("\(plain).0"))"
    ).result
    let (whole, real) = (try #require(found.number("whole")), try #require(found.number("real")))
    #expect(whole == real || whole.isNaN && real.isNaN, "\(whole), not \(real)")
  }

  /// Functions of Ints that give Ints keep digits that a Real does not hold.
  @Test(arguments: [
    ("max(9_007_199_254_740_993, 1)", "9007199254740993"),
    ("min(-9_007_199_254_740_993, 1, 2)", "-9007199254740993"),
    ("abs(-9_007_199_254_740_993)", "9007199254740993"),
    ("floor(9_223_372_036_854_775_807)", "9223372036854775807"),
    ("sign(-9_223_372_036_854_775_807)", "-1"),
  ]) func intsKeepTheirDigits(_ call: String, _ expected: String) throws {
    let (result, transcript) = try run("let n = \(call)\nprint(n)")
    #expect(transcript.lines == [expected])
    #expect(result["n"]?.json == expected)
    #expect(result.integer("n").map(String.init) == expected)
  }

  @Test func aProgramsOwnProductsAreTold() {
    let found = codes("let n = 4_000_000_000\nfunc square(x) = x * x\nprint(square(n))")
    #expect(found.count == 1)
    #expect(found != codes("print(1)"))
  }
}
