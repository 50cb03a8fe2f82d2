import CompKit
import Foundation
import Testing

/// Compositions in closed form that are too large to be multiplied out, and sums over discrete
/// variables, against recursions written out here.
@Suite struct EliminationTests {
  private func normal(_ x: Double, _ mean: Double = 0, _ std: Double = 1) -> Double {
    CompositionTests.normal(x, mean, std)
  }

  private func expectClose(
    _ found: [Double]?, _ expected: [Double], _ bound: Double = 1e-10,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(found?.count == expected.count, sourceLocation: sourceLocation)
    for (a, b) in zip(found ?? [], expected) {
      #expect(
        abs(a - b) <= bound * max(1, abs(b)), "\(a) is not \(b)", sourceLocation: sourceLocation)
    }
  }

  // MARK: A hidden Markov chain

  private static let steps = 60
  private static let transition = [[0.8, 0.15, 0.05], [0.1, 0.7, 0.2], [0.1, 0.3, 0.6]]
  private static let initial = [0.5, 0.3, 0.2]
  private static let readings = (0..<steps).map { $0 % 7 < 3 ? 0.1 : 1.9 }

  private static func program(_ emission: String) -> String {
    """
    let readings = [if mod(t, 7) < 3 { 0.1 } else { 1.9 } for t in 0..<\(steps)]
    let A = \(transition)
    variable y: R[\(steps)]
    variable z: Natural[\(steps)]
    component chain = categorical(\(initial)) on z[0]
      * product([categorical(A[z[t]]) on z[t + 1] for t in 0..<\(steps - 1)])
    component hmm = chain * \(emission)
    let p = hmm | {y: readings}
    """
  }

  /// The forward and backward recursions: the log evidence, and the probabilities of the states.
  private func forwardBackward() -> (logEvidence: Double, marginals: [[Double]]) {
    let likelihood = Self.readings.map { y in (0..<3).map { exp(normal(y, Double($0), 0.7)) } }
    func normalised(_ values: [Double]) -> (sum: Double, values: [Double]) {
      let sum = values.reduce(0, +)
      return (sum, values.map { $0 / sum })
    }
    var logEvidence = 0.0
    var forward: [[Double]] = []
    for t in 0..<Self.steps {
      let prior =
        t == 0
        ? Self.initial
        : (0..<3).map { j in
          (0..<3).reduce(0) { $0 + forward[t - 1][$1] * Self.transition[$1][j] }
        }
      let (sum, values) = normalised(zip(prior, likelihood[t]).map { $0 * $1 })
      logEvidence += log(sum)
      forward.append(values)
    }
    var backward = Array(repeating: [1.0, 1, 1], count: Self.steps)
    for t in (0..<(Self.steps - 1)).reversed() {
      backward[t] =
        normalised(
          (0..<3).map { i in
            (0..<3).reduce(0) {
              $0 + Self.transition[i][$1] * likelihood[t + 1][$1] * backward[t + 1][$1]
            }
          }
        ).values
    }
    return (
      logEvidence, zip(forward, backward).map { normalised(zip($0, $1).map { $0 * $1 }).values }
    )
  }

  @Test(arguments: [
    "product([gaussian(mean: [0, 1, 2][z[t]], std: 0.7) on y[t] for t in 0..<\(steps)])",
    "gaussian(mean: [0, 1, 2][z], std: 0.7) on y",
  ])
  func hiddenMarkovChain(_ emission: String) throws {
    let result = try run(
      Self.program(emission) + """

        let state = log_density(marginal(p, keep: z[10]), at: [0, 1, 2])
        let evidence = log_density(marginal(hmm, keep: y), at: readings)
        let d = sample(p, count: 2_000, using: exact(), seed: 1)
        let means = mean(d.z)
        let pair = mean(d.z[0..<2_000, 20] * d.z[0..<2_000, 21])
        """
    ).result
    let (logEvidence, marginals) = forwardBackward()
    expectClose(result.numbers("state"), marginals[10].map { log($0) })
    expectClose(result.numbers("evidence"), [logEvidence])
    let means = try #require(result.numbers("means"))
    for (found, probabilities) in zip(means, marginals) {
      let mean = probabilities[1] + 2 * probabilities[2]
      let variance = probabilities[1] + 4 * probabilities[2] - mean * mean
      // Five standard errors; with 60 steps a false alarm once in 30,000 seeds.
      #expect(abs(found - mean) < 5 * (variance / 2_000).squareRoot())
    }
  }

  // MARK: Long Gaussian chains

  @Test func kalmanFilterOfManySteps() throws {
    let steps = 200
    let readings = (0..<steps).map { sin(Double($0) / 10) }
    var (mean, variance, logEvidence) = (0.0, 4.0, 0.0)
    for t in 0..<steps {
      if t > 0 { (mean, variance) = (0.95 * mean + 0.1, 0.95 * 0.95 * variance + 0.09) }
      let total = variance + 0.25
      logEvidence += normal(readings[t], mean, total.squareRoot())
      let gain = variance / total
      (mean, variance) = (mean + gain * (readings[t] - mean), (1 - gain) * variance)
    }
    let result = try run(
      """
      variable z: R[\(steps)]
      variable y: R[\(steps)]
      let ys = sin([t / 10 for t in 0..<\(steps)])
      component model = gaussian(0, 2) on z[0]
        * product([gaussian(mean: 0.95 * z[t] + 0.1, std: 0.3) on z[t + 1] for t in 0..<\(steps - 1)])
        * gaussian(mean: z, std: 0.5) on y
      let p = model | {y: ys}
      let evidence = log_density(marginal(model, keep: y), at: ys)
      let last = log_density(marginal(p, keep: z[\(steps - 1)]), at: [0, 1])
      let d = sample(p, count: 2_000, using: exact(), seed: 1)
      let means = mean(d.z)
      let spread = std(d.z)
      """
    ).result
    expectClose(result.numbers("evidence"), [logEvidence], 1e-9)
    let std = variance.squareRoot()
    expectClose(result.numbers("last"), [normal(0, mean, std), normal(1, mean, std)], 1e-9)
    let found = try #require(result.numbers("means")?.last)
    #expect(abs(found - mean) < 5 * std / 2_000.0.squareRoot())
    let spread = try #require(result.numbers("spread")?.last)
    #expect(abs(spread - std) < 5 * std / 4_000.0.squareRoot())
  }

  /// A bridge of 200 points in the plane between two fixed ends: the straight line, with the variance
  /// t (1 − t) of a Brownian bridge.
  @Test func aBridgeOfManyPoints() throws {
    let result = try run(
      """
      variable path: R[200, 2]
      component spring(stiffness: Real) over (a: R[n], b: R[n]) {
        energy = stiffness * sum((a - b) ^ 2) / 2
      }
      component chain = product([spring(50) on (path[t], path[t + 1]) for t in 0..<199])
      component bridge = chain | {path[0]: [0, 0], path[199]: [1, 2]}
      let d = sample(bridge, count: 2_000, using: exact(), seed: 1)
      let middle = mean(d.path)[98]
      let spread = std(d.path)[98]
      let known = log_density(marginal(bridge, keep: path[99]), at: [0.5, 1])
      """
    ).result
    let t = 99.0 / 199
    let std = (t * (1 - t) * 199 / 50).squareRoot()
    let middle = try #require(result.numbers("middle"))
    #expect(abs(middle[0] - t) < 5 * std / 2_000.0.squareRoot())
    #expect(abs(middle[1] - 2 * t) < 5 * std / 2_000.0.squareRoot())
    for spread in try #require(result.numbers("spread")) {
      #expect(abs(spread - std) < 5 * std / 4_000.0.squareRoot())
    }
    expectClose(result.numbers("known"), [normal(0.5, t, std) + normal(1, 2 * t, std)])
  }

  /// Without its ends the chain may lie anywhere.
  @Test func aChainThatIsHeldNowhereHasNoClosedForm() {
    let program = """
      variable path: R[100]
      component spring over (a: Real, b: Real) { energy = (a - b) ^ 2 / 2 }
      component chain = product([spring() on (path[t], path[t + 1]) for t in 0..<99])
      let d = sample(chain, count: 10, using: exact())
      """
    #expect(codes(program) == ["C0402"])
  }

  // MARK: Mixtures and discrete variables

  static let mixtures: [CompositionTests.Case] = [
    .init(
      name: "means that are unknown, of points whose components are unknown",
      program: """
        variable mu: R[2]
        variable z: Natural[3]
        variable y: R[3]
        component m = gaussian([0, 1], 3) on mu * categorical([0.4, 0.6]) on z
          * product([gaussian(mean: mu[z[i]], std: 0.5) on y[i] for i in 0..<3])
        let result = log_density(marginal(m, keep: y), at: [0.3, -1.2, 2.2])
        """, expected: [-8.312520425650973]),
    .init(
      name: "a likelihood of which a part knows nothing of the parameter",
      program: """
        variable w: Real
        variable y: R[2]
        component seen(i: Int) = 0.8 * (gaussian(mean: w, std: 0.5) on y[i]) + 0.2 * (gaussian(0, 10) on y[i])
        component m = gaussian(0, 2) on w * seen(0) * seen(1)
        let result = log_density(m | {y: [1, 5]}, at: 1.2)
        """, expected: [-0.44192529012962956]),
    .init(
      name: "the square of a mixture",
      program: """
        let g = gaussian_mixture([-1, 2], [0.5, 1], [0.2, 0.8])
        let result = log_density(g ^ 2, at: 0.4)
        """, expected: [-3.1952744604943293]),
    .init(
      name: "what is not Gaussian is summed over discrete variables",
      program: """
        variable color: {red, green, blue}
        variable x: Real
        component m = categorical([0.2, 0.3, 0.5]) on color * laplace([-2, 0, 3][color], 1) on x
        let p = marginal(m, keep: x)
        let q = p * (categorical([1, 0, 0]) on color) | {color: .red}
        let result = [log_density(p, at: 0.5), log_density(p on {x: x}, at: 0.5), score(p, at: -2.5),
          log_density(marginal(m | {x: 0.5}, keep: color), at: .green), energy(q, at: 0.5)]
        """,
      expected: {
        let parts = [0.2 * exp(-2.5) / 2, 0.3 * exp(-0.5) / 2, 0.5 * exp(-2.5) / 2]
        let total = log(parts.reduce(0, +))
        return [total, total, 1, log(parts[1]) - total, -total]
      }()),
    .init(
      name: "a mixture without a closed form, conditioned",
      program: """
        variable a: Real
        variable b: Real
        component m = 0.3 * (laplace(0, 1) on a * gaussian(0, 1) on b) +
          0.7 * (laplace(3, 1) on a * gaussian(2, 1) on b)
        let result = log_density(m | {b: 0.5}, at: 1)
        """,
      expected: {
        let weights = [0.3 * exp(-0.125), 0.7 * exp(-1.125)]
        return [
          log((weights[0] * exp(-1) / 2 + weights[1] * exp(-2) / 2) / (weights[0] + weights[1]))
        ]
      }()),
  ]

  @Test(arguments: mixtures) func isAsComputedByHand(_ example: CompositionTests.Case) throws {
    expectClose(try run(example.program).result.numbers("result"), example.expected)
  }

  /// A conditioned mixture of products is drawn from exactly: its weights follow the evidence.
  @Test func aConditionedMixtureIsExact() throws {
    let result = try run(
      """
      variable a: Real
      variable b: Real
      component m = 0.3 * (laplace(0, 1) on a * gaussian(0, 1) on b) +
        0.7 * (laplace(3, 1) on a * gaussian(2, 1) on b)
      let d = sample(m | {b: 0.5}, count: 20_000, using: exact(), seed: 4)
      let result = mean(d.a)
      """
    ).result
    let share = 0.7 * exp(-1.125) / (0.3 * exp(-0.125) + 0.7 * exp(-1.125))
    let std = (2 + 9 * share * (1 - share)).squareRoot()
    let found = try #require(result.numbers("result")?.first)
    #expect(abs(found - 3 * share) < 5 * std / 20_000.0.squareRoot())
  }
}
