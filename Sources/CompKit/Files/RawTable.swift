import CompFiles

/// The variables that a data file holds, before their values are looked at.
struct RawTable {
  var columns: [RawColumn]
  /// Whether the file names its variables; one that does not has a single column, `x`.
  var isNamed: Bool

  /// Reads a file by what its bytes begin with, or else by the ending of its name.
  ///
  /// - Throws: `FileError`.
  init(_ bytes: [UInt8], path: String) throws {
    let ending = path.split(separator: ".").last.map { $0.lowercased() } ?? ""
    if PNGImage.isImage(bytes) || ending == "png" {
      columns = [try RawColumn("x", PNGImage(bytes).fileArray.asSingleRow)]
      isNamed = false
    } else if NPYFormat.isArray(bytes) || ending == "npy" {
      columns = [try RawColumn("x", NPYFormat.decode(bytes[...]))]
      isNamed = false
    } else if ZIPArchive.isArchive(bytes) || ending == "npz" {
      columns = try NPZFormat.decode(bytes).map { try RawColumn($0.name, $0.array) }
      isNamed = true
    } else if ending == "json" {
      self = try RawTable(json: JSONValue(parsing: bytes))
    } else {
      self = try RawTable(CSVTable(bytes))
    }
    guard let first = columns.first else { throw FileError.malformed("it holds no variables") }
    for column in columns where column.rowCount != first.rowCount {
      throw FileError.malformed(
        "'\(first.name)' has \(first.rowCount) rows, '\(column.name)' has \(column.rowCount)")
    }
    guard first.rowCount > 0 else { throw FileError.malformed("it has no rows") }
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
    // Columns of one variable, by the indices in their names; `.chain` and its like are none.
    var order: [String] = []
    var parts: [String: [(indices: [Int], column: Int)]] = [:]
    for (column, name) in header.enumerated() where !name.hasPrefix(".") {
      let (base, indices) = Self.indexed(name)
      if parts[base] == nil { order.append(base) }
      parts[base, default: []].append((indices, column))
    }
    columns = try order.map { name in
      let sorted = (parts[name] ?? []).sorted {
        $0.indices.lexicographicallyPrecedes($1.indices)
      }
      guard let shape = Self.shape(of: sorted.map(\.indices)) else {
        throw FileError.malformed(
          "the columns of '\(name)' do not make a tensor: \(sorted.map { header[$0.column] }.joined(separator: ", "))",
          help: "name them \(name)[0], \(name)[1] and so on, without gaps")
      }
      return RawColumn(name, table, columns: sorted.map(\.column), shape: shape)
    }
    isNamed = true
  }

  /// `m[0][1]`, `m[0,1]` as the name `m` and its indices; any other name as it is.
  private static func indexed(_ name: String) -> (base: String, indices: [Int]) {
    guard name.hasSuffix("]"), let open = name.firstIndex(of: "["), open != name.startIndex else {
      return (name, [])
    }
    let inner = name[name.index(after: open)...].dropLast().replacing("][", with: ",")
    let indices = inner.split(separator: ",", omittingEmptySubsequences: false).map {
      Int($0.drop { $0 == " " })
    }
    guard indices.count <= 8, indices.allSatisfy({ $0 != nil && ($0 ?? 0) >= 0 }) else {
      return (name, [])
    }
    return (String(name[..<open]), indices.compactMap { $0 })
  }

  /// The shape that indices fill. The first index may leave some out, as the draws of a variable of
  /// which some rows are fixed do; the rest are complete.
  private static func shape(of indices: [[Int]]) -> [Int]? {
    guard let rank = indices.first?.count, indices.allSatisfy({ $0.count == rank }),
      Set(indices).count == indices.count
    else { return nil }
    guard rank > 0 else { return indices.count == 1 ? [] : nil }
    let rows = Set(indices.map { $0[0] }).count
    let rest = (1..<rank).map { axis in (indices.map { $0[axis] }.max() ?? 0) }
    var width = 1
    for size in rest {
      guard size < indices.count else { return nil }
      width *= size + 1
      guard width <= indices.count else { return nil }
    }
    return rows * width == indices.count ? [rows] + rest.map { $0 + 1 } : nil
  }

  // MARK: JSON

  /// A list of rows, an object of columns, the draws of a program, or a bare array.
  private init(json: JSONValue) throws {
    switch json {
    case .array(let rows):
      guard case .object(let members)? = rows.first else {
        guard let array = json.fileArray else {
          throw FileError.malformed("it is neither a list of rows nor an array of one shape")
        }
        columns = [try RawColumn("x", array)]
        isNamed = false
        return
      }
      columns = try members.map { member in
        let values = try rows.enumerated().map { index, row -> JSONValue in
          guard let value = row[member.name], value != .null else {
            throw FileError.malformed("row \(index + 1): the value of '\(member.name)' is missing")
          }
          return value
        }
        return try Self.column(member.name, .array(values))
      }
      for (index, row) in rows.enumerated() where row.object?.count != members.count {
        throw FileError.malformed("row \(index + 1) does not have the members of the first one")
      }
    case .object(let members):
      if case .object(let draws)? = json["posterior"] {
        columns = try draws.map { try Self.column($0.name, $0.value).joiningChains() }
      } else {
        columns = try members.map { try Self.column($0.name, $0.value) }
      }
    case .null, .boolean, .integer, .real, .string:
      throw FileError.malformed("it holds a single value, where rows are due")
    }
    isNamed = true
  }

  private static func column(_ name: String, _ values: JSONValue) throws -> RawColumn {
    if case .array(let rows) = values, let missing = rows.firstIndex(of: .null) {
      throw FileError.malformed("row \(missing + 1) of '\(name)': the value is missing")
    }
    guard let array = values.fileArray else {
      throw FileError.malformed("'\(name)' is not an array of numbers or words of one shape")
    }
    return try RawColumn(name, array)
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
    guard case .array(let array) = source, array.shape.count >= 2 else {
      throw FileError.malformed("'\(name)' has no chains and draws")
    }
    return try RawColumn(
      name,
      FileArray(
        shape: [array.shape[0] * array.shape[1]] + array.shape.dropFirst(2), values: array.values))
  }
}
