import CompFiles

/// The variables that a data file holds, before their values are looked at.
struct RawTable {
  var columns: [RawColumn]
  /// Whether the file names its variables; one that does not has a single column, `x`.
  var isNamed: Bool
  /// The names of all variables of the file, those that are not wanted too.
  private(set) var names: [String] = []

  /// Reads a file by what its bytes begin with, or else by the ending of its name.
  ///
  /// - Parameters:
  ///   - form: how numbers and missing values are written.
  ///   - wanted: the names of the variables that are wanted; nil for all. What else a file with names
  ///     holds need not be columns.
  /// - Throws: `FileError`.
  init(
    _ bytes: [UInt8], path: String, form: CSVTable.NumberForm = .init(), wanted: Set<String>? = nil
  ) throws {
    let missing = form.missing
    func isWanted(_ name: String) -> Bool { wanted?.contains(name) ?? true }
    let ending = path.split(separator: ".").last.map { $0.lowercased() } ?? ""
    if PNGImage.isImage(bytes) || ending == "png" {
      let image = try PNGImage(bytes).fileArray.asSingleRow
      columns = [try RawColumn("x", RawArray(array: image, missing: missing))]
      isNamed = false
    } else if NPYFormat.isArray(bytes) || ending == "npy" {
      let array = try NPYFormat.decode(bytes[...])
      columns = [try RawColumn("x", RawArray(array: array, missing: missing))]
      isNamed = false
    } else if ZIPArchive.isArchive(bytes) || ending == "npz" {
      let arrays = try NPZFormat.decode(bytes)
      columns = try arrays.filter { isWanted($0.name) }.map {
        try RawColumn($0.name, RawArray(array: $0.array, missing: missing))
      }
      names = arrays.map(\.name)
      isNamed = true
    } else if ending == "json" {
      self = try RawTable(json: JSONValue(parsing: bytes), missing: missing, isWanted: isWanted)
    } else {
      self = try RawTable(CSVTable(bytes, numbers: form))
    }
    if names.isEmpty { names = columns.map(\.name) }
    guard let first = columns.first else {
      // None of those that are wanted: what they are is said where they are looked up.
      guard names.isEmpty else { return }
      throw FileError.unexpected("it holds no variables")
    }
    for column in columns where column.rowCount != first.rowCount {
      throw FileError.unexpected(
        "'\(first.name)' has \(first.rowCount) rows, '\(column.name)' has \(column.rowCount)")
    }
    guard first.rowCount > 0 else { throw FileError.unexpected("it has no rows") }
  }

  // MARK: Tables

  private init(_ table: CSVTable) throws {
    guard let header = table.header else {
      columns = [
        RawColumn(
          "x", table, columns: Array(0..<table.columnCount),
          shape: table.columnCount == 1 ? [] : [table.columnCount])
      ]
      isNamed = false
      return
    }
    columns = try IndexedNames(header).variables.map { variable in
      guard let shape = variable.shape else {
        let names = variable.columns.map { header[$0] }.joined(separator: ", ")
        throw FileError.unexpected(
          "the columns of '\(variable.name)' do not make a tensor: \(names)",
          help: "name them \(variable.name)[0], \(variable.name)[1] and so on, without gaps")
      }
      return RawColumn(variable.name, table, columns: variable.columns, shape: shape)
    }
    isNamed = true
  }

  // MARK: JSON

  /// A list of rows, an object of columns, the draws of a program, or a bare array.
  private init(json: JSONValue, missing: MissingMarks, isWanted: (String) -> Bool) throws {
    switch json {
    case .array(let rows):
      guard rows.contains(where: { $0.object != nil }) else {
        columns = [try Self.column("x", json, missing)]
        isNamed = false
        return
      }
      names = try Self.memberNames(of: rows)
      columns = try names.filter(isWanted).map { name in
        try Self.column(name, .array(rows.map { $0[name] ?? .null }), missing)
      }
    case .object(let members):
      if case .object(let draws)? = json["posterior"] {
        names = draws.map(\.name)
        columns = try draws.filter { isWanted($0.name) }.map {
          try Self.column($0.name, $0.value, missing).joiningChains()
        }
      } else {
        names = members.map(\.name)
        columns = try members.filter { isWanted($0.name) }.map {
          try Self.column($0.name, $0.value, missing)
        }
      }
    case .null, .boolean, .integer, .real, .string:
      throw FileError.unexpected("it holds a single value, not rows")
    }
    isNamed = true
  }

  /// The names of the members of all rows, in the order in which they are met.
  private static func memberNames(of rows: [JSONValue]) throws -> [String] {
    var names: [String] = []
    var seen: Set<String> = []
    for (index, row) in rows.enumerated() {
      guard let members = row.object else {
        throw FileError.unexpected("row \(index + 1) is no object, as other rows are")
      }
      for member in members where seen.insert(member.name).inserted { names.append(member.name) }
    }
    return names
  }

  private static func column(_ name: String, _ values: JSONValue, _ missing: MissingMarks) throws
    -> RawColumn
  {
    var absent: Set<Int> = []
    let filled = values.fillingNulls { absent.insert($0) }
    if case .array(let rows) = values, !absent.isEmpty, !missing.contains("null") {
      let row = rows.firstIndex { $0.hasNull } ?? 0
      throw FileError.missing(
        "row \(row + 1) of '\(name)': the value is missing ('null')",
        marks: missing.listed + ["null"])
    }
    guard let array = filled.fileArray else {
      throw FileError.unexpected("'\(name)' is not an array of numbers or of words of one shape")
    }
    return try RawColumn(name, RawArray(array: array, absent: absent, missing: missing))
  }
}

extension NPYFormat {
  static func isArray(_ bytes: [UInt8]) -> Bool { bytes.starts(with: magic) }
}

extension PNGImage {
  /// `[height, width]` of a grey image, `[height, width, channels]` of another.
  var fileArray: FileArray {
    FileArray(
      shape: channels == 1 ? [height, width] : [height, width, channels], values: .reals(values))
  }
}

extension FileArray {
  fileprivate var asSingleRow: FileArray { FileArray(shape: [1] + shape, values: values) }
}

extension RawColumn {
  /// An array `[chain, draw, shape…]` with the chains one behind the other.
  fileprivate func joiningChains() throws -> RawColumn {
    guard case .array(var raw) = source, raw.array.shape.count >= 2 else {
      throw FileError.unexpected("'\(name)' has no chains and draws")
    }
    let shape = raw.array.shape
    raw.array.shape = [shape[0] * shape[1]] + shape.dropFirst(2)
    return try RawColumn(name, raw)
  }
}
