import CompIR
import CompModel

/// What a run saw of its chains beside their draws, which bears on whether the draws can be trusted.
package struct ChainHealth: Sendable, Hashable {
  /// What is too close together for the precision in which the chains ran.
  package enum Shortfall: Sendable, Hashable {
    /// An unconstrained coordinate, by its number, with its location and spread.
    case coordinate(Int, location: Double, spread: Double)
    /// Energies of this size.
    case energy(Double)
    /// Errors of the energies, as large as this, that differ from place to place.
    case noise(Double)
    /// A variable that comes nearer to an end of its interval than numbers do, of which the energy is computed.
    case end
    /// Values of discrete variables of this size.
    case count(Double)
  }

  /// How draws differ from draws of their density, in an unconstrained coordinate.
  package enum Misfit: Sendable, Hashable {
    /// The mean is too large by so many standard deviations.
    case location(coordinate: Int, Double)
    /// The variance is too large by this share of it; one that is too small has a negative share.
    case spread(coordinate: Int, Double)
  }

  /// Chains that no transition moved while draws were kept, where chance does not explain it.
  package var neverMoved = 0
  /// Whether the chains were still on their way from their starts when the warmup ended.
  package var isDrifting = false
  /// Whether chains that give one draw each made too few transitions to tune them and to see where they are.
  package var isTooShort = false
  /// Whether chains that give one draw each were on their way from half of their transitions to the
  /// last.
  package var isStillMoving = false
  /// Whether the places of such chains are correlated with those of their starts.
  package var remembersStarts = false
  /// Whether draws lie far outside the bulk of the density in their energy.
  package var isOutside = false
  package var shortfall: Shortfall?
  /// Where the draws contradict the slope of the density, beyond chance.
  package var misfit: Misfit?
  /// The arithmetic in which the chains ran.
  package var precision: Precision

  package init(precision: Precision) { self.precision = precision }
}
