import CompFiles
import CompLanguage
import CompSource

extension Running {
  var save: Builtin {
    Builtin(
      "save", [.init("value"), .init("to", .text), Self.overwrite], effect: true,
      documentation:
        "writes draws, data, tensors and records as CSV, NPZ, NPY or JSON; beside draws how they were made; a file that the run has read is overwritten only with overwrite: true"
    ) { interpreter, call in
      guard let path = try path("to", of: call, interpreter) else { return .void }
      guard let format = SaveFormat(path: path) else {
        throw Diagnostic(
          .unsupportedFeature, "values are saved as CSV, NPZ, NPY or JSON",
          at: [.init(call.span("to"), "none of them by its ending")],
          help: "name the file with the ending .csv, .npz, .npy or .json")
      }
      try admittedOutput(path, at: call.span("to"))
      let value = call.value("value")
      try checkOverwriting(path, recordAt: value.isDraws ? path + ".json" : nil, call)
      record.write(outputPlace(of: path))
      if case .unknown(let type) = value {
        guard type.mayBeSaved else {
          throw unsavable(value, format, interpreter, at: call.span("value"))
        }
        return .void
      }
      guard interpreter.mode == .run else {
        // What cannot be saved so is known before anything runs.
        guard value.isPartlyUnknown || format.accepts(value) else {
          throw unsavable(value, format, interpreter, at: call.span("value"))
        }
        return .void
      }
      guard let content = try AbandonedWork.wait(for: { format.content(value) }, in: interpreter)
      else { throw unsavable(value, format, interpreter, at: call.span("value")) }
      try write(content, to: path, at: call.span("to"), interpreter)
      if case .samples(let samples) = value {
        let text = record.sidecar(samples, options: options, at: call.span).text(isSpread: true)
        try write(
          .bytes(Array((text + "\n").utf8)), to: path + ".json", at: call.span("to"), interpreter)
      }
      return .void
    }
  }

  /// The parameter of `save` and `plot` that lets them overwrite what the run has read.
  static let overwrite = Builtin.Parameter("overwrite", .truth, optional: true, namedOnly: true)

  private func unsavable(
    _ value: Value, _ format: SaveFormat, _ interpreter: Interpreter, at span: Span
  ) -> Diagnostic {
    Diagnostic.typeMismatch(
      expected: format.expectation, found: interpreter.describeType(value), at: span,
      help: format.advice)
  }
}

extension Value {
  /// Whether it is draws, beside which their record is written.
  fileprivate var isDraws: Bool {
    if case .samples = type { true } else { false }
  }

  /// Whether something in it is known only when the program runs.
  fileprivate var isPartlyUnknown: Bool {
    switch self {
    case .unknown: true
    case .list(let elements): elements.contains(where: \.isPartlyUnknown)
    case .record(let fields): fields.contains { $0.value.isPartlyUnknown }
    case .report(let report): report.fields.contains { $0.value.isPartlyUnknown }
    case .void, .integer, .tensor, .boolean, .mask, .string, .label, .labels, .range, .symbol,
      .variable,
      .function, .component, .density, .weighted, .call, .samplerDeclaration, .sampler, .samples,
      .data, .module, .adaptation, .target, .poison:
      false
    }
  }
}

extension Type {
  /// Whether a value of the type, which only running can tell, could be one that is saved.
  fileprivate var mayBeSaved: Bool {
    switch self {
    case .integer, .real, .boolean, .string, .label, .labels, .range, .tensor, .mask, .list,
      .record,
      .samples, .data, .report, .any:
      true
    case .void, .function, .density, .sampler, .adaptation: false
    }
  }
}
