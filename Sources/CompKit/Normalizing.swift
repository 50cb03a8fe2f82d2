import CompIR
import CompRuntime
import CompSemantics
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
    let density = try interpreter.asDensity(call.value("p"), at: call.span("p"))
    if density.space.isEmpty { throw Diagnostic.nothingLeft(density.title, at: call.span("p")) }
    if !call.has("using"), let known = density.analysis.logNormalizer { return (known, 0, nil) }
    guard let choice = try weighingSampler(interpreter, call) else { return nil }
    try interpreter.checkSampler(choice, for: density, at: call.span("p"))
    var start: Density?
    if call.has("start") {
      if case .unknown = call.value("start") { return nil }
      let given = try interpreter.asDensity(call.value("start"), at: call.span("start"))
      try interpreter.checkStart(given, of: density, at: call.span("start"))
      start = given
    }
    let particles =
      call.has("count")
      ? try interpreter.integer(call.value("count"), at: call.span("count"), what: "'count'")
      : standardParticles
    guard particles >= 2, particles <= 1_000_000_000 else {
      throw Diagnostic(
        .invalidCount, "'count' is \(particles)",
        at: [.init(call.span("count"), "expected two or more, at most 10⁹")])
    }
    let traced = try interpreter.trace(density, choice, start: start, at: call.span)
    guard traced.weighs else {
      throw Diagnostic(
        .gradeTooWeak, "'\(choice.definition.name)' does not weigh its draws",
        at: [.init(call.span("using"), "an integral is estimated from weights")],
        help: "use ais(), which anneals from a density whose integral is known")
    }
    if interpreter.mode == .check { return nil }
    let program = try interpreter.compile(traced)
    let seed =
      call.has("seed")
      ? UInt64(
        bitPattern: Int64(
          try interpreter.integer(call.value("seed"), at: call.span("seed"), what: "a seed")))
      : placeSeed(interpreter, call.span)
    let driver = ChainDriver(
      backend: backend, isInterrupted: surroundings.isInterrupted, progress: surroundings.progress)
    do {
      let outcome = try driver.run(
        ChainRequest(
          program: program, chains: particles, drawsPerChain: 1,
          warmup: choice.adapted.isEmpty ? 0 : choice.steps, seed: seed, threads: options.threads))
      let weights = ImportanceWeights(logs: outcome.logWeights ?? [])
      try checkWeights(weights, density, at: call.span)
      return (weights.logMean, weights.standardError, weights.effectiveSize)
    } catch let failure as ChainFailure {
      throw diagnostic(failure, density, at: call.span)
    } catch let failure as NativeCodeFailure {
      throw Diagnostic.noNativeCode(
        failure, outputDirectory: options.outputDirectory, at: call.span)
    }
  }

  /// The sampler that was asked for, or `ais()`; nil where a check does not know it.
  private func weighingSampler(_ interpreter: Interpreter, _ call: Builtin.Call) throws
    -> SamplerChoice?
  {
    let value = call.has("using") ? call.value("using") : try interpreter.standard("ais") ?? .void
    switch value {
    case .sampler(let choice): return choice
    case .samplerDeclaration(let definition):
      let chosen = try interpreter.choose(
        definition, [], at: call.has("using") ? call.span("using") : call.span,
        in: interpreter.globals)
      guard case .sampler(let choice) = chosen else { return nil }
      return choice
    case .unknown, .poison: return nil
    case .integer, .boolean, .mask, .string, .tensor, .label, .labels, .range, .list, .record,
      .void, .symbol, .variable, .function, .component, .call, .density, .weighted, .samples,
      .data, .report, .module, .adaptation, .target:
      throw Diagnostic.typeMismatch(
        expected: "a sampler", found: interpreter.describeType(value), at: call.span("using"),
        help: "such as using: ais(steps: 1_000)")
    }
  }
}
