import CompIR
import CompPlatform

/// The factor L of a positive definite matrix LLᵀ.
package struct Cholesky: Sendable {
  package let count: Int
  /// Lower, row-major.
  package let lower: [Double]

  /// Nil where the matrix is not positive definite: a pivot is below 1e-13 of its diagonal entry, or
  /// of a floor, which rounding alone can leave of zero.
  package init?(_ matrix: [Double], count: Int, floors: [Double] = []) {
    var l = [Double](repeating: 0, count: count * count)
    var abandonment = Abandonment()
    for i in 0..<count {
      if abandonment.isSeen(after: i * i) { return nil }
      for j in 0...i {
        var sum = matrix[i * count + j]
        for k in 0..<j { sum -= l[i * count + k] * l[j * count + k] }
        if i == j {
          let scale = max(abs(matrix[i * count + i]), floors.isEmpty ? 0 : floors[i])
          guard sum > 1e-13 * scale, sum.isFinite else { return nil }
          l[i * count + i] = sum.squareRoot()
        } else {
          l[i * count + j] = sum / l[j * count + j]
        }
      }
    }
    self.count = count
    self.lower = l
  }

  package func solve(_ b: [Double]) -> [Double] {
    var x = b
    for i in 0..<count {
      for k in 0..<i { x[i] -= lower[i * count + k] * x[k] }
      x[i] /= lower[i * count + i]
    }
    return solveTransposed(x)
  }

  /// Lᵀx = b
  package func solveTransposed(_ b: [Double]) -> [Double] {
    var x = b
    for i in stride(from: count - 1, through: 0, by: -1) {
      for k in (i + 1)..<max(count, i + 1) { x[i] -= lower[k * count + i] * x[k] }
      x[i] /= lower[i * count + i]
    }
    return x
  }

  package var logDeterminant: Double {
    (0..<count).reduce(0) { $0 + 2 * log(lower[$1 * count + $1]) }
  }

  /// Lᵀ, row-major.
  package var transposed: [Double] {
    (0..<count).flatMap { row in (0..<count).map { lower[$0 * count + row] } }
  }
}
