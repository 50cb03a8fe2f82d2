import CompIR

import func CompPlatform.log

/// The factor L of a positive definite matrix LLᵀ.
package struct Cholesky: Sendable {
  package let count: Int
  /// Lower, row-major.
  package let lower: [Double]

  /// Nil where the matrix is not positive definite: a pivot is below 1e-13 of its diagonal entry, or
  /// of a floor, which rounding alone can leave of zero.
  package init?(_ matrix: [Double], count: Int, floors: [Double] = []) {
    let factor = DenseCholesky.factor(matrix, count: count) { row, pivot in
      let scale = max(abs(matrix[row * count + row]), floors.isEmpty ? 0 : floors[row])
      return pivot > 1e-13 * scale && pivot.isFinite
    }
    guard let factor else { return nil }
    self.count = count
    lower = factor
  }

  /// x of LLᵀx = b
  package func solve(_ b: [Double]) -> [Double] {
    solveTransposed(DenseTriangularSystem(lower: lower, count: count).solve(b, columns: 1))
  }

  /// X of LLᵀX = B, row-major, with some columns.
  package func solve(_ b: [Double], columns: Int) -> [Double] {
    let system = DenseTriangularSystem(lower: lower, count: count)
    return system.solve(system.solve(b, columns: columns), columns: columns, isTransposed: true)
  }

  /// Lᵀx = b
  package func solveTransposed(_ b: [Double]) -> [Double] {
    DenseTriangularSystem(lower: lower, count: count).solve(b, columns: 1, isTransposed: true)
  }

  package var logDeterminant: Double {
    (0..<count).reduce(0) { $0 + 2 * log(lower[$1 * count + $1]) }
  }

  /// Lᵀ, row-major.
  package var transposed: [Double] {
    (0..<count).flatMap { row in (0..<count).map { lower[$0 * count + row] } }
  }
}
