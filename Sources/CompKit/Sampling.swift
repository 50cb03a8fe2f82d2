import CompIR
import CompLanguage
import CompModel
import CompPlatform
import CompProgram
import CompRuntime
import CompSource

extension Running {
  var sample: Builtin {
    Builtin(
      "sample",
      [
        .init("p", .density), .init("count", .integer), .init("using", .sampler, optional: true),
        .init("chains", .integer, optional: true), .init("warmup", .integer, optional: true),
        .init("start", .density, optional: true), .init("seed", .integer, optional: true),
      ], effect: true, documentation: "draws of a density, with what happened while they were made",
      body: sample(_:_:))
  }

  @Sendable private func sample(_ interpreter: Interpreter, _ call: Builtin.Call) throws -> Value {
    let requested = try count("count", else: 0, interpreter, call)
    if let requested, requested < 1 || requested > 1_000_000_000 {
      throw Diagnostic(
        .invalidCount, "'count' is \(requested)",
        at: [.init(call.span("count"), "expected one or more, at most 10⁹")])
    }
    if case .unknown = call.value("p") { return .unknown(.samples(nil)) }
    let density = try interpreter.asDensity(call.value("p"), at: call.span("p"))
    if density.space.isEmpty {
      throw Diagnostic.nothingLeft(density, at: call.span("p"))
    }
    let unknown = Value.unknown(.samples(density.space))
    var watch: CompilationWatch?
    if interpreter.mode == .run {
      watch = CompilationWatch(of: density.title, for: samplerName(call), environment.progress)
    }
    defer { watch?.end() }
    try interpreter.analyze(density)
    try checkMemory(requested ?? 1, density, at: call.span("count"))
    guard let choice = try sampler(for: density, interpreter, call) else { return unknown }
    try interpreter.checkSampler(choice, for: density, at: call.span("p"))
    guard let requested, var counts = try counts(of: requested, by: choice, interpreter, call)
    else { return unknown }
    let start = try start(of: density, interpreter, call)
    try checkSeed(call)
    let traced = try interpreter.trace(density, choice, start: start, at: call.span)
    if traced.weighs { try counts.weigh(by: choice, call) }
    try checkSteps(
      of: choice, drawsPerChain: counts.total / counts.chains, warmup: counts.warmup, at: call.span)
    if interpreter.mode == .check {
      if let list { list(try interpreter.compile(traced)) }
      return unknown
    }

    let program =
      try watch?.following { try interpreter.compile(traced) } ?? interpreter.compile(traced)
    try requireMemory(for: program, draws: counts.total, chains: counts.chains)
    let seed = try seed(of: call, interpreter)
    let plan = try interpreter.plan(density, at: call.span)
    allowance.note(holdsDraws: true)
    defer { if interpreter.endAfterInterruption == nil { allowance.note(holdsDraws: false) } }
    var outcome = try run(
      ChainRequest(
        program: program, chains: counts.chains, drawsPerChain: counts.total / counts.chains,
        warmup: counts.warmup, seed: seed, threads: options.threads), of: density, interpreter,
      at: call.span, compiledUnder: watch)
    reportRejections(outcome.rejections, interpreter, at: call.span)
    let weightedSize = try resample(&outcome, of: density, seed: seed, at: call.span)
    var samples = Samples(
      space: density.space, chains: outcome.chains, drawsPerChain: outcome.drawsPerChain,
      columns: outcome.columns, sampler: program.description, isExact: choice.isExact,
      acceptance: outcome.acceptance, divergences: outcome.divergences,
      rejections: outcome.rejections, tuned: outcome.tuned, seed: seed, plan: plan)
    samples.scales = outcome.scales
    samples.weightedSize = weightedSize
    samples.warmup = outcome.warmup
    samples.health = outcome.health
    samples.transitions = counts.total / counts.chains * choice.steps
    samples.place = call.span.place
    if samples.count < counts.total {
      try allowance.check()
      samples.isPartial = true
      interpreter.endAfterInterruption = Date() + environment.secondsAfterInterruption
      interpreter.report(
        Diagnostic(
          .interrupted, .warning,
          "interrupted: \(samples.count) of \(counts.total) draws are kept",
          at: [.init(call.span, "this was stopped")],
          notes: ["what follows goes on with these draws"]))
    }
    return .samples(samples)
  }

  /// The name of the sampler that a call asks for, where it tells one before the plan is known.
  private func samplerName(_ call: Builtin.Call) -> String {
    switch call.value("using") {
    case .sampler(let choice): choice.definition.name
    case .samplerDeclaration(let definition): definition.name
    default: "sampling"
    }
  }

  /// The sampler that was asked for, or the plan's; nil where a check does not know it.
  private func sampler(
    for density: Density, _ interpreter: Interpreter, _ call: Builtin.Call
  ) throws -> SamplerChoice? {
    if call.has("using") {
      return try interpreter.samplerChoice(
        call.value("using"), at: call.span("using"),
        help: "such as using: mala(step_size: 0.1, steps: 500)")
    }
    if !density.given.isEmpty {
      throw Diagnostic.unsuppliedGiven(density.given.names, of: density.title, at: call.span("p"))
    }
    try interpreter.checkProper(density, at: call.span("p"))
    return try interpreter.defaultSampler(for: density, at: call.span).0
  }

  /// What a call asks for, or what suits its sampler; nil where a check does not know it.
  private func counts(
    of total: Int, by choice: SamplerChoice, _ interpreter: Interpreter, _ call: Builtin.Call
  ) throws -> SampleCounts? {
    // A sampler that the plan chose keeps few chains and adapts.
    let standardChains = call.has("using") || choice.isExact ? total : chosenChains(total)
    guard let chains = try count("chains", else: standardChains, interpreter, call) else {
      return nil
    }
    guard chains >= 1, total % chains == 0 else {
      throw Diagnostic(
        .invalidCount, "\(chains) chains cannot share \(total) draws evenly",
        at: [.init(call.span("chains"), "'chains' must divide 'count'")],
        help: "choose a count that is a multiple of the number of chains")
    }
    guard
      let warmup = try count(
        "warmup", else: standardWarmup(of: choice, drawsPerChain: total / chains), interpreter, call
      )
    else { return nil }
    guard warmup >= 0 else {
      throw Diagnostic(
        .invalidCount, "'warmup' is \(warmup)",
        at: [.init(call.span("warmup"), "expected zero or more")])
    }
    return SampleCounts(total: total, chains: chains, warmup: warmup)
  }

  /// Returns how many transitions a warmup makes that a call does not give.
  ///
  /// A chain that keeps one draw makes the transitions that 'steps' asks for, and needs no warmup unless
  /// something is to be tuned; where they are left to their default, which may be one, it makes 50 before them.
  /// One that keeps several draws throws away as many transitions as it keeps, at most 500, so that its way from
  /// the start to the bulk of the density is not part of the draws.
  private func standardWarmup(of choice: SamplerChoice, drawsPerChain: Int) -> Int {
    if choice.isExact { return 0 }
    if !choice.adapted.isEmpty { return 500 }
    if drawsPerChain == 1 { return choice.givesSteps ? 0 : 50 }
    return min(500, drawsPerChain * choice.steps)
  }

  /// Resamples weighted draws by their weights.
  ///
  /// - Returns: their effective sample size; nil where they have no weights.
  private func resample(
    _ outcome: inout ChainOutcome, of density: Density, seed: UInt64, at span: Span
  ) throws -> Double? {
    guard let logs = outcome.logWeights else { return nil }
    let weights = ImportanceWeights(logs: logs)
    try checkWeights(weights, density, at: span)
    var generator = SplitMix64(seed: seed)
    let chosen = weights.resampled(Double.random(in: 0..<1, using: &generator))
    // One after the other, so that no more than one is held twice.
    for index in outcome.columns.indices {
      outcome.columns[index] = chosen.map { outcome.columns[index][$0] }
    }
    return weights.effectiveSize
  }

  /// The counter of random numbers has room for 2³⁰ transitions of a chain, less those that number its starts.
  func checkSteps(
    of choice: SamplerChoice, drawsPerChain: Int, warmup: Int, at span: Span
  ) throws {
    let limit = 1 << 30 - 1 << 16
    let (kept, overflows) = drawsPerChain.multipliedReportingOverflow(by: max(choice.steps, 1))
    let rounds = 1 + ChainRequest.prolongations
    guard overflows || warmup > limit / rounds || kept > limit - rounds * warmup else { return }
    throw Diagnostic(
      .limitExceeded, "a chain would make more than \(limit) transitions",
      at: [.init(span, "random numbers cannot tell more of them apart")],
      help: "share the draws among more chains with 'chains:', or make fewer 'steps'")
  }

  /// Checks that the draws, and the states of the chains that make them, are within the limits.
  func requireMemory(for program: SamplerProgram, draws count: Int, chains: Int) throws {
    let draws = 8 * Double(count) * Double(program.space.coordinates.count)
    var states = 0.0
    if case .chain(let chain) = program.method {
      let width = Double(chain.dimension + chain.discreteCount)
      let block = Double(min(chains, backend.blockSize))
      // A block is held as columns, in buffers of the kernel, and as it was before its last step.
      states = 8 * width * block * 8 * Double(options.threads)
    }
    try allowance.require(Int(min(draws + states, 1e18)))
  }

  /// Draws are kept in memory, those of a chain's state beside those that the program sees.
  private func checkMemory(_ count: Int, _ density: Density, at span: Span) throws {
    let width = density.space.members.reduce(0) { $0 + $1.elements.count }
    let needed = 16.0 * Double(count) * Double(width)
    let memory = Double(ProcessInfo.processInfo.physicalMemory)
    if needed > Double(allowance.limits.draws),
      allowance.limits.draws < Int(clamping: UInt64(memory))
    {
      throw ExceededLimit(.draws, allowance.limits)
    }
    guard needed <= memory else {
      throw Diagnostic(
        .invalidCount, "\(count) draws of \(width) numbers do not fit into memory",
        at: [.init(span, "they take \(Int(needed / 1e9)) of \(Int(memory / 1e9)) gigabytes")],
        help: "ask for fewer draws")
    }
  }

  /// The chains of a sampler that the plan chose: as many as share the draws evenly with a hundred
  /// or more to each, which R-hat and the effective sizes ask for; at least four where they can be.
  private func chosenChains(_ total: Int) -> Int {
    (1...min(256, max(4, total / 100), total)).last { total % $0 == 0 } ?? 1
  }

  private func reportRejections(
    _ rejections: [FactorRejection], _ interpreter: Interpreter, at span: Span
  ) {
    let sorted = rejections.sorted(by: { $0.count > $1.count })
    guard let worst = sorted.first else { return }
    let list = sorted.map {
      "'\($0.component)' (\($0.place)): \($0.infinite) infinite, \($0.notANumber) NaN"
    }
    interpreter.report(
      Diagnostic(
        .rejectedEnergies, .note,
        "proposals were rejected at which the energy of '\(worst.component)' is not finite",
        at: [.init(span, "while sampling this")], notes: list,
        help: worst.notANumber > 0 ? worst.remedy(in: options.precision) : nil))
  }
}

/// How many draws a call makes, of how many chains, and after how many transitions of each.
private struct SampleCounts {
  let total: Int
  let chains: Int
  var warmup: Int

  /// The same for a sampler that weighs its draws.
  mutating func weigh(by choice: SamplerChoice, _ call: Builtin.Call) throws {
    guard chains == total else {
      throw Diagnostic(
        .invalidCount, "each chain of '\(choice.definition.name)' gives one draw",
        at: [.init(call.span("chains"), "these are \(chains) chains for \(total) draws")],
        help: "leave 'chains' out")
    }
    if !call.has("warmup") { warmup = choice.adapted.isEmpty ? 0 : choice.steps }
  }
}
