/// A column of a table that is to be written.
public struct CSVColumn: Sendable {
  public enum Cells: Sendable {
    case values(FileArray.Values)
    /// Whole numbers that are told by the row.
    case counted(@Sendable (Int) -> Int)
    /// Numbers, and the texts that stand for them.
    case named([Double], @Sendable (Double) -> String)
  }
  public var name: String
  public var cells: Cells

  public init(_ name: String, _ cells: Cells) {
    self.name = name
    self.cells = cells
  }

  public init(_ name: String, _ values: FileArray.Values) { self.init(name, .values(values)) }

  /// A table (RFC 4180, with lines that end by a line feed): the names, then a line a row. Reals are
  /// written so that they are read as the same bits; truth values as `true` and `false`.
  ///
  /// - Precondition: all columns have `rows` values.
  static func write(_ columns: [CSVColumn], rows: Int, to sink: inout ByteSink) throws {
    for (index, column) in columns.enumerated() {
      if index > 0 { try sink.append(UInt8(ascii: ",")) }
      try sink.append(cell(column.name).utf8)
    }
    try sink.append(UInt8(ascii: "\n"))
    for row in 0..<rows {
      for (index, column) in columns.enumerated() {
        if index > 0 { try sink.append(UInt8(ascii: ",")) }
        try sink.append(column.text(row).utf8)
      }
      try sink.append(UInt8(ascii: "\n"))
    }
  }

  private func text(_ row: Int) -> String {
    switch cells {
    case .counted(let number): number(row).description
    case .named(let numbers, let name): Self.cell(name(numbers[row]))
    case .values(.reals(let numbers)): numbers[row].description
    case .values(.integers(let numbers)): numbers[row].description
    case .values(.booleans(let numbers)): numbers[row] != 0 ? "true" : "false"
    case .values(.texts(let texts)): Self.cell(texts[row])
    }
  }

  /// A cell; in quotes where it holds what would end it, or blanks that would be lost.
  private static func cell(_ text: String) -> String {
    let special = text.utf8.contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }
    guard special || text.isEmpty || text.first == " " || text.last == " " else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}
