import CompKit
import Foundation
import Testing

/// Programs that are wrong and used to run: each is refused, by a message that names what is wrong.
@Suite struct WrongProgramTests {
  // MARK: Bounds behind a type

  static let types: [(String, String, String)] = [
    ("C0207", "Between(0, 1)", "Real(0, 1)"), ("C0207", "0..<10", "Int(0, 10)"),
    ("C0207", "R[2]", "R(2)"), ("C0207", "Between", "R[2](0, 1)".replacing("[2](", with: "(")),
    ("C0207", "Above(low)", "Positive(3)"), ("C0207", "Between(0, 5)", "UnitInterval(0, 5)"),
    ("C0207", "Natural[3]", "Natural(3)"), ("C0207", "0..<9", "Natural(0, 9)"),
    ("C0207", "Simplex[3]", "Simplex(3)"), ("C0207", "Ordered[3]", "Ordered(3)"),
    ("C0207", "one bound", "Above(1, 2)"), ("C0207", "one bound", "Below(1, 2)"),
    ("C0207", "two bounds", "Between(0, 1, 2)"), ("C0205", "bound", "Between(1)"),
    ("C0205", "bound", "Above"), ("C0308", "between", "Between(1, 0)"),
    ("C0308", "between", "Between(1, 1)"), ("C0308", "not a number", "Between(nan, 1)"),
    ("C0308", "infinite", "Between(0, infinity)"), ("C0308", "infinite", "Above(infinity)"),
    ("C0308", "Real", "Above(-infinity)"), ("C0308", "not a number", "Below(nan)"),
    ("C0308", "length", "Between(-1e308, 1e308)"), ("C0303", "Simplex[3]", "Simplex"),
    ("C0301", "random variable", "Weights[3]"),
    ("C0301", "random variable", "PositiveDefinite[2, 2]"),
  ]

  @Test(arguments: types) func aVariablesTypeIsRefused(
    _ code: String, _ word: String, _ type: String
  ) {
    expectRefusal(code, word, "variable s: \(type)")
  }

  @Test(arguments: types.filter { $0.0 == "C0207" })
  func soIsAParametersType(_ code: String, _ word: String, _ type: String) {
    expectRefusal(code, word, "func f(x: \(type)) = x\nprint(f(1))")
    expectRefusal(code, word, "let x: \(type) = 1")
    expectRefusal(
      code, word, "component c(k: \(type)) over x: Real { energy = x ^ 2 }\nprint(c(1))")
  }

  @Test func anIntHasNoSizes() { expectRefusal("C0301", "R[3]", "let x: Int[3] = 1") }

  // MARK: Parameters of distributions

  /// Each distribution with good values of its parameters, and what each parameter refuses beside
  /// what is infinite or no number.
  static let distributions: [(name: String, good: [String], alsoWrong: [[String]])] = [
    ("gaussian", ["0", "1"], [[], ["0", "-1"]]),
    ("gaussian", ["[0, 1]", "1"], [[], ["0", "-1"]]),
    ("uniform", ["0", "1"], [["1", "2"], ["0", "-1"]]),
    ("box", ["[0, 0]", "[1, 1]"], [["[0, 2]"], ["[1, -1]"]]),
    ("student_t", ["3", "0", "1"], [["0", "-1"], [], ["0", "-1"]]),
    ("laplace", ["0", "1"], [[], ["0", "-1"]]), ("logistic", ["0", "1"], [[], ["0", "-1"]]),
    ("cauchy", ["0", "1"], [[], ["0", "-1"]]), ("gumbel", ["0", "1"], [[], ["0", "-1"]]),
    ("exponential", ["1"], [["0", "-1"]]), ("gamma", ["2", "1"], [["0", "-1"], ["0", "-1"]]),
    ("inverse_gamma", ["2", "1"], [["0", "-1"], ["0", "-1"]]),
    ("beta", ["2", "1"], [["0", "-1"], ["0", "-1"]]),
    ("lognormal", ["0", "1"], [[], ["0", "-1"]]), ("half_normal", ["1"], [["0", "-1"]]),
    ("half_cauchy", ["1"], [["0", "-1"]]), ("weibull", ["2", "1"], [["0", "-1"], ["0", "-1"]]),
    ("pareto", ["2", "1"], [["0", "-1"], ["0", "-1"]]),
    ("von_mises", ["0", "1"], [[], ["0", "-1"]]),
    ("dirichlet", ["[1, 2]"], [["[0, 1]", "[-1, 1]", "[1]"]]),
    ("bernoulli", ["0.5"], [["-1", "1.5"]]),
    ("categorical", ["[1, 1]"], [["[0, 0]", "[-1, 2]", "[1e308, 1e308]"]]),
    ("binomial", ["3", "0.5"], [["-1", "2.5"], ["-1", "1.5"]]), ("poisson", ["2"], [["0", "-1"]]),
    ("negative_binomial", ["2", "1"], [["0", "-1"], ["0", "-1"]]),
    (
      "gaussian_mixture", ["[0, 1]", "[1, 1]", "[1, 1]"], [[], ["[0, 1]"], ["[0, 0]", "[-1, 1]"]]
    ),
  ]

  @Test(arguments: distributions.indices)
  func aParameterThatMakesNoDistributionIsRefused(_ index: Int) {
    let (name, good, alsoWrong) = Self.distributions[index]
    #expect(
      refusal("print(sample(\(name)(\(good.joined(separator: ", "))), count: 2).x)") == nil)
    for position in good.indices {
      let isVector = good[position].hasPrefix("[")
      let infinite = ["nan", "infinity", "-infinity"].map { isVector ? "[1, \($0)]" : $0 }
      for value in infinite + alsoWrong[position] {
        var arguments = good
        arguments[position] = value
        let text = "print(sample(\(name)(\(arguments.joined(separator: ", "))), count: 2).x)"
        guard let found = refusal(text) else {
          Issue.record("runs: \(text)")
          continue
        }
        #expect(found.code == .valueOutOfDomain, "\(text): \(found.message)")
        let isInfinite = infinite.contains(value)
        #expect(!isInfinite || words(found).contains("finite"), "\(text): \(found.message)")
      }
    }
  }

  @Test(arguments: [
    "print(gaussian_log_density(0, 0, infinity))", "print(uniform_log_density(0.5, 0, infinity))",
    "print(categorical_log_density(0, [0, 0]))",
    "print(gaussian(mean: [0, 0], covariance: [[nan, 0], [0, 1]]))",
    "print(gaussian(mean: [0, 0], covariance: [[infinity, 0], [0, 1]]))",
    "print(gaussian(mean: [0, 0], precision: [[infinity, 0], [0, 1]]))",
    "print(guide(gaussian(), toward: gaussian(1, 1), strength: nan))",
    "component prior(scale: Positive) over x: Real = gaussian(0, scale)\nprint(prior(infinity))",
    "print(0 * gaussian() + 0 * gaussian(1, 1))", "print(mixture([gaussian()], weights: [0]))",
    "print(mixture([gaussian(), gaussian(1, 1)], weights: [infinity, 1]))",
  ]) func soAreThoseOfOtherForms(_ text: String) {
    #expect(refusal(text)?.code == .valueOutOfDomain, "\(text)")
  }

  /// A parameter that is random, and wrong for some of its values: no density there.
  @Test func aRandomParameterIsHeldToItsType() throws {
    let (_, transcript) = try run(
      """
      variable s: Real
      variable y: Real
      variable k: 0..<2
      let p = gaussian(0, 1) on s * laplace(0, s) on y
      print(energy(p, at: {s: -1, y: 0}), energy(p, at: {s: 1, y: 0}) < infinity)
      print(energy(gaussian(0, 1) on s * bernoulli(s) on k, at: {s: 1.5, k: 1}))
      let d = sample(p | {y: 1}, count: 400, seed: 1)
      print(min(d.s) > 0)
      """)
    #expect(transcript.lines == ["inf true", "inf", "true"])
  }

  /// Random bounds leave no density where the lower one is above the upper.
  @Test func randomBoundsAreHeldInOrder() throws {
    let (_, transcript) = try run(
      """
      variable a: Real
      variable b: Real
      variable y: Real
      let p = gaussian(0, 1) on a * gaussian(0, 1) on b * uniform(a, b) on y
      print(p)
      print(energy(p, at: {a: 1, b: 0, y: 0.5}), energy(p, at: {a: 0, b: 1, y: 0.5}) < infinity)
      let d = sample(p, count: 400, seed: 1)
      print(min(d.b - d.a) > 0 && min(d.y - d.a) > 0 && min(d.b - d.y) > 0)
      """)
    #expect(transcript.lines[0].hasSuffix("Energy"))
    #expect(transcript.lines[1...] == ["inf true", "true"])
  }

  @Test(arguments: [
    ("a", "a + 1", "Exact"), ("a - s", "a + s", "Exact"), ("a - 1", "a + 2 * s", "Exact"),
    ("-s", "s", "Exact"), ("0", "s", "Exact"), ("-1", "exp(a)", "Exact"), ("a", "1", "Energy"),
    ("a", "a - 1", "Energy"), ("a", "a + s - 1", "Energy"), ("s", "1", "Energy"),
  ]) func boundsThatCannotCrossLeaveTheGrade(_ low: String, _ high: String, _ grade: String) throws
  {
    let (_, transcript) = try run(
      """
      variable a: Real
      variable s: Positive
      variable y: Real
      print(gaussian(0, 1) on a * exponential(1) on s * uniform(\(low), \(high)) on y)
      """)
    #expect(transcript.lines[0].hasSuffix(grade), "\(transcript.lines)")
  }

  /// What is positive for each value of its variables needs no condition, and stays exact.
  @Test(arguments: [
    "exp(s)", "s ^ 2", "abs(s) + 1", "1 + t", "sqrt(t)", "softplus(s)", "sigmoid(s)", "t * u",
    "u / t", "if s > 0 { 1 } else { 2 }", "norm([s, s])", "max(s, 1)",
  ]) func aParameterThatCannotBeWrongLeavesTheGrade(_ std: String) throws {
    let (_, transcript) = try run(
      """
      variable s: Real
      variable t: Positive
      variable u: UnitInterval
      variable y: Real
      print(gaussian(0, 1) on s * exponential(1) on t * uniform(0, 1) on u * gaussian(0, \(std)) on y)
      """)
    #expect(transcript.lines[0].hasSuffix("Exact"), "\(transcript.lines)")
  }

  // MARK: Noise

  @Test(arguments: [
    "print(noise())", "let a = noise(like: [1, 2])", "print(uniform_noise())",
    "print(sample(gaussian(noise(), 1), count: 2).x)",
    "func f(x) = x + noise(like: x)\nprint(f(3))",
    "component c over x: Real { energy = x ^ 2 + noise() }\nprint(energy(c, at: 1))",
    "component c over x: Real { let z = uniform_noise()\nsupport = x > z }\nprint(c)",
    "component c over x: Real { log_density = gaussian_log_density(x, noise(), 1) }\nprint(c)",
    "print(start(gaussian()))", "print(coordinates(gaussian()))", "weigh(1)",
    "print(draw(gaussian()))",
    "variable k: 0..<2\nprint(gaussian(if k > 0 { noise() } else { 0 }, 1))",
  ]) func randomNumbersOutsideOfSamplersAreRefused(_ text: String) {
    #expect(refusal(text)?.code == .misplacedNoise, "\(text)")
  }

  @Test func inADrawTheyAreNot() {
    #expect(
      refusal(
        """
        func jitter(x) = x + noise(like: x)
        component c over x: Real {
          let z = noise(like: x)
          log_density = gaussian_log_density(x, 0, sqrt(2))
          draw = jitter(z)
        }
        print(sample(c, count: 3, using: exact(), seed: 1).x)
        """) == nil)
  }

  // MARK: Order

  @Test func sortingPutsWhatIsNoNumberLast() throws {
    let (_, transcript) = try run(
      """
      let x = [5, nan, 1, nan, 4]
      print(sort(x), argsort(x))
      print(sort([[1, nan], [nan, 2], [0, 1]]))
      print(argmin(x), argmax(x), min(x), max(x), median(x), quantile(x, 0.5))
      print(sort([nan]), argmin([2, 1, 3]), argmax([2, 1, 3]))
      """)
    #expect(
      transcript.lines == [
        "[1, 4, 5, nan, nan] [2, 4, 0, 1, 3]", "[[0, 1], [1, 2], [nan, nan]]",
        "1 1 nan nan nan nan",
        "[nan] 1 2",
      ])
  }

  // MARK: Other values without a meaning

  @Test(arguments: [
    (
      "C0307", "different sets",
      "variable c: {red, green}\nvariable d: {red, blue}\ncomponent agree over (c: {red, green}, d: {red, blue}) { energy = if c == d { 0 } else { 1 } }\nprint(agree)"
    ),
    ("C0308", "finite", "print(sample(gaussian(), count: 10, using: mala(step_size: infinity)).x)"),
    ("C0308", "not a number", "print(eigenvalues([[nan, 1], [1, 2]]))"),
    (
      "C0404", "rises far out",
      "component c over x: Real { energy = -x ^ 2 }\nlet d = sample(c, count: 10)"
    ),
    (
      "C0404", "along",
      "component c over x: R[2] { energy = x[0] * x[1] }\nlet d = sample(c, count: 10)"
    ),
    ("C0403", "no start", "print(sample(gaussian(), count: 3, start: gaussian([0, 0], 1)))"),
    ("C0308", "finite", "variable m: Real\nprint(gaussian(infinity * m, 1) on y)"),
    ("C0308", "finite", "variable m: Real\nprint(gaussian(m / 0 + 1, 1) on y)"),
    ("C0308", "finite", "variable m: Real\nprint(gaussian(m, 1 + nan * m ^ 2) on y)"),
    ("C0504", "two or more", "print(log_normalizer(gaussian(), count: -5))"),
    ("C0301", "2^53", "print(sum([9223372036854775807, 1]))"),
    ("C0307", "2^53", "print([9223372036854775807, 1] * 2)"),
    (
      "C0308", "finite",
      "component c(m: PositiveDefinite[2, 2]) over x: R[2] { energy = sum(m @ x) }\nprint(c([[1, 0], [0, infinity]]))"
    ),
    ("C0510", "10⁸", "let a = reshape(zeros(50_000), [50_000, 1])\nprint(sum(a @ transpose(a)))"),
  ]) func isRefused(_ code: String, _ word: String, _ text: String) {
    expectRefusal(code, word, text)
  }

  @Test func oneValueHasNoDeviation() throws {
    let (_, transcript) = try run("print(variance([1]), std([[1, 2]]), std([1, 3]))")
    #expect(transcript.lines == ["nan [nan, nan] 1.41421"])
  }

  /// A variable that was declared with more values than the component gives it has those alone.
  @Test func aPlacementNarrowsTheValues() {
    #expect(
      refusal(
        "variable c: 0..<5\nprint(sample(categorical([1, 2, 3]) on c, count: 3, seed: 1).c)")
        == nil)
  }

  // MARK: Words

  @Test(arguments: [
    (
      "C0405", "prior",
      "component lik over y: Real given m: Real { log_density = gaussian_log_density(y, m, 1) }\nprint(sample(lik | {y: 1}, count: 3).m)"
    ),
    ("C0308", "too large", "print(zeros(1e20))"), ("C0308", "too large", "variable x: R[1e20]"),
    ("C0308", "not a number", "print(zeros(nan))"),
    (
      "C0203", "alone",
      "variable m: Real\nlet d = sample(gaussian() on m, count: 100, seed: 1)\nlet r = summary(d)\nprint(r.r_hat.m)"
    ),
    ("C0513", "prior", "let p = train(gaussian(), on: [1, 2])"),
    (
      "C0405", "'theta'",
      "component reading over y: R[n] given theta: Real { log_density = sum(gaussian_log_density(y, theta, 1)) }\nprint(sample(gaussian() on mu * reading on y1 | {y1: [1, 2]}, count: 4).mu)"
    ),
  ]) func theMessageNamesTheFault(_ code: String, _ word: String, _ text: String) {
    expectRefusal(code, word, text)
  }

  @Test func aQuotientIsWarnedOfOnce() {
    let found = codes(
      """
      component a over x: Real { energy = x ^ 2 }
      component b over x: Real { energy = x ^ 4 }
      let p = a / b
      let d = sample(p, count: 3, seed: 1)
      let e = sample(p * gaussian(), count: 3, seed: 1)
      """)
    #expect(found == ["C0414"])
  }
}
