import CompIR
import CompRuntime
import CompSemantics
import CompSource
import Foundation

/// The builtins that run chains, read and write: what `CompSemantics` cannot know.
struct Running: Sendable {
  let options: RunOptions
  let surroundings: Surroundings
  let backend: Backend

  var builtins: [Builtin] {
    [sample, summary, print, assert, save, data, compare, plot, verify]
  }

  // MARK: Sampling

  private var sample: Builtin {
    Builtin(
      "sample",
      [
        .init("p"), .init("count"), .init("using", optional: true), .init("chains", optional: true),
        .init("warmup", optional: true), .init("start", optional: true),
        .init("seed", optional: true),
      ], documentation: "draws of a density, with what happened while they were made",
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
        at: [.init(call.span("count"), "expected one or more")])
    }
    if case .unknown = call.value("p") { return .unknown(.samples(nil)) }
    let density = try interpreter.asDensity(call.value("p"), at: call.span("p"))
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
    // A chosen sampler keeps few chains, adapts, and thins.
    let standardChains = isChosen && !isExact ? chosenChains(requested ?? 1) : requested ?? 1
    guard let total = requested, let chains = try count("chains", standardChains),
      let warmup = try count("warmup", !choice.adapted.isEmpty ? 500 : 0)
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
    let program = try interpreter.compile(density, choice, at: call.span)
    if interpreter.mode == .check { return .unknown(.samples(density.space)) }

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
    let outcome: ChainOutcome
    do {
      outcome = try driver.run(
        ChainRequest(
          program: program, chains: chains, drawsPerChain: total / chains, warmup: warmup,
          seed: seed, threads: options.threads))
    } catch let failure as ChainFailure {
      throw diagnostic(failure, density, at: call.span)
    }
    reportRejections(outcome.rejections, interpreter, at: call.span)
    return .samples(
      Samples(
        space: density.space, chains: isExact ? total : chains,
        drawsPerChain: isExact ? 1 : total / chains, columns: outcome.columns,
        sampler: program.description, isExact: isExact, acceptance: outcome.acceptance,
        divergences: outcome.divergences, rejections: outcome.rejections, tuned: outcome.tuned,
        seed: seed, plan: plan))
  }

  /// The chains of a sampler that the plan chose: as many as share the draws evenly, up to 256.
  private func chosenChains(_ total: Int) -> Int {
    (1...min(256, total)).last { total % $0 == 0 } ?? 1
  }

  /// A seed by the run's seed, the place of the call and how often it was reached.
  private func placeSeed(_ interpreter: Interpreter, _ span: Span) -> UInt64 {
    let place = "\(span.range.lowerBound)"
    let times = interpreter.sampleCalls[place, default: 0]
    interpreter.sampleCalls[place] = times + 1
    // SplitMix64's finalizer, over the three numbers in turn.
    func mixed(_ value: UInt64) -> UInt64 {
      var z = value &+ 0x9E37_79B9_7F4A_7C15
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
    return mixed(
      mixed(mixed(options.seed) ^ UInt64(span.range.lowerBound)) ^ UInt64(times))
  }

  private func diagnostic(_ failure: ChainFailure, _ density: Density, at span: Span) -> Error {
    switch failure {
    case .noValidStart(let component, let place, let value):
      return Diagnostic(
        .noValidStart, "no valid start was found for '\(density.title)'",
        at: [.init(span, "100 starts were tried for a chain")],
        notes: [
          "the log density of '\(component)'\(place.isEmpty ? "" : " (\(place))") was \(formatReal(value)) at the last of them"
        ],
        help: "move or widen '\(component)', or place its variables where it is finite")
    case .mostlyNaN(let component, let place, let share):
      return Diagnostic(
        .mostlyNaN, "the run was stopped: the energy of '\(component)' is not finite",
        at: [.init(span, "while sampling this")],
        notes: [
          "\(formatReal(100 * share)) % of its values were NaN; it is declared at \(place)"
        ],
        help: "keep logarithms and roots inside their domains, or give the component a support")
    case .interrupted: return Interruption()
    }
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

  // MARK: Reports

  private var summary: Builtin {
    Builtin(
      "summary", [.init("draws")],
      documentation: "mean, std, quantiles, errors, effective sizes and R-hat of each coordinate"
    ) { interpreter, call in
      if case .unknown = call.value("draws") { return .unknown(.report("Summary")) }
      guard case .samples(let samples) = call.value("draws") else {
        throw Diagnostic.typeMismatch(
          expected: "draws", found: interpreter.describeType(call.value("draws")),
          at: call.span("draws"))
      }
      return .report(summarize(samples))
    }
  }

  private var compare: Builtin {
    Builtin(
      "compare", [.init("a"), .init("b")],
      documentation: "differences of the means of two sets of draws, in standard errors"
    ) { interpreter, call in
      if case .unknown = call.value("a") { return .unknown(.any) }
      if case .unknown = call.value("b") { return .unknown(.any) }
      guard case .samples(let a) = call.value("a"), case .samples(let b) = call.value("b") else {
        throw Diagnostic.typeMismatch(
          expected: "two sets of draws", found: interpreter.describeType(call.value("b")),
          at: call.span("b"))
      }
      let (left, right) = (rows(of: a), rows(of: b))
      guard left.map(\.name) == right.map(\.name) else {
        throw Diagnostic.mixtureSpacesDiffer(
          (a.space.description, call.span("a")), (b.space.description, call.span("b")))
      }
      var table = [["", "mean a", "mean b", "difference / error", "std ratio"]]
      var largest = 0.0
      for (x, y) in zip(left, right) {
        let error = (x.mcse * x.mcse + y.mcse * y.mcse).squareRoot()
        let z = error > 0 ? (x.mean - y.mean) / error : 0
        largest = max(largest, abs(z))
        table.append(
          [
            x.name, formatReal(x.mean), formatReal(y.mean), formatReal(z),
            formatReal(x.std / y.std),
          ])
      }
      return .report(
        Report(
          name: "Comparison", text: alignedTable(table),
          fields: [("largest", .real(largest))]))
    }
  }

  private var print: Builtin {
    Builtin("print", [], variadic: true, documentation: "writes values on a line") {
      interpreter, call in
      if interpreter.mode == .run {
        interpreter.effects.print(
          call.rest.map { interpreter.describe($0.value) }.joined(separator: " "))
      }
      return .void
    }
  }

  private var assert: Builtin {
    Builtin(
      "assert", [.init("condition"), .init("message", optional: true)],
      documentation: "ends the run with exit code 1 where the condition is false"
    ) { interpreter, call in
      switch call.value("condition") {
      case .boolean(true), .unknown: return .void
      case .mask(let tensor) where tensor.values.allSatisfy({ $0 != 0 }): return .void
      case .boolean, .mask: break
      case let other:
        throw Diagnostic.typeMismatch(
          expected: "a Bool", found: interpreter.describeType(other), at: call.span("condition"))
      }
      if interpreter.mode == .check { return .void }
      var notes: [String] = []
      if let expression = call.expression("condition") {
        notes = interpreter.comparedValues(expression)
      }
      let message =
        call.has("message") ? interpreter.describe(call.value("message")) : "assertion failed"
      throw Diagnostic(
        .assertionFailed, message,
        at: [.init(call.span("condition"), "this is false")], notes: notes)
    }
  }

  // MARK: Files

  private var save: Builtin {
    Builtin(
      "save", [.init("value"), .init("to")],
      documentation:
        "writes draws as CSV, with a JSON file beside them that tells how they were made"
    ) { interpreter, call in
      guard case .string(let path) = call.value("to") else {
        if case .unknown = call.value("to") { return .void }
        throw Diagnostic.typeMismatch(
          expected: "a path", found: interpreter.describeType(call.value("to")), at: call.span("to")
        )
      }
      guard path.hasSuffix(".csv") else {
        throw Diagnostic(
          .unsupportedFeature, "draws can be saved as CSV",
          at: [.init(call.span("to"), "not a .csv file")],
          help: "name the file with the ending .csv")
      }
      if case .unknown = call.value("value") { return .void }
      guard case .samples(let samples) = call.value("value") else {
        throw Diagnostic.typeMismatch(
          expected: "draws", found: interpreter.describeType(call.value("value")),
          at: call.span("value"))
      }
      guard interpreter.mode == .run else { return .void }
      let target = URL(fileURLWithPath: options.outputDirectory).appendingPathComponent(path).path
      do {
        try writeWhole(csvText(samples), to: path.hasPrefix("/") ? path : target)
        try writeWhole(
          sidecar(samples, program: call.span.source),
          to: (path.hasPrefix("/") ? path : target) + ".json")
      } catch {
        throw Diagnostic(
          .fileUnwritable, "cannot write \"\(path)\"", at: [.init(call.span("to"), "\(error)")])
      }
      return .void
    }
  }

  private var data: Builtin {
    Builtin(
      "data", [.init("path")],
      documentation: "reads a CSV file: columns x[0], x[1] make x: R[2]"
    ) { interpreter, call in
      guard case .string(let path) = call.value("path") else {
        if case .unknown = call.value("path") { return .unknown(.data) }
        throw Diagnostic.typeMismatch(
          expected: "a path", found: interpreter.describeType(call.value("path")),
          at: call.span("path"))
      }
      let folder = URL(fileURLWithPath: call.span.source.name).deletingLastPathComponent().path
      let candidates = path.hasPrefix("/") ? [path] : [path, folder + "/" + path]
      guard let found = candidates.first(where: { FileManager.default.isReadableFile(atPath: $0) }),
        let bytes = FileManager.default.contents(atPath: found)
      else {
        // A file that the program itself will have written by then cannot be missed before.
        if interpreter.mode == .check { return .unknown(.data) }
        throw Diagnostic(
          .fileUnreadable, "cannot read \"\(path)\"",
          at: [.init(call.span("path"), "no readable file here or beside the script")])
      }
      do {
        return .data(try readCSV(String(decoding: bytes, as: UTF8.self), source: path))
      } catch let error as CSVError {
        throw Diagnostic(
          .fileMalformed, "\"\(path)\" is not a table of numbers",
          at: [.init(call.span("path"), error.description)])
      }
    }
  }
}
