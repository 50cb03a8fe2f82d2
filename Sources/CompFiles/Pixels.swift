/// An opaque picture: red, green and blue of each pixel, row after row from the top.
public struct Pixels: Sendable, Equatable {
  public let columns: Int
  public let rows: Int
  public let values: [UInt8]

  public init(columns: Int, rows: Int, values: [UInt8]) {
    precondition(values.count == columns * rows * 3, "three values a pixel")
    self.columns = columns
    self.rows = rows
    self.values = values
  }
}
