import CompFiles

/// An array of a file with one entry a row, and how its missing values are written.
struct RawArray {
  var array: FileArray
  /// The places of values that the file leaves out, as `null` of JSON does.
  var absent: Set<Int> = []
  var missing: MissingMarks

  /// The numbers of some elements, row after row; NaN where a value is missing.
  ///
  /// - Throws: `FileError` for a missing value whose mark is not listed, and for a whole number that no
  ///   Real is.
  func numbers(_ elements: Range<Int>, of column: RawColumn) throws -> [[Double]] {
    let numbers = array.numbers ?? []
    let width = column.elementCount
    if let (place, number) = array.inexactInteger, elements.contains(place % width) {
      throw FileError.unexpected(
        "\(column.place(place / width, place % width)): \(number) is a whole number that no Real is",
        help: "choose the variables that are wanted by as:, or read whole numbers by load")
    }
    return try elements.map { element in
      try (0..<column.rowCount).map { row in
        let number = numbers[row * width + element]
        if missing.contains(number) || absent.contains(row * width + element) { return .nan }
        guard !number.isNaN else {
          throw FileError.missing(
            "\(column.place(row, element)): the value is missing ('NaN')",
            marks: missing.listed + ["NaN"])
        }
        return number
      }
    }
  }

  /// The words of some elements, row after row; nil for each that is missing, and for an array of numbers.
  func words(_ elements: Range<Int>, of column: RawColumn) -> [[String?]]? {
    guard case .texts(let texts) = array.values else { return nil }
    let width = column.elementCount
    return elements.map { element in
      (0..<column.rowCount).map { row in
        let place = row * width + element
        return absent.contains(place) || missing.contains(texts[place]) ? nil : texts[place]
      }
    }
  }
}
