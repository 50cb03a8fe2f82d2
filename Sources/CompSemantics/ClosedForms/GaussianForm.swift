import CompPlatform

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

  /// The function that is one everywhere.
  package init(count: Int) {
    self.init(
      count: count, precision: Array(repeating: 0, count: count * count),
      information: Array(repeating: 0, count: count), constant: 0)
  }

  /// Multiplies by a function of the coordinates at `positions`: exponents add.
  package mutating func multiply(by other: GaussianForm, at positions: [Int]) {
    constant += other.constant
    for i in 0..<other.count {
      information[positions[i]] += other.information[i]
      for j in 0..<other.count {
        precision[positions[i] * count + positions[j]] += other.precision[i * other.count + j]
      }
    }
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
  ///
  /// - Parameter floors: for each coordinate a precision of which only rounding is left where the
  ///   integral is infinite; its own by default.
  package func integrated(keeping kept: [Int], floors: [Double] = []) -> GaussianForm? {
    let isKept = Set(kept)
    let out = (0..<count).filter { !isKept.contains($0) }
    guard !out.isEmpty else { return conditioned(keeping: kept, fixing: []) }
    let block = out.flatMap { i in out.map { j in precision[i * count + j] } }
    let outFloors = floors.isEmpty ? [] : out.map { floors[$0] }
    guard let factor = Cholesky(block, count: out.count, floors: outFloors) else { return nil }
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
    for i in 0..<count {
      for j in 0..<count where i != j && precision[i * count + j] != 0 { return false }
    }
    return true
  }

  /// The Gaussian of some coordinates given others: x = center + slopes u + spread ξ, row-major.
  package struct Conditional: Sendable {
    package var center: [Double]
    package var slopes: [Double]
    package var spread: [Double]
    package var isIndependent: Bool
  }

  /// How the coordinates at `positions` depend on those at `given`; nil where they are improper.
  package func conditional(of positions: [Int], given: [Int]) -> Conditional? {
    let (n, m) = (positions.count, given.count)
    let block = GaussianForm(
      count: n, precision: positions.flatMap { i in positions.map { precision[i * count + $0] } },
      information: positions.map { information[$0] }, constant: 0)
    guard let factor = block.factor else { return nil }
    var slopes = [Double](repeating: 0, count: n * m)
    for (column, j) in given.enumerated() {
      let solved = factor.solve(positions.map { -precision[$0 * count + j] })
      for row in 0..<n { slopes[row * m + column] = solved[row] }
    }
    // L⁻ᵀ: its product with normals has covariance Λ⁻¹.
    var spread = [Double](repeating: 0, count: n * n)
    for column in 0..<n {
      var unit = [Double](repeating: 0, count: n)
      unit[column] = 1
      let x = factor.solveTransposed(unit)
      for row in 0..<n { spread[row * n + column] = x[row] }
    }
    return Conditional(
      center: factor.solve(block.information), slopes: slopes, spread: spread,
      isIndependent: block.isDiagonal)
  }
}
