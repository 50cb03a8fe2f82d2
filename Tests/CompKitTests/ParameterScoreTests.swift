import CompKit
import Testing

/// The derivatives of log densities by the parameters, which models with random parameters follow,
/// against derivatives of 30 digits; at the points too where a formula gives way to another.
@Suite struct ParameterScoreTests {
  struct Case: Sendable, CustomTestStringConvertible {
    /// An element-wise log density of `q`, the parameters.
    let formula: String
    let at: [Double]
    let expected: [Double]
    var testDescription: String { "\(formula) at \(at)" }
  }

  static let cases: [Case] = [
    Case(
      formula: "gaussian_log_density(0.75, q[0], q[1])", at: [0.25, 0.5], expected: [2.0, 0.0]),
    Case(
      formula: "gaussian_log_density(0.75, q[0], q[1])", at: [0.75, 0.001],
      expected: [0.0, -999.999999999999979183318288278]),
    Case(
      formula: "student_t_log_density(7.0, q[0], q[1], q[2])", at: [0.5, 0.25, 2.0],
      expected: [
        0.42327269781845048313810552543, 0.212877792378449408672798948752,
        0.218462549277266754270696452037,
      ]),
    Case(
      formula: "student_t_log_density(7.0, q[0], q[1], q[2])", at: [20.0, 0.25, 2.0],
      expected: [
        -0.0342590548543169113230596746265, 1.12891986062717770034843205575,
        3.31010452961672473867595818815,
      ]),
    Case(
      formula: "student_t_log_density(7.0, q[0], q[1], q[2])", at: [1.0, 7.0, 2.0],
      expected: [0.193147180559945309417232121458, 0.0, -0.5]),
    Case(
      formula: "student_t_log_density(7.0, q[0], q[1], q[2])", at: [60.0, -3.0, 0.5],
      expected: [
        -0.57634254331853885229098523487, 5.30434782608695652173913043478,
        104.086956521739130434782608696,
      ]),
    Case(
      formula: "gamma_log_density(0.75, q[0], q[1])", at: [0.25, 2.0],
      expected: [4.63291864148442979006754326156, -0.625]),
    Case(
      formula: "gamma_log_density(0.75, q[0], q[1])", at: [10.0, 1.0],
      expected: [-2.53943466151850203508667516988, 9.25]),
    Case(
      formula: "gamma_log_density(40.0, q[0], q[1])", at: [90.0, 2.0],
      expected: [-0.112217192161989970145078930129, 5.0]),
    Case(
      formula: "gamma_log_density(40.0, q[0], q[1])", at: [1000.0, 25.0],
      expected: [0.000500083333325000003968249801595, 0.0]),
    Case(
      formula: "inverse_gamma_log_density(2.5, q[0], q[1])", at: [0.25, 2.0],
      expected: [4.00430998206205565232323505579, -0.275]),
    Case(
      formula: "inverse_gamma_log_density(2.5, q[0], q[1])", at: [10.0, 20.0],
      expected: [-0.172311047386885179395759799511, 0.1]),
    Case(
      formula: "inverse_gamma_log_density(2.5, q[0], q[1])", at: [50.0, 100.0],
      expected: [-0.213110219313955894101504005282, 0.1]),
    Case(
      formula: "beta_log_density(0.25, q[0], q[1])", at: [0.25, 2.0],
      expected: [3.41370563888010938116553575708, -0.137919940926513474922237062008]),
    Case(
      formula: "beta_log_density(0.25, q[0], q[1])", at: [1.0, 1.0],
      expected: [-0.386294361119890618834464242916, 0.712317927548219072560780994006]),
    Case(
      formula: "beta_log_density(0.25, q[0], q[1])", at: [5.0, 5.0],
      expected: [-0.640659440484969983913829322281, 0.457952848183139707481415914641]),
    Case(
      formula: "beta_log_density(0.25, q[0], q[1])", at: [10.0, 10.0],
      expected: [-0.667522957944462675604663427976, 0.431089330723647015790581808946]),
    Case(
      formula: "beta_log_density(0.25, q[0], q[1])", at: [10.0, 3.0],
      expected: [-1.11205193687746637641022181867, 1.31552860575889728323899167222]),
    Case(
      formula: "beta_log_density(0.25, q[0], q[1])", at: [3.0, 10.0],
      expected: [0.216916317090787591843746435294, -0.0134396482093566850149765817514]),
    Case(
      formula: "beta_log_density(0.25, q[0], q[1])", at: [20.0, 20.0],
      expected: [-0.680490979327196543801582582189, 0.418121309340913147593662654733]),
    Case(
      formula: "beta_log_density(0.25, q[0], q[1])", at: [30.0, 60.0],
      expected: [-0.276488666969543912981625734437, 0.120573673000552365059879688018]),
    Case(
      formula: "lognormal_log_density(0.75, q[0], q[1])", at: [0.25, 0.5],
      expected: [-2.15072828980712370975687602398, 0.312816088288337556122462918455]),
    Case(
      formula: "weibull_log_density(0.75, q[0], q[1])", at: [1.0, 0.5],
      expected: [0.797267445945917809010993442268, 1.0]),
    Case(
      formula: "weibull_log_density(0.75, q[0], q[1])", at: [0.5, 0.5],
      expected: [1.90887379642445384579880253371, 0.224744871391589049098642037353]),
    Case(
      formula: "weibull_log_density(0.75, q[0], q[1])", at: [20.0, 0.75], expected: [0.05, 0.0]),
    Case(
      formula: "pareto_log_density(0.75, q[0], q[1])", at: [0.25, 0.5],
      expected: [2.0, 0.901387711331890308604754763077]),
    Case(
      formula: "von_mises_log_density(0.75, q[0], q[1])", at: [0.25, 3.0],
      expected: [1.43827661581260900081986380565, 0.0675972679338681890517776565806]),
    Case(
      formula: "von_mises_log_density(0.75, q[0], q[1])", at: [0.25, 300.0],
      expected: [143.827661581260900081986380565, -0.120749377900160811030656349804]),
    Case(
      formula: "von_mises_log_density(0.75, q[0], q[1])", at: [-2.0, 0.001],
      expected: [0.000381660992052331706521476765711, -0.924802378569963554523732702782]),
    Case(
      formula: "gumbel_log_density(0.75, q[0], q[1])", at: [0.25, 3.0],
      expected: [0.0511727583697953086516942000671, -0.324804540271700781891384299989]),
    Case(
      formula: "logistic_log_density(0.75, q[0], q[1])", at: [0.25, 3.0],
      expected: [0.0277136554778665857187082551317, -0.328714390753688902380215290811]),
    Case(
      formula: "laplace_log_density(0.75, q[0], q[1])", at: [0.25, 3.0],
      expected: [0.333333333333333333333333333333, -0.277777777777777777777777777778]),
    Case(
      formula: "cauchy_log_density(0.75, q[0], q[1])", at: [0.25, 3.0],
      expected: [0.108108108108108108108108108108, -0.315315315315315315315315315315]),
    Case(formula: "poisson_log_density(3, q[0])", at: [2.0], expected: [0.5]),
    Case(formula: "poisson_log_density(0, q[0])", at: [2.0], expected: [-1.0]),
    Case(
      formula: "poisson_log_density(50, q[0])", at: [45.0],
      expected: [0.111111111111111111111111111111]),
    Case(formula: "poisson_log_density(50, q[0])", at: [50.0], expected: [0.0]),
    Case(formula: "poisson_log_density(50, q[0])", at: [500.0], expected: [-0.9]),
    Case(
      formula: "negative_binomial_log_density(3, q[0], q[1])", at: [2.0, 1.5],
      expected: [0.214285714285714285714285714286, 0.219368806279463052956559160146]),
    Case(
      formula: "negative_binomial_log_density(0, q[0], q[1])", at: [2.0, 1.5],
      expected: [-0.428571428571428571428571428571, -0.275869288958632185138678935092]),
    Case(
      formula: "negative_binomial_log_density(300, q[0], q[1])", at: [200.0, 150000.0],
      expected: [0.499334221038615179760319573901, -0.000000214879115666600471103001981028]),
    Case(
      formula: "negative_binomial_log_density(300, q[0], q[1])", at: [200.0, 10.0],
      expected: [0.0238095238095238095238095238095, -0.0375069758786044160384021375155]),
    Case(formula: "bernoulli_log_density(1, q[0])", at: [0.25], expected: [4.0]),
    Case(
      formula: "bernoulli_log_density(0, q[0])", at: [0.25],
      expected: [-1.33333333333333333333333333333]),
  ]

  @Test(arguments: cases) func areDerivatives(_ row: Case) throws {
    let found = try run(
      """
      component c over q: R[\(row.at.count)] { energy = -(\(row.formula)) }
      let result = score(c, at: \(row.at))
      """
    ).result.numbers("result")
    let values = try #require(found)
    #expect(values.count == row.expected.count)
    for (value, expected) in zip(values, row.expected) {
      #expect(abs(value - expected) < 1e-10 * max(1, abs(expected)), "\(value), not \(expected)")
    }
  }
}
