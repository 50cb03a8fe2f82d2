import CompPlatform

/// P(K > x) of the Kolmogorov distribution.
package func kolmogorovTail(_ x: Double) -> Double {
  guard x > 0.2 else { return 1 }
  var sum = 0.0
  for k in 1...100 {
    let term = exp(-2 * Double(k * k) * x * x)
    sum += k % 2 == 1 ? term : -term
    if term < 1e-18 { break }
  }
  return min(1, max(0, 2 * sum))
}

/// Q(a, x), the upper regularised incomplete gamma function: by its series below a + 1, by Lentz's
/// continued fraction above (Abramowitz and Stegun 6.5.29, 6.5.31).
package func upperGamma(_ a: Double, _ x: Double) -> Double {
  guard x > 0 else { return 1 }
  #if canImport(Glibc)
    var sign: Int32 = 0
    let front = exp(-x + a * log(x) - lgamma_r(a, &sign))
  #else
    let front = exp(-x + a * log(x) - lgamma(a))
  #endif
  if x < a + 1 {
    var term = 1 / a
    var sum = term
    var n = a
    while term > sum * 1e-16 {
      n += 1
      term *= x / n
      sum += term
    }
    return max(0, 1 - sum * front)
  }
  var b = x + 1 - a
  var c = 1e300
  var d = 1 / b
  var h = d
  for i in 1...10_000 {
    let an = -Double(i) * (Double(i) - a)
    b += 2
    d = 1 / (abs(an * d + b) < 1e-300 ? 1e-300 : an * d + b)
    c = abs(b + an / c) < 1e-300 ? 1e-300 : b + an / c
    h *= d * c
    if abs(d * c - 1) < 1e-15 { break }
  }
  return front * h
}
