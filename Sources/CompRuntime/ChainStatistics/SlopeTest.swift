import CompPlatform
import CompProgram

/// A test of draws against the slope of their density, coordinate by coordinate.
///
/// Of draws of a density with score s, the means of s and of 1 + (x − m) s are zero, whatever the sampler that
/// made them (Stein 1972; the second is the virial theorem). Draws whose mean lies too high have a negative mean
/// score; of a Gaussian the second mean is minus the relative error of the variance.
package struct SlopeTest: Sendable {
  /// The draws, coordinate by coordinate, each chain after chain.
  private let positions: [[Double]]
  private let chains: Int

  /// The smallest error that is reported: in standard deviations for a mean, as a share for a variance.
  package static let smallestError = 0.1

  /// - Parameter chains: how many chains share the draws evenly.
  package init(_ positions: [[Double]], chains: Int) {
    self.positions = positions
    self.chains = chains
  }

  /// Returns what contradicts the scores at the draws beyond chance, the most significant first.
  package func misfits(scores: [[Double]]) -> [ChainHealth.Misfit] {
    let limit = -normalQuantile(5e-5 / Double(2 * max(positions.count, 1)))
    var found: [(misfit: ChainHealth.Misfit, significance: Double)] = []
    for (index, (values, slopes)) in zip(positions, scores).enumerated() {
      let (center, spread) = (mean(values), variance(values).squareRoot())
      guard spread > 0, spread.isFinite, slopes.allSatisfy(\.isFinite) else { continue }
      let shift = slopes.map { spread * $0 }
      let virial = zip(values, slopes).map { 1 + ($0 - center) * $1 }
      for (errors, isSpread) in [(shift, false), (virial, true)] {
        let (size, significance) = (-mean(errors), abs(significance(errors)))
        guard significance > limit, abs(size) > SlopeTest.smallestError else { continue }
        found.append(
          (
            isSpread
              ? .spread(coordinate: index, size) : .location(coordinate: index, size),
            significance
          ))
      }
    }
    return found.sorted { $0.significance > $1.significance }.map(\.misfit)
  }

  /// Returns whether the energies contradict the draws in the same way. Unlike the scores they do so for
  /// densities with jumps too: of draws of a density, moves that a Metropolis step accepts leave the mean of
  /// every function as it is.
  ///
  /// - Parameter energies: the energies at positions, coordinate by coordinate, in the order of the draws.
  package func confirms(
    _ misfit: ChainHealth.Misfit, energies: ([[Double]]) -> [Double]
  ) -> Bool {
    let (index, size, power) =
      switch misfit {
      case .location(let coordinate, let size): (coordinate, size, 1.0)
      case .spread(let coordinate, let size): (coordinate, size, 2.0)
      }
    let values = positions[index]
    let (center, spread) = (mean(values), variance(values).squareRoot())
    var generator = SplitMix64(seed: 5)
    let moves = values.map { _ in
      spread * normalQuantile(Double.random(in: 0..<1, using: &generator))
    }
    let before = energies(positions)
    var changes = [Double](repeating: 0, count: values.count)
    for sign in [1.0, -1.0] {
      var moved = positions
      moved[index] = zip(values, moves).map { $0 + sign * $1 }
      for (place, after) in energies(moved).enumerated() where before[place].isFinite {
        let acceptance = exp(min(0, before[place] - after))
        guard acceptance.isFinite else { continue }
        let (old, new) = (
          (values[place] - center) / spread, (moved[index][place] - center) / spread
        )
        changes[place] += acceptance * (pow(new, power) - pow(old, power))
      }
    }
    return -significance(changes) * (size > 0 ? 1 : -1) > 3
  }

  /// The mean in units of its standard error, which takes into account what draws of one chain have in common.
  private func significance(_ values: [Double]) -> Double {
    let length = values.count / max(chains, 1)
    if length >= 4 {
      let size = effectiveSampleSize(ChainValues(values, chains: chains))
      return mean(values) / (variance(values) / size).squareRoot()
    }
    let means = stride(from: 0, to: chains * length, by: max(length, 1)).map {
      mean(Array(values[$0..<($0 + length)]))
    }
    guard means.count >= 8 else { return 0 }
    return mean(means) / (variance(means) / Double(means.count)).squareRoot()
  }
}
