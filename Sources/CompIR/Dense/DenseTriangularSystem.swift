/// X of L X = B or Lᵀ X = B for a known lower triangular matrix and many right sides, by blocks of rows.
///
/// The bits are those of the plain loops: an element's terms are subtracted in their order.
package struct DenseTriangularSystem {
  private static let blockSize = 64

  package let lower: [Double]
  package let count: Int

  /// - Parameter lower: row-major; what stands above the diagonal is not read.
  package init(lower: [Double], count: Int) {
    self.lower = lower
    self.count = count
  }

  /// - Parameter right: B, row-major, with `columns` columns.
  package func solve(_ right: [Double], columns: Int, isTransposed: Bool = false) -> [Double] {
    guard count > 0, columns > 0 else { return right }
    if isTransposed {
      return columns == 1 ? solveTransposed(right) : solveReversed(right, columns: columns)
    }
    var x = right
    x.withUnsafeMutableBufferPointer { x in
      lower.withUnsafeBufferPointer { lower in
        guard let x = x.baseAddress, let lower = lower.baseAddress else { return }
        if columns == 1 { forward(lower, x) } else { forward(lower, x, columns: columns) }
      }
    }
    return x
  }

  private func forward(_ lower: UnsafePointer<Double>, _ x: UnsafeMutablePointer<Double>) {
    for row in 0..<count {
      let own = lower + row * count
      var sum = x[row]
      for term in 0..<row { sum -= own[term] * x[term] }
      x[row] = sum / own[row]
    }
  }

  private func forward(
    _ lower: UnsafePointer<Double>, _ x: UnsafeMutablePointer<Double>, columns: Int
  ) {
    var abandonment = Abandonment()
    var isAbandoned = false
    // Right sides such as the identity's begin with zeros, to which nothing is added.
    var first = 0
    while first < count {
      let height = min(Self.blockSize, count - first)
      let product = DenseProduct(
        rows: height, inner: first, columns: columns, strides: (count, columns, columns),
        isSubtracted: true)
      product.accumulate(lower + first * count, x, into: x + first * columns) {
        isAbandoned = isAbandoned || abandonment.isSeen(after: $0)
        return isAbandoned
      }
      if isAbandoned { return }
      for row in first..<(first + height) {
        let (own, target) = (lower + row * count, x + row * columns)
        for term in first..<row {
          let (factor, source) = (own[term], x + term * columns)
          for column in 0..<columns { target[column] -= factor * source[column] }
        }
        let pivot = own[row]
        for column in 0..<columns { target[column] /= pivot }
      }
      first += height
    }
  }

  private func solveTransposed(_ right: [Double]) -> [Double] {
    var x = right
    x.withUnsafeMutableBufferPointer { x in
      lower.withUnsafeBufferPointer { lower in
        guard let x = x.baseAddress, let lower = lower.baseAddress else { return }
        for row in stride(from: count - 1, through: 0, by: -1) {
          let own = lower + row * count
          let value = x[row] / own[row]
          x[row] = value
          for term in 0..<row { x[term] -= own[term] * value }
        }
      }
    }
    return x
  }

  /// Lᵀ X = B: with rows and columns in reverse order Lᵀ is a lower triangular matrix.
  private func solveReversed(_ right: [Double], columns: Int) -> [Double] {
    let n = count
    var turned = [Double](repeating: 0, count: n * n)
    for row in 0..<n {
      for column in 0...row {
        turned[row * n + column] = lower[(n - 1 - column) * n + n - 1 - row]
      }
    }
    func reversed(_ rows: [Double]) -> [Double] {
      var result: [Double] = []
      result.reserveCapacity(rows.count)
      for row in stride(from: n - 1, through: 0, by: -1) {
        result += rows[(row * columns)..<((row + 1) * columns)]
      }
      return result
    }
    return reversed(
      DenseTriangularSystem(lower: turned, count: n).solve(reversed(right), columns: columns))
  }
}
