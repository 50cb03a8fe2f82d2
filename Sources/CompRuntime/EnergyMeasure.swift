import CompIR
import CompSemantics

/// Energies at places of chains: right ones, and by how much those are off in the arithmetic of the chains.
struct EnergyMeasure: Sendable {
  private let precision: Precision
  private let exact: ReferenceProgram
  /// Nil in double, of which there is nothing more precise.
  private let rounded: ReferenceProgram?

  init(_ energy: IRFunction, _ precision: Precision) {
    self.precision = precision
    exact = ReferenceProgram(energy)
    rounded = precision == .double ? nil : ReferenceProgram(energy, rounding: precision)
  }

  /// Returns the energies of some chains.
  func energies(_ position: Columns, _ discrete: Columns, _ chains: Range<Int>) -> [Double] {
    exact.run([.varying(position), .varying(discrete)], chains: chains)[0].values
  }

  /// A share of a position that is small beside any spread that the precision resolves.
  private static let nearby = 1e-5

  /// Returns the errors of the energies next to some chains; none in double. Where chains are themselves the
  /// errors may be alike, since chains favor places whose energies come out too low.
  func errors(_ position: Columns, _ discrete: Columns, _ chains: Range<Int>)
    -> [Resolution.MeasuredError]
  {
    guard let rounded, position.chains > 0 else { return [] }
    var generator = SplitMix64(seed: UInt64(chains.lowerBound))
    var place = position
    for index in place.values.indices {
      let shift = Double.random(in: -1..<1, using: &generator) * EnergyMeasure.nearby
      place.values[index] = precision.rounded(place.values[index] * (1 + shift))
    }
    let arguments: [ReferenceProgram.Argument] = [.varying(place), .varying(discrete)]
    return zip(
      rounded.run(arguments, chains: chains)[0].values,
      exact.run(arguments, chains: chains)[0].values
    ).map { Resolution.MeasuredError(energy: $1, error: $0 - $1) }
  }
}
