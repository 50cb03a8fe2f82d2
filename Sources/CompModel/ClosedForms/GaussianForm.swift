import CompIR

import func CompPlatform.log

/// `exp(c + ηᵀd − ½ dᵀΛd)` with `d = x − o` over n real coordinates: a Gaussian in information form
/// about an origin, possibly degenerate (a spring between two points says nothing of their centre)
/// or improper.
///
/// The origin keeps digits: about zero, the constant of a Gaussian with mean 1e9 and standard
/// deviation 1 is −5e17, and what is left of a density after that cancels is off by 64.
package struct GaussianForm: Sendable {
  package var count: Int
  /// Λ, symmetric, row-major.
  package var precision: [Double]
  /// η
  package var information: [Double]
  package var constant: Double
  /// o; near the mean where the mean is far from zero.
  package var origin: [Double]

  /// A form about an origin, zero by default.
  package init(
    count: Int, precision: [Double], information: [Double], constant: Double,
    origin: [Double]? = nil
  ) {
    self.count = count
    self.precision = precision
    self.information = information
    self.constant = constant
    self.origin = origin ?? Array(repeating: 0, count: count)
  }

  /// The function that is one everywhere.
  package init(count: Int) {
    self.init(
      count: count, precision: Array(repeating: 0, count: count * count),
      information: Array(repeating: 0, count: count), constant: 0)
  }

  package func raised(to power: Double) -> GaussianForm {
    GaussianForm(
      count: count, precision: precision.map { $0 * power },
      information: information.map { $0 * power }, constant: constant * power, origin: origin)
  }

  /// The function of the coordinates at `kept`, the others fixed:
  /// with d = (u, v), v fixed, η' = η_u − Λ_uv v and c' = c + η_vᵀv − ½ vᵀΛ_vv v.
  ///
  /// Where the values are far from the origin the form is first moved to them, with the kept
  /// coordinates at their conditional mean.
  package func conditioned(keeping kept: [Int], fixing fixed: [(position: Int, value: Double)])
    -> GaussianForm
  {
    var offsets = [Double](repeating: 0, count: count)
    for (i, value) in fixed { offsets[i] = value - origin[i] }
    if isFar(offsets) {
      let pull = times(offsets)
      let own = block(kept)
      let follow = own.shift(toward: kept.map { information[$0] - pull[$0] })
      var place = origin
      for (i, value) in fixed { place[i] = value }
      for (i, step) in zip(kept, follow) { place[i] += step }
      return moved(to: place).restricted(to: kept)
    }
    var result = restricted(to: kept)
    for (row, i) in kept.enumerated() {
      for (j, _) in fixed { result.information[row] -= precision[i * count + j] * offsets[j] }
    }
    for (i, _) in fixed {
      result.constant += information[i] * offsets[i]
      for (j, _) in fixed {
        result.constant -= 0.5 * precision[i * count + j] * offsets[i] * offsets[j]
      }
    }
    return result
  }

  /// The function of the coordinates at `kept`, the others fixed at the origin.
  private func restricted(to kept: [Int]) -> GaussianForm {
    var result = block(kept)
    result.constant = constant
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
    let eliminated = out.flatMap { i in out.map { j in precision[i * count + j] } }
    let outFloors = floors.isEmpty ? [] : out.map { floors[$0] }
    guard let factor = Cholesky(eliminated, count: out.count, floors: outFloors) else { return nil }
    let solvedEta = factor.solve(out.map { information[$0] })
    var result = restricted(to: kept)
    let (n, m) = (kept.count, out.count)
    if n > 0 {
      let across = kept.flatMap { i in out.map { precision[i * count + $0] } }
      let solved = factor.solve(
        out.flatMap { v in kept.map { precision[v * count + $0] } }, columns: n)
      for i in 0..<n {
        for v in 0..<m { result.information[i] -= across[i * m + v] * solvedEta[v] }
      }
      DenseProduct.subtract(across, solved, from: &result.precision, rows: n, inner: m, columns: n)
    }
    for (position, v) in out.enumerated() {
      result.constant += 0.5 * information[v] * solvedEta[position]
    }
    result.constant += 0.5 * (Double(out.count) * log(2 * .pi) - factor.logDeterminant)
    return result
  }

  /// The coefficients of some coordinates alone, as those of a form with the constant zero.
  func block(_ positions: [Int]) -> GaussianForm {
    GaussianForm(
      count: positions.count,
      precision: positions.flatMap { i in positions.map { precision[i * count + $0] } },
      information: positions.map { information[$0] }, constant: 0,
      origin: positions.map { origin[$0] })
  }

  /// log ∫; nil where it is infinite.
  package var logNormalizer: Double? { integrated(keeping: [])?.constant }

  package var factor: Cholesky? { Cholesky(precision, count: count) }

  package func logDensity(at x: [Double]) -> Double {
    let offsets = zip(x, origin).map { $0 - $1 }
    var value = constant
    for i in 0..<count {
      value += information[i] * offsets[i]
      for j in 0..<count { value -= 0.5 * offsets[i] * precision[i * count + j] * offsets[j] }
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

  /// The Gaussian of some coordinates given others: x = center + slopes (u − origin) + spread ξ,
  /// row-major.
  package struct Conditional: Sendable {
    package var center: [Double]
    package var origin: [Double]
    package var slopes: [Double]
    package var spread: [Double]
    package var isIndependent: Bool
  }

  /// How the coordinates at `positions` depend on those at `given`; nil where they are improper.
  package func conditional(of positions: [Int], given: [Int]) -> Conditional? {
    let (n, m) = (positions.count, given.count)
    let own = block(positions)
    guard let factor = own.factor else { return nil }
    let slopes = factor.solve(
      positions.flatMap { i in given.map { -precision[i * count + $0] } }, columns: m)
    // L⁻ᵀ: its product with normals has covariance Λ⁻¹.
    var identity = [Double](repeating: 0, count: n * n)
    for i in 0..<n { identity[i * n + i] = 1 }
    let spread = factor.solveTransposed(identity, columns: n)
    return Conditional(
      center: zip(own.origin, factor.solve(own.information)).map { $0 + $1 },
      origin: given.map { origin[$0] }, slopes: slopes, spread: spread,
      isIndependent: own.isDiagonal)
  }
}
