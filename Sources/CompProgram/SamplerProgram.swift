import CompIR
import CompModel

/// A density and a sampler, made ready to run: functions of the IR, and what they mean.
package struct SamplerProgram: Sendable {
  /// A factor, or several of one component, whose energy is watched in proposals.
  package struct Watched: Hashable, Sendable {
    package var component: String
    package var place: String

    package init(component: String, place: String) {
      self.component = component
      self.place = place
    }
  }

  package enum Method: Sendable {
    /// () → one value a coordinate
    case exact(IRFunction)
    case chain(Chain)
  }

  package struct Chain: Sendable {
    package var dimension: Int
    package var discreteCount: Int
    /// What a transition carries beside position and discrete, as it is at the start.
    package var carried: [Tensor]
    /// Whether each chain gives one weighted draw: the last two of the carried values are then the
    /// log weight and what rounding took from it.
    package var weighs: Bool
    /// The log of the integral of the density that chains start from, where they are weighed
    /// against it.
    package var baseLogNormalizer: Double
    /// The indices of the transition's parameters and results.
    package var slots: TransitionSlots { TransitionSlots(carried: carried.count) }
    /// () → position, discrete: a candidate for the start.
    package var start: IRFunction
    /// (position, discrete) → energy, log density of each watched factor.
    package var energy: IRFunction
    /// Whether the energy is one: of a density that gives a score alone it has the right gradient, and no
    /// meaning else.
    package var hasEnergy: Bool
    /// (position, discrete) → the same, and last the gradient of the energy by the position; nil where the
    /// transition makes no use of it.
    package var gradient: IRFunction?
    /// A transition, as `slots` says. Where proposals can be rejected, the log densities of the watched factors at
    /// the proposal are watched. If it is scaled, a last parameter holds the scale of each coordinate, and
    /// positions are divided by them.
    package var transition: IRFunction
    /// (position, discrete) → the coordinates that users see.
    package var constrain: IRFunction
    package var watched: [Watched]
    package var adapted: [(name: String, adaptation: Adaptation)]
    /// Whether a proposal can be rejected.
    package var rejects: Bool
    /// Whether it says which transitions diverge.
    package var tellsDivergences: Bool
    package var transitionsPerDraw: Int
    /// Whether the sampler moves in scales of its own, which the warmup learns.
    package var isScaled: Bool

    package init(
      dimension: Int, discreteCount: Int, carried: [Tensor], weighs: Bool,
      baseLogNormalizer: Double, start: IRFunction, energy: IRFunction, hasEnergy: Bool,
      gradient: IRFunction?, transition: IRFunction, constrain: IRFunction, watched: [Watched],
      adapted: [(name: String, adaptation: Adaptation)], rejects: Bool, tellsDivergences: Bool,
      transitionsPerDraw: Int, isScaled: Bool
    ) {
      self.dimension = dimension
      self.discreteCount = discreteCount
      self.carried = carried
      self.weighs = weighs
      self.baseLogNormalizer = baseLogNormalizer
      self.start = start
      self.energy = energy
      self.hasEnergy = hasEnergy
      self.gradient = gradient
      self.transition = transition
      self.constrain = constrain
      self.watched = watched
      self.adapted = adapted
      self.rejects = rejects
      self.tellsDivergences = tellsDivergences
      self.transitionsPerDraw = transitionsPerDraw
      self.isScaled = isScaled
    }
  }

  package var space: Space
  package var method: Method
  /// Whether its draws are weighted.
  package var weighs: Bool { if case .chain(let chain) = method { chain.weighs } else { false } }
  /// As the user would write it.
  package var description: String

  package init(space: Space, method: Method, description: String) {
    self.space = space
    self.method = method
    self.description = description
  }
}
