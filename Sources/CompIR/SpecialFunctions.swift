import CompPlatform

/// 1 / (1 + e⁻ˣ) without overflow on either side.
func sigmoidValue(_ x: Double) -> Double {
  if x >= 0 { return 1 / (1 + exp(-x)) }
  let e = exp(x)
  return e / (1 + e)
}

/// log |Γ(x)|; thread-safe, unlike the C library's `lgamma`, which writes a global sign.
package func logGamma(_ x: Double) -> Double {
  #if canImport(Glibc)
    var sign: Int32 = 0
    return lgamma_r(x, &sign)
  #else
    return lgamma(x)
  #endif
}

/// π / tan(π x) for |x| ≤ ½, with what π x loses to rounding.
private func piCotangent(_ x: Double) -> Double {
  func tangent(_ share: Double) -> Double {
    let angle = .pi * share
    // The second number is π less what a double holds of it.
    let lost = (-angle).addingProduct(.pi, share) + 1.2246467991473532e-16 * share
    let value = tan(angle)
    return value + (1 + value * value) * lost
  }
  let size = abs(x)
  return copysign(size < 0.25 ? .pi / tangent(size) : .pi * tangent(0.5 - size), x)
}

/// A sum that keeps beside it what rounding takes from it (Neumaier 1974).
private struct CompensatedSum {
  private var sum = 0.0
  private var lost = 0.0
  var value: Double { sum.isFinite ? sum + lost : sum }
  mutating func add(_ term: Double) {
    let next = sum + term
    lost += abs(sum) >= abs(term) ? (sum - next) + term : (term - next) + sum
    sum = next
  }
}

/// Bernoulli numbers B₂ₖ.
private let bernoulli: [Double] = [
  1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6, -3617.0 / 510,
  43867.0 / 798,
]

/// The derivative of log Γ at x, by the recurrence up to 18 and the asymptotic series there (Abramowitz
/// and Stegun 6.3.18), and by reflection from negative arguments; NaN at its poles.
func digammaValue(_ x: Double) -> Double {
  guard x < .infinity, x > 0 || x != x.rounded() else { return x > 0 ? x : .nan }
  var sum = CompensatedSum()
  var steps = 0.0
  if x < 0 {
    // ψ(1 − x) − π / tan(π x), of which the second has the period 1; what is left of x is exact.
    sum.add(-piCotangent(x - x.rounded()))
    steps = 1
  }
  let start = abs(x)
  while start + steps < 18 {
    sum.add(-1 / (start + steps))
    steps += 1
  }
  let large = start + steps
  sum.add(log(large))
  sum.add(-0.5 / large)
  var power = large * large
  for (index, b) in bernoulli.enumerated() {
    sum.add(-b / (2 * Double(index + 1) * power))
    power *= large * large
  }
  return sum.value
}

/// The polygamma function of order n (0: digamma) at x.
///
/// By the recurrence up to a large argument and the asymptotic series there (Abramowitz and Stegun
/// 6.4.11), and by reflection for digamma and trigamma of negative arguments.
func polygammaValue(_ order: Double, _ x: Double) -> Double {
  guard order >= 0, order == order.rounded(), order < 60, !x.isNaN else { return .nan }
  let n = Int(order)
  if n == 0 { return digammaValue(x) }
  if x <= 0 {
    if x == x.rounded() { return .infinity }
    if n == 1 {
      // The sine's square has the period 1; what is left of x is exact.
      let s = sin(.pi * (x - x.rounded()))
      return .pi * .pi / (s * s) - polygammaValue(1, 1 - x)
    }
  }
  let factorial = tgamma(Double(n) + 1)
  let sign: Double = n % 2 == 0 ? -1 : 1
  var shifted = x
  var sum = CompensatedSum()
  let large = 18.0 + Double(n)
  while shifted < large {
    sum.add(sign * factorial / pow(shifted, Double(n + 1)))
    shifted += 1
  }
  var value =
    tgamma(Double(n)) / pow(shifted, Double(n)) + factorial / (2 * pow(shifted, Double(n + 1)))
  for (index, b) in bernoulli.enumerated() {
    let k = Double(2 * (index + 1))
    value += b * exp(logGamma(k + Double(n)) - logGamma(k + 1)) / pow(shifted, k + Double(n))
  }
  sum.add(sign * value)
  return sum.value
}

/// e^−|x| Iₙ(x) for whole n ≥ 0: the power series where x is small, else Miller's backward
/// recurrence, normalised by e^x = I₀ + 2 Σ Iₖ (Abramowitz and Stegun 9.6.37).
func besselIEValue(_ order: Double, _ x: Double) -> Double {
  guard order >= 0, order == order.rounded(), order < 1000, !x.isNaN else { return .nan }
  let n = Int(order)
  let z = abs(x)
  let sign: Double = x < 0 && n % 2 == 1 ? -1 : 1
  if z == 0 { return n == 0 ? 1 : 0 }
  if z > 700 {
    // The asymptotic series, 9.7.1.
    let mu = 4 * order * order
    var term = 1.0
    var sum = 1.0
    for k in 1..<40 {
      let odd = Double(2 * k - 1)
      let next = term * -(mu - odd * odd) / (Double(k) * 8 * z)
      if abs(next) > abs(term) { break }
      term = next
      sum += term
      if abs(term) < 1e-17 * abs(sum) { break }
    }
    return sign * sum / (2 * .pi * z).squareRoot()
  }
  var start = n + 20 + Int(1.5 * z.squareRoot() * 6 + min(z, 60))
  start += start % 2
  var above = 0.0
  var here = 1e-300
  var total = 0.0
  var wanted = 0.0
  for k in stride(from: start, through: 1, by: -1) {
    let below = above + 2 * Double(k) / z * here
    if k == n { wanted = here }
    total += 2 * here
    above = here
    here = below
    if here > 1e250 {
      here *= 1e-250
      above *= 1e-250
      total *= 1e-250
      wanted *= 1e-250
    }
  }
  if n == 0 { wanted = here }
  total += here
  return sign * wanted / total
}
