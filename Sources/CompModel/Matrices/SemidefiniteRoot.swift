/// A root R of a positive semidefinite matrix RᵀR, with a row for each direction that the matrix
/// weighs.
///
/// By Cholesky's method with the largest pivot first (Higham 2002, "Accuracy and Stability of
/// Numerical Algorithms", section 10.3).
struct SemidefiniteRoot {
  private let count: Int
  /// Of `count` entries each.
  private var rows: [[Double]] = []

  /// Nil where the matrix has a negative direction that is more than rounding.
  init?(_ matrix: [Double], count n: Int) {
    count = n
    var rest = matrix
    let scale = (0..<n).map { abs(matrix[$0 * n + $0]) }
    var left = Set(0..<n)
    while let pivot = left.max(by: { rest[$0 * n + $0] < rest[$1 * n + $1] }) {
      let value = rest[pivot * n + pivot]
      guard value > 1e-13 * scale[pivot] else { break }
      left.remove(pivot)
      let inverse = 1 / value.squareRoot()
      let row = (0..<n).map {
        left.contains($0) || $0 == pivot ? rest[pivot * n + $0] * inverse : 0
      }
      for i in left where row[i] != 0 {
        for j in left { rest[i * n + j] -= row[i] * row[j] }
      }
      rows.append(row)
    }
    for i in left {
      for j in left where abs(rest[i * n + j]) > 1e-9 * (scale[i] * scale[j]).squareRoot() {
        return nil
      }
    }
  }

  /// Rd
  func times(_ d: [Double]) -> [Double] {
    rows.map { row in (0..<count).reduce(0) { $0 + row[$1] * d[$1] } }
  }

  /// Rᵀu
  func transposedTimes(_ u: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: count)
    for (row, weight) in zip(rows, u) {
      for i in 0..<count { result[i] += row[i] * weight }
    }
    return result
  }
}
