import CompKit
import Foundation
import Testing

/// Components of open sizes, which a condition, another factor or a declared variable tells.
@Suite struct UnsizedProductTests {
  private static let declarations = """
    component prior over rate: Positive { energy = 2 * rate - 2 * log(rate) }
    component counts over y: R[n] given rate: Positive { log_density = sum(y * log(rate) - rate - lgamma(y + 1)) }
    component pair over (a: R[n], b: R[n]) { log_density = sum(gaussian_log_density(a, 0, 1) + gaussian_log_density(b, a, 1)) }
    variable r: Positive

    """

  /// Eight counts, which sum to 36, with a gamma(3, 2) prior: the posterior is gamma(39, 10), and the
  /// mean of 8,000 draws lies within 0.05 of its mean, seven standard errors of independent draws.
  @Test(arguments: [
    "prior * counts | {y: data}", "prior * (counts | {y: data})", "(prior * counts) | {y: data}",
    "counts * prior | {y: data}", "product([prior, counts]) | {y: data}",
    "observe(model(counts), data)", "model(counts) | {y: data}", "counts | {y: data} |> model()",
    "prior * counts on obs given rate | {obs: data}",
    "prior on r * counts on obs given r | {obs: data}",
    "prior on r * counts on {y: obs, rate: r} | {obs: data}",
  ]) func aConditionTellsTheSize(_ density: String) throws {
    let (_, transcript) = try run(
      Self.declarations + """
        let data = [3, 5, 2, 4, 4, 6, 5, 7]
        func model(p) = prior * p
        func observe(p: Density<S>, values) = p | {y: values}
        let p = \(density)
        let d = sample(p, count: 8_000, seed: 1)
        print(mean(d.\(density.contains("on r") || density.contains(": r}") ? "r" : "rate")))
        """)
    let mean = try #require(Double(transcript.lines[0]))
    #expect(abs(mean - 3.9) < 0.05)
  }

  /// Two variables of one size, of which one is given; and factors that tell each other theirs.
  @Test(arguments: [
    ("pair | {a: [1, 2, 3]}", "{b: R[3]}"), ("pair | {b: [1, 2, 3]}", "{a: R[3]}"),
    ("pair on (u, v) | {u: [1, 2]}", "{v: R[2]}"),
    ("pair * gaussian([0, 0, 0, 0], 1) on b", "{a: R[4], b: R[4]}"),
    ("prior * counts * gaussian([0, 0], 1) on y", "{rate: Positive, y: R[2]}"),
    ("pair * (pair on (b, c)) | {a: [1, 2]}", "{b: R[2], c: R[2]}"),
    (
      "product([counts on a given rate, counts on b given rate, prior]) | {a: [1, 2], b: [3]}",
      "{rate: Positive}"
    ),
  ]) func sizesAreShared(_ density: String, _ space: String) throws {
    let (_, transcript) = try run(Self.declarations + "let p = \(density)\nprint(p)")
    #expect(transcript.lines[0].contains("Density<\(space)>"), "\(transcript.lines)")
  }

  @Test func aColumnOfDataTellsTheSize() throws {
    let folder = NSTemporaryDirectory() + "comp-unsized-tests"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data("y\n3\n5\n2\n4\n".utf8).write(to: URL(fileURLWithPath: folder + "/y.csv"))
    let (_, transcript) = try run(
      Self.declarations
        + "let table = data(\"y.csv\")\nlet p = prior * counts | {y: table.y}\nprint(p)",
      name: folder + "/test.comp")
    #expect(transcript.lines[0].contains("Density<{rate: Positive}>"))
  }

  @Test func aNamedProductKeepsItsName() throws {
    let (_, transcript) = try run(
      Self.declarations
        + "component model = prior * counts\nprint(model)\nlet p = model | {y: [1, 2]}\nprint(p)")
    #expect(transcript.lines[0].hasPrefix("model, of sizes"))
    #expect(transcript.lines[1].contains("Density<{rate: Positive}>"))
  }

  @Test(arguments: [
    ("C0303", "not known", "print(sample(prior * counts, count: 10).rate)"),
    ("C0303", "y: […]", "let p = counts ^ 2"),
    ("C0303", "not known", "let p = 0.5 * counts + 0.5 * counts"),
    ("C0303", "not known", "let p = prior * counts | {rate: 2}"),
    ("C0303", "the variable is R[3]", "let p = pair | {a: [1, 2, 3], b: [1, 2]}"),
    ("C0410", "R[2, 2]", "let p = prior * counts | {y: [[1, 2], [3, 4]]}"),
    ("C0410", "a number", "let p = prior * counts | {y: 3}"),
    ("C0303", "R[2]", "let p = pair * gaussian([0, 0], 1) on b | {a: [1, 2, 3]}"),
    ("C0403", "'z'", "let p = prior * counts | {y: [1, 2], z: 1}"),
    (
      "C0303", "variable y: R[3]",
      "variable m: Real\nlet p = gaussian() on m * gaussian(m, 1) on y | {y: [1, 2, 3]}"
    ),
  ]) func sizesThatAreUnknownOrDisagreeAreRefused(_ code: String, _ word: String, _ text: String)
    throws
  {
    let errors = Comp.compile(Self.declarations + text, name: "test.comp").errors
    let first = try #require(errors.first)
    #expect(first.code.rawValue == code, "\(first.message)")
    let words = DiagnosticRenderer().render(first)
    #expect(words.contains(word), "\(words)")
  }
}
