import CompKit
import Foundation
import Testing

/// Conditions outside the domain of a variable: each is refused, by a message that names the values it takes.
@Suite struct WrongConditionTests {
  static let conditions: [(String, String, String)] = [
    (
      "C0308", "sum to 1",
      "variable w: Simplex[3]\nlet p = dirichlet([1, 1, 1]) on w * gaussian(w[0], 1) on y | {w: [1, 1, 1]}"
    ),
    (
      "C0308", "from 0 to 1",
      "variable w: Simplex[3]\nlet p = dirichlet([1, 1, 1]) on w | {w: [-0.5, 1, 0.5]}"
    ),
    (
      "C0308", "sum to 1",
      "variable w: Simplex[3]\nlet p = dirichlet([1, 1, 1]) on w | {w[0]: 0.7, w[1]: 0.6}"
    ),
    (
      "C0308", "'w[1]' has none",
      "variable w: Simplex[3]\nlet p = dirichlet([1, 1, 1]) on w | {w[0]: 0.2}"
    ),
    (
      "C0308", "values of all 3",
      "variable w: Simplex[3]\nlet p = dirichlet([1, 1, 1]) on w | {w[0]: 0.2, w[2]: 0.3}"
    ),
    (
      "C0513", "bound these",
      "variable o: Ordered[3]\nlet p = gaussian([0, 0, 0], 1) on o | {o[1]: 0.2}\nprint(sample(p, count: 4))"
    ),
    (
      "C0308", "increasing",
      "variable o: Ordered[3]\nlet p = gaussian([0, 0, 0], 1) on o | {o: [3, 2, 1]}"
    ),
    (
      "C0308", "increasing",
      "variable o: Ordered[3]\nlet p = gaussian([0, 0, 0], 1) on o | {o[0]: 1, o[2]: 0}"
    ),
    ("C0308", "above 0", "let p = exponential(1) | {x: -1}"),
    ("C0308", "above 0", "let p = exponential(1) | {x: 0}"),
    ("C0308", "from 0 to 1", "let p = beta(1, 1) | {x: 1.5}"),
    ("C0308", "from -1 to 2", "let p = uniform(-1, 2) | {x: 3}"),
    ("C0308", "from 2", "let p = pareto(2, 1) | {x: 1}"),
    ("C0308", "up to 1", "variable z: Below(1)\nlet p = gaussian() on z | {z: 2}"),
    ("C0308", "whole number", "let p = poisson(2) | {x: 2.5}"),
    ("C0308", "whole number", "let p = poisson(2) | {x: -1}"),
    ("C0308", "0..<4", "let p = binomial(3, 0.5) | {x: 4}"),
    ("C0308", "0..<2", "let p = bernoulli(0.5) | {x: 0.5}"),
    ("C0308", "finite", "let p = gaussian() | {x: nan}"),
    ("C0308", "finite", "let p = gaussian([0, 0], 1) | {x[1]: infinity}"),
    ("C0308", "y[2]", "variable y: R[3]\nlet p = exponential(1) on y | {y: [1, 2, -3]}"),
    (
      "C0308", "y[1]",
      "variable y: Between([0, 1], [2, 3])[2]\nlet p = gaussian(0, 1) on y | {y: [1, 0.5]}"
    ),
    ("C0210", "'.c'", "variable k: {a, b}\nlet p = bernoulli(0.5) on k | {k: .c}"),
    ("C0301", "label", "variable k: {a, b}\nlet p = bernoulli(0.5) on k | {k: 1}"),
    // The domain of another factor, or of a placement.
    (
      "C0308", "Positive",
      "variable z: Real\nlet p = gaussian(z, 1) on y * lognormal() on z | {z: -1}"
    ),
    (
      "C0308", "UnitInterval",
      "variable a: Real\nlet p = uniform(0, 1) on a * gaussian(a, 1) on y | {a: 2}"
    ),
    // Within the domain, where a factor is zero or infinite.
    (
      "C0422", "'beta' is zero",
      "variable t: UnitInterval\nlet p = beta(2, 2) on t * gaussian(t, 1) on y | {t: 0}"
    ),
    (
      "C0422", "'beta' is infinite",
      "variable t: UnitInterval\nlet p = beta(0.5, 2) on t * gaussian(t, 1) on y | {t: 0}"
    ),
    (
      "C0422", "'right' is zero",
      "component right over x: Real { support = x > 0 }\nlet p = right * gaussian(0, 1) on x * gaussian(x, 1) on y | {x: -2}"
    ),
    (
      "C0422", "'categorical' is zero",
      "variable k: 0..<3\nlet p = gaussian([1, 2, 3][k], 1) on y * categorical([1, 1, 0]) on k | {k: 2}"
    ),
    (
      "C0422", "'pareto' is zero",
      "variable s: Positive\nlet p = exponential(1) on s * pareto(s, 2) on y | {y: -1}"
    ),
    (
      "C0422", "'gaussian' is zero",
      "variable s: Real\nlet p = gaussian() on s * gaussian(0, s) on y | {s: -1}"
    ),
  ]

  @Test(arguments: conditions)
  func aConditionOutsideTheDomainIsRefused(_ code: String, _ word: String, _ text: String) {
    let declared =
      text.contains("on x *") ? "variable x: Real\nvariable y: Real\n" : "variable y: Real\n"
    expectRefusal(code, word, text.contains("variable y") ? text : declared + text)
  }

  /// Values at a closed end, and sums that are one but for what files round away.
  @Test(arguments: [
    "variable t: UnitInterval\nvariable y: Real\nlet p = beta(1, 1) on t * gaussian(t, 1) on y | {t: 0}",
    "variable w: Simplex[3]\nvariable y: R[3]\nlet p = dirichlet([1, 1, 1]) on w * gaussian(w, 1) on y | {w: [0.333333, 0.333333, 0.333334]}",
    "let p = binomial(3, 0.5) on k * gaussian(0, 1) on y | {k: 3}",
    "let p = poisson(2) on k * gaussian(0, 1) on y | {k: 0}",
  ]) func aConditionWithinTheDomainHolds(_ text: String) { #expect(refusal(text) == nil) }

  @Test func theRowOfTheDataIsTold() throws {
    let folder = NSTemporaryDirectory() + "comp-wrong-program-tests"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data("y\n1\n2\n-3\n4\n".utf8).write(to: URL(fileURLWithPath: folder + "/y.csv"))
    let text =
      "let table = data(\"y.csv\")\nvariable y: R[4]\nlet p = exponential(1) on y | {y: table.y}"
    let errors = Comp.compile(
      text, name: folder + "/test.comp", options: RunOptions().unconfined
    ).errors
    let first = try #require(errors.first)
    #expect(first.code == .valueOutOfDomain)
    #expect(words(first).contains("row 3 of the data"), "\(words(first))")
  }
}
