import CompKit
import Foundation
import Testing

/// The distributions against reference values of 30 digits: log densities, scores and moments, at
/// the edges of their supports too; and their exact draws against the probabilities of parts of the
/// support. The references are made by `Tests/reference/distributions.py`.
@Suite struct DistributionTests {
  struct Point: Codable, Sendable {
    let density: String
    let at: String
    let logDensity: String
  }
  struct Slope: Codable, Sendable {
    let density: String
    let at: String
    let score: [String]
  }
  struct MomentRow: Codable, Sendable {
    let density: String
    let mean: Numbers
    let variance: Numbers
  }
  struct Bins: Codable, Sendable, CustomTestStringConvertible {
    let density: String
    /// Of `x`, the draws.
    let formula: String
    let edges: [Double]
    let probabilities: [Double]
    var testDescription: String { "\(formula) of \(density)" }
  }
  /// A number in 30 digits, or several.
  struct Numbers: Codable, Sendable {
    let values: [Double]
    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      let texts = try (try? container.decode([String].self)) ?? [container.decode(String.self)]
      values = texts.compactMap(Double.init)
    }
    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      try container.encode(values)
    }
  }
  struct References: Codable, Sendable {
    var logDensities: [Point] = []
    var moments: [MomentRow] = []
    var scores: [Slope] = []
    var bins: [Bins] = []
  }

  static let references: References = {
    let path = root.path + "/Tests/CompKitTests/Fixtures/distributions.json"
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    guard let bytes = FileManager.default.contents(atPath: path),
      let references = try? decoder.decode(References.self, from: bytes)
    else { return References() }
    return references
  }()
  static let points = Dictionary(grouping: references.logDensities, by: \.density)
  static let slopes = Dictionary(grouping: references.scores, by: \.density)

  @Test func thereAreReferences() {
    #expect(Self.points.count > 90 && Self.slopes.count > 40)
    #expect(Self.references.moments.count > 50 && Self.references.bins.count > 60)
  }

  /// 1e-9 of the value, or of one: a point that no double stands for exactly, seen from a narrow
  /// density, allows no less.
  private func expectClose(_ found: Double, _ expected: Double, _ what: String) {
    #expect(
      found == expected || found.isNaN && expected.isNaN
        || abs(found - expected) < 1e-9 * max(1, abs(expected)),
      "\(what): \(found), not \(expected)")
  }

  @Test(arguments: points.keys.sorted()) func logDensities(_ density: String) throws {
    let rows = Self.points[density] ?? []
    let points = rows.map { "log_density(p, at: \($0.at))" }.joined(separator: ",\n")
    let found =
      try run("let p = \(density)\nlet result = [\(points)]").result.numbers("result") ?? []
    #expect(found.count == rows.count)
    for (value, row) in zip(found, rows) {
      expectClose(value, try #require(Double(row.logDensity)), "\(density) at \(row.at)")
    }
  }

  @Test(arguments: slopes.keys.sorted()) func scores(_ density: String) throws {
    let rows = Self.slopes[density] ?? []
    let points = rows.map { "score(p, at: \($0.at))" }.joined(separator: ",\n")
    let found =
      try run("let p = \(density)\nlet result = [\(points)]").result.numbers("result") ?? []
    let expected = rows.flatMap { row in row.score.map { (row.at, $0) } }
    #expect(found.count == expected.count)
    for (value, (at, digits)) in zip(found, expected) {
      expectClose(value, try #require(Double(digits)), "the score of \(density) at \(at)")
    }
  }

  @Test(arguments: references.moments) func moments(_ row: MomentRow) throws {
    let result = try run(
      "let p = \(row.density)\nlet m = mean(p)\nlet v = variance(p)\nlet s = std(p)"
    ).result
    let (m, v, s) = (
      result.numbers("m") ?? [], result.numbers("v") ?? [], result.numbers("s") ?? []
    )
    #expect(m.count == row.mean.values.count && v.count == row.variance.values.count)
    for (found, expected) in zip(m, row.mean.values) {
      expectClose(found, expected, "the mean of \(row.density)")
    }
    for (index, expected) in row.variance.values.enumerated() where index < v.count {
      expectClose(v[index], expected, "the variance of \(row.density)")
      expectClose(s[index], expected.squareRoot(), "the standard deviation of \(row.density)")
    }
  }

  /// As Distributions.jl tests its samplers: the draws in each part of the support are binomial. None
  /// of some 900 counts may lie in a tail of less than 1e-7 on either side: a false alarm once in
  /// 5,000 changes of seeds.
  @Test(arguments: references.bins) func draws(_ bins: Bins) throws {
    let count = 20_000
    let values = try #require(
      run(
        """
        let draws = sample(\(bins.density), count: \(count), using: exact(), seed: 2)
        let x = draws.x
        let result = \(bins.formula)
        """
      ).result.numbers("result"))
    #expect(values.count == count)
    var counts = [Int](repeating: 0, count: bins.probabilities.count)
    for value in values { counts[bins.edges.prefix { $0 <= value }.count] += 1 }
    for (index, (observed, probability)) in zip(counts, bins.probabilities).enumerated() {
      let low = binomialTail(observed, of: count, probability, upward: false)
      let high = binomialTail(observed, of: count, probability, upward: true)
      #expect(
        low > 1e-7 && high > 1e-7,
        "\(observed) of \(count) draws in part \(index), where \(Double(count) * probability) are due"
      )
    }
  }

  /// P(X ≤ k), or upward P(X ≥ k), for X binomial.
  private func binomialTail(_ k: Int, of n: Int, _ p: Double, upward: Bool) -> Double {
    guard p > 0 else { return k == 0 || !upward ? 1 : 0 }
    guard p < 1 else { return k == n || upward ? 1 : 0 }
    func mass(_ k: Int) -> Double {
      let ways = lgamma(Double(n) + 1) - lgamma(Double(k) + 1) - lgamma(Double(n - k) + 1)
      return exp(ways + Double(k) * log(p) + Double(n - k) * log1p(-p))
    }
    return (upward ? k...n : 0...k).reduce(0) { $0 + mass($1) }
  }
}
