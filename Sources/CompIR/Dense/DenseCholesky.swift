/// The Cholesky factor of a matrix in memory, by blocks of columns: each is reduced by the product of those
/// before it, and then factored. (Golub and Van Loan, "Matrix Computations", section 4.2.)
///
/// The bits are those of the plain loops: an element's terms are subtracted in their order.
package enum DenseCholesky {
  private static let blockSize = 64

  /// The lower factor L of a symmetric matrix LLᵀ, row-major, zeros above the diagonal; only the lower half
  /// of the matrix is read.
  ///
  /// - Parameter isPivot: whether what is left of a diagonal element is one whose root may be taken.
  /// - Returns: nil where some pivot is none, and where the work was abandoned.
  package static func factor(
    _ matrix: [Double], count n: Int, isPivot: (_ row: Int, _ value: Double) -> Bool
  ) -> [Double]? {
    guard n > 0 else { return [] }
    var lower = [Double](repeating: 0, count: n * n)
    var isDefinite = false
    lower.withUnsafeMutableBufferPointer { lower in
      matrix.withUnsafeBufferPointer { matrix in
        guard let lower = lower.baseAddress, let matrix = matrix.baseAddress else { return }
        for row in 0..<n {
          (lower + row * n).update(from: matrix + row * n, count: row + 1)
        }
        isDefinite = factorInPlace(lower, n, isPivot)
      }
    }
    return isDefinite ? lower : nil
  }

  private static func factorInPlace(
    _ lower: UnsafeMutablePointer<Double>, _ n: Int, _ isPivot: (Int, Double) -> Bool
  ) -> Bool {
    var abandonment = Abandonment()
    // The block's rows before it, turned, so that the product reads rows of both factors.
    let turned = UnsafeMutablePointer<Double>.allocate(capacity: max(n, blockSize) * blockSize)
    defer { turned.deallocate() }
    var first = 0
    while first < n {
      let width = min(blockSize, n - first)
      for row in 0..<width {
        let source = lower + (first + row) * n
        for term in 0..<first { turned[term * width + row] = source[term] }
      }
      // The block's own rows hold zeros above the diagonal, which the product would fill.
      for row in 0..<width {
        reduceRow(lower + (first + row) * n, turned, first, width, upTo: row, at: first)
      }
      let below = first + width
      let product = DenseProduct(
        rows: n - below, inner: first, columns: width, strides: (n, width, n), isSubtracted: true)
      var isAbandoned = false
      product.accumulate(lower + below * n, turned, into: lower + below * n + first) {
        isAbandoned = isAbandoned || abandonment.isSeen(after: $0)
        return isAbandoned
      }
      if isAbandoned || !factorBlock(lower, n, first, width, turned, isPivot) { return false }
      first = below
    }
    return true
  }

  /// Subtracts from a row of the diagonal block what the columns before it contribute.
  private static func reduceRow(
    _ row: UnsafeMutablePointer<Double>, _ turned: UnsafePointer<Double>, _ first: Int,
    _ width: Int,
    upTo last: Int, at column: Int
  ) {
    for term in 0..<first {
      let factor = row[term]
      let others = turned + term * width
      for place in 0...last { row[column + place] -= factor * others[place] }
    }
  }

  /// Factors the diagonal block and solves the rows below it.
  private static func factorBlock(
    _ lower: UnsafeMutablePointer<Double>, _ n: Int, _ first: Int, _ width: Int,
    _ turned: UnsafeMutablePointer<Double>, _ isPivot: (Int, Double) -> Bool
  ) -> Bool {
    for row in first..<(first + width) {
      let own = lower + row * n
      for column in first..<row {
        let other = lower + column * n
        var sum = own[column]
        for term in first..<column { sum -= own[term] * other[term] }
        own[column] = sum / other[column]
      }
      var pivot = own[row]
      for term in first..<row { pivot -= own[term] * own[term] }
      guard isPivot(row, pivot) else { return false }
      own[row] = pivot.squareRoot()
    }
    for row in 0..<width {
      for term in 0...row { turned[term * width + row] = lower[(first + row) * n + first + term] }
    }
    // A row's elements are subtracted from all later ones at once, where they are next to each other.
    for row in (first + width)..<max(n, first + width) {
      let own = lower + row * n + first
      for column in 0..<width {
        let others = turned + column * width
        let value = own[column] / others[column]
        own[column] = value
        for later in (column + 1)..<max(width, column + 1) { own[later] -= value * others[later] }
      }
    }
    return true
  }
}
