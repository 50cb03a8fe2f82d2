import CompIR
import CompSemantics

/// What a precision can hold apart.
///
/// A sampler adds steps to positions and subtracts energies. Where a position is large against its
/// spread, or an energy against one, their roundings are as large as what is added or subtracted, and
/// the draws are of another density.
package struct Resolution: Sendable {
  let precision: Precision

  package init(_ precision: Precision) { self.precision = precision }

  /// Units in the last place that a standard deviation should hold: steps of a hundredth of it are then
  /// forty of them.
  private static let unitsInSpread = 4_096.0
  /// What a unit in the last place of an energy should not exceed: acceptances are then right to a
  /// thirtieth.
  private static let largestEnergyUnit = 1.0 / 16

  /// What a unit in the last place of a count should not exceed: counts without end are drawn as reals
  /// between a count and the next.
  private static let largestCountUnit = 1.0 / 64

  /// Returns the first thing that the precision cannot hold apart; nil where there is none.
  ///
  /// - Parameters:
  ///   - coordinates: values of each unconstrained coordinate.
  ///   - energies: energies there; empty where there are none.
  ///   - count: the largest size of a discrete variable's value.
  package func shortfall(coordinates: [[Double]], energies: [Double], count: Double = 0)
    -> ChainHealth.Shortfall?
  {
    if precision.unit(of: count) > Resolution.largestCountUnit { return .count(count) }
    let sizes = energies.filter(\.isFinite).map(abs)
    let size = sizes.isEmpty ? 0 : median(sizes)
    if precision.unit(of: size) > Resolution.largestEnergyUnit { return .energy(size) }
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
}
