import CompIR

import func CompPlatform.log

/// A square matrix of known numbers, for what is computed before anything is sampled. What it computes on a
/// thread that is abandoned means nothing.
package struct DenseMatrix: Sendable {
  package let size: Int
  /// Row-major.
  package let values: [Double]

  /// Nil unless the tensor is a square matrix of finite numbers.
  package init?(_ tensor: Tensor) {
    let dimensions = tensor.shape.dimensions
    guard dimensions.count == 2, dimensions[0] == dimensions[1], dimensions[0] > 0,
      tensor.values.allSatisfy(\.isFinite)
    else { return nil }
    size = dimensions[0]
    values = tensor.values
  }

  /// The steps that an elimination takes, about.
  package var steps: Int { size * size * size }

  subscript(row: Int, column: Int) -> Double { values[row * size + column] }

  // MARK: Elimination

  package var determinant: Double {
    guard let factors else { return 0 }
    return pivots(factors.values).reduce(factors.isOdd ? -1 : 1, *)
  }

  /// The log of the size of the determinant.
  package var logDeterminant: Double {
    guard let factors else { return -.infinity }
    return pivots(factors.values).reduce(0) { $0 + log(abs($1)) }
  }

  private func pivots(_ factors: [Double]) -> [Double] {
    (0..<size).map { factors[$0 * size + $0] }
  }

  /// The inverse; nil where there is none.
  package var inverse: Tensor? {
    var identity = [Double](repeating: 0, count: size * size)
    for i in 0..<size { identity[i * size + i] = 1 }
    return solving(Tensor(shape: [size, size], values: identity))
  }

  /// x of `self · x = b`, for a vector or a matrix of as many rows; nil where there is none.
  package func solving(_ b: Tensor) -> Tensor? {
    guard let factors, b.shape.dimensions.first == size else { return nil }
    let columns = b.shape.count / size
    var x: [Double] = []
    x.reserveCapacity(b.shape.count)
    for row in factors.rows { x += b.values[(row * columns)..<((row + 1) * columns)] }
    var abandonment = Abandonment()
    let n = size
    x.withUnsafeMutableBufferPointer { x in
      factors.values.withUnsafeBufferPointer { factors in
        func subtract(_ row: Int, from target: Int) {
          let factor = factors[target * n + row]
          for column in 0..<columns {
            x[target * columns + column] -= factor * x[row * columns + column]
          }
        }
        for i in 0..<n {
          if abandonment.isSeen(after: n * columns) { return }
          for j in 0..<i { subtract(j, from: i) }
        }
        for i in (0..<n).reversed() {
          if abandonment.isSeen(after: n * columns) { return }
          for j in (i + 1)..<max(n, i + 1) { subtract(j, from: i) }
          let pivot = factors[i * n + i]
          for column in 0..<columns { x[i * columns + column] /= pivot }
        }
      }
    }
    return Tensor(shape: b.shape, values: x)
  }

  /// The factors L and U of `P · self = L · U` in one array, with the order of the rows; nil where a
  /// pivot vanishes. (Golub and Van Loan, "Matrix Computations", algorithm 3.4.1.)
  private var factors: (values: [Double], rows: [Int], isOdd: Bool)? {
    var a = values
    var rows = Array(0..<size)
    var isOdd = false
    let scale = values.reduce(0) { max($0, abs($1)) }
    var abandonment = Abandonment()
    for k in 0..<size {
      if abandonment.isSeen(after: (size - k) * (size - k)) { break }
      guard let pivot = (k..<size).max(by: { abs(a[$0 * size + k]) < abs(a[$1 * size + k]) }),
        abs(a[pivot * size + k]) > scale * Double(size) * 1e-16
      else { return nil }
      if pivot != k {
        for j in 0..<size { a.swapAt(pivot * size + j, k * size + j) }
        rows.swapAt(pivot, k)
        isOdd.toggle()
      }
      let n = size
      a.withUnsafeMutableBufferPointer { a in
        for i in (k + 1)..<max(n, k + 1) {
          a[i * n + k] /= a[k * n + k]
          let factor = a[i * n + k]
          for j in (k + 1)..<max(n, k + 1) { a[i * n + j] -= factor * a[k * n + j] }
        }
      }
    }
    return (a, rows, isOdd)
  }

  // MARK: Symmetric matrices

  /// Whether it equals its transpose, to rounding.
  package var isSymmetric: Bool {
    let scale = values.reduce(0) { max($0, abs($1)) }
    let (row, column) = asymmetry
    return abs(self[row, column] - self[column, row]) <= 1e-9 * scale
  }

  /// Where it differs most from its transpose: the first such place, row by row.
  package var asymmetry: (row: Int, column: Int) {
    var worst = (row: 0, column: 0)
    var largest = 0.0
    let n = size
    let tile = 32
    values.withUnsafeBufferPointer { values in
      // By tiles, since the elements that are compared lie far apart.
      for firstRow in stride(from: 0, to: n, by: tile) {
        for firstColumn in stride(from: 0, through: firstRow, by: tile) {
          for i in firstRow..<min(firstRow + tile, n) {
            for j in firstColumn..<max(firstColumn, min(firstColumn + tile, i)) {
              let difference = abs(values[i * n + j] - values[j * n + i])
              if difference > largest || difference == largest && difference > 0 && (i, j) < worst {
                (largest, worst) = (difference, (i, j))
              }
            }
          }
        }
      }
    }
    return worst
  }

  /// Eigenvalues in rising order, and the eigenvectors as columns in the same order, each with its
  /// largest component positive.
  package struct Spectrum: Sendable {
    package var values: [Double]
    package var vectors: Tensor
  }

  /// The spectrum of a symmetric matrix, by cyclic rotations. (Golub and Van Loan, "Matrix
  /// Computations", section 8.5: the Jacobi methods.)
  package var spectrum: Spectrum {
    let n = size
    var a = values
    var v = [Double](repeating: 0, count: n * n)
    for i in 0..<n { v[i * n + i] = 1 }
    let total = values.reduce(0) { $0 + $1 * $1 }
    var abandonment = Abandonment()
    rotations: for _ in 0..<60 {
      var rest = 0.0
      for i in 0..<n { for j in 0..<i { rest += a[i * n + j] * a[i * n + j] } }
      if rest <= 1e-30 * total { break }
      for p in 0..<n {
        if abandonment.isSeen(after: n * n) { break rotations }
        for q in (p + 1)..<max(n, p + 1) where a[p * n + q] != 0 {
          let theta = (a[q * n + q] - a[p * n + p]) / (2 * a[p * n + q])
          let t = (theta >= 0 ? 1.0 : -1.0) / (abs(theta) + (theta * theta + 1).squareRoot())
          let c = 1 / (t * t + 1).squareRoot()
          let s = t * c
          for k in 0..<n {
            let (x, y) = (a[k * n + p], a[k * n + q])
            a[k * n + p] = c * x - s * y
            a[k * n + q] = s * x + c * y
          }
          for k in 0..<n {
            let (x, y) = (a[p * n + k], a[q * n + k])
            a[p * n + k] = c * x - s * y
            a[q * n + k] = s * x + c * y
          }
          for k in 0..<n {
            let (x, y) = (v[k * n + p], v[k * n + q])
            v[k * n + p] = c * x - s * y
            v[k * n + q] = s * x + c * y
          }
        }
      }
    }
    let order = (0..<n).sorted { a[$0 * n + $0] < a[$1 * n + $1] }
    var vectors = [Double](repeating: 0, count: n * n)
    for (position, column) in order.enumerated() {
      let largest = (0..<n).max { abs(v[$0 * n + column]) < abs(v[$1 * n + column]) } ?? 0
      let sign = v[largest * n + column] < 0 ? -1.0 : 1.0
      for k in 0..<n { vectors[k * n + position] = sign * v[k * n + column] }
    }
    return Spectrum(
      values: order.map { a[$0 * n + $0] }, vectors: Tensor(shape: [n, n], values: vectors))
  }
}
