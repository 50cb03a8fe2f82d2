import CompKit
import Testing

/// What closed forms say does not depend on where the origin of the variables is, such as of times in
/// seconds since 1970.
@Suite struct FarLocationTests {
  /// Programs that move everything by `at` and print numbers that do not depend on it.
  private static let programs = [
    // Of one Gaussian, of a product, a power and a quotient.
    """
    let p = gaussian(at, 10)
    print(log_density(p, at: at), log_density(p, at: at + 25))
    print(log_normalizer(p * gaussian(at + 10, 10)).value)
    print(log_density(normalize(p * gaussian(at + 10, 10)), at: at + 3))
    print(log_normalizer(p ^ 3).value, log_normalizer(p / gaussian(at + 4, 20)).value)
    """,
    // A mixture, and its product with a Gaussian.
    """
    let m = 0.25 * gaussian(at, 1) + 0.75 * gaussian(at + 4, 2)
    print(log_density(m, at: at + 2), log_normalizer(m * gaussian(at + 1, 0.5)).value)
    """,
    // A prior, and readings of it by links with and without a slope.
    """
    variable x: Real
    variable y: Real
    variable z: Real
    component near = gaussian(x, 1) on y
    component double = gaussian(2 * x, 5) on z
    let p = gaussian(at, 10) on x * near * double
    print(log_normalizer(p | {y: at + 3, z: 2 * at - 1}).value)
    print(log_normalizer(p | {y: at + 3}).value, log_normalizer(p).value)
    print(log_density(marginal(p, keep: (y, z)), at: {y: at + 3, z: 2 * at - 1}))
    print(mean(sample(p | {y: at + 3, z: 2 * at - 1}, count: 50, seed: 1).x - at))
    """,
    // A walk whose ends are known, its steps eliminated one after the other.
    """
    variable x: R[40]
    component walk = product([gaussian(x[t], 1) on x[t + 1] for t in 0..<39])
    let p = gaussian(at, 2) on x[0] * walk
    print(log_normalizer(p | {x[39]: at + 5}).value)
    print(mean(sample(p | {x[39]: at + 5}, count: 50, seed: 1).x[20] - at))
    """,
  ]

  private func numbers(_ program: String, at location: String) throws -> [Double] {
    try run("let at = \(location)\n\(program)").transcript.lines
      .flatMap { $0.split(separator: " ").compactMap { Double($0) } }
  }

  /// A location of 1.7e9 holds steps of 2.4e-7; of the values, at most some 30 standard deviations
  /// from it, that is a relative 1e-5.
  @Test(arguments: programs) func translationChangesNothing(_ program: String) throws {
    let near = try numbers(program, at: "0.0")
    #expect(near.count > 1)
    for location in ["5e4", "-1.7e9", "1.7e9"] {
      let far = try numbers(program, at: location)
      #expect(far.count == near.count)
      for (a, b) in zip(far, near) {
        #expect(abs(a - b) <= 1e-5 * max(1, abs(b)), "\(a) at \(location), \(b) at zero")
      }
    }
  }

  /// A summary shows what a location hides: seven standard deviations of 10 at 1.7e9 are not all 1.7e+09.
  @Test func summariesResolveTheSpread() throws {
    let (_, transcript) = try run(
      "print(summary(sample(gaussian(1.7e9, 10), count: 200, seed: 1)))")
    let row = try #require(
      transcript.lines.joined(separator: "\n").split(separator: "\n").dropFirst().first)
    let cells = row.split(separator: " ")
    #expect(cells[1].hasPrefix("17000000") || cells[1].hasPrefix("16999999"), "\(row)")
    #expect(Set(cells[4...8]).count == 5, "\(row)")
  }
}
