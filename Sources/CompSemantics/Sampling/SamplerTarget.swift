import CompIR

/// What a sampler's body knows of the density that it samples: functions over one flat vector of
/// unconstrained coordinates, each divided by its scale, with the discrete variables held fixed.
///
/// A reference: the builtin `accept` notes in it what the driver is to be told.
package final class SamplerTarget: @unchecked Sendable {
  /// The number of unconstrained coordinates.
  package let dimension: Int
  /// (position, discrete) → energy, then the log density of each unit.
  let energy: Expr.FunctionReference
  /// The same results, and last the gradient of the energy by the position.
  let gradient: Expr.FunctionReference?
  /// How long a step of one is in each coordinate; nil where all are as they are.
  let scale: Expr?
  /// The discrete variables' values during the transition.
  let discrete: Expr
  /// One expression for each state, for calls of one function at one place are carried out once.
  private var positions: [Expr: Expr] = [:]
  /// Noted by `accept` and `adapt`.
  var acceptance: Expr?
  var diverged: Expr?
  var proposal: Expr?

  init(
    dimension: Int, energy: Expr.FunctionReference, gradient: Expr.FunctionReference?,
    scale: Expr?, discrete: Expr
  ) {
    self.dimension = dimension
    self.energy = energy
    self.gradient = gradient
    self.scale = scale
    self.discrete = discrete
  }

  /// The position that stands for a sampler's state.
  func position(of x: Expr) throws -> Expr {
    guard let scale else { return x }
    if let known = positions[x] { return known }
    let position = try Expr.scalar(.multiply, scale, x)
    positions[x] = position
    return position
  }

  func energy(at x: Expr) throws -> Expr {
    Expr(.call(energy, [try position(of: x), discrete], result: 0), type: .real(.scalar))
  }

  func score(at x: Expr) throws -> Expr {
    guard let gradient else { throw ShapeError("the density has no score") }
    let last = gradient.function.results.count - 1
    let slope = Expr(
      .call(gradient, [try position(of: x), discrete], result: last), type: .real([dimension]))
    let score = try Expr.scalar(.negate, slope)
    return try scale.map { try .scalar(.multiply, $0, score) } ?? score
  }
}
