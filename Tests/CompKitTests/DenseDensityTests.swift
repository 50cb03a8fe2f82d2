import CompKit
import Foundation
import Testing

/// Gaussians with dense matrices beyond the size of a block, against a matrix of which everything is known:
/// a I + b 1 1ᵀ has the determinant aⁿ⁻¹ (a + n b) and the inverse (I − b / (a + n b) 1 1ᵀ) / a.
@Suite struct DenseDensityTests {
  private static let (n, a, b) = (150, 2.0, 0.5)

  private static func matrix(_ n: Int, _ a: Double, _ b: Double) -> String {
    "\(a) * identity(\(n)) + \(b) * outer(ones(\(n)), ones(\(n)))"
  }

  @Test func logDensitiesAndScores() throws {
    let (n, a, b) = (Self.n, Self.a, Self.b)
    try run(
      """
      let v = [0.01 * i for i in 0..<\(n)]
      let S = \(Self.matrix(n, a, b))
      let p = gaussian(mean: zeros(\(n)), covariance: S)
      let solved = (v - \(b / (a + Double(n) * b)) * sum(v)) / \(a)
      let expected = -sum(v * solved) / 2 - \(n) * log(2 * pi) / 2 -
        (\(n - 1) * log(\(a)) + log(\(a + Double(n) * b))) / 2
      assert(abs(log_density(p, at: v) - expected) < 1e-10)
      assert(abs(energy(p, at: v) + expected) < 1e-10)
      assert(max(abs(score(p, at: v) + solved)) < 1e-12)
      let rows = log_density(p, at: [v, zeros(\(n)), v])
      assert(abs(rows[0] - expected) < 1e-10 && rows[0] == rows[2])
      let q = gaussian(mean: zeros(\(n)), precision: S)
      let quadratic = \(a) * sum(v ^ 2) + \(b) * sum(v) ^ 2
      assert(abs(log_density(q, at: v) + quadratic / 2 + \(n) * log(2 * pi) / 2
        - (\(n - 1) * log(\(a)) + log(\(a + Double(n) * b))) / 2) < 1e-10)
      """)
  }

  /// The least eigenvalue is that along the ones, a + n b; for large matrices too, where it is sought in a
  /// small subspace.
  @Test(arguments: [20, 300])
  func indefiniteMatrices(n: Int) throws {
    let b = -2.5 / Double(n)
    let program = "let p = gaussian(mean: zeros(\(n)), covariance: \(Self.matrix(n, 2, b)))"
    let error = try #require(Comp.compile(program, name: "test.comp").errors.first)
    #expect(error.message == "this matrix is not positive definite")
    #expect(error.labels.first?.message.hasSuffix("is -0.5") == true)
  }
}
