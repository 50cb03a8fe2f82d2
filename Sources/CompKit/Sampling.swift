import CompIR
import CompPlatform
import CompRuntime
import CompSemantics
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
    func count(_ name: String, _ standard: Int) throws -> Int? {
      guard call.has(name) else { return standard }
      if case .unknown = call.value(name) { return nil }
      return try interpreter.integer(call.value(name), at: call.span(name), what: "'\(name)'")
    }
    let requested = try count("count", 0)
    if let requested, requested < 1 || requested > 1_000_000_000 {
      throw Diagnostic(
        .invalidCount, "'count' is \(requested)",
        at: [.init(call.span("count"), "expected one or more, at most 10⁹")])
    }
    if case .unknown = call.value("p") { return .unknown(.samples(nil)) }
    let density = try interpreter.asDensity(call.value("p"), at: call.span("p"))
    if density.space.isEmpty {
      throw Diagnostic.nothingLeft(density.title, at: call.span("p"))
    }
    try interpreter.analyze(density)
    try checkMemory(requested ?? 1, density, at: call.span("count"))
    let choice: SamplerChoice
    var isChosen = false
    switch call.value("using") {
    case .sampler(let given): choice = given
    case .samplerDeclaration(let definition):
      guard
        case .sampler(let made) = try interpreter.choose(
          definition, [], at: call.span("using"), in: interpreter.globals)
      else { return .poison }
      choice = made
    case .void:
      if !density.given.isEmpty {
        throw Diagnostic.unsuppliedGiven(
          density.given.names, of: density.title, at: call.span("p"))
      }
      try interpreter.checkProper(density, at: call.span("p"))
      choice = try interpreter.defaultSampler(for: density, at: call.span).0
      isChosen = true
    case .unknown: return .unknown(.samples(density.space))
    case let other:
      throw Diagnostic.typeMismatch(
        expected: "a sampler", found: interpreter.describeType(other), at: call.span("using"),
        help: "such as using: mala(step_size: 0.1, steps: 500)")
    }
    try interpreter.checkSampler(choice, for: density, at: call.span("p"))
    let isExact = choice.definition.declaration.need.name == Grade.exact.rawValue
    // A chosen sampler keeps few chains and adapts.
    let standardChains = isChosen && !isExact ? chosenChains(requested ?? 1) : requested ?? 1
    guard let total = requested, let chains = try count("chains", standardChains),
      var warmup = try count("warmup", !choice.adapted.isEmpty ? 500 : 0)
    else { return .unknown(.samples(density.space)) }
    guard chains >= 1, total % chains == 0 else {
      throw Diagnostic(
        .invalidCount, "\(chains) chains cannot share \(total) draws evenly",
        at: [.init(call.span("chains"), "'chains' must divide 'count'")],
        help: "choose a count that is a multiple of the number of chains")
    }
    guard warmup >= 0 else {
      throw Diagnostic(
        .invalidCount, "'warmup' is \(warmup)",
        at: [.init(call.span("warmup"), "expected zero or more")])
    }
    var start: Density?
    if call.has("start") {
      if case .unknown = call.value("start") {
      } else {
        let given = try interpreter.asDensity(call.value("start"), at: call.span("start"))
        try interpreter.checkStart(given, of: density, at: call.span("start"))
        start = given
      }
    }
    if call.has("seed"), case .integer(let seed) = call.value("seed"), seed < 0 {
      throw Diagnostic(
        .invalidCount, "'seed' is \(seed)", at: [.init(call.span("seed"), "expected zero or more")])
    }
    let traced = try interpreter.trace(density, choice, start: start, at: call.span)
    if traced.weighs {
      guard chains == total else {
        throw Diagnostic(
          .invalidCount, "each chain of '\(choice.definition.name)' gives one draw",
          at: [.init(call.span("chains"), "these are \(chains) chains for \(total) draws")],
          help: "leave 'chains' out")
      }
      if !call.has("warmup"), !choice.adapted.isEmpty { warmup = choice.steps }
    }
    if interpreter.mode == .check {
      if let list { list(try interpreter.compile(traced)) }
      return .unknown(.samples(density.space))
    }

    let program = try interpreter.compile(traced)
    let seed: UInt64
    if call.has("seed") {
      let given = try interpreter.integer(call.value("seed"), at: call.span("seed"), what: "a seed")
      seed = UInt64(bitPattern: Int64(given))
    } else {
      seed = placeSeed(interpreter, call.span)
    }
    let plan = try interpreter.plan(density, at: call.span)
    let driver = ChainDriver(
      backend: backend, isInterrupted: surroundings.isInterrupted, progress: surroundings.progress)
    var outcome: ChainOutcome
    do {
      outcome = try driver.run(
        ChainRequest(
          program: program, chains: chains, drawsPerChain: total / chains, warmup: warmup,
          seed: seed, threads: options.threads))
    } catch let failure as ChainFailure {
      throw diagnostic(failure, density, at: call.span)
    } catch let failure as NativeCodeFailure {
      throw Diagnostic.noNativeCode(
        failure, outputDirectory: options.outputDirectory, at: call.span)
    }
    reportRejections(outcome.rejections, interpreter, at: call.span)
    var columns: [[Double]] = []
    swap(&columns, &outcome.columns)
    var weightedSize: Double?
    if let logs = outcome.logWeights {
      let weights = ImportanceWeights(logs: logs)
      try checkWeights(weights, density, at: call.span)
      weightedSize = weights.effectiveSize
      var generator = SplitMix64(seed: seed)
      let chosen = weights.resampled(Double.random(in: 0..<1, using: &generator))
      // One after the other, so that no more than one is held twice.
      for index in columns.indices { columns[index] = chosen.map { columns[index][$0] } }
    }
    var samples = Samples(
      space: density.space, chains: outcome.chains, drawsPerChain: outcome.drawsPerChain,
      columns: columns, sampler: program.description, isExact: isExact,
      acceptance: outcome.acceptance, divergences: outcome.divergences,
      rejections: outcome.rejections, tuned: outcome.tuned, seed: seed, plan: plan)
    samples.scales = outcome.scales
    samples.weightedSize = weightedSize
    samples.warmup = warmup
    samples.place = call.span.place
    if samples.count < total {
      samples.isPartial = true
      interpreter.goesOnInterrupted = true
      interpreter.report(
        Diagnostic(
          .interrupted, .warning, "interrupted: \(samples.count) of \(total) draws are kept",
          at: [.init(call.span, "this was stopped")],
          notes: ["what follows goes on with these draws"]))
    }
    return .samples(samples)
  }

  /// Draws are kept in memory, those of a chain's state beside those that the program sees.
  private func checkMemory(_ count: Int, _ density: Density, at span: Span) throws {
    let width = density.space.members.reduce(0) { $0 + $1.elements.count }
    let needed = 16.0 * Double(count) * Double(width)
    let memory = Double(ProcessInfo.processInfo.physicalMemory)
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

  /// A seed by the run's seed, the place of the call and how often it was reached.
  func placeSeed(_ interpreter: Interpreter, _ span: Span) -> UInt64 {
    if let chooseSeed = surroundings.chooseSeed { return chooseSeed(span) }
    let place = "\(span.range.lowerBound)"
    let times = interpreter.sampleCalls[place, default: 0]
    interpreter.sampleCalls[place] = times + 1
    return [UInt64(span.range.lowerBound), UInt64(times)].reduce(
      SplitMix64.mixed(options.seed &+ 0x9E37_79B9_7F4A_7C15)
    ) { SplitMix64.mixed(($0 ^ $1) &+ 0x9E37_79B9_7F4A_7C15) }
  }

  func checkWeights(_ weights: ImportanceWeights, _ density: Density, at span: Span) throws {
    guard weights.effectiveSize == 0 else { return }
    throw Diagnostic(
      .noValidStart, "no draw of the base reached where '\(density.title)' has mass",
      at: [.init(span, "all weights are zero")],
      help: "start: a density whose draws lie where '\(density.title)' is finite")
  }

  func diagnostic(_ failure: ChainFailure, _ density: Density, at span: Span) -> Error {
    switch failure {
    case .noValidStart(let component, let place, let logDensity, let values):
      return Diagnostic(
        .noValidStart, "no valid start was found for '\(density.title)'",
        at: [.init(span, "100 starts were tried for each chain")],
        notes: [
          "the log density of '\(component)'\(place.isEmpty ? "" : " (\(place))") was \(formatReal(logDensity)) at the last of them, at \(describe(values, density.space))"
        ],
        help:
          "start: a density whose draws lie where '\(component)' is finite, or move or widen '\(component)'"
      )
    case .mostlyNaN(let component, let place, let share, let values):
      let near = values.isEmpty ? "" : ", for one in a step from \(describe(values, density.space))"
      return Diagnostic(
        .mostlyNaN, "the run was stopped: the energy of '\(component)' is not finite",
        at: [.init(span, "while sampling this")],
        notes: [
          "\(formatReal(100 * share)) % of its values were NaN\(near); it is declared at \(place)"
        ],
        help: "keep logarithms and roots inside their domains, or give the component a support")
    case .infiniteEnergy(let component, let place, let count, let values):
      let state = values.isEmpty ? "" : ", one of them \(describe(values, density.space))"
      return Diagnostic(
        .mostlyNaN, "the run was stopped: the energy of '\(component)' is infinite",
        at: [.init(span, "this sampler rejects no step")],
        notes: [
          "it came to \(count) \(count == 1 ? "state" : "states") of no finite energy\(state); it is declared at \(place)"
        ],
        help: "use mala(…) or hmc(…), which reject such steps, or a smaller step_size")
    case .interrupted: return Interruption()
    }
  }

  /// `x[0] = 1.5, x[1] = -0.2, …`
  private func describe(_ values: [Double], _ space: Space) -> String {
    let names = space.members.flatMap(\.columnNames)
    let shown = zip(names, values).prefix(6).map { "\($0) = \(formatReal($1))" }
    return shown.joined(separator: ", ") + (values.count > 6 ? ", …" : "")
  }

  private func reportRejections(
    _ rejections: [Samples.Rejection], _ interpreter: Interpreter, at span: Span
  ) {
    guard let first = rejections.first else { return }
    let list = rejections.map {
      "'\($0.component)' (\($0.place)): \($0.infinite) infinite, \($0.notANumber) NaN"
    }
    interpreter.report(
      Diagnostic(
        .rejectedEnergies, .note,
        "proposals were rejected for want of a finite energy of '\(first.component)'",
        at: [.init(span, "while sampling this")], notes: list))
  }
}
