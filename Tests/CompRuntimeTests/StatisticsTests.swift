import CompRuntime
import Foundation
import Testing

/// Against ArviZ 0.23.4 on an autoregressive series of a fixed generator, which the fixture's
/// script repeats: `Tests/reference/arviz_summary.py`.
@Suite struct StatisticsTests {
  /// Four chains of an AR(1) process driven by a linear congruential generator.
  static func series(draws: Int, coefficient: Double) -> ChainValues {
    var state: UInt64 = 12345
    func next() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (Double(state >> 11) + 0.5) * 0x1p-53 - 0.5
    }
    return (0..<4).map { chain in
      var x = 0.0
      return (0..<draws).map { _ in
        x = coefficient * x + next()
        return x + 0.01 * Double(chain)
      }
    }
  }

  struct Reference: Sendable {
    let draws: Int
    let coefficient: Double
    let rHat, bulk, tail, meanESS: Double
  }

  @Test(arguments: references)
  func agreesWithArviZ(_ reference: Reference) {
    let chains = Self.series(draws: reference.draws, coefficient: reference.coefficient)
    func close(_ a: Double, _ b: Double) -> Bool { abs(a - b) < 1e-6 * max(1, abs(b)) }
    #expect(close(rankNormalizedSplitRHat(chains), reference.rHat))
    #expect(close(bulkESS(chains), reference.bulk))
    #expect(close(tailESS(chains), reference.tail))
    #expect(close(effectiveSampleSize(splitChains(chains)), reference.meanESS))
  }

  @Test func oneDrawAChainNeverGivesNaN() {
    for count in [1, 2, 4, 5, 1_000] {
      let row = SummaryRow(name: "x", values: (0..<count).map { sin(Double($0)) }, chains: count)
      #expect(!row.rHat.isNaN && !row.mcse.isNaN && !row.essBulk.isNaN)
    }
  }

  @Test func normalQuantilesInvertTheDistribution() {
    for p in [1e-12, 1e-3, 0.02, 0.3, 0.5, 0.9, 0.999] {
      #expect(abs(0.5 * erfc(-normalQuantile(p) / 2.0.squareRoot()) - p) < 1e-14 * max(1, p / 1e-3))
    }
  }
}

/// Made by Tests/reference/arviz_summary.py.
private let references: [StatisticsTests.Reference] = [
  .init(
    draws: 4, coefficient: 0.5, rHat: 1.6451616932830249, bulk: 19.265919722494797,
    tail: 19.265919722494797, meanESS: 19.265919722494797),
  .init(
    draws: 100, coefficient: 0.9, rHat: 1.0590309392720088, bulk: 40.38407367364898,
    tail: 87.82985221365743, meanESS: 39.096095679270945),
  .init(
    draws: 101, coefficient: -0.6, rHat: 1.001883150707068, bulk: 1040.823996531185,
    tail: 455.31685295924194, meanESS: 1040.823996531185),
  .init(
    draws: 1000, coefficient: 0.3, rHat: 1.0009932687514356, bulk: 1988.7766505214947,
    tail: 2869.668542074146, meanESS: 2047.501044887802),
  .init(
    draws: 1000, coefficient: 0.99, rHat: 1.0767169426666605, bulk: 39.43431821031791,
    tail: 58.46489662623574, meanESS: 38.943828339723005),
  .init(
    draws: 250, coefficient: -0.95, rHat: 1.0384458949557123, bulk: 3000.0,
    tail: 163.81123000345391, meanESS: 3000.0),
]
