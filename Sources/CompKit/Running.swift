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
  /// Told of each sampler that is compiled, for listings.
  var compiled: @Sendable (SamplerProgram) -> Void = { _ in }

  var builtins: [Builtin] {
    [sample, summary, print, assert, save, data, compare, plot, verify]
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

  private var print: Builtin {
    Builtin("print", [], variadic: true, documentation: "writes values on a line") {
      interpreter, call in
      if interpreter.mode == .run, let printValues = surroundings.printValues {
        printValues(call.rest.map { OutputValue($0.value, describe: interpreter.describe) })
      } else if interpreter.mode == .run {
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
      case .unknown: return .void
      case .boolean(true):
        interpreter.assertionCount += 1
        return .void
      case .mask(let tensor) where tensor.values.allSatisfy({ $0 != 0 }):
        interpreter.assertionCount += 1
        return .void
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
