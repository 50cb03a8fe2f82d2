/// Values of a block of chains, element after element: `values[element * chains + chain]`.
package struct ColumnsOf<Element: Sendable>: Sendable {
  package var shape: Shape
  package var chains: Int
  package var values: [Element]
  package init(shape: Shape, chains: Int, values: [Element]) {
    self.shape = shape
    self.chains = chains
    self.values = values
  }
}

/// Numbers of a block of chains; truth values are 0 and 1.
package typealias Columns = ColumnsOf<Double>

extension Columns {
  /// The same for every chain.
  package init(repeating tensor: Tensor, chains: Int) {
    self.init(
      shape: tensor.shape, chains: chains, values: Self.repeated(tensor.values, chains: chains))
  }

  /// Each number once for every chain.
  static func repeated(_ numbers: [Double], chains: Int) -> [Double] {
    guard chains != 1 else { return numbers }
    var result: [Double] = []
    result.reserveCapacity(numbers.count * chains)
    for number in numbers { result.append(contentsOf: repeatElement(number, count: chains)) }
    return result
  }

  /// As a precision holds them.
  package func rounded(to precision: Precision) -> Columns {
    switch precision {
    case .float: Columns(shape: shape, chains: chains, values: values.map(precision.rounded))
    case .double: self
    }
  }
}

extension Columns {
  /// Puts the values of other chains in place of those of a range.
  mutating func replace(_ range: Range<Int>, by other: Columns) {
    for element in 0..<shape.count {
      for (offset, chain) in range.enumerated() {
        values[element * chains + chain] = other.values[element * other.chains + offset]
      }
    }
  }
}

extension ReferenceProgram.Argument {
  /// The values of some chains.
  func columns(_ range: Range<Int>) -> ReferenceProgram.Argument {
    guard case .varying(let columns) = self else { return self }
    var values: [Double] = []
    values.reserveCapacity(columns.shape.count * range.count)
    for element in 0..<columns.shape.count {
      let first = element * columns.chains
      values += columns.values[(first + range.lowerBound)..<(first + range.upperBound)]
    }
    return .varying(Columns(shape: columns.shape, chains: range.count, values: values))
  }

  /// As a precision holds what varies.
  package func rounded(to precision: Precision) -> ReferenceProgram.Argument {
    switch self {
    case .uniform: self
    case .varying(let columns): .varying(columns.rounded(to: precision))
    }
  }
}
