/// The gamma distribution; `shape` (positive, a number) and `rate` (positive, in 1 / units of `x`).
///
///     log p(x) = shape log rate − log Γ(shape) + (shape − 1) log x − rate x
///
/// Support: x > 0. Mean shape/rate, variance shape/rate². (Johnson, Kotz, Balakrishnan I,
/// chapter 17.) For large shapes the terms are gathered about the saddle point, for they cancel.
///
/// ```comp
/// assert(abs(log_density(gamma(2, 3), at: 1.5) - 2 * log(3) - log(1.5) + 4.5) < 1e-14)
/// let draws = sample(gamma(2, 3), count: 10_000, using: exact(), seed: 1)
/// assert(abs(mean(draws.x) - 2 / 3) < 5 * sqrt(2 / 9 / 10_000), "within five standard errors")
/// ```
component gamma(shape: Positive, rate: Positive = 1) over x: Positive {
  let direct = shape * log(rate) - lgamma(shape) + xlogy(shape - 1, x) - rate * x
  let inside = if x > 0 { x } else { 1 }
  let saddle = log(shape) - log(inside) + log_poisson_term(shape, rate * inside)
  log_density = if shape < 10 { direct } else if x > 0 { saddle } else { -infinity }
  draw = exp(gamma_log_draw(shape, x)) / rate
  mean = shape / rate
  variance = shape / rate ^ 2
}

/// The log of draws of the gamma distribution with rate 1, in the shape of `like`. (Marsaglia and
/// Tsang 2000, "A simple method for generating gamma variables"; shapes below one by their section 6,
/// whose power of a uniform is taken in logs, so that small shapes do not underflow.)
func gamma_log_draw(shape, like) {
  let boosted = if shape < 1 { shape + 1 } else { shape }
  let d = boosted - 1 / 3
  let c = 1 / sqrt(9 * d)
  var value = d + zeros(like: like)
  var done = zeros(like: like) > 1
  // At least 19 of 20 proposals are accepted.
  repeat 100 while any(!done) {
    let z = noise(like: like)
    let t = 1 + c * z
    let v = if t > 0 { t * t * t } else { 1 }
    // d − d v + d log v, which cancels where d is large.
    let loss = poisson_deviance(d, d * v, d * c * z * -(3 + c * z * (3 + c * z)))
    let fits = t > 0 && log(uniform_noise(like: like)) < z * z / 2 - loss
    value = if !done && fits { d * v } else { value }
    done = done || fits
  }
  let power = log(uniform_noise(like: like)) / shape
  return if shape < 1 { log(value) + power } else { log(value) }
}
