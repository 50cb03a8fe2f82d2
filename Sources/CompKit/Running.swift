import CompIR
import CompLanguage
import CompProgram
import CompRuntime
import CompSource

/// The builtins that run chains, read and write: what `CompSampling` cannot know.
struct Running: Sendable {
  let options: RunOptions
  let environment: RunEnvironment
  let backend: Backend
  /// What is read and written.
  let record: RunRecord
  let readData: ReadData
  /// What the run may use of the machine.
  let allowance: Allowance
  /// Told of each sampler in a check, which compiles them for this alone.
  var list: (@Sendable (SamplerProgram) -> Void)?

  var builtins: [Builtin] {
    [
      sample, logNormalizer, normalize, summary, print, assert, save, data, load, meanLogDensity,
      compare, plot, verify,
    ]
  }

  // MARK: Reports

  private var summary: Builtin {
    Builtin(
      "summary", [.init("draws", .draws)],
      documentation: "mean, std, quantiles, errors, effective sizes and R-hat of each coordinate"
    ) { interpreter, call in
      if case .unknown = call.value("draws") { return .unknown(.report("Summary")) }
      guard case .samples(let samples) = call.value("draws") else {
        throw Diagnostic.typeMismatch(
          expected: "draws", found: interpreter.describeType(call.value("draws")),
          at: call.span("draws"))
      }
      guard interpreter.mode == .run else { return .unknown(.report("Summary")) }
      return .report(try AbandonedWork.wait(for: { summarize(samples) }, in: interpreter))
    }
  }

  private var print: Builtin {
    Builtin("print", [], variadic: true, effect: true, documentation: "writes values on a line") {
      interpreter, call in
      if interpreter.mode == .run, let printValues = environment.printValues {
        let values = try call.rest.map { try interpreter.outputValue($0.value) }
        try allowance.use(text: values.reduce(0) { $0 + 8 * $1.count })
        printValues(values)
      } else if interpreter.mode == .run {
        let text = call.rest.map { interpreter.describe($0.value) }.joined(separator: " ")
        try allowance.use(text: text.utf8.count + 1)
        interpreter.effects.print(environment.page().isTerminal ? text.safeForTerminal : text)
      }
      return .void
    }
  }

  private var assert: Builtin {
    Builtin(
      "assert", [.init("condition", .truths), .init("message", .text, optional: true)],
      effect: true,
      documentation: "ends the run with exit code 1 where the condition is false"
    ) { interpreter, call in
      switch call.value("condition") {
      case .unknown: return .void
      case .boolean(true):
        interpreter.assertionCount += 1
        return .void
      case .mask(let tensor) where tensor.values.allSatisfy({ $0 != 0 }):
        interpreter.assertionCount += 1
        return .void
      case .boolean, .mask: break
      case .symbol:
        throw Diagnostic.conditionDependsOnDraw(
          at: call.span("condition"), what: "whether this holds")
      case let other:
        throw Diagnostic.typeMismatch(
          expected: "a Bool", found: interpreter.describeType(other), at: call.span("condition"))
      }
      if interpreter.mode == .check { return .void }
      var notes: [String] = []
      if let expression = call.expression("condition") {
        notes = interpreter.comparedValues(expression, in: call.scope)
      }
      let message =
        call.has("message") ? interpreter.describe(call.value("message")) : "assertion failed"
      throw Diagnostic(
        .assertionFailed, message,
        at: [.init(call.span("condition"), "this is false")], notes: notes)
    }
  }
}
