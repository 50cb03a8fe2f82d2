import Foundation

/// `exp(c + ηᵀx − ½ xᵀΛx)` over n real coordinates: a Gaussian in information form, possibly
/// degenerate (a spring between two points says nothing of their centre) or improper.
package struct GaussianForm: Sendable {
  package var count: Int
  /// Λ, symmetric, row-major.
  package var precision: [Double]
  /// η
  package var information: [Double]
  package var constant: Double

  package init(count: Int, precision: [Double], information: [Double], constant: Double) {
    self.count = count
    self.precision = precision
    self.information = information
    self.constant = constant
  }

  /// The same function over `total` coordinates, of which it mentions those at `positions`.
  package func embedded(in total: Int, at positions: [Int]) -> GaussianForm {
    var result = GaussianForm(
      count: total, precision: Array(repeating: 0, count: total * total),
      information: Array(repeating: 0, count: total), constant: constant)
    for i in 0..<count {
      result.information[positions[i]] = information[i]
      for j in 0..<count {
        result.precision[positions[i] * total + positions[j]] = precision[i * count + j]
      }
    }
    return result
  }

  /// The product with the b-th power of another over the same coordinates: exponents add.
  package func multiplied(by other: GaussianForm, power b: Double = 1) -> GaussianForm {
    GaussianForm(
      count: count, precision: zip(precision, other.precision).map { $0 + b * $1 },
      information: zip(information, other.information).map { $0 + b * $1 },
      constant: constant + b * other.constant)
  }

  package func raised(to power: Double) -> GaussianForm {
    GaussianForm(
      count: count, precision: precision.map { $0 * power },
      information: information.map { $0 * power }, constant: constant * power)
  }

  /// The function of the coordinates at `kept`, the others fixed:
  /// with x = (u, v), v fixed, η' = η_u − Λ_uv v and c' = c + η_vᵀv − ½ vᵀΛ_vv v.
  package func conditioned(keeping kept: [Int], fixing fixed: [(position: Int, value: Double)])
    -> GaussianForm
  {
    var result = GaussianForm(
      count: kept.count, precision: [], information: [], constant: constant)
    for i in kept {
      var eta = information[i]
      for (j, value) in fixed { eta -= precision[i * count + j] * value }
      result.information.append(eta)
      for j in kept { result.precision.append(precision[i * count + j]) }
    }
    for (i, value) in fixed {
      result.constant += information[i] * value
      for (j, other) in fixed { result.constant -= 0.5 * precision[i * count + j] * value * other }
    }
    return result
  }

  /// The integral over the coordinates not kept; nil where it is infinite. Completing the square in
  /// v: Λ' = Λ_uu − Λ_uv Λ_vv⁻¹ Λ_vu, η' = η_u − Λ_uv Λ_vv⁻¹ η_v,
  /// c' = c + ½ η_vᵀ Λ_vv⁻¹ η_v − ½ log det(Λ_vv / 2π).
  package func integrated(keeping kept: [Int]) -> GaussianForm? {
    let out = (0..<count).filter { !kept.contains($0) }
    guard !out.isEmpty else { return conditioned(keeping: kept, fixing: []) }
    let block = out.flatMap { i in out.map { j in precision[i * count + j] } }
    guard let factor = Cholesky(block, count: out.count) else { return nil }
    let solvedEta = factor.solve(out.map { information[$0] })
    let solvedRows = kept.map { k in factor.solve(out.map { precision[$0 * count + k] }) }
    var result = GaussianForm(
      count: kept.count, precision: [], information: [], constant: constant)
    for i in kept {
      var eta = information[i]
      for (position, v) in out.enumerated() {
        eta -= precision[i * count + v] * solvedEta[position]
      }
      result.information.append(eta)
      for (column, j) in kept.enumerated() {
        var value = precision[i * count + j]
        for (position, v) in out.enumerated() {
          value -= precision[i * count + v] * solvedRows[column][position]
        }
        result.precision.append(value)
      }
    }
    for (position, v) in out.enumerated() {
      result.constant += 0.5 * information[v] * solvedEta[position]
    }
    result.constant += 0.5 * (Double(out.count) * log(2 * .pi) - factor.logDeterminant)
    return result
  }

  /// log ∫; nil where it is infinite.
  package var logNormalizer: Double? { integrated(keeping: [])?.constant }

  package var factor: Cholesky? { Cholesky(precision, count: count) }
  /// Λ⁻¹η
  package var mean: [Double]? { factor?.solve(information) }

  package func logDensity(at x: [Double]) -> Double {
    var value = constant
    for i in 0..<count {
      value += information[i] * x[i]
      for j in 0..<count { value -= 0.5 * x[i] * precision[i * count + j] * x[j] }
    }
    return value
  }

  /// Whether no two coordinates interact.
  package var isDiagonal: Bool {
    for i in 0..<count { for j in 0..<count where i != j && precision[i * count + j] != 0 { return false } }
    return true
  }
}

/// The factor L of a positive definite matrix LLᵀ.
package struct Cholesky: Sendable {
  package let count: Int
  /// Lower, row-major.
  package let lower: [Double]

  /// Nil where the matrix is not positive definite: a pivot is below 1e-13 of its diagonal entry,
  /// which rounding alone can leave of zero.
  package init?(_ matrix: [Double], count: Int) {
    var l = [Double](repeating: 0, count: count * count)
    for i in 0..<count {
      for j in 0...i {
        var sum = matrix[i * count + j]
        for k in 0..<j { sum -= l[i * count + k] * l[j * count + k] }
        if i == j {
          guard sum > 1e-13 * abs(matrix[i * count + i]), sum.isFinite else { return nil }
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

  package var inverse: [Double] {
    var result = [Double](repeating: 0, count: count * count)
    for column in 0..<count {
      var unit = [Double](repeating: 0, count: count)
      unit[column] = 1
      let x = solve(unit)
      for row in 0..<count { result[row * count + column] = x[row] }
    }
    return result
  }
}
