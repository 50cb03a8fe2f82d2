import CompIR
import CompModel
import CompSource

/// What a sampler's body knows of the density that it samples: functions over one flat vector of
/// unconstrained coordinates, each divided by its scale, with the discrete variables held fixed.
///
/// A reference: the builtin `accept` notes in it what the driver is to be told.
package final class SamplerTarget: @unchecked Sendable {
  package typealias Gradient = Result<Expr.FunctionReference?, Diagnostic>

  /// The number of unconstrained coordinates.
  package let dimension: Int
  /// Where the chain is: the value of `start(p)`.
  package let start: Expr
  private let makeBase: () throws -> SamplerTarget?
  /// The density that the chains are drawn from when they start, once the body asks for it.
  private(set) var usedBase: SamplerTarget?
  /// (position, discrete) → energy, then the log density of each unit.
  package let energy: Expr.FunctionReference
  /// The same results as `energy`, and last its gradient by the position; nil where there are no coordinates, an
  /// error where it cannot be differentiated.
  package let gradient: Gradient
  /// Whether `energy` is one: of a density that gives a score alone it has the right gradient, and no
  /// meaning else.
  let hasEnergy: Bool
  /// Whether the body has asked for a score.
  package private(set) var usesScore = false
  /// The scales that the warmup can learn; nil where nothing is tuned.
  private let offeredScale: Expr?
  /// The length of one unit of the sampler in each coordinate; nil where the sampler moves in the
  /// coordinates themselves.
  package private(set) var scale: Expr?
  /// The discrete variables' values during the transition.
  package var discrete: Expr
  /// One expression for each state, for calls of one function at one place are carried out once.
  private var positions: [Expr: Expr] = [:]
  /// Noted by `accept` and `adapt`.
  package var acceptance: Expr?
  package var diverged: Expr?
  package var proposal: Expr?
  /// Noted by `weigh`.
  package var logWeight: Expr?

  package init(
    dimension: Int, start: Expr, energy: Expr.FunctionReference,
    gradient: Gradient, hasEnergy: Bool = true, offeredScale: Expr?, discrete: Expr,
    base: @escaping () throws -> SamplerTarget? = { nil }
  ) {
    self.dimension = dimension
    self.energy = energy
    self.gradient = gradient
    self.hasEnergy = hasEnergy
    self.start = start
    makeBase = base
    self.offeredScale = offeredScale
    self.discrete = discrete
  }

  /// Has the sampler move in coordinates divided by the scales that the warmup learns, if it tunes
  /// anything: the value of `start(p, scaled: true)` is a position in them.
  package func useScale() { scale = offeredScale }

  /// The value of `base(p)`.
  func base() throws -> SamplerTarget? {
    usedBase = try usedBase ?? makeBase()
    return usedBase
  }

  /// The position that stands for a sampler's state.
  package func position(of x: Expr) throws -> Expr {
    guard let scale else { return x }
    if let known = positions[x] { return known }
    let position = try Expr.scalar(.multiply, scale, x)
    positions[x] = position
    return position
  }

  func energy(at x: Expr) throws -> Expr {
    Expr(.call(energy, [try position(of: x), discrete], result: 0), type: .real(.scalar))
  }

  /// Returns the energy at `y` less that at `x`: of a density that gives a score alone by the trapezoidal rule,
  /// which takes the score to be linear between them.
  func energyChange(from x: Expr, to y: Expr) throws -> Expr {
    if hasEnergy { return try .scalar(.subtract, energy(at: y), energy(at: x)) }
    let ends = try Expr.scalar(.add, score(at: x), score(at: y))
    let product = try Expr.scalar(.multiply, ends, .scalar(.subtract, y, x)).total()
    return try .scalar(.multiply, Expr(-0.5), product)
  }

  func score(at x: Expr) throws -> Expr {
    usesScore = true
    guard let gradient = try gradient.get() else { throw ShapeError("the density has no score") }
    let slope = Expr(
      .call(gradient, [try position(of: x), discrete], result: gradient.resultCount - 1),
      type: .real([dimension]))
    let score = try Expr.scalar(.negate, slope)
    return try scale.map { try .scalar(.multiply, $0, score) } ?? score
  }
}
