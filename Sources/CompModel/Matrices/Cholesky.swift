import CompIR

import func CompPlatform.log

/// The factor L of a positive definite matrix LLᵀ.
package struct Cholesky: Sendable {
  package let count: Int
  /// Lower, row-major.
  package let lower: [Double]
  /// Whether it is diagonal, so that each equation is solved by itself.
  private let isDiagonal: Bool

  /// Nil where the matrix is not positive definite: a pivot is below 1e-13 of its diagonal entry, or
  /// of a floor, which rounding alone can leave of zero.
  package init?(_ matrix: [Double], count: Int, floors: [Double] = []) {
    func isPivot(_ row: Int, _ pivot: Double) -> Bool {
      let scale = max(abs(matrix[row * count + row]), floors.isEmpty ? 0 : floors[row])
      return pivot > 1e-13 * scale && pivot.isFinite
    }
    self.count = count
    isDiagonal = Self.isDiagonal(matrix, count)
    guard isDiagonal else {
      guard let factor = DenseCholesky.factor(matrix, count: count, isPivot: isPivot) else {
        return nil
      }
      lower = factor
      return
    }
    var factor = matrix
    for row in 0..<count {
      let pivot = matrix[row * count + row]
      guard isPivot(row, pivot) else { return nil }
      factor[row * count + row] = pivot.squareRoot()
    }
    lower = factor
  }

  private static func isDiagonal(_ matrix: [Double], _ count: Int) -> Bool {
    matrix.withUnsafeBufferPointer { matrix in
      for row in 0..<count {
        for column in 0..<count where column != row && matrix[row * count + column] != 0 {
          return false
        }
      }
      return true
    }
  }

  /// L⁻¹ B, or L⁻ᵀ B, row-major, with some columns.
  private func solved(_ b: [Double], columns: Int, isTransposed: Bool) -> [Double] {
    guard isDiagonal else {
      return DenseTriangularSystem(lower: lower, count: count).solve(
        b, columns: columns, isTransposed: isTransposed)
    }
    var x = b
    for row in 0..<count {
      let pivot = lower[row * count + row]
      for place in row * columns..<(row + 1) * columns { x[place] /= pivot }
    }
    return x
  }

  /// x of LLᵀx = b
  package func solve(_ b: [Double]) -> [Double] { solve(b, columns: 1) }

  /// X of LLᵀX = B, row-major, with some columns.
  package func solve(_ b: [Double], columns: Int) -> [Double] {
    solveTransposed(solved(b, columns: columns, isTransposed: false), columns: columns)
  }

  /// X of LᵀX = B, row-major, with some columns.
  package func solveTransposed(_ b: [Double], columns: Int = 1) -> [Double] {
    solved(b, columns: columns, isTransposed: true)
  }

  package var logDeterminant: Double {
    (0..<count).reduce(0) { $0 + 2 * log(lower[$1 * count + $1]) }
  }

  /// Lᵀ, row-major.
  package var transposed: [Double] {
    (0..<count).flatMap { row in (0..<count).map { lower[$0 * count + row] } }
  }
}
