import CompIR
import CompLanguage
import CompModel
import CompRuntime
import CompSource

/// Particles for an estimate, unless a call says otherwise.
private let standardParticles = 4_096

extension Running {
  var logNormalizer: Builtin {
    Builtin(
      "log_normalizer",
      [
        .init("p", .density), .init("using", .sampler, optional: true),
        .init("count", .integer, optional: true), .init("start", .density, optional: true),
        .init("seed", .integer, optional: true),
      ], effect: true,
      documentation: "the log of a density's integral, estimated by weighted chains, and its error"
    ) { interpreter, call in
      guard let estimate = try estimate(interpreter, call) else {
        return .unknown(.report("Estimate"))
      }
      var text = "\(formatReal(estimate.value)) ± \(formatReal(estimate.error))"
      var fields: [(name: String, value: Value)] = [
        ("value", .real(estimate.value)), ("error", .real(estimate.error)),
      ]
      if let size = estimate.effectiveSize {
        text += ", from weights worth \(formatReal(size.rounded())) draws"
        fields.append(("effective_size", .real(size)))
      }
      return .report(Report(name: "Estimate", text: text, fields: fields))
    }
  }

  var normalize: Builtin {
    Builtin(
      "normalize",
      [
        .init("p", .density), .init("using", .sampler, optional: true),
        .init("count", .integer, optional: true), .init("start", .density, optional: true),
        .init("seed", .integer, optional: true),
      ],
      documentation:
        "the density with its constant: in closed form, or as weighted chains estimate it"
    ) { interpreter, call in
      if case .unknown = call.value("p") { return .unknown(.density(nil)) }
      let density = try interpreter.asDensity(call.value("p"), at: call.span("p"))
      if density.analysis.logNormalizer != nil { return .density(density) }
      let estimate = try estimate(interpreter, call)
      return .density(
        Density(
          .normalized(density, logNormalizer: estimate?.value ?? 0), space: density.space,
          given: density.given, name: density.name, span: call.span))
    }
  }

  /// The log of the integral; nil in a check.
  private func estimate(_ interpreter: Interpreter, _ call: Builtin.Call) throws -> (
    value: Double, error: Double, effectiveSize: Double?
  )? {
    if case .unknown = call.value("p") { return nil }
    let composed = try interpreter.asDensity(call.value("p"), at: call.span("p"))
    try checkSeed(call)
    guard let particles = try count("count", else: standardParticles, interpreter, call)
    else { return nil }
    guard particles >= 2, particles <= 1_000_000_000 else {
      throw Diagnostic(
        .invalidCount, "'count' is \(particles)",
        at: [.init(call.span("count"), "expected two or more, at most 10⁹")])
    }
    try interpreter.checkLookUps(in: composed)
    if composed.space.isEmpty { throw Diagnostic.nothingLeft(composed, at: call.span("p")) }
    if !call.has("using"), let known = composed.analysis.logNormalizer { return (known, 0, nil) }
    let density = try interpreter.summingDiscrete(composed, at: call.span("p"))
    if density.space.isEmpty {
      if density.given.isEmpty, let sum = try density.logDensity().groundValue {
        return (sum, 0, nil)
      }
      throw Diagnostic.nothingLeft(density, at: call.span("p"))
    }
    let choice = try interpreter.samplerChoice(
      call.has("using") ? call.value("using") : try interpreter.standard("ais") ?? .void,
      at: call.has("using") ? call.span("using") : call.span,
      help: "such as using: ais(steps: 1_000)")
    guard let choice else { return nil }
    try interpreter.checkSampler(choice, for: density, at: call.span("p"))
    let start = try start(of: density, interpreter, call)
    let traced = try interpreter.trace(density, choice, start: start, at: call.span)
    guard traced.weighs else {
      throw Diagnostic(
        .gradeTooWeak, "'\(choice.definition.name)' does not weigh its draws",
        at: [.init(call.span("using"), "an integral is estimated from weights")],
        help: "use ais(), which anneals from a density whose integral is known")
    }
    let warmup = choice.adapted.isEmpty ? 0 : choice.steps
    try checkSteps(of: choice, drawsPerChain: 1, warmup: warmup, at: call.span)
    if interpreter.mode == .check { return nil }
    let program = try interpreter.compile(traced)
    try requireMemory(for: program, draws: particles, chains: particles)
    let outcome = try run(
      ChainRequest(
        program: program, chains: particles, drawsPerChain: 1, warmup: warmup,
        seed: try seed(of: call, interpreter), threads: options.threads), of: density,
      interpreter, at: call.span)
    let weights = ImportanceWeights(logs: outcome.logWeights ?? [])
    try checkWeights(weights, density, at: call.span)
    return (weights.logMean, weights.standardError, weights.effectiveSize)
  }
}
