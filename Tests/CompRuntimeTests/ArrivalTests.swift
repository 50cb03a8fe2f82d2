import CompPlatform
import CompRuntime
import Testing

/// Whether chains have arrived, told from series of known kinds. Of the stationary ones about one in ten
/// thousand is called drifting for each set of chains; the seeds are given.
@Suite struct ArrivalTests {
  /// Chains of 32 values: of an autoregression about a center that moves from one value to another.
  private func chains(
    _ count: Int, memory: Double, from start: Double = 0, to end: Double = 0, seed: UInt64
  ) -> Arrival.Traces {
    var generator = SplitMix64(seed: seed)
    func normal() -> Double { normalQuantile(Double.random(in: 1e-12..<1, using: &generator)) }
    return (0..<count).map { _ in
      var state = normal()
      return (0..<32).map { time in
        state = memory * state + (1 - memory * memory).squareRoot() * normal()
        return state + start + (end - start) * Double(time) / 31
      }
    }
  }

  @Test(arguments: [1, 2, 4, 8, 64, 256], [0.0, 0.5, 0.8])
  func stationaryChainsHaveArrived(_ count: Int, _ memory: Double) {
    let traces = chains(count, memory: memory, seed: 5)
    let arrival = Arrival(quantities: 2)
    #expect(!arrival.drifts(traces) && !arrival.drifts(energies: traces))
  }

  @Test(arguments: [1, 4, 8, 64]) func chainsThatMoveTogetherDrift(_ count: Int) {
    let traces = chains(count, memory: 0, from: 0, to: 30, seed: 6)
    let arrival = Arrival(quantities: 2)
    #expect(arrival.drifts(traces) && arrival.drifts(energies: traces))
  }

  @Test func chainsThatSpreadDrift() {
    let traces = chains(64, memory: 0, seed: 7).map { values in
      values.enumerated().map { $1 * Double($0 + 1) }
    }
    #expect(Arrival(quantities: 2).drifts(traces))
  }

  /// One of eight chains that is far above the others in its energy, though it does not move.
  @Test func oneChainOutOfLineHasNotArrived() {
    var traces = chains(8, memory: 0.5, seed: 8)
    traces[3] = traces[3].map { $0 + 100 }
    #expect(Arrival(quantities: 2).drifts(energies: traces))
  }

  /// Heavy tails are no drift.
  @Test func heavyTailsAreNoDrift() {
    for seed in 0..<20 as Range<UInt64> {
      let traces = chains(16, memory: 0, seed: seed).map { $0.map { $0 * $0 * $0 * $0 * $0 } }
      #expect(!Arrival(quantities: 2).drifts(traces))
    }
  }

  /// Pairs of values with a correlation, of chains that are raised to a power.
  private func pairs(_ count: Int, _ correlation: Double, power: Double, seed: UInt64) -> (
    earlier: [Double], later: [Double]
  ) {
    var generator = SplitMix64(seed: seed)
    func normal() -> Double { normalQuantile(Double.random(in: 1e-12..<1, using: &generator)) }
    func raised(_ value: Double) -> Double { pow(abs(value), power) * (value < 0 ? -1 : 1) }
    let pairs = (0..<count).map { _ in
      let x = normal()
      let y = correlation * x + (1 - correlation * correlation).squareRoot() * normal()
      return (raised(x), raised(y))
    }
    return (pairs.map(\.0), pairs.map(\.1))
  }

  /// The threshold is at 4.4 standard errors; a correlation of 0.12 over 4,096 chains is at 7.
  @Test(arguments: [1.0, 5], [4_096, 4_001]) func aCorrelationIsSeen(_ power: Double, _ count: Int)
  {
    let (earlier, later) = pairs(count, 0.12, power: power, seed: 9)
    #expect(Arrival(quantities: 2).remembers(earlier, at: later))
  }

  /// A coordinate whose size alone is remembered.
  @Test func aSizeIsRemembered() {
    var generator = SplitMix64(seed: 10)
    let (earlier, _) = pairs(1_000, 0, power: 1, seed: 10)
    let later = earlier.map { Bool.random(using: &generator) ? $0 : -$0 }
    #expect(Arrival(quantities: 2).remembers(earlier, at: later))
  }

  /// Independent pairs are called dependent once in ten thousand times: in 400, once or more with probability 0.04,
  /// at literal seeds.
  @Test(arguments: [1.0, 5]) func independencePasses(_ power: Double) {
    for seed in 0..<200 as Range<UInt64> {
      let (earlier, later) = pairs(300, 0, power: power, seed: 1_000 + seed)
      #expect(!Arrival(quantities: 2).remembers(earlier, at: later), "\(seed)")
    }
  }

  /// Values that are all one tell nothing.
  @Test func constantsAreNoMemory() {
    let ones = Array(repeating: 1.0, count: 200)
    #expect(!Arrival(quantities: 2).remembers(ones, at: ones))
  }

  @Test func aPrecisionIsTooCoarse() {
    func coordinates(_ location: Double) -> [[Double]] {
      [(0..<100).map { location + sin(Double($0)) }]
    }
    let (float, double) = (Resolution(.float), Resolution(.double))
    #expect(float.shortfall(coordinates: coordinates(10), energies: [3]) == nil)
    #expect(float.shortfall(coordinates: coordinates(1e5), energies: [3]) != nil)
    #expect(double.shortfall(coordinates: coordinates(1e5), energies: [3]) == nil)
    #expect(double.shortfall(coordinates: coordinates(1e14), energies: [3]) != nil)
    #expect(float.shortfall(coordinates: [], energies: [1e5]) == nil)
    #expect(float.shortfall(coordinates: [], energies: [1e7]) == .energy(1e7))
    #expect(float.shortfall(coordinates: [], energies: [], count: 1e7) == .count(1e7))
  }
}
