import CompIR
import CompProgram

/// What a precision can hold apart.
///
/// A sampler adds steps to positions and subtracts energies. Where a position is large against its
/// spread, or an energy against one, their roundings are as large as what is added or subtracted, and
/// the draws are of another density.
package struct Resolution: Sendable {
  let precision: Precision

  /// An energy, and by how much it is off in the arithmetic of the precision.
  package struct MeasuredError: Sendable {
    var energy: Double
    var error: Double
    /// By how much it is off where intervals end a little early.
    var errorAtEnds: Double
  }

  package init(_ precision: Precision) { self.precision = precision }

  /// Units in the last place that a standard deviation should hold: steps of a hundredth of it are then
  /// forty of them.
  private static let unitsInSpread = 4_096.0
  /// What a unit in the last place of an energy should not exceed: acceptances are then right to a
  /// thirtieth.
  private static let largestEnergyUnit = 1.0 / 16

  /// The largest standard deviation, over places, of the error of an energy: about that of an error in its last unit.
  private static let largestEnergyNoise = 1.0 / 33

  /// An error of this size, at this share of the places, shows mass where the precision does not tell a variable
  /// from the end of its interval.
  private static let (largestErrorAtEnds, shareAtEnds) = (0.25, 0.002)

  /// Units in the last place of an energy that are lost by nothing but terms that cancel.
  private static let unitsLostByCancelling = 256.0

  /// What a unit in the last place of a count should not exceed: counts without end are drawn as reals
  /// between a count and the next.
  private static let largestCountUnit = 1.0 / 64

  /// Returns the first thing that the precision cannot hold apart; nil where there is none.
  ///
  /// - Parameters:
  ///   - coordinates: values of each unconstrained coordinate.
  ///   - energies: energies there; empty where there are none.
  ///   - isInBulk: whether they are of the bulk of the density; elsewhere large energies do not matter.
  ///   - errors: by how much energies are off in the arithmetic of the precision, at some of these places.
  ///   - count: the largest size of a discrete variable's value.
  package func shortfall(
    coordinates: [[Double]], energies: [Double], isInBulk: Bool = true,
    errors: [MeasuredError] = [],
    count: Double = 0
  ) -> ChainHealth.Shortfall? {
    if precision.unit(of: count) > Resolution.largestCountUnit { return .count(count) }
    let sizes = energies.filter(\.isFinite).map(abs)
    let size = sizes.isEmpty ? 0 : median(sizes)
    let atEnds = errors.count {
      $0.energy.isFinite && !(abs($0.errorAtEnds) < Resolution.largestErrorAtEnds)
    }
    if Double(atEnds) > Resolution.shareAtEnds * Double(errors.count) { return .end }
    let unit = precision.unit(of: size)
    if isInBulk, unit > Resolution.largestEnergyUnit { return .energy(size) }
    if let noise = noise(errors), noise > Resolution.largestEnergyNoise,
      isInBulk || noise > Resolution.unitsLostByCancelling * unit
    {
      return .noise(noise)
    }
    for (index, values) in coordinates.enumerated() where values.count > 1 {
      let location = mean(values)
      let spread = variance(values).squareRoot()
      guard location.isFinite, spread.isFinite else { continue }
      if spread < Resolution.unitsInSpread * precision.unit(of: abs(location)) {
        return .coordinate(index, location: location, spread: spread)
      }
    }
    return nil
  }

  /// Returns the standard deviation of errors, from the distance from their median that one in twenty exceeds: a few
  /// places may be far off, and most may happen to be right. Nil of too few.
  private func noise(_ measured: [MeasuredError]) -> Double? {
    let measured = measured.filter { $0.energy.isFinite && !$0.error.isNaN }
    guard measured.count >= 8 else { return nil }
    // Large energies outside of the bulk have large errors that do not matter.
    let line = EnergyLine(measured.map(\.energy))
    let errors = measured.filter { abs($0.energy - line.center) <= line.allowance }.map(\.error)
    let center = median(errors)
    return quantile(sorted: errors.map { abs($0 - center) }.sorted(), 0.95) / 1.96
  }
}
