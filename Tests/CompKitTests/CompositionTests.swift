import CompKit
import Foundation
import Testing

/// Programs whose numbers are known: each gives `result`, compared with what pen and paper, or
/// numpy, make of the same composition.
@Suite struct CompositionTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let program: String
    let expected: [Double]
    var bound = 1e-10
    var testDescription: String { name }
  }

  /// log N(x; mean, std)
  static func normal(_ x: Double, _ mean: Double = 0, _ std: Double = 1) -> Double {
    -0.5 * pow((x - mean) / std, 2) - log(std) - 0.5 * log(2 * .pi)
  }

  static let closedForms: [Case] = [
    Case(
      name: "a component's own variable is not the program's of that name",
      program: """
        variable x: Real
        variable y: Real
        component m = gaussian(0, 1) on x * gaussian(mean: 2 * x, std: 1) on {x: y}
        let result = [log_density(marginal(m, keep: y), at: 1), log_density(m, at: {x: 1, y: 1})]
        """, expected: [normal(1, 0, 5.0.squareRoot()), normal(1) + normal(1, 2)]),
    Case(
      name: "the marginal of independent groups needs no constants",
      program: """
        variable a: Real
        variable b: Real
        component p = gaussian(0, 1) on a * student_t(3, 0, 1) on a * gaussian(1, 2) on b
        let result = log_density(marginal(p, keep: b), at: 0)
        """, expected: [normal(0, 1, 2)]),
    Case(
      name: "a point names parts of variables, in any order",
      program: """
        let p = gaussian(mean: [1, 2, 3], std: [1, 2, 3])
        variable path: R[4, 2]
        let walk = gaussian(mean: [0, 0], std: 1) on path[0] * gaussian(mean: path[0], std: 2) on path[3]
        let result = [
          log_density(p | {x[0]: 0.5}, at: {x[2]: 3, x[1]: 2.5}),
          log_density(marginal(p, keep: (x[0], x[2])), at: {x[0]: 0.5, x[2]: 2}),
          log_density(walk, at: {path[3]: [1, 0], path[0]: [1, 1]}),
          log_density(p, at: {x[1..<3]: [2, 3], x[0]: 1}),
          score(p | {x[0]: 0.5}, at: {x[2]: 3, x[1]: 2.5})[0],
        ]
        let key = 2
        let other = log_density(p | {x[key]: 1}, at: {x[key - 1]: 2, x[0]: 1})
        assert(abs(other - log_density(gaussian([1, 2], [1, 2]), at: [1, 2])) < 1e-14)
        """,
      expected: [
        normal(2.5, 2, 2) + normal(3, 3, 3), normal(0.5, 1, 1) + normal(2, 3, 3),
        2 * normal(1) + normal(1, 1, 2) + normal(0, 1, 2),
        normal(1, 1) + normal(2, 2, 2) + normal(3, 3, 3), -0.125,
      ]),
    Case(
      name: "a record of parts fixes them",
      program: """
        let p = gaussian(mean: [1, 2], covariance: [[2, 1], [1, 2]])
        let known = {x[1]: 3}
        let result = [log_density(p | known, at: 1.5)]
        component through over y: Real { energy = energy(p, at: {x[1]: 3, x[0]: y}) }
        let slope = score(through, at: 2)
        assert(abs(slope - score(p, at: [2, 3])[0]) < 1e-14)
        """, expected: [normal(1.5, 1.5, 1.5.squareRoot())]),
    Case(
      name: "a point may leave out axes of one element",
      program: """
        component g = gaussian(mean: [1, 2], std: [1, 3])
        variable z: R[3, 2]
        component c = gaussian([1, 2], 1) on z[1] * gaussian([0, 0], 1) on z[0]
        let one = marginal(c, keep: z[1])
        let result = [log_density(g | {x[1]: 0}, at: 0.5), log_density(g | {x[1]: 0}, at: [0.5]),
          log_density(one, at: [1, 2]), log_density(one, at: [[1, 2], [1, 2]])[1],
          log_density(c | {z[0]: [0, 0]}, at: [[1, 2]])]
        """,
      expected: [normal(0.5, 1), normal(0.5, 1), 2 * normal(0), 2 * normal(0), 2 * normal(0)]),
    Case(
      name: "constants of contrast and harmonic stay as they were when conditioned",
      program: """
        variable a: Real
        variable b: Real
        component p = gaussian(0, 1) on a * gaussian(0, 1) on b
        component q = gaussian(0, 1) on a * gaussian(2, 0.5) on b
        let result = [energy(contrast(p, q) | {b: 1}, at: 0), energy(harmonic(p, q) | {b: 1}, at: 0)]
        """,
      expected: {
        let (p, q) = (2 * normal(0) - 0.5, normal(0) + normal(1, 2, 0.5))
        let both = log(exp(p) + exp(q))
        return [-(2 * p - both), -(p + q - both)]
      }()),
    Case(
      name: "contrast and harmonic vanish where their densities do",
      program: """
        let p = uniform(0, 1)
        let q = uniform(0, 2)
        let result = [energy(contrast(p, q), at: 0.5), energy(harmonic(p, q), at: 0.5)]
        """, expected: [-log(1 / 1.5), -log(0.5 / 1.5)]),
    Case(
      name: "element-wise log densities vanish outside their support",
      program: """
        let result = [uniform_log_density(5, 0, 1), exponential_log_density(-1, 2),
          poisson_log_density(1.5, 2), bernoulli_log_density(2, 0.5), exponential_log_density(0, 2)]
        """,
      expected: [-.infinity, -.infinity, -.infinity, -.infinity, log(2)]),
    Case(
      name: "scores do not see branches that are not taken",
      program: """
        component huber(k: Real = 1) over x: Real {
          let size = abs(x)
          energy = if size < k { x ^ 2 / 2 } else { k * size - k ^ 2 / 2 }
        }
        component rooted over x: Real { energy = if x > 1 { sqrt(x - 1) + log(x - 1) } else { x } }
        func soft(x: Real, k: Real = 1) -> Real {
          let z = k * x
          return if z > 30 { x } else { log1p(exp(z)) / k }
        }
        component softly over x: Real { energy = soft(x) }
        let result = [score(huber(), at: 0.5), score(huber(), at: 3), score(rooted, at: 0.5),
          score(rooted, at: 1), score(softly, at: 1000), score(softly, at: 0)]
        """, expected: [-0.5, -1, -1, -1, -1, -0.5]),
    Case(
      name: "the norm has the slope zero at zero",
      program: """
        component ring(radius: Real = 2, width: Real = 0.2) over x: R[2] {
          energy = ((norm(x) - radius) / width) ^ 2 / 2
        }
        let result = score(ring(), at: [0, 0])
        """, expected: [0, 0]),
  ]

  @Test(arguments: closedForms) func isAsComputedByHand(_ example: Case) throws {
    let found = try run(example.program).result.numbers("result") ?? []
    #expect(found.count == example.expected.count)
    for (a, b) in zip(found, example.expected) {
      #expect(a == b || abs(a - b) <= example.bound * max(1, abs(b)), "\(a) is not \(b)")
    }
  }

  /// A density that its variable cuts short is normalised no longer, and its draws keep inside.
  @Test(arguments: [
    ("variable t: Positive", "gaussian(0, 1) on t", "t", 0.0, Double.infinity),
    ("variable t: Above(1)", "exponential(1) on t", "t", 1, .infinity),
    ("variable t: Between(0, 0.5)", "uniform(0, 1) on t", "t", 0, 0.5),
  ])
  func aDensityIsCutByItsVariable(
    _ declaration: String, _ density: String, _ name: String, _ low: Double, _ high: Double
  ) throws {
    let text = """
      \(declaration)
      let p = \(density)
      let d = sample(p, count: 400, using: gibbs(steps: 10), seed: 3)
      """
    let values = try #require(run(text).result.draws("d")?.values(of: name))
    #expect(values.allSatisfy { low <= $0 && $0 <= high })
    #expect(
      codes(declaration + "\nlet d = sample(\(density), count: 1, using: exact())") == ["C0402"])
  }

  /// Bounds that random variables set are a support: the draws keep to them, whatever the sampler.
  @Test(arguments: ["exact()", "gibbs(steps: 80)"]) func boundsMayBeRandom(_ sampler: String) throws
  {
    let result = try run(
      """
      variable a: Real
      variable b: Real
      let p = gaussian(0, 1) on a * uniform(low: a, high: a + 1) on b
      let d = sample(p, count: 4_000, using: \(sampler), seed: 5)
      let v = verify(d, against: p)
      let passed = if v.passed { 1 } else { 0 }
      """
    ).result
    let a = try #require(result.draws("d")?.values(of: "a"))
    let b = try #require(result.draws("d")?.values(of: "b"))
    #expect(zip(a, b).allSatisfy { $0 <= $1 && $1 <= $0 + 1 })
    #expect(result.numbers("passed") == [1])
  }

  /// What is left of a variable, in the shape that users see.
  @Test(arguments: [
    ("p | {path[0]: [0, 0]}", [2, 2]), ("p | {path[0]: [0, 0], path[2]: [0, 0]}", [1, 2]),
    ("p | {path[1, 0]: 0}", [5]), ("marginal(p, keep: path[1])", [2]),
    ("marginal(p, keep: path[1][0])", []), ("marginal(p, keep: path[1..<3])", [2, 2]),
    ("gaussian([0, 0], 1) on path[1]", [2]),
    ("gaussian([0, 0], 1) on path[0] * gaussian([0, 0], 1) on path[2]", [2, 2]),
  ])
  func partsKeepTheirShape(_ density: String, _ shape: [Int]) throws {
    let found = try run(
      """
      variable path: R[3, 2]
      component p = product([gaussian([0, 0], 1) on path[t] for t in 0..<3])
      let d = sample(\(density), count: 7, seed: 1)
      let result = sum(d.path[0] * 0 + 1)
      let moments = mean(d.path)
      """
    ).result
    #expect(found.numbers("result") == [Double(shape.reduce(1, *))])
    #expect(found.numbers("moments")?.count == shape.reduce(1, *))
  }

  /// Of many factors of one title a plan names the first two and the last.
  @Test func longPlansAreFolded() throws {
    let lines = try run(
      """
      variable path: R[40]
      component spring(k: Real) over (a: Real, b: Real) { energy = k * (a - b) ^ 2 / 2 }
      component chain = gaussian() on path[0] * product([spring(4) on (path[t], path[t + 1]) for t in 0..<39])
      print(plan(chain))
      """
    ).transcript.lines.flatMap { $0.split(separator: "\n").map(String.init) }
    #expect(lines.count < 14)
    #expect(lines.contains("  … 36 more of spring"))
  }

  /// What a sampler that rejects nothing meets is told as what it is.
  @Test func infiniteEnergiesAreNotCalledNaN() throws {
    let program = Comp.compile(
      """
      component cliff over x: Real { energy = if x > 1 { infinity } else { x ^ 2 } }
      let d = sample(cliff, count: 400, using: ula(step_size: 0.1, steps: 10), seed: 1)
      """)
    let transcript = Transcript()
    let failure = #expect(throws: Diagnostic.self) {
      try Comp.run(program, in: transcript.environment)
    }
    #expect(failure?.code == .mostlyNaN)
    #expect(failure?.message.hasSuffix("is infinite") == true)
    #expect(failure?.help?.contains("mala") == true)
  }

  /// A thousand factors that generate one another have their marginals in one pass.
  @Test(.timeLimit(.minutes(1))) func marginalsOfLongPrograms() throws {
    let found = try run(
      """
      variable theta: R[1000]
      variable tau: Positive
      component all = half_cauchy(1) on tau * product([student_t(3, 0, tau) on theta[i] for i in 0..<1000])
      let result = log_density(marginal(all, keep: tau), at: 1)
      """
    ).result.number("result")
    #expect(abs(try #require(found) + log(Double.pi)) < 1e-12)
  }

  /// A chain that finds no start in a hundred tries begins where another one does; where none finds
  /// any the run ends, and says where it looked.
  @Test func startsAreShared() throws {
    let program = """
      component sliver over x: R[2] { support = x[0] > 1.9 && x[1] > 1.9 && sum(x) < 5 }
      let d = sample(sliver, count: 2_000, using: mala(step_size: 0.5, steps: 20), seed: 1)
      """
    let values = try #require(run(program).result.draws("d")?.values(of: "x[0]"))
    #expect(values.allSatisfy { $0 > 1.9 })

    let hopeless = Comp.compile(
      "component far over x: Real { support = x > 10 }\nlet d = sample(far, count: 4, using: mala(0.1))"
    )
    let transcript = Transcript()
    #expect(throws: Diagnostic.self) { try Comp.run(hopeless, in: transcript.environment) }
    let note = transcript.diagnostics.first?.notes.first ?? ""
    #expect(note.hasPrefix("the log density of 'far'"))
    #expect(note.contains("was -inf") && note.contains("at x = "))
  }

  @Test(arguments: [
    ("component s over x: Real { score = -x }\nlet m = 0.5 * s + 0.5 * gaussian()", "C0402"),
    ("variable x: Real\nlet p = gaussian(mean: x, std: 1) on x", "C0410"),
    ("let z = log_normalizer(gaussian(), using: smc())", "C0513"),
    ("let d = sample(gaussian(), count: 4, using: nuts())", "C0513"),
    ("variable b: Real\nlet p = box(-1, 1) on b", "C0410"),
    ("variable z: R[2]\nlet p = marginal(gaussian(0, 1) on z[0], keep: z[1])", "C0403"),
    ("let a = log_density(gaussian([1, 2], 1), at: {x[0]: 1})", "C0205"),
    ("let a = log_density(gaussian([1, 2], 1), at: {x[0]: 1, x: [1, 2]})", "C0416"),
    ("let a = log_density(gaussian([1, 2], 1), at: {x[2]: 1, x[0]: 2})", "C0306"),
  ])
  func isRefused(_ program: String, _ code: String) { #expect(codes(program) == [code]) }
}
