import CompIR

extension DenseMatrix {
  /// Beyond this size the whole spectrum takes too long.
  private static let spectrumLimit = 256
  /// The dimension of the subspace in which the least eigenvalue of a larger matrix is sought.
  private static let subspace = 48

  /// The least eigenvalue of a symmetric matrix, and the direction of its eigenvector: exact for small
  /// matrices. For large ones an upper bound of it that is close, and is not above zero where a pivot of the
  /// Cholesky factorisation is not.
  package var leastEigenvalue: (value: Double, direction: [Double]) {
    guard size > Self.spectrumLimit else {
      let spectrum = spectrum
      return (
        spectrum.values.first ?? .nan, (0..<size).map { spectrum.vectors.values[$0 * size] }
      )
    }
    return leastRitzValue(from: directionOfLeastPivot)
  }

  /// The vector along which the quadratic form is the first pivot that is not positive: with x solving the
  /// rows before it, xᵀAx is that pivot.
  private var directionOfLeastPivot: [Double] {
    var failed = size
    _ = DenseCholesky.factor(values, count: size) { row, pivot in
      if pivot > 0, pivot > 1e-13 * abs(self[row, row]) { return true }
      failed = row
      return false
    }
    guard failed < size else { return Array(repeating: 1, count: size) }
    var x = Array(repeating: 0.0, count: size)
    x[failed] = 1
    let before = (0..<failed).flatMap { row in
      values[(row * size)..<(row * size + failed)]
    }
    if let factor = Cholesky(before, count: failed) {
      let solved = factor.solve((0..<failed).map { -self[failed, $0] })
      x.replaceSubrange(0..<failed, with: solved)
    }
    return x
  }

  /// The least Ritz value of the Krylov space of a vector, by the method of Lanczos, orthogonalised in full.
  /// (Golub and Van Loan, "Matrix Computations", section 10.1.)
  private func leastRitzValue(from start: [Double]) -> (value: Double, direction: [Double]) {
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    func scaled(_ a: [Double], _ factor: Double) -> [Double] { a.map { $0 * factor } }
    var basis = [scaled(start, 1 / dot(start, start).squareRoot())]
    var projected: [[Double]] = []
    while basis.count <= Self.subspace {
      var next = times(basis[basis.count - 1])
      let size = dot(next, next).squareRoot()
      projected.append(basis.map { dot($0, next) })
      // Twice: once leaves what rounding adds back.
      for _ in 0..<2 {
        for vector in basis {
          let part = dot(vector, next)
          for index in next.indices { next[index] -= part * vector[index] }
        }
      }
      let norm = dot(next, next).squareRoot()
      guard basis.count < Self.subspace, norm > 1e-12 * size else { break }
      basis.append(scaled(next, 1 / norm))
    }
    let count = projected.count
    var small = [Double](repeating: 0, count: count * count)
    for (column, entries) in projected.enumerated() {
      for (row, value) in entries.enumerated() {
        small[row * count + column] = value
        small[column * count + row] = value
      }
    }
    guard let reduced = DenseMatrix(Tensor(shape: [count, count], values: small)) else {
      return (.nan, start)
    }
    let spectrum = reduced.spectrum
    var direction = [Double](repeating: 0, count: size)
    for (number, vector) in basis.prefix(count).enumerated() {
      let weight = spectrum.vectors.values[number * count]
      for index in direction.indices { direction[index] += weight * vector[index] }
    }
    return (spectrum.values.first ?? .nan, direction)
  }

  private func times(_ vector: [Double]) -> [Double] {
    values.withUnsafeBufferPointer { values in
      (0..<size).map { row in
        var sum = 0.0
        for column in 0..<size { sum += values[row * size + column] * vector[column] }
        return sum
      }
    }
  }
}
