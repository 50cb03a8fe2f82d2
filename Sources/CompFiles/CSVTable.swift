import CompPlatform

/// A table of separated values. The names of its columns stand in the first record, unless that holds
/// numbers alone.
///
/// Forms that other programs write are read: names of rows, as R and pandas put them before the first
/// named column, and a separator at the end of each line make no column.
public struct CSVTable: Sendable {
  private let bytes: [UInt8]
  private var cells: [CSVCell] = []
  /// For each record the line on which it begins, from 1.
  private var lines: [UInt32] = []
  /// How many cells a row has.
  private var width = 0
  /// The cells of a row that are columns.
  private var places: Range<Int> = 0..<0
  /// The names of the columns; nil where the first line holds numbers alone, and so is a row.
  public private(set) var header: [String]?
  /// How numbers and missing values are written.
  public let numbers: NumberForm

  /// How the numbers of a table are written.
  public struct NumberForm: Sendable, Hashable {
    public var missing: MissingMarks
    public var hasDecimalComma: Bool
    public init(missing: MissingMarks = MissingMarks(), hasDecimalComma: Bool = false) {
      self.missing = missing
      self.hasDecimalComma = hasDecimalComma
    }
    var text: NumberText { NumberText(hasDecimalComma: hasDecimalComma) }
  }

  /// - Throws: `FileError` with the line of the mistake.
  public init(_ bytes: [UInt8], numbers: NumberForm = NumberForm()) throws {
    self.bytes = bytes
    self.numbers = numbers
    try TextEncoding.rejectOtherUnicode(bytes)
    var reader = CSVReader(bytes, separator: try CSVSeparator.found(in: bytes))
    var first: [CSVCell] = []
    guard let line = try reader.readRecord(into: &first, width: nil) else {
      throw FileError.unexpected("it is empty")
    }
    let isHeader = first.contains { $0.isQuoted || isWord($0) }
    if !isHeader {
      width = first.count
      cells = first
      lines = [UInt32(line)]
    }
    try readRows(&reader, header: isHeader ? first : nil, from: line)
    try checkEncoding(first, line)
    if isHeader { try name(first) } else { places = 0..<(endsInSeparator ? width - 1 : width) }
  }

  public var columnCount: Int { places.count }
  public var rowCount: Int { lines.count }

  /// The number in a cell; nil where it is none. Rows and columns count from 0.
  public func number(row: Int, column: Int) -> Double? {
    let cell = cell(row, column)
    guard !cell.isEmpty, cell.end - cell.start < 400 else { return nil }
    return numbers.text.number(text(cell))
  }

  public func text(row: Int, column: Int) -> String { text(cell(row, column)) }

  func isQuoted(row: Int, column: Int) -> Bool { cell(row, column).isQuoted }

  /// `row 3 (line 4)`: a place that people find, counting from 1.
  public func place(row: Int) -> String { "row \(row + 1) (line \(lines[row]))" }

  private func cell(_ row: Int, _ column: Int) -> CSVCell {
    cells[row * width + places.lowerBound + column]
  }

  private func text(_ cell: CSVCell) -> String {
    let text = String(decoding: bytes[Int(cell.start)..<Int(cell.end)], as: UTF8.self)
    return cell.isQuoted ? text.replacing("\"\"", with: "\"") : text
  }

  /// Whether a cell of the first line shows that it names columns.
  private func isWord(_ cell: CSVCell) -> Bool {
    let text = text(cell)
    return !MissingMarks.isUsual(text) && !numbers.missing.contains(text)
      && numbers.text.number(text) == nil && numbers.text.fault(text) == nil
  }

  // MARK: Reading

  private mutating func readRows(_ reader: inout CSVReader, header: [CSVCell]?, from first: Int)
    throws
  {
    let named = header?.count
    while true {
      let before = cells.count
      // The first row tells how many cells rows have: one more than names where rows are named.
      let known = lines.isEmpty ? named : width
      guard let line = try reader.readRecord(into: &cells, width: known) else { break }
      let count = cells.count - before
      if lines.isEmpty { width = count == named.map({ $0 + 1 }) ? count : named ?? count }
      guard count == width else {
        let others = width == named ?? width ? "the first line has" : "the lines before have"
        throw FileError.malformed(
          "line \(line) has \(count) column\(count == 1 ? "" : "s"), \(others) \(width)")
      }
      lines.append(UInt32(line))
    }
    if lines.isEmpty { width = named ?? 0 }
  }

  /// Whether the last cell of every row is empty, as a separator at the end of each line makes it.
  private var endsInSeparator: Bool {
    width > 1
      && lines.indices.allSatisfy {
        let last = cells[$0 * width + width - 1]
        return last.isEmpty && !last.isQuoted
      }
  }

  /// Finds the columns among the cells of a row, and their names.
  private mutating func name(_ first: [CSVCell]) throws {
    var names = first.map { text($0).trimmed(of: \.isWhitespace) }
    places = 0..<width
    if width > names.count {
      if endsInSeparator {
        places = 0..<(width - 1)
      } else {
        try checkRowNames()
        places = 1..<width
      }
    } else if names.count > 1 {
      if names[names.count - 1].isEmpty, endsInSeparator {
        names.removeLast()
        places = 0..<(width - 1)
      }
      // An index of pandas, names of rows of R: no program can name them.
      if names[0].isEmpty {
        names.removeFirst()
        places = (places.lowerBound + 1)..<places.upperBound
      }
    }
    header = names
    try checkHeader()
  }

  /// Checks that the first cells of rows that have one cell more than there are names are names of rows,
  /// as R writes them: all in quotes, and different. Without quotes the cell more could come from a comma
  /// within a value.
  private func checkRowNames() throws {
    let first = lines.indices.map { cells[$0 * width] }
    guard first.allSatisfy(\.isQuoted), Set(first.map(text)).count == first.count else {
      throw FileError.unsupported(
        "its rows have \(width) cells, and its first line names \(width - 1) columns",
        help: "name the first column too, or put cells that hold the separator in quotes")
    }
  }

  private func checkHeader() throws {
    let names = header ?? []
    var seen: Set<String> = []
    for (index, name) in names.enumerated() {
      guard !name.isEmpty else {
        throw FileError.unsupported(
          "column \(places.lowerBound + index + 1) has no name in the first line",
          help: "name it, or remove it")
      }
      guard seen.insert(name).inserted else {
        throw FileError.unsupported(
          "two columns have the name '\(name)'", help: "give one of them another name")
      }
    }
    guard names.count == 1, rowCount > 0 else { return }
    let pieces = text(row: 0, column: 0).split(whereSeparator: \.isWhitespace)
    let isBlankSeparated = pieces.count > 1 && pieces.allSatisfy { Double($0) != nil }
    if names[0].contains("|") || isBlankSeparated {
      throw FileError.unsupported(
        "its columns are separated by \(isBlankSeparated ? "blanks" : "'|'")",
        help: "separate them by commas")
    }
  }

  /// Checks that the file is UTF-8, with the place of the first byte that is not.
  private func checkEncoding(_ first: [CSVCell], _ line: Int) throws {
    guard let offset = TextEncoding.firstInvalidByte(in: bytes) else { return }
    let byte = bytes[offset]
    func holds(_ cell: CSVCell) -> Bool { (Int(cell.start)..<Int(cell.end)).contains(offset) }
    if let column = first.firstIndex(where: holds) {
      throw TextEncoding.error(byte, at: "line \(line), column \(column + 1)")
    }
    guard let index = cells.firstIndex(where: holds) else {
      let line = bytes[..<offset].count { $0 == 0x0A } + 1
      throw TextEncoding.error(byte, at: "line \(line)")
    }
    let column = index % width
    let name =
      column < first.count && width == first.count ? "'\(text(first[column]))'" : "\(column + 1)"
    throw TextEncoding.error(byte, at: "line \(lines[index / width]), column \(name)")
  }
}
