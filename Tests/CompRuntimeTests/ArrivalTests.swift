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
