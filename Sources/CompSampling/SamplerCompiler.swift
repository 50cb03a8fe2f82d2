import CompIR
import CompLanguage
import CompModel
import CompProgram
import CompSource
import CompSyntax

/// Transitions with code for fewer elements are compiled in a second or two.
private let longCode = 4_000

/// Code for more elements would be looped tensor by tensor, so that it shared little, and take long even so.
private let endlessCode = 40_000

extension Interpreter {
  /// Compiles a density and a sampler to functions of the IR.
  package func compile(_ traced: TracedSampler) throws -> SamplerProgram {
    let (density, choice) = (traced.density, traced.choice)
    guard let transition = traced.transition else {
      let draw = try exactDraw(of: density)
      try checkRandomNumbers(of: draw, at: traced.span)
      return SamplerProgram(
        space: density.space, method: .exact(draw), description: describe(choice))
    }
    try checkInterruption()
    let start =
      try transition.base?.start
      ?? traced.start.map { try drawnStart(from: $0, of: density.space, at: traced.span) }
      ?? uniformStart(transition.density)
    let space = density.space
    let written = try chain(transition, of: choice, start: start, over: space)
    let chain =
      try rolled(written, transition, of: choice, over: space, at: traced.span) ?? written
    for function in [chain.start, chain.transition] {
      try checkRandomNumbers(of: function, at: traced.span)
    }
    return SamplerProgram(
      space: density.space, method: .chain(chain), description: describe(choice))
  }

  /// Checks that each random number of a function has a counter of its own.
  private func checkRandomNumbers(of function: IRFunction, at span: Span) throws {
    guard !function.randomLayout.isInjective else { return }
    throw Diagnostic(
      .limitExceeded, "the loops of '\(function.name)' draw too many random numbers",
      at: [.init(span, "at most 2⁵⁶ groups of four can be told apart in a step of a chain")],
      help: "shorten the loops, or draw fewer numbers in each iteration")
  }

  /// The same with loops in its transition, where written out it would be long and the copies would share
  /// little. Passes that touch only a part of the density each, as in a chain of factors, share much.
  private func rolled(
    _ chain: SamplerProgram.Chain, _ transition: TracedTransition, of choice: SamplerChoice,
    over space: Space, at span: Span
  ) throws -> SamplerProgram.Chain? {
    let written = ComputedElements(chain.transition)
    // What is told of a proposal would be told from within the loop.
    guard written.written > longCode, !chain.rejects, chain.adapted.isEmpty, !chain.weighs else {
      return nil
    }
    try checkInterruption()
    rollsLoops = true
    trialDepth += 1
    defer {
      rollsLoops = false
      trialDepth -= 1
    }
    let other: SamplerProgram.Chain
    do {
      let rolled = try traceTransition(
        of: choice, over: transition.density, gradient: transition.target.gradient, at: span
      ) { throw ShapeError("a loop has no base") }
      other = try self.chain(rolled, of: choice, start: chain.start, over: space)
    } catch is Diagnostic { return nil } catch is ShapeError { return nil } catch is Poisoned {
      return nil
    }
    let looped = ComputedElements(other.transition)
    let mostRun = written.written > endlessCode ? written.run * 4 : written.run * 5 / 4
    return looped.written * 4 < written.written && looped.run < mostRun ? other : nil
  }

  private func chain(
    _ traced: TracedTransition, of choice: SamplerChoice, start: IRFunction, over space: Space
  ) throws -> SamplerProgram.Chain {
    let (density, target) = (traced.density, traced.target)
    var lowering = Lowering(name: choice.definition.name)
    lowering.parameter(density.position)
    lowering.parameter(density.discrete)
    for state in traced.kept { lowering.parameter(state.leaf) }
    for leaf in traced.tuned { lowering.parameter(leaf) }
    // What only tunes is not computed where nothing is tuned.
    let rejects = target.proposal != nil || density.dimension == 0
    let acceptance = rejects || !choice.adapted.isEmpty ? target.acceptance : nil
    var results = [
      ("position", try lowering.lower(traced.position)),
      ("discrete", try lowering.lower(traced.discrete)),
    ]
    for state in traced.kept {
      results.append((state.leaf.name, try lowering.lower(state.next)))
    }
    results += [
      ("acceptance", try lowering.lower(acceptance ?? Expr(1))),
      (
        "diverged",
        try lowering.lower(
          try Expr.apply(.select, [target.diverged ?? Expr(false), Expr(1), Expr(0)]))
      ),
    ]
    // Where nothing is rejected the states that are kept are looked at, not each step. A proposal
    // that has flown beyond all numbers is no fault of the factors.
    let proposal = target.proposal ?? traced.position
    let isSomewhere = try Expr.apply(
      .reduce(.all, axes: [0]), [.scalar(.isFinite, proposal)])
    for index in density.watched.indices where rejects {
      let value = Expr(
        .call(
          target.energy, [try target.position(of: proposal), traced.discrete], result: index + 1),
        type: .real(.scalar))
      let told = try Expr.apply(.select, [isSomewhere, value, Expr(-.infinity)])
      results.append(("log_density_\(index)", try lowering.lower(told)))
    }
    CompilationStep.simplifying.begin()
    return SamplerProgram.Chain(
      dimension: density.dimension, discreteCount: density.discreteCount,
      carried: traced.kept.map(\.initial), weighs: target.logWeight != nil,
      baseLogNormalizer: traced.base?.logNormalizer ?? 0, start: start,
      energy: try density.energy.function, hasEnergy: density.hasEnergy,
      gradient: target.usesScore ? try target.gradient.get()?.function : nil,
      transition: try lowering.finish(results: results).simplified(),
      constrain: try density.constraining(space), watched: density.watched, adapted: choice.adapted,
      rejects: rejects, tellsDivergences: target.diverged != nil,
      transitionsPerDraw: choice.steps, isScaled: traced.isScaled)
  }
}

extension UnconstrainedDensity {
  /// (position, discrete) → the coordinates that users see.
  fileprivate func constraining(_ space: Space) throws -> IRFunction {
    var lowering = Lowering(name: "constrain")
    lowering.parameter(position)
    lowering.parameter(discrete)
    let seen = try layout.values.map { member, value -> Expr in
      try .apply(.reshape([member.elements.count]), [value])
    }
    let all = seen.count == 1 ? seen[0] : try Expr.apply(.concatenate(axis: 0), seen)
    let values = try lowering.lower(space.interior(of: all))
    return try lowering.finishing([("values", values)])
  }
}

extension Lowering {
  func finishing(_ results: [(String, IRValue)]) throws -> IRFunction {
    try finish(results: results).simplified()
  }
}

extension Density {
  /// Where its first component is declared; where it was composed, if it has none.
  package var factorSpan: Span { leaves.first?.factor.declaration ?? span }
}
