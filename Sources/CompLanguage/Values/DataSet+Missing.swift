import CompIR

/// A column with missing values is no tensor. As a member of data it stays data of one variable.
extension DataSet {
  /// The only column, where it has missing values.
  var incompleteColumn: Column? {
    columns.count == 1 && columns[0].isIncomplete ? columns[0] : nil
  }

  /// The data of one variable alone.
  func selecting(_ column: Column) -> DataSet {
    DataSet(source: source, rows: rows, columns: [column])
  }

  /// For each row whether all of its values are there.
  var presentRows: Tensor {
    var isPresent = [Double](repeating: 1, count: rows)
    for column in columns where column.isIncomplete {
      let width = column.shape.count
      for (place, value) in column.values.enumerated() where value.isNaN {
        isPresent[place / max(width, 1)] = 0
      }
    }
    return Tensor(isPresent)
  }
}

extension DataSet.Column {
  /// The values of all rows as a tensor `[rows, shape…]`; NaN where one is missing.
  func tensor(rows: Int) -> Tensor {
    Tensor(shape: Shape([rows] + shape.dimensions), values: values)
  }

  /// For each value whether it is there.
  func present(rows: Int) -> Tensor {
    Tensor(shape: Shape([rows] + shape.dimensions), values: values.map { $0.isNaN ? 0 : 1 })
  }

  /// The values as a program sees them: a tensor of numbers or labels; nil where some are missing.
  func value(rows: Int) -> Value? {
    guard !isIncomplete else { return nil }
    if case .labels(let names) = domain { return .labels(tensor(rows: rows), names: names) }
    return .tensor(tensor(rows: rows))
  }
}
