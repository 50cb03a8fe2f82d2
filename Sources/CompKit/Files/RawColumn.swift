import CompFiles

/// A variable of a data file before its values are looked at: what a header or an array's name and
/// shape tell.
struct RawColumn {
  enum Source {
    /// Columns of a table, one an element.
    case cells(CSVTable, columns: [Int])
    /// An array whose first axis runs over the rows.
    case array(FileArray)
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

  init(_ name: String, _ array: FileArray) throws {
    guard let rows = array.shape.first else {
      throw FileError.malformed(
        "'\(name)' is a single value, where an array with a row each is due")
    }
    guard rows > 0 else { throw FileError.malformed("'\(name)' has no rows") }
    self.name = name
    shape = Array(array.shape.dropFirst())
    source = .array(array)
  }

  var rowCount: Int {
    switch source {
    case .cells(let table, _): table.rowCount
    case .array(let array): array.shape[0]
    }
  }

  /// Whether the first of its values is a word.
  var holdsTexts: Bool {
    switch source {
    case .cells(let table, let columns):
      guard let column = columns.first else { return false }
      let first = (0..<table.rowCount).first { !table.isMissing(row: $0, column: column) }
      return first.map { table.number(row: $0, column: column) == nil } ?? false
    case .array(let array):
      if case .texts = array.values { return true } else { return false }
    }
  }

  /// Whether the first of its values is a number.
  var holdsNumbers: Bool {
    switch source {
    case .cells(let table, let columns):
      guard let column = columns.first, table.rowCount > 0 else { return false }
      return !table.isMissing(row: 0, column: column)
        && table.number(row: 0, column: column) != nil
    case .array(let array): return array.numbers != nil
    }
  }

  /// The values of one element as numbers, row after row.
  ///
  /// - Throws: `FileError.malformed` with the place of a value that is missing or no number.
  func numbers(element: Int) throws -> [Double] {
    switch source {
    case .cells(let table, let columns):
      return try (0..<table.rowCount).map { row in
        let column = columns[element]
        if table.isMissing(row: row, column: column) { throw missing(row, element) }
        guard let number = table.number(row: row, column: column) else {
          throw FileError.malformed(
            "\(place(row, element)): '\(shortened(table.text(row: row, column: column)))' is not a number"
          )
        }
        return number
      }
    case .array(let array):
      guard let numbers = array.numbers else {
        throw FileError.malformed("'\(name)' holds words, where numbers are due")
      }
      return try (0..<rowCount).map { row in
        let number = numbers[row * elementCount + element]
        if number.isNaN { throw missing(row, element) }
        return number
      }
    }
  }

  /// The values of one element as words, row after row.
  ///
  /// - Parameter labels: words that are meant, though in a column of numbers they would say that a
  ///   value is missing.
  func texts(element: Int, labels: Set<String> = ["none", "None"]) throws -> [String] {
    switch source {
    case .cells(let table, let columns):
      return try (0..<table.rowCount).map { row in
        let text = table.text(row: row, column: columns[element])
        if table.isMissing(row: row, column: columns[element]), !labels.contains(text) {
          throw missing(row, element)
        }
        return text
      }
    case .array(let array):
      guard case .texts(let texts) = array.values else {
        throw FileError.malformed("'\(name)' holds numbers, where words are due")
      }
      return (0..<rowCount).map { texts[$0 * elementCount + element] }
    }
  }

  /// Where a value stands, for people: `row 3 (line 4), column 'x[1]'`, `row 3 of 'x'`.
  func place(_ row: Int, _ element: Int) -> String {
    switch source {
    case .cells(let table, let columns):
      let column = columns[element]
      let name = table.header.map { "'\($0[column])'" } ?? "\(column + 1)"
      return "\(table.place(row: row)), column \(name)"
    case .array:
      return "row \(row + 1) of '\(elementName(name, shape, element))'"
    }
  }

  private func missing(_ row: Int, _ element: Int) -> FileError {
    .malformed(
      "\(place(row, element)): the value is missing", help: "remove the row, or fill the value in")
  }

  private func shortened(_ text: String) -> String {
    text.count > 40 ? String(text.prefix(39)) + "…" : text
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
