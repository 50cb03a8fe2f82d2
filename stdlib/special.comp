/// x log y, and 0 where both are 0.
///
/// ```comp
/// assert(xlogy(0, 0) == 0 && xlogy(2, 0) == -infinity && xlogy(0, 3) == 0)
/// ```
func xlogy(x, y) = x * log(if x == 0 && y == 0 { 1 } else { y })

/// x log(1 + y), and 0 where x is 0 and y is −1.
///
/// ```comp
/// assert(xlog1py(0, -1) == 0 && xlog1py(2, -1) == -infinity)
/// ```
func xlog1py(x, y) = x * log1p(if x == 0 && y == -1 { 0 } else { y })

/// What Stirling's formula leaves out: log Γ(x) − (x − ½) log x + x − ½ log 2π, for x ≥ 10, to double
/// precision. (NIST Digital Library of Mathematical Functions, 5.11.1.)
func stirling_correction(x) {
  let s = 1 / (x * x)
  return (1 / 12 -
    s * (1 / 360 - s * (1 / 1260 - s * (1 / 1680 - s * (1 / 1188 - s * (691 / 360360 - s / 156))))))
    / x
}

/// log B(a, b) = log Γ(a) + log Γ(b) − log Γ(a + b) for positive a and b, without the cancellation of
/// large terms. (Didonato and Morris 1992, "Significant digit computation of the incomplete beta
/// function ratios".)
///
/// ```comp
/// assert(abs(log_beta(2, 3) + log(12)) < 1e-15)
/// ```
func log_beta(a, b) {
  // Not min and max, which have no derivative where the two are equal.
  let p = if a < b { a } else { b }
  let q = if a < b { b } else { a }
  let large_p = max(p, 10)
  let large_q = max(q, 10)
  let both_large = stirling_correction(large_p) + stirling_correction(large_q) -
    stirling_correction(large_p + large_q) + log(2 * pi) / 2 - log(large_q) / 2 -
    (large_p - 0.5) * log1p(large_q / large_p) - large_q * log1p(large_p / large_q)
  let one_large = lgamma(p) + stirling_correction(large_q) - stirling_correction(p + large_q) + p -
    p * log(p + large_q) - (large_q - 0.5) * log1p(p / large_q)
  let none_large = lgamma(p) + lgamma(q) - lgamma(p + q)
  // Strictly: at 10 itself the maxima above have no derivative.
  return if p > 10 { both_large } else if q > 10 { one_large } else { none_large }
}

/// s log(s / m) + m − s for positive s and m, by their difference s − m, which may be known with more
/// digits than the two have. Close to 0 it keeps all digits of the difference. (Loader 2000, "Fast and
/// accurate computation of binomial probabilities".)
func poisson_deviance(s, m, difference) {
  let t = min(max(difference / m, -0.2), 0.2)
  let v = t / (2 + t)
  let w = v * v
  let series = 1 / 3 +
    w * (1 / 5 + w * (1 / 7 + w * (1 / 9 + w * (1 / 11 + w * (1 / 13 + w * (1 / 15 + w / 17))))))
  let near = v * (difference + 2 * s * w * series)
  // A quotient by a mean below 1 might overflow.
  let far = s * (if m < 1 { log(s) - log(m) } else { log(s / m) }) - difference
  return if abs(difference) < 0.18 * m { near } else { far }
}

/// s log m − m − log Γ(s + 1): the log of the Poisson probability of s at mean m, where s may be any
/// positive real. Large s are taken about the saddle point. (Loader 2000, "Fast and accurate
/// computation of binomial probabilities".)
func log_poisson_term(s, m) {
  let large = max(s, 10)
  let saddle = -stirling_correction(large) - log(2 * pi) / 2 - log(large) / 2 -
    poisson_deviance(large, m, large - m)
  // Strictly: at 10 itself the maximum above has no derivative.
  return if s > 10 { saddle } else { xlogy(s, m) - m - lgamma(s + 1) }
}

/// log Γ(x + y + 1) − log Γ(x + 1) − log Γ(y + 1) + x log p + y log(1 − p) for large x and y: the log of the
/// binomial probability of x in x + y, by the means `at_x` and `at_y` that p gives x and y and by
/// `difference`, which is x − at_x and at_y − y.
func log_binomial_saddle(x, y, at_x, at_y, difference) {
  let large_x = max(x, 10)
  let large_y = max(y, 10)
  let n = large_x + large_y
  return stirling_correction(n) - stirling_correction(large_x) - stirling_correction(large_y) -
    (log(2 * pi) + log(large_x) + log(large_y / n)) / 2 -
    poisson_deviance(large_x, at_x, difference) - poisson_deviance(large_y, at_y, -difference)
}

/// log erfc(z), to the precision of the chains in the far tail too, where erfc(z) itself underflows: the
/// logarithm of e^z² erfc(z), less z². (Shepherd and Laframboise 1981, "Chebyshev approximation of
/// (1 + 2x) exp(x²) erfc x in 0 ≤ x < ∞"; beyond 20 NIST Digital Library of Mathematical Functions, 7.12.1.)
///
/// ```comp
/// assert(abs(log_erfc(10) / -102.8798890248448 - 1) < 1e-14)
/// ```
func log_erfc(z) {
  let far = max(z, 20)
  let s = 1 / (2 * far * far)
  let series = 1 - s * (1 - 3 * s * (1 - 5 * s * (1 - 7 * s * (1 - 9 * s))))
  let middle = min(max(z, 0.5), 25)
  let u = (middle - 4) / (middle + 4)
  let scaled = if z > 20 {
    series / (far * sqrt(pi))
  } else {
    scaled_erfc_polynomial(u) / (middle + 4)
  }
  // Strictly: at ½ itself the maximum above has no derivative.
  return log(if z > 0.5 { scaled } else { erfc(min(z, 1)) }) - if z > 0.5 { z * z } else { 0 }
}

/// (x + 4) e^x² erfc(x) by u = (x − 4) / (x + 4), for ½ ≤ x ≤ 27.5, with an error of 5.3e−17.
func scaled_erfc_polynomial(u) {
  var p = 3.503295196429324e-10
  for c in [
    -1.2671484522361574e-8, 1.661371716474283e-10, 1.2113798045646438e-7, -7.4500617144642e-8,
    -8.448045325908642e-7, 1.4233336815774868e-6, 4.694386863315602e-6, -1.886044754487192e-5,
    -3.635439965022662e-6, 0.00017681267933990729, -0.0004550525535402574, -0.00028095883856256324,
    0.00611205562567294, -0.026370053343356934, 0.07638151491304714, -0.17401093723975553,
    0.3308515878777695, -0.5408538313132395, 0.7732087022652441, -0.976548729080882,
    1.095995661000491,
  ] {
    p = p * u + c
  }
  return p
}
