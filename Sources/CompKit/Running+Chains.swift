import CompLanguage
import CompModel
import CompPlatform
import CompRuntime
import CompSource

/// What calls share that run chains.
extension Running {
  /// A count that a call gives; nil where a check does not know it.
  func count(
    _ name: String, else standard: Int, _ interpreter: Interpreter, _ call: Builtin.Call
  ) throws -> Int? {
    guard call.has(name) else { return standard }
    if case .unknown = call.value(name) { return nil }
    return try interpreter.integer(call.value(name), at: call.span(name), what: "'\(name)'")
  }

  /// The density that chains are asked to start from; nil where none is, or a check does not know it.
  func start(
    of density: Density, _ interpreter: Interpreter, _ call: Builtin.Call
  ) throws -> Density? {
    guard call.has("start") else { return nil }
    if case .unknown = call.value("start") { return nil }
    let start = try interpreter.asDensity(call.value("start"), at: call.span("start"))
    try interpreter.checkStart(start, of: density, at: call.span("start"))
    return start
  }

  func checkSeed(_ call: Builtin.Call) throws {
    guard call.has("seed"), case .integer(let seed) = call.value("seed"), seed < 0 else { return }
    throw Diagnostic(
      .invalidCount, "'seed' is \(seed)", at: [.init(call.span("seed"), "expected zero or more")])
  }

  /// The seed that was given, or one of the call's own.
  func seed(of call: Builtin.Call, _ interpreter: Interpreter) throws -> UInt64 {
    guard call.has("seed") else { return placeSeed(interpreter, call.span) }
    let given = try interpreter.integer(call.value("seed"), at: call.span("seed"), what: "a seed")
    return UInt64(bitPattern: Int64(given))
  }

  /// A seed by the run's seed, the place of the call and how often it was reached.
  private func placeSeed(_ interpreter: Interpreter, _ span: Span) -> UInt64 {
    if let chooseSeed = environment.chooseSeed { return chooseSeed(span) }
    let place = "\(span.range.lowerBound)"
    let times = interpreter.sampleCalls[place, default: 0]
    interpreter.sampleCalls[place] = times + 1
    return [UInt64(span.range.lowerBound), UInt64(times)].reduce(
      SplitMix64.mixed(options.seed &+ 0x9E37_79B9_7F4A_7C15)
    ) { SplitMix64.mixed(($0 ^ $1) &+ 0x9E37_79B9_7F4A_7C15) }
  }

  /// Runs chains, in double where a lower precision cannot hold apart what they need; that is reported.
  ///
  /// - Parameter watch: reports on the compilation until the chains run.
  /// - Throws: a diagnostic of what stopped the chains; `Interruption`.
  func run(
    _ request: ChainRequest, of density: Density, _ interpreter: Interpreter, at span: Span,
    compiledUnder watch: CompilationWatch? = nil
  ) throws -> ChainOutcome {
    func run(in precision: Precision) throws -> ChainOutcome {
      watch?.begin(.machineCode)
      var backend = backend
      backend.precision = precision
      let driver = ChainDriver(
        backend: backend,
        isInterrupted: { [environment, allowance] in
          environment.isInterrupted() || allowance.isExceeded
        },
        progress: { [environment] in
          watch?.end()
          environment.progress($0)
        })
      do { return try driver.run(request) } catch let failure as ChainFailure {
        if case .unresolved(let shortfall) = failure, precision != .double {
          interpreter.report(
            .precisionRaised(
              shortfall?.described(in: density.space) ?? "", from: precision, at: span))
          return try run(in: .double)
        }
        throw diagnostic(failure, density, at: span)
      } catch let failure as NativeCodeFailure {
        throw Diagnostic.noNativeCode(
          failure, outputDirectory: options.writableOutputDirectory, at: span)
      }
    }
    let outcome = try run(in: backend.precision)
    if outcome.warmup > request.warmup {
      interpreter.report(
        .warmupProlonged(from: request.warmup, to: outcome.warmup, outcome.health, at: span))
    }
    return outcome
  }

  func checkWeights(_ weights: ImportanceWeights, _ density: Density, at span: Span) throws {
    guard weights.effectiveSize == 0 else { return }
    throw Diagnostic(
      .noValidStart, "no draw of the base reached where '\(density.title)' has mass",
      at: [.init(span, "all weights are zero")],
      help: "start: a density whose draws lie where '\(density.title)' is finite")
  }

  private func diagnostic(_ failure: ChainFailure, _ density: Density, at span: Span) -> Error {
    func stopped(
      by component: String, declaredAt place: String, whoseEnergyIs state: String, _ label: String,
      note: String, help: String
    ) -> Diagnostic {
      Diagnostic(
        .mostlyNaN, "the run was stopped: the energy of '\(component)' is \(state)",
        at: [.init(span, label)], notes: ["\(note); it is declared at \(place)"], help: help)
    }
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
      return stopped(
        by: component, declaredAt: place, whoseEnergyIs: "not finite", "while sampling this",
        note: "\(formatReal(100 * share)) % of its values were NaN\(near)",
        help: "keep logarithms and roots inside their domains, or give the component a support")
    case .infiniteEnergy(let component, let place, let count, let values):
      let one = values.isEmpty ? "" : ", one of them \(describe(values, density.space))"
      return stopped(
        by: component, declaredAt: place, whoseEnergyIs: "infinite", "this sampler rejects no step",
        note: "it came to \(count) \(count == 1 ? "state" : "states") of no finite energy\(one)",
        help: "use mala(…) or hmc(…), which reject such steps, or a smaller step_size")
    case .unresolved(let shortfall):
      return Diagnostic.precisionRaised(
        shortfall?.described(in: density.space) ?? "", from: backend.precision, at: span)
    case .interrupted: return Interruption()
    }
  }

  /// `x[0] = 1.5, x[1] = -0.2, …`
  private func describe(_ values: [Double], _ space: Space) -> String {
    let names = space.members.flatMap(\.columnNames)
    let shown = zip(names, values).prefix(6).map { "\($0) = \(formatReal($1))" }
    return shown.joined(separator: ", ") + (values.count > 6 ? ", …" : "")
  }
}

extension Interpreter {
  /// A sampler with its arguments, from whatever stands for one; nil where a check does not know it.
  func samplerChoice(_ value: Value, at span: Span, help: String) throws -> SamplerChoice? {
    switch value {
    case .sampler(let choice): return choice
    case .samplerDeclaration(let definition):
      guard case .sampler(let choice) = try choose(definition, [], at: span, in: globals)
      else { return nil }
      return choice
    case .unknown, .poison: return nil
    case .integer, .boolean, .mask, .string, .tensor, .label, .labels, .range, .list, .record,
      .void, .symbol, .variable, .function, .component, .call, .density, .weighted, .samples,
      .data, .report, .module, .adaptation, .target:
      throw Diagnostic.typeMismatch(
        expected: "a sampler", found: describeType(value), at: span, help: help)
    }
  }
}
