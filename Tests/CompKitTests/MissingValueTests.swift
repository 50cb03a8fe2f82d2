import CompFiles
import CompKit
import Foundation
import Testing

/// Values that a file does not have: read by their marks, left free in conditions, never numbers.
@Suite struct MissingValueTests {
  private static let file = "missing-values.csv"
  private static let start = "let d = data(\"\(file)\", missing: [\"-\", \"NA\", \"\"])\n"

  private static func write() throws {
    try FileTests.write("y,c,x\n1.5,red,1\n-,blue,2\n2.5,NA,3\n,red,4\n", file)
  }

  @Test(arguments: [
    ("d.y", "[1.5, missing, 2.5, missing]"), ("d.c", "[.red, .blue, missing, .red]"),
    ("present(d.y)", "[true, false, true, false]"), ("d.y[present(d.y)]", "[1.5, 2.5]"),
    ("mean(d.y[present(d.y)])", "2"), ("d.x[present(d.y)]", "[1, 3]"),
    ("present(d)", "[true, false, false, false]"),
    ("d.x[present(d)]", "[1]"), ("d.y[0..<2]", "[1.5, missing]"), ("d.y[2]", "2.5"),
    ("d.c[present(d.c)]", "[.red, .blue, .red]"), ("count(d.y), length(d.y), count(d)", "4 4 4"),
    ("present(d.x)", "[true, true, true, true]"), ("sum(!present(d.y))", "2"), ("d.c[1]", ".blue"),
  ])
  func whatIsThereCanBeHad(_ expression: String, _ value: String) throws {
    try Self.write()
    #expect(try FileTests.run(Self.start + "print(\(expression))").lines == [value])
  }

  @Test(arguments: [
    "mean(d.y)", "d.y + 1", "sum(d.y)", "-d.y", "d.y[1] + 1", "gaussian(mean: d.y, std: 1)",
    "log_density(gaussian() on y, at: d)", "mean_log_density(gaussian() on y, of: d)", "d.y == d.y",
    "sort(d.y)", "[v for v in d.y]", "exp(d.y)", "d.y @ d.x", "d.c == .red", "max(d.y, 1)",
    "compare(sample(gaussian() on y, count: 100), data(\"\(file)\", as: {y: Real}, missing: [\"-\", \"\"]))",
  ])
  func theyAreNoNumbers(_ expression: String) throws {
    try Self.write()
    let error = try #require(FileTests.error(Self.start + "print(\(expression))"), "\(expression)")
    #expect(
      [.typeMismatch, .invalidOperand, .missingValue].contains(error.code),
      "\(expression): \(error.message)")
    let words = ([error.message, error.help ?? ""] + error.labels.map(\.message)).joined()
    #expect(words.contains("missing") && words.contains("present("), "\(expression): \(words)")
  }

  /// A size that a component leaves open is that of the column, with what is missing.
  @Test func aColumnTellsASize() throws {
    try Self.write()
    let (lines, _) = try FileTests.run(
      Self.start + """
        variable mu: Real
        component seen over y: R[n] given mu: Real {
          log_density = sum(gaussian_log_density(y, mu, 1))
        }
        let p = gaussian(0, 1) on mu * seen | {y: d.y}
        print(p)
        """)
    #expect(lines.first?.contains("2 elements]: R[2]") == true, "\(lines)")
  }

  /// The elements that are missing stay free, and are drawn from their distribution given the others.
  @Test func whatIsMissingStaysFree() throws {
    try Self.write()
    let (lines, result) = try FileTests.run(
      Self.start + """
        variable mu: Real
        variable y: R[4]
        component model = gaussian(0, 1) on mu * gaussian(mean: mu, std: 1) on y
        let p = model | {y: d.y}
        let draws = sample(p, count: 20_000, seed: 1)
        let chained = sample(p, count: 4_000, using: hmc(steps: 20), warmup: 300, seed: 2)
        print(mean(d.y[present(d.y)]))
        """)
    #expect(lines == ["2"])
    // Two values with the mean 2: mu is N(4 / 3, 1 / 3), y[1] is N(4 / 3, 4 / 3). Five standard errors;
    // false alarms in 1 of 2 million draws of each mean.
    let counts: [(String, Double)] = [("draws", 20_000), ("chained", 1_000)]
    for (name, count) in counts {
      let draws = try #require(result.draws(name))
      #expect(draws.coordinateNames == ["mu", "y[1]", "y[3]"])
      let variances: [(String, Double)] = [("mu", 1.0 / 3), ("y[1]", 4.0 / 3), ("y[3]", 4.0 / 3)]
      for (coordinate, variance) in variances {
        let values = try #require(draws.values(of: coordinate))
        let off: Double = mean(values) - 4.0 / 3
        let bound: Double = 5 * (variance / count).squareRoot()
        #expect(abs(off) < bound, "\(name) \(coordinate)")
      }
    }
  }

  @Test func labelsAndCountsThatAreMissingStayFree() throws {
    try FileTests.write("c,k\nred,3\nNA,1\nblue,NA\n", "missing-labels.csv")
    let (_, result) = try FileTests.run(
      """
      let d = data("missing-labels.csv", as: {c: {red, blue}, k: Natural}, missing: ["NA"])
      variable c: {red, blue}[3]
      variable k: Natural[3]
      component model = categorical([0.2, 0.8]) on c * poisson(rate: [1, 5][c]) on k
      let draws = sample(model | {c: d.c, k: d.k}, count: 10_000, using: gibbs(steps: 2), seed: 1)
      """)
    let draws = try #require(result.draws("draws"))
    #expect(draws.coordinateNames == ["c[1]", "k[2]"])
    // P(c[1] = blue | k = 1) = 0.8 · 5 e⁻⁵ / (0.8 · 5 e⁻⁵ + 0.2 e⁻¹); k[2] is Poisson(5).
    let weight: Double = 4 * exp(-5.0)
    let blue: Double = weight / (weight + 0.2 * exp(-1.0))
    let labels = try #require(draws.values(of: "c[1]"))
    let counts = try #require(draws.values(of: "k[2]"))
    let bound: Double = 5 * (blue * (1 - blue) / 10_000).squareRoot()
    #expect(abs(mean(labels) - blue) < bound)
    let countBound: Double = 5 * (5.0 / 10_000).squareRoot()
    #expect(abs(mean(counts) - 5) < countBound)
  }

  private func mean(_ values: [Double]) -> Double {
    values.reduce(0, +) / Double(values.count)
  }

  @Test func partsOfASimplexAreRefused() throws {
    try FileTests.write("p\n0.5\nNA\n0.2\n", "missing-simplex.csv")
    let error = FileTests.error(
      """
      let d = data("missing-simplex.csv", missing: ["NA"])
      variable p: Simplex[3]
      let q = dirichlet([1, 1, 1]) on p | {p: d.p}
      """)
    #expect(error?.code == .missingValue)
  }

  /// Numbers that stand for missing values, NaN of arrays and null of JSON are marks too.
  @Test func marksOfOtherFormats() throws {
    try writeWhole(
      .npy(.array(FileArray(shape: [3], values: .reals([1, .nan, -999])))),
      to: FileTests.path("missing.npy"))
    let file = "data(\"missing.npy\", missing: [\"NaN\", \"-999\"])"
    #expect(try FileTests.run("print(\(file).x)").lines == ["[1, missing, missing]"])
    #expect(FileTests.error("print(data(\"missing.npy\").x)")?.code == .missingValue)
    try FileTests.write(
      "[{\"x\": 1, \"c\": \"a\"}, {\"x\": null}, {\"x\": 2, \"c\": null}]", "missing-rows.json")
    #expect(
      FileTests.error("print(data(\"missing-rows.json\"))")?.help?.contains("\"null\"") == true)
    #expect(
      try FileTests.run(
        "let d = data(\"missing-rows.json\", missing: [\"null\"])\nprint(d.x, d.c)"
      ).lines == ["[1, missing, 2] [.a, missing, missing]"])
    #expect(FileTests.error("data(\"missing.npy\", missing: [1])")?.code == .typeMismatch)
  }

  /// What is missing is written as such, and read again.
  @Test(arguments: [("csv", "NA"), ("json", "null"), ("npz", "NaN")])
  func missingValuesAreSaved(_ ending: String, _ mark: String) throws {
    try Self.write()
    let columns = ending == "npz" ? "{y: Real, x: Real}" : "{y: Real, c: {red, blue}, x: Real}"
    #expect(
      try FileTests.run(
        """
        let d = data("\(Self.file)", as: \(columns), missing: ["-", "NA", ""])
        save(d, to: "again.\(ending)")
        let again = data("again.\(ending)", missing: ["\(mark)"])
        print(again.y, again.x)
        """
      ).lines == ["[1.5, missing, 2.5, missing] [1, 2, 3, 4]"])
  }

  @Test func otherColumnsDoNotMatter() throws {
    try Self.write()
    #expect(
      try FileTests.run("print(data(\"\(Self.file)\", as: {x: Real}).x)").lines == ["[1, 2, 3, 4]"])
    let error = FileTests.error("print(data(\"\(Self.file)\", missing: [\"-\"]))")
    #expect(error?.help?.contains("missing: [\"-\", \"\"]") == true, "\(error?.help ?? "")")
  }
}
