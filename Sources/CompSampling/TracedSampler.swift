import CompIR
import CompLanguage
import CompModel
import CompSource
import CompSyntax

/// A sampler's body, carried out once on expressions over a density's state: all that a check needs,
/// and what a program is compiled from.
package struct TracedSampler {
  let density: Density
  let choice: SamplerChoice
  /// Where chains start; nil for the default.
  let start: Density?
  let span: Span
  /// Nil for exact draws, which have no transition.
  let transition: TracedTransition?

  /// Whether its draws are weighted.
  package var weighs: Bool { transition?.target.logWeight != nil }
}

/// One transition as expressions over the leaves of a chain's state.
struct TracedTransition {
  /// A state beside position and discrete, with what it is after a transition.
  typealias Kept = (leaf: Expr.Leaf, initial: Tensor, next: Expr)

  let density: UnconstrainedDensity
  /// What the body has noted.
  let target: SamplerTarget
  /// After the transition.
  let position: Expr
  let discrete: Expr
  let kept: [Kept]
  /// What a warmup tunes; last the scale of the coordinates, where there is one.
  let tuned: [Expr.Leaf]
  let isScaled: Bool
  let base: ChainBase?
}

extension Interpreter {
  /// Carries out a sampler's body on a density, without compiling it.
  ///
  /// - Parameter start: an `Exact` density over the same variables from which chains start; nil for
  ///   the default, uniform in (−2, 2) in unconstrained coordinates.
  /// - Throws: a diagnostic of what the sampler cannot do with the density.
  package func trace(
    _ density: Density, _ choice: SamplerChoice, start: Density? = nil, at span: Span
  ) throws -> TracedSampler {
    var transition: TracedTransition?
    if !choice.isExact {
      try checkInterruption()
      let unconstrained = try UnconstrainedDensity(density, interpreter: self, at: span)
      let gradient = gradient(of: unconstrained, density, at: span)
      try checkInterruption()
      transition = try traceTransition(
        of: choice, over: unconstrained, gradient: gradient, at: span
      ) { try self.base(start, of: density, over: unconstrained, choice, at: span) }
    }
    return TracedSampler(
      density: density, choice: choice, start: start, span: span, transition: transition)
  }

  /// The gradient of the energy by the position, made where it is first compiled. Where there is none, the error
  /// is thrown where a sampler's body asks for the score.
  func gradient(
    of unconstrained: UnconstrainedDensity, _ density: Density, at span: Span,
    help: String = "use gibbs(), which needs no gradient"
  ) -> SamplerTarget.Gradient {
    guard unconstrained.dimension > 0 else { return .success(nil) }
    do {
      try unconstrained.checkDifferentiable()
    } catch {
      return .failure(
        Diagnostic(
          .notDifferentiable, "'\(density.title)' cannot be differentiated",
          at: [.init(span, "\(error)")], help: help))
    }
    return .success(.init(gradientOf: unconstrained.energy))
  }

  /// Whether a sampler's body asks for the score, which a trace on a standard normal tells.
  func movesByScore(_ choice: SamplerChoice, at span: Span) throws -> Bool {
    let x = Expr(Variable(name: "x", shape: [1], domain: .real).whole)
    let square = try Expr.scalar(.multiply, Expr(-0.5), .scalar(.multiply, x, x)).total()
    let factor = Factor(
      component: "gaussian", declaration: span, over: Expr.variables(in: [x]), logDensity: square,
      support: nil, isNormalized: false, isScoreOnly: false, draw: nil)
    let normal = try UnconstrainedDensity(Density(factor, span: span), interpreter: self, at: span)
    let transition = try traceTransition(
      of: choice, over: normal, gradient: .success(.init(gradientOf: normal.energy)), at: span
    ) { try self.standardBase(over: normal) }
    return transition.target.usesScore
  }

  /// - Parameter base: the density that chains are drawn from, for samplers whose body asks for it.
  func traceTransition(
    of choice: SamplerChoice, over density: UnconstrainedDensity,
    gradient: SamplerTarget.Gradient, at span: Span, base: @escaping () throws -> ChainBase
  ) throws -> TracedTransition {
    let dimension = density.dimension
    let position = Expr(density.position)
    let energy = density.energy
    let declaration = choice.definition.declaration
    var tuned = choice.adapted.map { Expr.Leaf($0.name, .real(.scalar), isUniform: true) }
    // A step that the user gives is in units of the coordinates; one that is tuned is in units of
    // their spread, if the sampler asks for that.
    let canScale = !choice.adapted.isEmpty && dimension > 0
    let offered = canScale ? Expr.Leaf("scale", .real([dimension]), isUniform: true) : nil

    var usedBase: Result<ChainBase, any Error>?
    var (scale, discrete): (Expr?, Expr) = (nil, Expr(density.discrete))
    let target = SamplerTarget(
      dimension: dimension, start: position, energy: energy, gradient: gradient,
      hasEnergy: density.hasEnergy, offeredScale: offered.map { Expr($0) }, discrete: discrete
    ) {
      let made = Result { try base() }
      usedBase = made
      // A base that will not do is told when the body is done; until then the target stands for it.
      let known = try? made.get()
      let standIn = SamplerTarget(
        dimension: dimension, start: position, energy: known?.energy ?? energy,
        gradient: known.map(\.gradient) ?? gradient, offeredScale: scale, discrete: discrete)
      standIn.useScale()
      return standIn
    }
    activeTarget = target
    defer { activeTarget = nil }
    let scope = Scope(parent: choice.definition.scope)
    for (name, value) in choice.arguments { scope.define(name, .init(value)) }
    for leaf in tuned { scope.define(leaf.name, .init(.symbol(Expr(leaf)))) }
    scope.define(declaration.density.name, .init(.target(target)))
    let (state, carried) = try defineStates(of: choice.definition, target, in: scope)
    scale = target.scale
    // Discrete variables first.
    let held = try target.position(of: position)
    discrete = try sweptDiscrete(
      Expr(density.discrete), density.layout,
      energy: { Expr(.call(energy, [held, $0], result: 0), type: .real(.scalar)) }, at: span)
    target.discrete = discrete
    for statement in declaration.prelude { _ = try execute(statement, in: scope) }
    if dimension > 0 { _ = try execute(declaration.transition, in: scope) }
    let chainBase = try usedBase?.get()
    func next(_ state: String, _ type: TensorType) throws -> Expr {
      let next = try asExpr(scope.binding(state)?.value ?? .void, span)
      guard next.type == type else {
        throw Diagnostic.shapeMismatch(
          "the state '\(state)' of '\(choice.definition.name)'", at: choice.definition.span,
          reason: "it is \(next.shape) after a transition, \(type.shape) before")
      }
      return next
    }
    let moved = try next(state, .real([dimension]))
    var kept: [TracedTransition.Kept] = try carried.map {
      ($0.leaf, $0.initial, try next($0.name, $0.leaf.type))
    }
    if let weight = target.logWeight { kept += try weightStates(adding: weight) }
    let isScaled = scale != nil
    if isScaled, let offered { tuned.append(offered) }
    return TracedTransition(
      density: density, target: target, position: moved, discrete: discrete, kept: kept,
      tuned: tuned, isScaled: isScaled, base: chainBase)
  }
}
