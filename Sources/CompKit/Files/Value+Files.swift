import CompFiles
import CompIR
import CompSemantics

extension Value {
  /// An array of a file: a tensor, truth values, words; a single one as an `Int`, `Real`, `Bool` or
  /// `String`.
  init(_ array: FileArray) {
    switch array.values {
    case .reals(let numbers):
      self = .tensor(Tensor(shape: Shape(array.shape), values: numbers))
    case .integers(let numbers):
      if array.shape.isEmpty, let whole = numbers.first.flatMap({ Int(exactly: $0) }) {
        self = .integer(whole)
      } else {
        self = .tensor(Tensor(shape: Shape(array.shape), values: numbers))
      }
    case .booleans(let flags):
      self =
        array.shape.isEmpty
        ? .boolean(flags.first != 0) : .mask(Tensor(shape: Shape(array.shape), values: flags))
    case .texts(let texts): self = Self.nested(texts[...], array.shape[...])
    }
  }

  private static func nested(_ texts: ArraySlice<String>, _ shape: ArraySlice<Int>) -> Value {
    guard let size = shape.first else { return .string(texts.first ?? "") }
    let width = size == 0 ? 0 : texts.count / size
    return .list(
      (0..<size).map {
        let start = texts.startIndex + $0 * width
        return nested(texts[start..<(start + width)], shape.dropFirst())
      })
  }

  /// A value of JSON: objects are records, lists of numbers of one shape tensors, other lists lists.
  ///
  /// - Throws: `FileError.malformed` for null, for which the language has no value.
  init(json: JSONValue, at path: String = "the file") throws {
    switch json {
    case .null: throw FileError.malformed("\(path) is null, which stands for no value")
    case .boolean(let flag): self = .boolean(flag)
    case .integer(let number): self = .integer(number)
    case .real(let number): self = .real(number)
    case .string(let text): self = .string(text)
    case .array(let elements):
      if !elements.isEmpty, let array = json.fileArray {
        self.init(array)
      } else {
        self = .list(
          try elements.enumerated().map { try Value(json: $1, at: "\(path)[\($0)]") })
      }
    case .object(let members):
      self = .record(
        try members.map { member in
          let inner = path == "the file" ? "'\(member.name)'" : "\(path).\(member.name)"
          return (member.name, try Value(json: member.value, at: inner))
        })
    }
  }

  /// The value as an array for a file; nil where it is none.
  var fileArray: FileArray? {
    switch self {
    case .integer(let number): FileArray(shape: [], values: .integers([Double(number)]))
    case .tensor(let tensor):
      FileArray(shape: tensor.shape.dimensions, values: .reals(tensor.values))
    case .boolean(let flag): FileArray(shape: [], values: .booleans([flag ? 1 : 0]))
    case .mask(let mask): FileArray(shape: mask.shape.dimensions, values: .booleans(mask.values))
    case .string(let text), .label(let text): FileArray(shape: [], values: .texts([text]))
    case .labels(let tensor, let names):
      FileArray(
        shape: tensor.shape.dimensions, values: Domain.labels(names).fileValues(tensor.values))
    case .range(let range) where range.count <= Shape.elementLimit:
      FileArray(shape: [range.count], values: .integers(range.map(Double.init)))
    case .list(let elements): elements.isEmpty ? nil : Self.texts(elements.elements)
    case .void, .record, .symbol, .variable, .function, .component, .density, .weighted, .call,
      .samplerDeclaration, .sampler, .samples, .data, .report, .module, .adaptation, .target,
      .range, .unknown, .poison:
      nil
    }
  }

  private static func texts(_ elements: [Value]) -> FileArray? {
    let texts = elements.compactMap { element -> String? in
      switch element {
      case .string(let text), .label(let text): text
      default: nil
      }
    }
    return texts.count == elements.count
      ? FileArray(shape: [texts.count], values: .texts(texts)) : nil
  }

  /// The value as JSON; nil for functions, densities and their like.
  var jsonValue: JSONValue? {
    switch self {
    case .integer, .tensor, .boolean, .mask, .string, .label, .labels, .range:
      return fileArray.map { JSONValue($0) }
    case .list(let elements):
      let values = elements.compactMap(\.jsonValue)
      return values.count == elements.count ? .array(values) : nil
    case .record(let fields): return Self.object(fields.fields)
    case .report(let report): return Self.object(report.fields)
    case .data(let data):
      return .object(data.columns.map { .init($0.name, JSONValue($0.fileArray(rows: data.rows))) })
    case .samples(let samples):
      return samples.arvizJSON
    case .void, .symbol, .variable, .function, .component, .density, .weighted, .call,
      .samplerDeclaration, .sampler, .module, .adaptation, .target, .unknown, .poison:
      return nil
    }
  }

  private static func object(_ fields: [(name: String, value: Value)]) -> JSONValue? {
    let members = fields.compactMap { field in
      field.value.jsonValue.map { JSONValue.Member(field.name, $0) }
    }
    return members.count == fields.count ? .object(members) : nil
  }
}

extension DataSet.Column {
  /// `[rows, shape…]`; labels by their names, counts as whole numbers.
  func fileArray(rows: Int) -> FileArray {
    FileArray(shape: [rows] + shape.dimensions, values: domain.fileValues(values))
  }
}

extension Domain {
  /// Values of a variable as files hold them for people: labels by their names.
  func fileValues(_ values: [Double]) -> FileArray.Values {
    switch self {
    case .labels(let names): .texts(values.map { Self.name(of: $0, among: names) })
    case .range, .natural: .integers(values)
    case .interval, .simplex, .ordered: .reals(values)
    }
  }

  /// The same as cells of a table.
  func fileCells(_ values: [Double]) -> CSVColumn.Cells {
    switch self {
    case .labels(let names): .named(values) { Self.name(of: $0, among: names) }
    case .range, .natural, .interval, .simplex, .ordered: .values(fileValues(values))
    }
  }

  private static func name(of value: Double, among names: [String]) -> String {
    Int(exactly: value).flatMap { names.indices.contains($0) ? names[$0] : nil }
      ?? formatReal(value)
  }
}
