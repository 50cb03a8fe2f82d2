/// The separator of the cells of a table: a comma, a semicolon or a tab.
enum CSVSeparator {
  private static let comma = UInt8(ascii: ",")
  private static let semicolon = UInt8(ascii: ";")
  private static let tab: UInt8 = 0x09

  static func name(_ separator: UInt8) -> String {
    switch separator {
    case semicolon: "a semicolon"
    case tab: "a tab"
    default: "a comma"
    }
  }

  /// Returns the separator of a table: the one of comma, semicolon and tab that its first record has, and of
  /// several the one that every line has equally often.
  ///
  /// - Throws: `FileError.unsupported` where several could be meant.
  static func found(in bytes: [UInt8]) throws -> UInt8 {
    var lines = LineCounts(bytes)
    guard let first = lines.next() else { return comma }
    let marks = [comma, semicolon, tab]
    var candidates = marks.indices.filter { first[$0] > 0 }
    guard candidates.count > 1 else { return marks[candidates.first ?? 0] }
    while let line = lines.next() { candidates.removeAll { line[$0] != first[$0] } }
    guard candidates.count == 1, let only = candidates.first else {
      let names = marks.indices.filter { first[$0] > 0 }.map { name(marks[$0]) }
      throw FileError.unsupported(
        "its first line has \(names.joined(separator: " and ")), and either could separate the columns",
        help: "separate the columns by commas, and write decimals with a point")
    }
    return marks[only]
  }

  /// Counts commas, semicolons and tabs outside of quotes on each line that is neither empty nor a comment.
  private struct LineCounts {
    private let bytes: [UInt8]
    private var position: Int

    init(_ bytes: [UInt8]) {
      self.bytes = bytes
      position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    mutating func next() -> [Int]? {
      while position < bytes.count {
        let start = position
        let counts = countLine()
        let length = position - start
        // The line's end was passed.
        if position < bytes.count { position += 1 }
        guard length > 0, !isComment(start) else { continue }
        return counts
      }
      return nil
    }

    private func isComment(_ start: Int) -> Bool {
      guard bytes[start] == UInt8(ascii: "#") else { return false }
      return start + 1 >= bytes.count || [0x20, 0x09, 0x0A, 0x0D, 0x23].contains(bytes[start + 1])
    }

    private mutating func countLine() -> [Int] {
      var counts = [0, 0, 0]
      var isQuoted = false
      while position < bytes.count {
        switch bytes[position] {
        case UInt8(ascii: "\""): isQuoted.toggle()
        case 0x0A where !isQuoted, 0x0D where !isQuoted: return counts
        case comma where !isQuoted: counts[0] += 1
        case semicolon where !isQuoted: counts[1] += 1
        case tab where !isQuoted: counts[2] += 1
        default: break
        }
        position += 1
      }
      return counts
    }
  }
}
