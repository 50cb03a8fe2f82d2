import CompFiles
import CompIR
import CompLanguage
import CompModel
import CompSource

extension Value {
  /// An array of a file: a tensor, truth values, words; a single one as an `Int`, `Real`, `Bool` or
  /// `String`.
  init(_ array: FileArray) {
    switch array.values {
    case .reals(let numbers):
      self = .tensor(Tensor(shape: Shape(array.shape), values: numbers))
    case .integers(let numbers):
      if array.shape.isEmpty, let whole = numbers.first {
        self = .integer(whole)
      } else if array.inexactInteger != nil {
        // A tensor of Reals would round them.
        self = Self.nested(numbers.map { .integer($0) }[...], array.shape[...])
      } else {
        self = .tensor(Tensor(shape: Shape(array.shape), values: numbers.map(Double.init)))
      }
    case .booleans(let flags):
      self =
        array.shape.isEmpty
        ? .boolean(flags.first != 0) : .mask(Tensor(shape: Shape(array.shape), values: flags))
    case .texts(let texts): self = Self.nested(texts.map { .string($0) }[...], array.shape[...])
    }
  }

  /// Values as a list, or lists in lists.
  private static func nested(_ values: ArraySlice<Value>, _ shape: ArraySlice<Int>) -> Value {
    guard let size = shape.first else { return values.first ?? .void }
    let width = size == 0 ? 0 : values.count / size
    return .list(
      (0..<size).map {
        let start = values.startIndex + $0 * width
        return nested(values[start..<(start + width)], shape.dropFirst())
      })
  }

  /// A value of JSON: objects are records, lists of numbers of one shape tensors, other lists lists.
  ///
  /// - Throws: `FileError.unexpected` for null, for which the language has no value.
  init(json: JSONValue, at path: String = "the file") throws {
    switch json {
    case .null:
      throw FileError.unexpected(
        "\(path) is null, for which there is no value", help: "remove it, or give it a value")
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
    case .integer(let number): FileArray(shape: [], values: .integers([number]))
    case .tensor(let tensor):
      FileArray(shape: tensor.shape.dimensions, values: .reals(tensor.values))
    case .boolean(let flag): FileArray(shape: [], values: .booleans([flag ? 1 : 0]))
    case .mask(let mask): FileArray(shape: mask.shape.dimensions, values: .booleans(mask.values))
    case .string(let text), .label(let text): FileArray(shape: [], values: .texts([text]))
    case .labels(let tensor, let names):
      FileArray(
        shape: tensor.shape.dimensions, values: Domain.labels(names).fileValues(tensor.values))
    case .range(let range) where range.count <= Shape.elementLimit:
      FileArray(shape: [range.count], values: .integers(Array(range)))
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
      return .object(data.columns.map { .init($0.name, $0.json(rows: data.rows)) })
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
  /// `[rows, shape…]`; labels by their names, counts as whole numbers, missing numbers as NaN.
  func fileArray(rows: Int) -> FileArray {
    FileArray(shape: [rows] + shape.dimensions, values: domain.fileValues(values))
  }

  /// A column of a table for each element, in which missing values are `NA`.
  func csvColumns(rows: Int) -> [CSVColumn] {
    let width = shape.count
    return (0..<width).map { element in
      let own = (0..<rows).map { values[$0 * width + element] }
      let name = elementName(name, shape.dimensions, element)
      guard isIncomplete else { return CSVColumn(name, domain.fileCells(own)) }
      if case .labels = domain { return CSVColumn(name, domain.fileCells(own)) }
      let isWhole = domain.isDiscrete
      return CSVColumn(
        name,
        .named(own) { value in
          if value.isNaN { return Domain.missingMark }
          return (isWhole ? Int(exactly: value)?.description : nil) ?? value.description
        })
    }
  }

  /// The column as JSON, missing values as null.
  func json(rows: Int) -> JSONValue {
    let array = fileArray(rows: rows)
    guard isIncomplete else { return JSONValue(array) }
    var place = 0
    func withNulls(_ value: JSONValue) -> JSONValue {
      if case .array(let elements) = value { return .array(elements.map(withNulls)) }
      defer { place += 1 }
      return values[place].isNaN ? .null : value
    }
    return withNulls(JSONValue(array))
  }
}

extension Domain {
  /// Values of a variable as files hold them for people: labels by their names.
  func fileValues(_ values: [Double]) -> FileArray.Values {
    switch self {
    case .labels(let names): .texts(values.map { Self.name(of: $0, among: names) })
    case .range, .natural: Self.whole(values)
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

  /// Whole numbers; reals where some value is none.
  private static func whole(_ values: [Double]) -> FileArray.Values {
    let numbers = values.compactMap { Int(exactly: $0) }
    return numbers.count == values.count ? .integers(numbers) : .reals(values)
  }

  private static func name(of value: Double, among names: [String]) -> String {
    Int(exactly: value).flatMap { names.indices.contains($0) ? names[$0] : nil }
      ?? (value.isNaN ? missingMark : formatReal(value))
  }

  /// How a missing label is written.
  fileprivate static let missingMark = "NA"
}
