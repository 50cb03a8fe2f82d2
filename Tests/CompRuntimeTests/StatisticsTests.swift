import CompFiles
import CompRuntime
import Foundation
import Testing

/// Against ArviZ, on series of a fixed generator, which the fixture's script repeats:
/// `Tests/reference/arviz_summary.py`.
@Suite struct StatisticsTests {
  /// A case of the fixture.
  struct Reference: Sendable, CustomTestStringConvertible {
    let kind: String
    let chains, draws: Int
    let parameter, mean, sd, mcse, bulk, tail, meanESS, rHat: Double
    let quantiles: [Double]

    init?(_ json: JSONValue) {
      guard let kind = json["kind"]?.string, let chains = json["chains"]?.integer,
        let draws = json["draws"]?.integer, let parameter = json["parameter"]?.number,
        let mean = json["mean"]?.number, let sd = json["sd"]?.number,
        let mcse = json["mcse_mean"]?.number, let bulk = json["ess_bulk"]?.number,
        let tail = json["ess_tail"]?.number, let meanESS = json["ess_mean"]?.number,
        let rHat = json["r_hat"]?.number, let quantiles = json["quantiles"]?.array
      else { return nil }
      (self.kind, self.chains, self.draws, self.parameter) = (kind, chains, draws, parameter)
      (self.mean, self.sd, self.mcse, self.bulk) = (mean, sd, mcse, bulk)
      (self.tail, self.meanESS, self.rHat) = (tail, meanESS, rHat)
      self.quantiles = quantiles.compactMap(\.number)
    }

    var testDescription: String { "\(kind)(\(parameter)), \(chains) × \(draws)" }

    /// The chains that the script made too.
    var series: [[Double]] {
      var state: UInt64 = 12345
      func uniform() -> Double {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (Double(state >> 11) + 0.5) * 0x1p-53 - 0.5
      }
      return (0..<chains).map { chain in
        var x = 0.0
        return (0..<draws).map { draw in
          let u = uniform()
          switch kind {
          case "autoregressive":
            x = parameter * x + u
            return x + 0.01 * Double(chain)
          case "cauchy": return tan(.pi * u)
          case "constant": return parameter
          case "stuck": return chain == 0 ? 0.25 : u
          case "binary": return u > parameter ? 1 : 0
          case "counts": return floor(10 * (u + 0.5) * (u + 0.5))
          case "drift": return u + parameter * Double(draw) / Double(draws)
          case "apart": return u + parameter * Double(chain)
          case "scales": return u * (1 + parameter * Double(chain))
          case "nan": return chain == 1 && draw == 2 ? .nan : u
          case "infinite": return chain == 0 && draw == 1 ? .infinity : u
          case "large": return 1e9 + u
          default: return .nan
          }
        }
      }
    }
  }

  static let references: [Reference] = {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Fixtures/summaries.json").path
    return ((try? JSONValue(parsing: readWhole(path)))?.array ?? []).compactMap(Reference.init)
  }()

  @Test func thereAreReferences() { #expect(Self.references.count == 42) }

  @Test(arguments: references) func agreesWithArviZ(_ reference: Reference) {
    let chains = reference.series
    func close(_ a: Double, _ b: Double) -> Bool {
      a == b || a.isNaN && b.isNaN || abs(a - b) < 1e-6 * max(1, abs(b))
    }
    let row = SummaryRow(name: "x", values: chains.flatMap { $0 }, chains: reference.chains)
    #expect(close(row.mean, reference.mean))
    #expect(close(row.std, reference.sd))
    for (a, b) in zip(row.quantiles, reference.quantiles) { #expect(close(a, b)) }
    #expect(close(row.mcse, reference.mcse))
    #expect(close(row.essBulk, reference.bulk))
    #expect(close(row.essTail, reference.tail))
    #expect(close(row.rHat, reference.rHat))
    let values = ChainValues(chains.flatMap { $0 }, chains: chains.count)
    #expect(close(effectiveSampleSize(values.split), reference.meanESS))
  }

  /// A standard deviation and an error need two draws, a nested R-hat four chains; below that they are not
  /// known, and never zero or one.
  @Test func oneDrawAChainGivesWhatItCan() {
    for count in [1, 2, 4, 5, 1_000] {
      let row = SummaryRow(name: "x", values: (0..<count).map { sin(Double($0)) }, chains: count)
      #expect(row.std.isNaN == (count < 2) && row.mcse.isNaN == (count < 2))
      #expect(row.rHat.isNaN == (count < 4))
      #expect(row.essBulk == Double(count) && row.essMean == Double(count))
    }
  }

  @Test func whatIsNotFiniteHasNoRHat() {
    for chains in [8, 2] {
      var values = (0..<64).map { sin(Double($0)) }
      values[17] = .infinity
      #expect(SummaryRow(name: "x", values: values, chains: 64).rHat.isNaN)
      values[17] = .nan
      #expect(SummaryRow(name: "x", values: values, chains: chains).rHat.isNaN)
    }
  }

  /// Gaussian pairs of a correlation: B = σ²(1 + ρ)/2 and W = σ²(1 − ρ), so that nested R-hat is
  /// 1/√(1 − ρ), or, for the distances from the median, of whose squares the correlation is ρ², less.
  @Test(arguments: [0.0, 0.3, 0.5, 0.9]) func nestedRHatTellsWhatChainsRemember(
    _ correlation: Double
  ) {
    var generator = SplitMix64(seed: 11)
    func normal() -> Double { normalQuantile(Double.random(in: 1e-12..<1, using: &generator)) }
    let pairs = 4_000
    let values = (0..<pairs).flatMap { _ -> [Double] in
      let start = normal()
      return (0..<2).map { _ in
        correlation.squareRoot() * start + (1 - correlation).squareRoot() * normal()
      }
    }
    let expected = 1 / (1 - correlation)
    // B/W is ½ (1 + ρ)/(1 − ρ) times an F(n, n) variable of variance 4/n; five standard errors.
    let bound = 5 * (1 + correlation) / (1 - correlation) / Double(pairs).squareRoot()
    let square = nestedRHat(values) * nestedRHat(values)
    #expect(abs(square - expected) < bound)
    let row = SummaryRow(name: "x", values: values, chains: values.count)
    #expect((row.rHat > row.limit) == (correlation > 0))
    #expect(abs(row.mcse - row.std / Double(values.count).squareRoot()) < 1e-15)
    #expect(row.essBulk == Double(values.count))
  }

  @Test func normalQuantilesInvertTheDistribution() {
    for p in [1e-12, 1e-3, 0.02, 0.3, 0.5, 0.9, 0.999] {
      #expect(abs(0.5 * erfc(-normalQuantile(p) / 2.0.squareRoot()) - p) < 1e-14 * max(1, p / 1e-3))
    }
  }
}
