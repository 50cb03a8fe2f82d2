/// An array that is given by its columns: for each element of a row, in row-major order, its values in all
/// rows. It is written as the array of these rows, which is never made.
public struct ArrayColumns: Sendable {
  /// Of a row.
  public var shape: [Int]
  public var columns: [[Double]]
  /// Whether the values are whole numbers, and written as such.
  public let isWhole: Bool

  /// - Parameter isWhole: whether the values are whole numbers. Values that are none, or beyond 64 bits, are
  ///   written as reals all the same.
  /// - Precondition: there are as many columns as the shape has elements, of one length.
  public init(shape: [Int], columns: [[Double]], isWhole: Bool) {
    self.shape = shape
    self.columns = columns
    self.isWhole =
      isWhole && columns.allSatisfy { $0.allSatisfy { Int(exactly: $0) != nil } }
    precondition(
      columns.count == elementCount(shape) && columns.allSatisfy { $0.count == columns[0].count },
      "an array's columns fill its shape")
  }

  /// Of all rows.
  var wholeShape: [Int] { [columns.first?.count ?? 0] + shape }

  /// The array in memory.
  public var array: FileArray {
    var values: [Double] = []
    values.reserveCapacity(columns.count * wholeShape[0])
    for row in 0..<wholeShape[0] { for column in columns { values.append(column[row]) } }
    return FileArray(
      shape: wholeShape,
      values: isWhole ? .integers(values.compactMap { Int(exactly: $0) }) : .reals(values))
  }
}
