/// A table of comma-separated values (RFC 4180): cells in quotes or without, lines that end as they
/// do on any system. Blanks around cells without quotes do not count; nor do empty lines.
public struct CSVTable: Sendable {
  private struct Cell {
    var start: UInt32
    var end: UInt32
    /// Whether it stood in quotes; doubled ones are still doubled.
    var isQuoted: Bool
  }
  private let bytes: [UInt8]
  private var cells: [Cell] = []
  /// For each record the line on which it begins, from 1.
  private var lines: [UInt32] = []
  private var width = 0
  /// Behind the last byte that is not of an empty line.
  private let contentEnd: Int
  /// The names in the first line; nil where that holds numbers alone, and so is a row.
  public private(set) var header: [String]?

  /// - Throws: `FileError.malformed` with the line of the mistake.
  public init(_ bytes: [UInt8]) throws {
    self.bytes = bytes
    contentEnd = (bytes.lastIndex { $0 != 0x0A && $0 != 0x0D } ?? -1) + 1
    guard !bytes.starts(with: [0xFF, 0xFE]), !bytes.starts(with: [0xFE, 0xFF]) else {
      throw FileError.malformed("it is written in UTF-16", help: "save it as UTF-8")
    }
    var position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var line = 1
    while position < bytes.count { try readRecord(&position, &line) }
    guard !lines.isEmpty else { throw FileError.malformed("it is empty") }
    let isHeader = (0..<width).contains { cells[$0].isQuoted || number(cells[$0]) == nil }
    if isHeader {
      header = (0..<width).map { text(cells[$0]) }
      try checkHeader()
    }
  }

  public var columnCount: Int { width }
  public var rowCount: Int { lines.count - (header == nil ? 0 : 1) }

  /// The number in a cell; nil where it is none. Rows and columns count from 0.
  public func number(row: Int, column: Int) -> Double? { number(cell(row, column)) }

  public func text(row: Int, column: Int) -> String { text(cell(row, column)) }

  /// Whether a cell has no value: it is empty, or what R and pandas write for none.
  public func isMissing(row: Int, column: Int) -> Bool {
    let cell = cell(row, column)
    if cell.isQuoted { return cell.start == cell.end }
    switch cell.end - cell.start {
    case 0: return true
    case 2...4: return Self.wordsForMissing.contains(text(cell).lowercased())
    default: return false
    }
  }

  private static let wordsForMissing: Set<String> = ["na", "n/a", "nan", "null", "none"]

  /// `row 3 (line 4)`: a place that people find, counting from 1.
  public func place(row: Int) -> String {
    "row \(row + 1) (line \(lines[row + (header == nil ? 0 : 1)]))"
  }

  private func cell(_ row: Int, _ column: Int) -> Cell {
    cells[(row + (header == nil ? 0 : 1)) * width + column]
  }

  private func number(_ cell: Cell) -> Double? {
    guard cell.end > cell.start, cell.end - cell.start < 400 else { return nil }
    return Double(String(decoding: bytes[Int(cell.start)..<Int(cell.end)], as: UTF8.self))
  }

  private func text(_ cell: Cell) -> String {
    let text = String(decoding: bytes[Int(cell.start)..<Int(cell.end)], as: UTF8.self)
    return cell.isQuoted ? text.replacing("\"\"", with: "\"") : text
  }

  private func checkHeader() throws {
    var seen: Set<String> = []
    for (index, name) in (header ?? []).enumerated() {
      guard !name.isEmpty else {
        throw FileError.malformed("column \(index + 1) has no name in the header")
      }
      guard seen.insert(name).inserted else {
        throw FileError.malformed("two columns have the name '\(name)'")
      }
    }
    if width == 1, let name = header?.first, let mark = name.first(where: { ";\t|".contains($0) }) {
      throw FileError.malformed(
        "its columns are separated by '\(mark == "\t" ? "\\t" : String(mark))'",
        help: "separate them by commas")
    }
  }

  // MARK: Reading

  private mutating func readRecord(_ position: inout Int, _ line: inout Int) throws {
    let first = cells.count
    let start = line
    while true {
      cells.append(try readCell(&position, &line, start: start))
      guard position < bytes.count, bytes[position] == UInt8(ascii: ",") else { break }
      position += 1
    }
    if position < bytes.count {
      if bytes[position] == 0x0D { position += 1 }
      if position < bytes.count, bytes[position] == 0x0A { position += 1 }
      line += 1
    }
    let count = cells.count - first
    if count == 1, cells[first].start == cells[first].end, !cells[first].isQuoted {
      // In a table of one column an empty line could be a missing value, but for those at the end.
      guard width == 1, position < contentEnd else {
        cells.removeLast()
        return
      }
    }
    if lines.isEmpty { width = count }
    guard count == width else {
      throw FileError.malformed(
        "line \(start) has \(count) column\(count == 1 ? "" : "s"), the first line has \(width)")
    }
    lines.append(UInt32(start))
  }

  private mutating func readCell(_ position: inout Int, _ line: inout Int, start: Int) throws
    -> Cell
  {
    func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
    func isEnd(_ byte: UInt8) -> Bool { byte == UInt8(ascii: ",") || byte == 0x0A || byte == 0x0D }
    while position < bytes.count, isBlank(bytes[position]) { position += 1 }
    let quote = UInt8(ascii: "\"")
    guard position < bytes.count, bytes[position] == quote else {
      let from = position
      while position < bytes.count, !isEnd(bytes[position]) {
        guard bytes[position] != 0 else {
          throw FileError.malformed("line \(line) holds a zero byte, so this is not a text file")
        }
        position += 1
      }
      var end = position
      while end > from, isBlank(bytes[end - 1]) { end -= 1 }
      return Cell(start: UInt32(from), end: UInt32(end), isQuoted: false)
    }
    position += 1
    let from = position
    while true {
      guard position < bytes.count else {
        throw FileError.malformed("the quotes that are opened in line \(start) are not closed")
      }
      if bytes[position] == quote {
        guard position + 1 < bytes.count, bytes[position + 1] == quote else { break }
        position += 1
      } else if bytes[position] == 0x0A {
        line += 1
      }
      position += 1
    }
    let end = position
    position += 1
    while position < bytes.count, isBlank(bytes[position]) { position += 1 }
    guard position == bytes.count || isEnd(bytes[position]) else {
      throw FileError.malformed("line \(line): a comma should follow the closing quotes")
    }
    return Cell(start: UInt32(from), end: UInt32(end), isQuoted: true)
  }
}
