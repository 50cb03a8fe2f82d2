/// The values of columns of a table that make one variable, told by all of their cells.
public enum CSVValues: Sendable {
  /// For each column its numbers, row after row; NaN where a value is missing.
  case numbers([[Double]])
  /// For each column its words; nil where a value is missing.
  case words([[String?]])

  /// The type that the values are read as.
  public enum Wanted: Sendable {
    case numbers
    /// Words, among them these even where they would else mark a missing value; or places among them.
    case labels(Set<String>)
  }
}

extension CSVTable {
  /// Reads columns that make one variable. A column of `true` and `false` is read as ones and zeros.
  ///
  /// - Parameter wanted: what the values are to be; nil where the cells tell it. Then one cell that is no
  ///   number makes a column of words only where no cell is a number, or where all are in quotes.
  /// - Throws: `FileError` with the place of the first cell that does not fit, and the remedy.
  public func values(of columns: [Int], as wanted: CSVValues.Wanted?) throws -> CSVValues {
    var census = CSVCensus(table: self)
    let numbers = columns.map { column in
      (0..<rowCount).map { row in census.number(row: row, column: column) }
    }
    guard census.hasWords || census.hasMarks else { return .numbers(numbers) }
    switch wanted {
    case .labels(let labels): return .words(try words(columns, labels))
    case .numbers:
      if census.isTruth { return .numbers(columns.map(truths)) }
    case nil:
      if census.isTruth { return .numbers(columns.map(truths)) }
      // `none` is a word in a column that holds no numbers.
      if try census.isOfWords() { return .words(try words(columns, ["none", "None"])) }
    }
    throw census.error
  }

  private func truths(_ column: Int) -> [Double] {
    (0..<rowCount).map { row in
      let text = text(row: row, column: column)
      return numbers.missing.contains(text) ? .nan : text.lowercased() == "true" ? 1 : 0
    }
  }

  private func words(_ columns: [Int], _ labels: Set<String>) throws -> [[String?]] {
    try columns.map { column in
      try (0..<rowCount).map { row in
        let text = text(row: row, column: column)
        if labels.contains(text) { return text }
        if numbers.missing.contains(text) { return nil }
        if MissingMarks.isUsual(text), text.isEmpty || !isQuoted(row: row, column: column) {
          throw FileError.missing(
            "\(place(row: row, column: column)): the value is missing\(text.isEmpty ? "" : " ('\(text)')")",
            marks: numbers.missing.listed + [text])
        }
        return text
      }
    }
  }

  /// `row 3 (line 4), column 'x[1]'`
  public func place(row: Int, column: Int) -> String {
    "\(place(row: row)), column \(header.map { "'\($0[column])'" } ?? "\(column + 1)")"
  }
}
