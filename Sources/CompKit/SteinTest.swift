import CompIR
import CompPlatform
import CompRuntime

/// The kernel Stein discrepancy in unconstrained coordinates, with the inverse multiquadric kernel
/// k(r) = (1 + r²/d)^(−1/2) (Gorham and Mackey 2017) and a wild bootstrap (Chwialkowski, Strathmann
/// and Gretton 2016) over at most 500 draws, taken as far apart as they are independent.
func verifyByStein(_ draws: VerifiedDraws) throws -> GoodnessOfFit {
  let count = max(2, min(draws.count, 500, Int(draws.effective)))
  let picked = (0..<count).map { $0 * draws.count / count }
  let points = draws.real.map { column in picked.map { column[$0] } }
  let d = points.count
  let gradient = try draws.energy.gradient(of: 0, withRespectTo: [0]).simplified()
  let outputs = draws.backend.run(
    gradient,
    [
      .varying(Columns(shape: [d], chains: count, values: points.flatMap { $0 })),
      .varying(Columns(shape: [0], chains: count, values: [])),
    ], chains: 0..<count)
  let scores = outputs[outputs.count - 1].values.map { -$0 }
  // Coordinates in units of their spread.
  let scale = points.map { max(variance($0).squareRoot(), 1e-12) }
  var matrix = [Double](repeating: 0, count: count * count)
  for i in 0..<count {
    for j in 0..<count {
      var square = 0.0
      var dot = 0.0
      var mixed = 0.0
      for k in 0..<d {
        let r = (points[k][i] - points[k][j]) / scale[k]
        let (a, b) = (scores[k * count + i] * scale[k], scores[k * count + j] * scale[k])
        square += r * r
        dot += a * b
        mixed += (a - b) * r
      }
      let q = 1 + square / Double(d)
      let kernel = 1 / q.squareRoot()
      let slope = kernel / q / Double(d)
      matrix[i * count + j] =
        dot * kernel + mixed * slope + Double(d) * slope
        - 3 * square * kernel / (q * q) / Double(d * d)
    }
  }
  func statistic(_ signs: [Double]) -> Double {
    var sum = 0.0
    for i in 0..<count {
      for j in 0..<count where i != j { sum += signs[i] * signs[j] * matrix[i * count + j] }
    }
    return sum / Double(count * (count - 1))
  }
  let observed = statistic(Array(repeating: 1, count: count))
  var generator = SplitMix64(seed: 3)
  var bootstrap: [Double] = []
  for _ in 0..<300 {
    bootstrap.append(statistic((0..<count).map { _ in Bool.random(using: &generator) ? 1 : -1 }))
  }
  // The share of rounds beyond the statistic; where there are none, the tail of a gamma distribution
  // with the rounds' mean and variance about their smallest value.
  let beyond = bootstrap.filter { $0 >= observed }.count
  let pValue =
    beyond > 0
    ? Double(beyond + 1) / Double(bootstrap.count + 1) : gammaTail(beyond: observed, of: bootstrap)
  return GoodnessOfFit(
    name: "kernel Stein discrepancy", statistic: observed, pValue: pValue,
    notes: ["\(count) draws, \(bootstrap.count) rounds of a wild bootstrap"],
    hasPower: Double(count) >= fewestVerified)
}

private func gammaTail(beyond value: Double, of values: [Double]) -> Double {
  let low = values.min() ?? 0
  let shifted = values.map { $0 - low }
  let (m, v) = (mean(shifted), variance(shifted))
  guard v > 0, m > 0 else { return value > low ? 0 : 1 }
  return upperGamma(m * m / v, (value - low) * m / v)
}
