/// A cell of a table, by its place in the file.
struct CSVCell {
  var start: UInt32
  var end: UInt32
  /// Whether it stood in quotes; doubled ones are still doubled.
  var isQuoted: Bool

  var isEmpty: Bool { start == end }
}

/// Reads the records of a table, one after the other: cells in quotes or without (RFC 4180), lines that end
/// as they do on any system. Blanks around cells without quotes do not count; nor do empty lines and
/// comments.
struct CSVReader {
  let bytes: [UInt8]
  let separator: UInt8
  private var position: Int
  private var line = 1
  /// Behind the last byte that is not of an empty line.
  private let contentEnd: Int

  init(_ bytes: [UInt8], separator: UInt8) {
    self.bytes = bytes
    self.separator = separator
    position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    contentEnd = (bytes.lastIndex { $0 != 0x0A && $0 != 0x0D } ?? -1) + 1
  }

  /// Appends the cells of the next record, and returns the line on which it begins; nil at the end.
  ///
  /// - Parameter width: how many cells records have, where that is known: in a table of one column an
  ///   empty line is a missing value, but for those at the end.
  mutating func readRecord(into cells: inout [CSVCell], width: Int?) throws -> Int? {
    while position < bytes.count {
      if isComment {
        while position < bytes.count, !isLineEnd(bytes[position]) { position += 1 }
        endLine()
        continue
      }
      let first = cells.count
      let start = line
      while true {
        cells.append(try readCell(start: start))
        guard position < bytes.count, bytes[position] == separator else { break }
        position += 1
      }
      endLine()
      guard cells.count == first + 1, cells[first].isEmpty, !cells[first].isQuoted else {
        return start
      }
      if width == 1, position < contentEnd { return start }
      cells.removeLast()
    }
    return nil
  }

  /// Whether the line that begins here is a comment, as CmdStan writes them: `#` alone, or followed by a
  /// blank or another `#`.
  private var isComment: Bool {
    let mark = UInt8(ascii: "#")
    guard bytes[position] == mark else { return false }
    guard position + 1 < bytes.count else { return true }
    let next = bytes[position + 1]
    return next == 0x20 || next == 0x09 || next == mark || isLineEnd(next)
  }

  private func isBlank(_ byte: UInt8) -> Bool {
    (byte == 0x20 || byte == 0x09) && byte != separator
  }
  private func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

  private mutating func endLine() {
    guard position < bytes.count else { return }
    if bytes[position] == 0x0D { position += 1 }
    if position < bytes.count, bytes[position] == 0x0A { position += 1 }
    line += 1
  }

  private mutating func readCell(start: Int) throws -> CSVCell {
    while position < bytes.count, isBlank(bytes[position]) { position += 1 }
    guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
      let from = position
      while position < bytes.count, bytes[position] != separator, !isLineEnd(bytes[position]) {
        guard bytes[position] != 0 else {
          throw FileError.unsupported(
            "line \(line) holds a zero byte, so this is no text, or its encoding is not UTF-8",
            help: "save it as UTF-8")
        }
        position += 1
      }
      var end = position
      while end > from, isBlank(bytes[end - 1]) { end -= 1 }
      return CSVCell(start: UInt32(from), end: UInt32(end), isQuoted: false)
    }
    return try readQuoted(start: start)
  }

  private mutating func readQuoted(start: Int) throws -> CSVCell {
    let quote = UInt8(ascii: "\"")
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
    guard position == bytes.count || bytes[position] == separator || isLineEnd(bytes[position])
    else {
      let name = CSVSeparator.name(separator)
      throw FileError.malformed("line \(line): \(name) should follow the closing quotes")
    }
    return CSVCell(start: UInt32(from), end: UInt32(end), isQuoted: true)
  }
}
