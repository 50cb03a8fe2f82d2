/// A column of a table that is to be written.
public struct CSVColumn: Sendable {
  public var name: String
  public var values: FileArray.Values
  public init(_ name: String, _ values: FileArray.Values) {
    self.name = name
    self.values = values
  }

  /// A table (RFC 4180, with lines that end by a line feed): the names, then a line a row. Reals are
  /// written so that they are read as the same bits; truth values as `true` and `false`.
  ///
  /// - Precondition: all columns have `rows` values.
  public static func encode(_ columns: [CSVColumn], rows: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity((rows + 1) * columns.count * 12)
    for (index, column) in columns.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      append(column.name, to: &bytes)
    }
    bytes.append(UInt8(ascii: "\n"))
    for row in 0..<rows {
      for (index, column) in columns.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        switch column.values {
        case .reals(let numbers): bytes += numbers[row].description.utf8
        case .integers(let numbers):
          bytes += (Int(exactly: numbers[row])?.description ?? numbers[row].description).utf8
        case .booleans(let numbers): bytes += (numbers[row] != 0 ? "true" : "false").utf8
        case .texts(let texts): append(texts[row], to: &bytes)
        }
      }
      bytes.append(UInt8(ascii: "\n"))
    }
    return bytes
  }

  /// A cell; in quotes where it holds what would end it, or blanks that would be lost.
  private static func append(_ text: String, to bytes: inout [UInt8]) {
    let special = text.utf8.contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }
    guard special || text.isEmpty || text.first == " " || text.last == " " else {
      bytes += text.utf8
      return
    }
    bytes += ("\"" + text.replacing("\"", with: "\"\"") + "\"").utf8
  }
}
