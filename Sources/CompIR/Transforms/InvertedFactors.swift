extension IRFunction {
  /// Triangular systems with a known matrix become products with its inverse, which a kernel computes for
  /// many chains at the speed of its multiplications, while a solution waits for each of its elements.
  ///
  /// The inversion takes a third of n³ multiplications: it is worth while where the function is evaluated
  /// many times.
  package func invertingKnownFactors() throws -> IRFunction {
    try unlessCancelled {
      try rewritten { rewriting, operation, operands in
        guard case .triangularSolve(let isTransposed) = operation,
          let factor = rewriting.constant(operands[0]), rewriting.constant(operands[1]) == nil,
          let inverse = factor.inverseOfLower(isTransposed: isTransposed)
        else { return nil }
        return try rewriting.apply(.matrixMultiply, try rewriting.make(inverse), operands[1])
      }
    } ?? self
  }
}

extension Tensor {
  /// The inverse of a lower triangular matrix, or of its transpose; nil where it is not finite.
  fileprivate func inverseOfLower(isTransposed: Bool) -> Tensor? {
    let n = shape.dimensions[0]
    var identity = [Double](repeating: 0, count: n * n)
    for i in 0..<n { identity[i * n + i] = 1 }
    let inverse = DenseTriangularSystem(lower: values, count: n).solve(
      identity, columns: n, isTransposed: isTransposed)
    guard inverse.allSatisfy(\.isFinite) else { return nil }
    return Tensor(shape: shape, values: inverse)
  }
}
