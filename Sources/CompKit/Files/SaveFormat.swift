import CompFiles
import CompIR
import CompLanguage

/// A format of saved values, told by the ending of the file's name.
enum SaveFormat: String {
  case csv, npz, npy, json

  init?(path: String) {
    guard let ending = path.split(separator: ".").last, path.contains(".") else { return nil }
    self.init(rawValue: ending.lowercased())
  }

  /// What can be saved so, for messages.
  var expectation: String {
    switch self {
    case .csv: "draws, data, a tensor, or a record of equally long tensors for a CSV file"
    case .npz: "draws, data, or a record of tensors for an NPZ file"
    case .npy: "a tensor, or draws or data of one variable, for an NPY file"
    case .json: "draws, data, numbers, texts, lists, records or a report for a JSON file"
    }
  }

  var advice: String? {
    switch self {
    case .npz: "give tensors names: save({x: …}, to: …)"
    case .csv, .npy, .json: nil
    }
  }

  func accepts(_ value: Value) -> Bool {
    switch self {
    case .csv: table(value) != nil
    case .npz: arrays(value) != nil
    case .npy: array(value) != nil
    case .json: value.isJSON
    }
  }

  /// What the file is made of; nil where the value cannot be saved so.
  func content(_ value: Value) -> FileContent? {
    switch self {
    case .csv: table(value).map { .csv($0.columns, rows: $0.rows) }
    case .npz: arrays(value).map { .npz($0) }
    case .npy: array(value).map { .npy($0) }
    case .json: value.jsonValue.map { .bytes(Array(($0.text() + "\n").utf8)) }
    }
  }

  private func table(_ value: Value) -> (columns: [CSVColumn], rows: Int)? {
    switch value {
    case .samples(let samples): return (samples.csvColumns, samples.count)
    case .data(let data):
      return (data.columns.flatMap { $0.csvColumns(rows: data.rows) }, data.rows)
    case .record(let fields):
      let arrays = fields.compactMap { field in field.value.fileArray.map { (field.name, $0) } }
      return arrays.count == fields.count ? table(arrays) : nil
    case .tensor, .mask, .labels, .list, .range:
      return value.fileArray.flatMap { table([("x", $0)]) }
    case .void, .integer, .boolean, .string, .label, .symbol, .variable, .function, .component,
      .density, .weighted, .call, .samplerDeclaration, .sampler, .report, .module, .adaptation,
      .target, .unknown, .poison:
      return nil
    }
  }

  /// Arrays of equally many rows, with a column for each element of a row.
  private func table(_ arrays: [(name: String, array: FileArray)]) -> (
    columns: [CSVColumn], rows: Int
  )? {
    guard let rows = arrays.first?.array.shape.first,
      arrays.allSatisfy({ $0.array.shape.first == rows })
    else { return nil }
    let columns = arrays.flatMap { name, array in
      let shape = Array(array.shape.dropFirst())
      let width = shape.reduce(1, *)
      return (0..<width).map { element in
        CSVColumn(
          elementName(name, shape, element),
          array.values.selecting((0..<rows).map { $0 * width + element }))
      }
    }
    return (columns, rows)
  }

  private func arrays(_ value: Value) -> [(name: String, array: NPZFormat.Member)]? {
    switch value {
    case .samples(let samples): return samples.arrays.map { ($0, .columns($1)) }
    case .data(let data):
      return data.columns.map { ($0.name, .array($0.fileArray(rows: data.rows))) }
    case .record(let fields):
      let arrays = fields.compactMap { field in
        field.value.fileArray.map { (field.name, NPZFormat.Member.array($0)) }
      }
      return arrays.count == fields.count ? arrays : nil
    case .void, .integer, .tensor, .boolean, .mask, .string, .label, .labels, .range, .list,
      .symbol,
      .variable, .function, .component, .density, .weighted, .call, .samplerDeclaration, .sampler,
      .report, .module, .adaptation, .target, .unknown, .poison:
      return nil
    }
  }

  private func array(_ value: Value) -> NPZFormat.Member? {
    switch value {
    case .samples, .data:
      let arrays = arrays(value) ?? []
      return arrays.count == 1 ? arrays[0].array : nil
    case .void, .integer, .tensor, .boolean, .mask, .string, .label, .labels, .range, .list,
      .record,
      .symbol, .variable, .function, .component, .density, .weighted, .call, .samplerDeclaration,
      .sampler, .report, .module, .adaptation, .target, .unknown, .poison:
      return value.fileArray.map { .array($0) }
    }
  }
}

extension Value {
  /// Whether it can be written as JSON, told without writing it.
  fileprivate var isJSON: Bool {
    switch self {
    case .integer, .tensor, .boolean, .mask, .string, .label, .labels, .range, .data, .samples: true
    case .list(let elements): elements.allSatisfy(\.isJSON)
    case .record(let fields): fields.allSatisfy { $0.value.isJSON }
    case .report(let report): report.fields.allSatisfy { $0.value.isJSON }
    case .void, .symbol, .variable, .function, .component, .density, .weighted, .call,
      .samplerDeclaration, .sampler, .module, .adaptation, .target, .unknown, .poison:
      false
    }
  }
}

extension FileArray.Values {
  /// The values at some places.
  fileprivate func selecting(_ places: [Int]) -> FileArray.Values {
    switch self {
    case .reals(let values): .reals(places.map { values[$0] })
    case .integers(let values): .integers(places.map { values[$0] })
    case .booleans(let values): .booleans(places.map { values[$0] })
    case .texts(let values): .texts(places.map { values[$0] })
    }
  }
}
