import CompIR
import CompModel
import CompProgram
import CompSource

extension Builtin {
  /// What bodies of samplers and of components' draws are written with.
  package static let samplers: [Builtin] = [
    random("noise", "standard normals, in the shape of `like`") { .normal(site: 0, $0) },
    random("uniform_noise", "uniform in (0, 1), in the shape of `like`") { .uniform(site: 0, $0) },
    Builtin(
      "start", [Parameter("p"), Parameter("scaled", .truths, optional: true)],
      documentation:
        "where a chain begins; only as a state's first value. With scaled: true a sampler that is tuned moves in coordinates divided by the standard deviations that the warmup learns"
    ) { interpreter, call in
      try interpreter.checkIsInSampler(call)
      guard case .target(let target) = call.value("p") else { return .unknown(.any) }
      if call.has("scaled") {
        guard case .boolean(let isScaled) = call.value("scaled") else {
          throw Diagnostic.typeMismatch(
            expected: "true or false", found: interpreter.describeType(call.value("scaled")),
            at: call.span("scaled"))
        }
        if isScaled { target.useScale() }
      }
      return .symbol(target.start)
    },
    Builtin(
      "base", [Parameter("p")],
      documentation: "the density that chains are drawn from when they start"
    ) { interpreter, call in
      try interpreter.checkIsInSampler(call)
      guard case .target(let target) = call.value("p") else { return .unknown(.any) }
      return try target.base().map { .target($0) } ?? .unknown(.any)
    },
    Builtin(
      "weigh", [Parameter("log_ratio", .real)],
      documentation: "adds to the log weight of the chain's draw"
    ) { interpreter, call in
      try interpreter.checkIsInSampler(call)
      if let target = interpreter.activeTarget {
        let ratio = try interpreter.asExpr(call.value("log_ratio"), call.span("log_ratio"))
        target.logWeight = try target.logWeight.map { try .scalar(.add, $0, ratio) } ?? ratio
      }
      return .void
    },
    Builtin(
      "draw", [Parameter("p")], documentation: "an exact draw; in the sampler `exact`"
    ) { interpreter, call in
      try interpreter.checkIsInSampler(call)
      return .unknown(.any)
    },
    Builtin("coordinates", [Parameter("p")], documentation: "the number of free coordinates") {
      interpreter, call in
      try interpreter.checkIsInSampler(call)
      if case .target(let target) = call.value("p") { return .integer(target.dimension) }
      return .unknown(.integer)
    },
    Builtin(
      "accept",
      [
        Parameter("proposal", .numbers), Parameter("else", .numbers), Parameter("log_ratio", .real),
        Parameter("divergent_below", .real, optional: true),
      ],
      documentation: "the proposal with probability min(1, exp(log_ratio)), else the other"
    ) { interpreter, call in
      if case .unknown = call.value("log_ratio") { return call.value("proposal") }
      guard let target = interpreter.activeTarget else {
        throw Diagnostic.outsideSampler(call.name, at: call.span)
      }
      let proposal = try interpreter.asExpr(call.value("proposal"), call.span("proposal"))
      let other = try interpreter.asExpr(call.value("else"), call.span("else"))
      let ratio = try interpreter.asExpr(call.value("log_ratio"), call.span("log_ratio"))
      // A ratio that is not a number is a rejection.
      let usable = try Expr.apply(
        .select, [.scalar(.isNaN, ratio), Expr(-.infinity), ratio])
      let u = interpreter.random(.uniform(site: 0, .scalar), .scalar)
      let accepted = try Expr.scalar(.less, .scalar(.log, u), usable)
      target.acceptance = try .scalar(.exp, .scalar(.minimum, usable, Expr(0)))
      target.proposal = proposal
      if call.has("divergent_below") {
        let bound = try interpreter.asExpr(
          call.value("divergent_below"), call.span("divergent_below"))
        // Beyond a hard support the energy is infinite without any error of the steps.
        let isAstray = try Expr.scalar(.not, Expr.scalar(.isFinite, proposal).every())
        target.diverged = try .scalar(
          .and, .scalar(.less, usable, bound),
          .scalar(.or, .scalar(.less, Expr(-.infinity), usable), isAstray))
      }
      return .symbol(try .apply(.select, [accepted, proposal, other]))
    },
    Builtin(
      "energy_change", [Parameter("p"), Parameter("from"), Parameter("to")],
      documentation:
        "the energy of p at one place less that at another; of a density that gives a score alone by the trapezoidal rule"
    ) { interpreter, call in
      try interpreter.checkIsInSampler(call)
      guard case .target(let target) = call.value("p") else { return .unknown(.real) }
      for name in ["from", "to"] {
        if case .unknown = call.value(name) { return .unknown(.real) }
      }
      let (x, y) = (
        try interpreter.asExpr(call.value("from"), call.span("from")),
        try interpreter.asExpr(call.value("to"), call.span("to"))
      )
      return .symbol(try target.energyChange(from: x, to: y))
    },
    Builtin(
      "adapt", [Parameter("acceptance", .real), Parameter("diverged", .truth, optional: true)],
      documentation:
        "tells the warmup an acceptance without rejecting anything, and whether the step went astray"
    ) { interpreter, call in
      try interpreter.checkIsInSampler(call)
      if let target = interpreter.activeTarget {
        let ratio = try interpreter.asExpr(call.value("acceptance"), call.span("acceptance"))
        target.acceptance = try .apply(.select, [.scalar(.isNaN, ratio), Expr(0), ratio])
        if call.has("diverged") {
          target.diverged = try interpreter.asExpr(call.value("diverged"), call.span("diverged"))
        }
      }
      return .void
    },
    Builtin(
      "adapted", [Parameter("accept", .real), Parameter("initial", .real, optional: true)],
      documentation: "a sampler's parameter that the warmup tunes to a mean acceptance"
    ) { interpreter, call in
      let accept = try interpreter.number(
        call.value("accept"), at: call.span("accept"), what: "an acceptance")
      let initial =
        call.has("initial")
        ? try interpreter.number(
          call.value("initial"), at: call.span("initial"), what: "an initial value") : 0.1
      return .adaptation(Adaptation(accept: accept, initial: initial))
    },
  ]

  private static func random(
    _ name: String, _ text: String, _ operation: @escaping @Sendable (Shape) -> Operation
  ) -> Builtin {
    Builtin(name, [Parameter("like", .countable, optional: true)], documentation: text) {
      interpreter, call in
      try interpreter.checkIsInSampler(call)
      guard call.has("like") else {
        return .symbol(interpreter.random(operation(.scalar), .scalar))
      }
      guard let shape = interpreter.shapeOf(call.value("like")) else {
        return .unknown(.tensor(nil))
      }
      let sizes = shape.compactMap { $0 }
      guard sizes.count == shape.count else { return .unknown(.tensor(shape)) }
      return .symbol(interpreter.random(operation(Shape(sizes)), Shape(sizes)))
    }
  }
}

extension Interpreter {
  /// Checks that a builtin that belongs into samplers, and into the draws of components, stands there.
  fileprivate func checkIsInSampler(_ call: Builtin.Call) throws {
    guard admitsRandomness else { throw Diagnostic.outsideSampler(call.name, at: call.span) }
  }
}

extension Diagnostic {
  /// Reports what has a meaning only in the body of a sampler, or in the draw of a component.
  static func outsideSampler(_ name: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .misplacedNoise, "'\(name)' is used outside of a sampler",
      at: [Label(span, "nothing is being sampled here")],
      notes: ["it belongs in the body of a 'sampler', or in the 'draw' of a 'component'"],
      help: ["noise", "uniform_noise"].contains(name)
        ? "for random numbers draw from a density: sample(gaussian(), count: 100).x" : nil)
  }

  /// Reports an output of a component that depends on random numbers.
  static func misplacedNoise(_ output: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .misplacedNoise, "\(output) of a component depends on random numbers of its own",
      at: [Label(span, "a density is a function of its variables")],
      help: "only 'draw' may use noise(…); a random quantity is a variable: gaussian() on z")
  }
}
