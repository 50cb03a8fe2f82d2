import CompIR
import CompModel
import CompPlatform
import Testing

/// Forms that are recognised and combined, against formulas and quadrature.
@Suite struct ClosedFormTests {
  /// exp(−½ (2x² + 2xy + 3y²) + x) has precision [[2, 1], [1, 3]] and information [1, 0]: its integral is
  /// 2π / √5 · exp(½ · 3/5).
  @Test func aQuadraticEnergyIsRecognised() throws {
    let v = real("v", [2])
    let x = try Expr.apply(.slice(starts: [0], limits: [1]), [Expr(v.whole)]).total()
    let y = try Expr.apply(.slice(starts: [1], limits: [2]), [Expr(v.whole)]).total()
    func product(_ factor: Double, _ a: Expr, _ b: Expr) throws -> Expr {
      try .scalar(.multiply, Expr(factor), .scalar(.multiply, a, b))
    }
    let log = try Expr.sum([
      product(-1, x, x), product(-1, x, y), product(-1.5, y, y), x,
    ])
    let form = try #require(try ClosedForm(log, over: Space([v.whole])))
    let expected = 1.8378770664093453 - 0.5 * CompPlatform.log(5.0) + 0.3
    #expect(abs(try #require(form.logNormalizer) - expected) < 1e-12)
    #expect(try ClosedForm(.scalar(.exp, x), over: Space([v.whole])) == nil)
  }

  /// The product of N(1, 2²) and N(−1, 0.5²) in x integrates to N(1 + 1; 0, 2² + 0.5²).
  @Test func productsAgreeWithQuadrature() throws {
    let x = real("x")
    let parts = try [gaussian(x, mean: 1, deviation: 2), gaussian(x, mean: -1, deviation: 0.5)]
    let whole = Density.product(parts, span: nowhere)
    let found = try #require(whole.analysis.logNormalizer)
    #expect(abs(found - (-0.9189385332046727 - 0.5 * CompPlatform.log(4.25) - 2 / 4.25)) < 1e-12)
    let log = try whole.logDensity()
    let sum = try integral { exp(try log.value(["x": [$0]]) ?? .nan) }
    #expect(abs(exp(found) - sum) < 1e-12 * sum)
  }

  /// Moments of a mixture of N(−2, 1) and N(3, 0.5²) with weights 1 and 3, times N(0, 2²).
  @Test func mixturesAgreeWithQuadrature() throws {
    let x = real("x")
    let mixture = Density.mixture(
      try [(1, gaussian(x, mean: -2, deviation: 1)), (3, gaussian(x, mean: 3, deviation: 0.5))],
      span: nowhere)
    let whole = Density.product([mixture, try gaussian(x, mean: 0, deviation: 2)], span: nowhere)
    let moments = try #require(whole.moments)
    let log = try whole.logDensity()
    func weighted(_ power: Int) throws -> Double {
      try integral { x in
        (0..<power).reduce(1.0) { product, _ in product * x }
          * exp(try log.value(["x": [x]]) ?? .nan)
      }
    }
    let (total, first, second) = (try weighted(0), try weighted(1), try weighted(2))
    #expect(abs(exp(try #require(whole.analysis.logNormalizer)) - total) < 1e-12)
    #expect(abs(moments.mean[0] - first / total) < 1e-12)
    #expect(abs(moments.variance[0] - (second / total - (first / total) * (first / total))) < 1e-11)
  }

  /// Conditioning and integrating exp(−½ (2x² + 2xy + 3y²)) in either order.
  @Test func conditionsAndMarginals() throws {
    let gaussian = GaussianForm(
      count: 2, precision: [2, 1, 1, 3], information: [0, 0], constant: 0)
    let conditioned = gaussian.conditioned(keeping: [0], fixing: [(position: 1, value: 2)])
    #expect(conditioned.precision == [2] && conditioned.logDensity(at: [0.5]) == -0.25 - 1 - 6)
    let marginal = try #require(gaussian.integrated(keeping: [1]))
    for y in [-1.5, 0, 2] {
      let sum = integral { exp(gaussian.logDensity(at: [$0, y])) }
      #expect(abs(exp(marginal.logDensity(at: [y])) - sum) < 1e-12)
    }
  }
}
