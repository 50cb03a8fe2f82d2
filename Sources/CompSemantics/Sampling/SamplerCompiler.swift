import CompIR
import CompSource
import CompSyntax

/// Transitions with code for fewer elements are compiled in a second or two.
private let longCode = 4_000

/// Code for more elements would be looped tensor by tensor, so that it shared little, and take long even so.
private let endlessCode = 40_000

extension Interpreter {
  /// The sampler that the plan chooses where the program names none, and why.
  package func defaultSampler(for density: Density, at span: Span) throws -> (
    SamplerChoice, reason: String
  ) {
    let name: String
    let reason: String
    let isDiscrete = density.space.members.allSatisfy { $0.variable.domain.isDiscrete }
    switch density.analysis.grade {
    case .exact:
      name = "exact"
      reason = "the composition has exact draws"
    case .normalized, .energy:
      name = isDiscrete ? "gibbs" : "hmc"
      reason =
        isDiscrete ? "all variables are discrete" : "it has an energy that can be differentiated"
    case .score:
      name = "ula"
      reason = "only the score is known"
    }
    guard case .samplerDeclaration(let definition)? = try standard(name),
      case .sampler(var choice) = try choose(definition, [], at: span, in: globals)
    else { throw Diagnostic.unknownName(name, at: span, among: standardNames) }
    // Ten transitions between two kept draws: they cost little beside draws that repeat each other.
    if choice.arguments["steps"] != nil { choice.arguments["steps"] = .integer(10) }
    return (choice, reason)
  }

  /// Checks that a density can be given to a sampler, and reports what is in the way.
  package func checkSampler(_ choice: SamplerChoice, for density: Density, at span: Span) throws {
    if !density.given.isEmpty {
      throw Diagnostic.unsuppliedGiven(density.given.names, of: density.title, at: span)
    }
    try checkProper(density, at: span)
    let declaration = choice.definition.declaration
    let name = choice.definition.name
    let has = density.analysis.grade
    guard let needs = Grade(rawValue: declaration.need.name) else {
      throw Diagnostic.unknownName(
        declaration.need.name, at: declaration.need.span, among: Grade.allCases.map(\.rawValue))
    }
    if has < needs {
      let culprit = density.analysis.groups.first { $0.grade < needs }
      let unit =
        culprit?.units.first { unit in
          unit.leaves.contains { needs == .exact ? $0.factor.draw == nil : $0.factor.isScoreOnly }
        } ?? culprit?.units.first
      let factor = unit?.leaves.first {
        needs == .exact ? ($0.factor.draw == nil || true) : $0.factor.isScoreOnly
      }?.factor
      let alternatives: String
      switch has {
      case .score: alternatives = "use ula(…), which moves by the score alone"
      case .energy, .normalized, .exact:
        alternatives = "use mala(…), hmc(…) or gibbs(), which need an energy alone"
      }
      throw Diagnostic.gradeTooWeak(
        name, needs: needs, has: has, density: density.title, at: choice.span,
        factor: factor.map {
          .init(
            $0.declaration,
            needs == .exact
              ? (culprit?.units.count ?? 1) > 1
                ? "'\($0.component)' stands in a product that has no closed form"
                : "'\($0.component)' has no closed form, and gives no 'draw'"
              : "'\($0.component)' gives no more than a \(Grade.score.rawValue)")
        }, alternatives: alternatives)
    }
    if needs == .score {
      if let hard = density.leaves.first(where: { $0.factor.support != nil }) {
        throw Diagnostic.hardSupport(
          name, factor: hard.factor.component, at: choice.span,
          declaration: hard.factor.declaration)
      }
    }
    if needs != .exact, name != "gibbs", let first = density.space.names.first,
      density.space.members.allSatisfy({ $0.variable.domain.isDiscrete })
    {
      throw Diagnostic.discreteSampler(name, variable: first, at: choice.span)
    }
  }

  /// Compiles a density and a sampler to functions of the IR.
  ///
  /// - Parameter start: an `Exact` density over the same variables from which chains start; nil for
  ///   the default, uniform in (−2, 2) in unconstrained coordinates.
  package func compile(
    _ density: Density, _ choice: SamplerChoice, start: Density? = nil, at span: Span
  ) throws -> SamplerProgram {
    if choice.definition.declaration.need.name == Grade.exact.rawValue {
      return SamplerProgram(
        space: density.space, method: .exact(try exactDraw(of: density)),
        description: describe(choice))
    }
    try checkInterruption()
    let unconstrained = try UnconstrainedDensity(density, interpreter: self, at: span)
    let dimension = unconstrained.dimension
    var gradient: IRFunction?
    if dimension > 0 {
      do {
        try checkInterruption()
        gradient = try unconstrained.energy.gradient(of: 0, withRespectTo: [0]).simplified()
      } catch let error as DifferentiationError {
        if choice.definition.name != "gibbs" {
          throw Diagnostic(
            .notDifferentiable, "'\(density.title)' cannot be differentiated",
            at: [.init(span, error.description)], help: "use gibbs(), which needs no gradient")
        }
      }
    }

    try checkInterruption()
    let startFunction =
      try start.map { try drawnStart(from: $0, of: density.space, at: span) }
      ?? uniformStart(
        unconstrained.layout, dimension: dimension, discreteCount: unconstrained.discreteCount)
    let slope = gradient.map { Expr.FunctionReference($0) }
    let made = try transition(
      of: choice, start: startFunction, over: unconstrained, gradient: slope,
      base: { try self.base(start, of: density, over: unconstrained, choice, at: span) }, at: span)
    let chain = try rolled(made, of: choice, over: unconstrained, gradient: slope, at: span) ?? made
    return SamplerProgram(
      space: density.space, method: .chain(chain), description: describe(choice))
  }

  /// The same with loops in its transition, where written out it would be long and the copies would share
  /// little. Passes that touch only a part of the density each, as in a chain of factors, share much.
  private func rolled(
    _ chain: SamplerProgram.Chain, of choice: SamplerChoice, over density: UnconstrainedDensity,
    gradient: Expr.FunctionReference?, at span: Span
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
      other = try transition(
        of: choice, start: chain.start, over: density, gradient: gradient,
        base: { throw ShapeError("a loop has no base") }, at: span)
    } catch is Diagnostic { return nil } catch is ShapeError { return nil } catch is Poisoned {
      return nil
    }
    // Counters of random numbers know two loops, one in the other.
    guard other.transition.valueUses.allSatisfy({ $0.deepest <= 2 }) else { return nil }
    let looped = ComputedElements(other.transition)
    let mostRun = written.written > endlessCode ? written.run * 4 : written.run * 5 / 4
    return looped.written * 4 < written.written && looped.run < mostRun ? other : nil
  }

  private func transition(
    of choice: SamplerChoice, start: IRFunction, over density: UnconstrainedDensity,
    gradient: Expr.FunctionReference?, base: @escaping () throws -> ChainBase, at span: Span
  ) throws -> SamplerProgram.Chain {
    let (dimension, discreteCount) = (density.dimension, density.discreteCount)
    let (position, discrete, layout) = (density.position, density.discrete, density.layout)
    let energy = Expr.FunctionReference(density.energy)
    let watched = density.watched
    let declaration = choice.definition.declaration
    let adapted = choice.adapted
    var tuned = adapted.map { Expr.Leaf($0.name, .real(.scalar), isUniform: true) }
    // A step that the user gives is in units of the coordinates; one that is tuned is in units of
    // their spread.
    let isScaled = !adapted.isEmpty && dimension > 0
    let scale = isScaled ? Expr.Leaf("scale", .real([dimension]), isUniform: true) : nil
    let held = try scale.map { try Expr.scalar(.multiply, Expr($0), Expr(position)) }

    // Discrete variables first, one after the other, each from its conditional.
    var states = Expr(discrete)
    @Sendable func energyOf(_ z: Expr) -> Expr {
      Expr(.call(energy, [held ?? Expr(position), z], result: 0), type: .real(.scalar))
    }
    for (index, values) in layout.discreteValues.enumerated() {
      func replaced(_ value: Expr) throws -> Expr {
        try asExpr(
          try replacing(
            .symbol(states), at: [.integer(index)], [span], with: .symbol(value), span, span),
          span)
      }
      if let values {
        // Gumbel-max: the state with the largest −E + Gumbel noise is drawn with probability ∝ e^−E.
        let noise = Expr(
          .operation(.uniform(site: 0, [values.count]), []), type: .real([values.count]))
        var best: (score: Expr, state: Expr)?
        for (place, value) in values.enumerated() {
          let candidate = try replaced(Expr(Double(value)))
          let u = try Expr.apply(
            .reshape(.scalar), [.apply(.slice(starts: [place], limits: [place + 1]), [noise])])
          let gumbel = try Expr.scalar(
            .negate, .scalar(.log, .scalar(.negate, .scalar(.log, u))))
          let score = try Expr.scalar(.subtract, gumbel, energyOf(candidate))
          let usable = try Expr.apply(
            .select, [.scalar(.isNaN, score), Expr(-.infinity), score])
          if let known = best {
            let better = try Expr.scalar(.less, known.score, usable)
            best = (
              try .apply(.select, [better, usable, known.score]),
              try .apply(.select, [better, candidate, known.state])
            )
          } else {
            best = (usable, candidate)
          }
        }
        if let best { states = best.state }
      } else {
        let others = states
        let conditional = Builtin(
          "log_density", [.init("n")], documentation: "the log density of one count, given all else"
        ) { interpreter, call in
          let moved = try interpreter.replacing(
            .symbol(others), at: [.integer(index)], [span], with: call.value("n"), span, span)
          return .symbol(
            try .scalar(.negate, energyOf(try interpreter.asExpr(moved, span))))
        }
        let here = try Expr.apply(
          .reshape(.scalar), [.apply(.slice(starts: [index], limits: [index + 1]), [states])])
        states = try replaced(
          try applyStandard(
            "count_draw",
            [.function(.init(name: "log_density", body: .builtin(conditional))), .symbol(here)],
            at: span))
      }
    }

    let here = Expr(position)
    var usedBase: Result<ChainBase, any Error>?
    let target = SamplerTarget(
      dimension: dimension, start: here, energy: energy, gradient: gradient,
      scale: scale.map { Expr($0) }, discrete: states
    ) {
      let made = Result { try base() }
      usedBase = made
      // A base that will not do is told when the body is done; until then the target stands for it.
      let known = try? made.get()
      return SamplerTarget(
        dimension: dimension, start: here, energy: known.map { .init($0.energy) } ?? energy,
        gradient: known.map { .init($0.gradient) } ?? gradient,
        scale: scale.map { Expr($0) }, discrete: states)
    }
    activeTarget = target
    defer { activeTarget = nil }
    let scope = Scope(parent: choice.definition.scope)
    for (name, value) in choice.arguments { scope.define(name, .init(value)) }
    for leaf in tuned { scope.define(leaf.name, .init(.symbol(Expr(leaf)))) }
    scope.define(declaration.density.name, .init(.target(target)))
    let (state, carried) = try defineStates(of: choice.definition, target, in: scope)
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
    var kept = try carried.map {
      (leaf: $0.leaf, initial: $0.initial, next: try next($0.name, $0.leaf.type))
    }
    if let weight = target.logWeight { kept += try weightStates(adding: weight) }

    var lowering = Lowering(name: choice.definition.name)
    lowering.parameter(position)
    lowering.parameter(discrete)
    for state in kept { lowering.parameter(state.leaf) }
    if let scale { tuned.append(scale) }
    for leaf in tuned { lowering.parameter(leaf) }
    // What only tunes is not computed where nothing is tuned.
    let rejects = target.proposal != nil || dimension == 0
    let acceptance = rejects || !adapted.isEmpty ? target.acceptance : nil
    var results = [
      ("position", try lowering.lower(moved)), ("discrete", try lowering.lower(states)),
    ]
    for state in kept { results.append((state.leaf.name, try lowering.lower(state.next))) }
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
    let proposal = target.proposal ?? moved
    let isSomewhere = try Expr.apply(
      .reduce(.all, axes: [0]), [.scalar(.isFinite, proposal)])
    for index in watched.indices where rejects {
      let value = Expr(
        .call(energy, [try target.position(of: proposal), states], result: index + 1),
        type: .real(.scalar))
      let told = try Expr.apply(.select, [isSomewhere, value, Expr(-.infinity)])
      results.append(("log_density_\(index)", try lowering.lower(told)))
    }

    var constrain = Lowering(name: "constrain")
    constrain.parameter(position)
    constrain.parameter(discrete)
    let seen = try layout.values.map { member, value -> Expr in
      try .apply(.reshape([member.elements.count]), [value])
    }
    let all = seen.count == 1 ? seen[0] : try Expr.apply(.concatenate(axis: 0), seen)
    let seenValues = try constrain.lower(all)
    let constrained = constrain.finishing([("values", seenValues)])

    return SamplerProgram.Chain(
      dimension: dimension, discreteCount: discreteCount, carried: kept.map(\.initial),
      weighs: target.logWeight != nil, baseLogNormalizer: chainBase?.logNormalizer ?? 0,
      start: chainBase?.start ?? start,
      energy: energy.function, transition: lowering.finish(results: results).simplified(),
      constrain: constrained, watched: watched, adapted: adapted,
      rejects: rejects, tellsDivergences: target.diverged != nil, transitionsPerDraw: choice.steps,
      isScaled: isScaled)
  }

  /// As the user would write it.
  package func describe(_ choice: SamplerChoice) -> String {
    let arguments = choice.definition.declaration.parameters.compactMap { parameter -> String? in
      guard let value = choice.arguments[parameter.name.name] else { return nil }
      if case .adaptation = value { return nil }
      return "\(parameter.name.name): \(describe(value))"
    }
    return "\(choice.definition.name)(\(arguments.joined(separator: ", ")))"
  }
}

extension Lowering {
  func finishing(_ results: [(String, IRValue)]) -> IRFunction {
    finish(results: results).simplified()
  }
}

extension Density {
  /// Where its first component is declared; where it was composed, if it has none.
  package var factorSpan: Span { leaves.first?.factor.declaration ?? span }
}
