import CompModel

/// The Cholesky factors of the matrices that were factored last: a covariance is checked, factored and used
/// by one call after the other.
struct FactoredMatrices {
  private var entries: [(matrix: DenseMatrix, factor: Cholesky)] = []

  private static let limit = 2
  /// Smaller matrices are factored in less time than they are looked up.
  private static let smallest = 16

  func factor(of matrix: DenseMatrix) -> Cholesky? {
    guard matrix.size >= Self.smallest else { return nil }
    return entries.first { $0.matrix.size == matrix.size && $0.matrix.values == matrix.values }?
      .factor
  }

  mutating func insert(_ factor: Cholesky, of matrix: DenseMatrix) {
    guard matrix.size >= Self.smallest else { return }
    if entries.count == Self.limit { entries.removeFirst() }
    entries.append((matrix, factor))
  }
}
