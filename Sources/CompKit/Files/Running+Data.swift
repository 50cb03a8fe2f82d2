import CompFiles
import CompLanguage
import CompModel
import CompSource

extension Running {
  var data: Builtin {
    Builtin(
      "data",
      [
        .init("path", .text), .init("as", optional: true),
        .init("missing", optional: true, namedOnly: true),
        .init("decimal", .text, optional: true, namedOnly: true, choices: [".", ","]),
      ],
      documentation:
        "reads CSV, NPY, NPZ, JSON or PNG; as: {x: R[2], label: 0..<10} names and checks the variables, missing: [\"NA\", \"-\"] lists how missing values are written, decimal: \",\" reads decimal commas"
    ) { interpreter, call in
      let variables = try variables(interpreter, call)
      guard let form = try numberForm(interpreter, call) else {
        return .unknown(.data(variables.map { Space($0.map(\.whole)) }))
      }
      let space = variables.map { Space($0.map(\.whole)) }
      guard let path = try path("path", of: call, interpreter),
        let file = try file(path, at: call.span("path"), interpreter)
      else { return .unknown(.data(space)) }
      let key = ReadData.Key(
        path: path, size: file.bytes.count, checksum: file.checksum, variables: variables,
        form: form)
      do {
        return .data(
          try readData.set(key) {
            try AbandonedWork.wait(
              for: {
                try DataSet(
                  RawTable(
                    file.bytes, path: path, form: form,
                    wanted: variables.map { Set($0.map(\.name)) }), as: variables, source: path)
              }, in: interpreter)
          })
      } catch let error as FileError {
        throw Diagnostic.file(error, path, at: call.span("path"))
      }
    }
  }

  /// The variables that `as:` names, in its order.
  private func variables(_ interpreter: Interpreter, _ call: Builtin.Call) throws -> [Variable]? {
    guard call.has("as") else { return nil }
    let mismatch = Diagnostic.typeMismatch(
      expected: "variables with their types",
      found: interpreter.describeType(call.value("as")), at: call.span("as"),
      help: "such as {x: R[2], label: 0..<10}")
    guard case .record(let fields) = call.value("as"), !fields.isEmpty else { throw mismatch }
    return try fields.map { field in
      guard case .variable(let part) = field.value, part.isWhole else { throw mismatch }
      return part.variable
    }
  }

  /// What `missing:` and `decimal:` say; nil where only running can tell.
  private func numberForm(_ interpreter: Interpreter, _ call: Builtin.Call) throws
    -> CSVTable.NumberForm?
  {
    var form = CSVTable.NumberForm()
    switch call.value("decimal") {
    case .void, .string("."): break
    case .string(","): form.hasDecimalComma = true
    case .unknown: return nil
    case let other:
      throw Diagnostic.valueOutOfDomain(
        "the decimal mark \(interpreter.describe(other))", at: call.span("decimal"),
        expected: "\".\" or \",\"")
    }
    guard call.has("missing") else { return form }
    let marks: [Value]
    switch call.value("missing") {
    case .list(let elements): marks = elements.elements
    case .string: marks = [call.value("missing")]
    case .unknown: return nil
    case let other: throw missingMarksMismatch(interpreter.describeType(other), call)
    }
    form.missing = MissingMarks(
      try marks.compactMap { mark in
        guard case .string(let text) = mark else {
          throw missingMarksMismatch(interpreter.describeType(mark), call)
        }
        return text
      })
    return form
  }

  private func missingMarksMismatch(_ found: String, _ call: Builtin.Call) -> Diagnostic {
    .typeMismatch(
      expected: "a list of texts", found: found, at: call.span("missing"),
      help: "such as missing: [\"NA\", \"-\"]; a number stands in quotes too: [\"-999\"]")
  }

  var load: Builtin {
    Builtin(
      "load", [.init("path", .text)],
      documentation: "the values of an NPZ or JSON file, as a record; of NPY or PNG the tensor"
    ) { interpreter, call in
      guard let path = try path("path", of: call, interpreter) else { return .unknown(.any) }
      let ending = path.split(separator: ".").last.map { $0.lowercased() } ?? ""
      guard ["npz", "json", "npy", "png"].contains(ending) else {
        throw Diagnostic(
          .unsupportedFeature, "load reads NPZ, JSON, NPY and PNG",
          at: [.init(call.span("path"), "none of them by its ending")],
          help: ending == "csv" ? "data(\"\(path)\") reads tables" : nil)
      }
      guard let bytes = try file(path, at: call.span("path"), interpreter)?.bytes else {
        return .unknown(.any)
      }
      do {
        return try AbandonedWork.wait(
          for: { try Value(contents: bytes, ending: ending) }, in: interpreter)
      } catch let error as FileError {
        throw Diagnostic.file(error, path, at: call.span("path"))
      }
    }
  }
}

extension Value {
  /// What a file holds, by the ending of its name.
  fileprivate init(contents bytes: [UInt8], ending: String) throws {
    switch ending {
    case "npz": self = .record(try NPZFormat.decode(bytes).map { ($0.name, Value($0.array)) })
    case "npy": self.init(try NPYFormat.decode(bytes[...]))
    case "png": self.init(try PNGImage(bytes).fileArray)
    default: try self.init(json: JSONValue(parsing: bytes))
    }
  }
}
