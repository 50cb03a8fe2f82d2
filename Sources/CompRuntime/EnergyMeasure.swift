import CompIR

/// Energies at places of chains: right ones, and by how much those are off in the arithmetic of the chains.
struct EnergyMeasure: Sendable {
  private let precision: Precision
  private let exact: ReferenceProgram
  /// Nil in double, of which there is nothing more precise.
  private let rounded: ReferenceProgram?
  /// The same with intervals that end a little short of where the precision has them end.
  private let cut: ReferenceProgram?

  init(_ energy: IRFunction, _ precision: Precision) {
    self.precision = precision
    exact = ReferenceProgram(energy)
    rounded = precision == .double ? nil : ReferenceProgram(energy, rounding: precision)
    let margin = Precision.double.sigmoidRange.upperBound - precision.sigmoidRange.upperBound
    cut =
      energy.hasInterval
      ? ReferenceProgram(energy, endMargin: margin + EnergyMeasure.endMargin) : nil
  }

  /// Returns the energies of some chains.
  func energies(_ position: Columns, _ discrete: Columns, _ chains: Range<Int>) -> [Double] {
    exact.run([.varying(position), .varying(discrete)], chains: chains)[0].values
  }

  /// A share of a position that is small beside any spread that the precision resolves.
  private static let nearby = 1e-5

  /// How far short of the end of an interval energies are compared, in unconstrained coordinates.
  private static let endMargin = 4.0

  /// Returns the errors of the energies next to some chains. Where chains are themselves the errors may be alike,
  /// since chains favor places whose energies come out too low.
  func errors(_ position: Columns, _ discrete: Columns, _ chains: Range<Int>)
    -> [Resolution.MeasuredError]
  {
    guard position.chains > 0, rounded != nil || cut != nil else { return [] }
    let place = nearby(position, chains)
    func values(_ program: ReferenceProgram, _ place: Columns) -> [Double] {
      program.run([.varying(place), .varying(discrete)], chains: chains)[0].values
    }
    let right = values(exact, place)
    let off = rounded.map { values($0, place) } ?? right
    let short = cut.map { values($0, place) } ?? right
    return right.indices.map {
      Resolution.MeasuredError(
        energy: right[$0], error: off[$0] - right[$0], errorAtEnds: short[$0] - right[$0])
    }
  }

  private func nearby(_ position: Columns, _ chains: Range<Int>) -> Columns {
    var generator = SplitMix64(seed: UInt64(chains.lowerBound))
    var place = position
    for index in place.values.indices {
      let shift = Double.random(in: -1..<1, using: &generator) * EnergyMeasure.nearby
      place.values[index] = precision.rounded(place.values[index] * (1 + shift))
    }
    return place
  }
}

extension IRFunction {
  /// Whether a variable of an interval is computed as a number.
  fileprivate var hasInterval: Bool { hasInterval(instructions) }

  private func hasInterval(_ instructions: [Instruction]) -> Bool {
    instructions.contains { instruction in
      switch instruction.kind {
      case .operation(.scalar(.sigmoidRange), _): true
      case .operation: false
      case .repeat(_, _, let body): hasInterval(body.instructions)
      }
    }
  }
}
