import CompFiles

/// A variable of a data file before its values are read: what a header or an array's name and shape tell.
struct RawColumn {
  enum Source {
    /// Columns of a table, one an element.
    case cells(CSVTable, columns: [Int])
    /// An array whose first axis runs over the rows.
    case array(RawArray)
  }
  var name: String
  /// The shape of one row's value.
  var shape: [Int]
  var source: Source

  var elementCount: Int { shape.reduce(1, *) }

  init(_ name: String, _ table: CSVTable, columns: [Int], shape: [Int]) {
    self.name = name
    self.shape = shape
    source = .cells(table, columns: columns)
  }

  init(_ name: String, _ array: RawArray) throws {
    guard let rows = array.array.shape.first else {
      throw FileError.unexpected(
        "'\(name)' is a single value, not an array with one entry a row",
        help: "choose the variables that are wanted by as:, or read values by load")
    }
    guard rows > 0 else { throw FileError.unexpected("'\(name)' has no rows") }
    self.name = name
    shape = Array(array.array.shape.dropFirst())
    source = .array(array)
  }

  var rowCount: Int {
    switch source {
    case .cells(let table, _): table.rowCount
    case .array(let array): array.array.shape[0]
    }
  }

  /// Reads the values of some elements: for each its numbers or words, row after row.
  ///
  /// - Parameter wanted: what they are to be; nil where they tell it themselves.
  /// - Throws: `FileError` with the place of the first value that does not fit.
  func values(_ elements: Range<Int>, as wanted: CSVValues.Wanted?) throws -> CSVValues {
    switch source {
    case .cells(let table, let columns):
      return try table.values(of: Array(columns[elements]), as: wanted)
    case .array(let array):
      if let words = array.words(elements, of: self) {
        if case .numbers? = wanted {
          throw FileError.unexpected("'\(name)' holds words, where numbers are expected")
        }
        return .words(words)
      }
      return .numbers(try array.numbers(elements, of: self))
    }
  }

  /// Where a value stands, for people: `row 3 (line 4), column 'x[1]'`, `row 3 of 'x'`.
  func place(_ row: Int, _ element: Int) -> String {
    switch source {
    case .cells(let table, let columns): table.place(row: row, column: columns[element])
    case .array: "row \(row + 1) of '\(elementName(name, shape, element))'"
    }
  }
}

/// `x`, `x[1]`, `m[0][1]`: an element of a variable by its place in row-major order.
func elementName(_ name: String, _ shape: [Int], _ element: Int) -> String {
  var result = name
  var rest = element
  var stride = shape.reduce(1, *)
  for size in shape {
    stride /= max(size, 1)
    result += "[\(rest / max(stride, 1))]"
    rest %= max(stride, 1)
  }
  return result
}
