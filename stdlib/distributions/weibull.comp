/// The Weibull distribution; `shape` is a positive number, `scale` (positive) in the units of `x`.
///
///     log p(x) = log(shape / scale) + (shape − 1) log(x / scale) − (x / scale)^shape
///
/// Support: x > 0. Mean scale Γ(1 + 1/shape), variance scale² (Γ(1 + 2/shape) − Γ(1 + 1/shape)²).
/// (Johnson, Kotz, Balakrishnan I, chapter 21.)
///
/// ```comp
/// assert(abs(log_density(weibull(2, 3), at: 3) - log(2 / 3) + 1) < 1e-15)
/// let draws = sample(weibull(2, 2), count: 10_000, using: exact(), seed: 1)
/// assert(abs(mean(draws.x) - sqrt(pi)) < 5 * 0.927 / sqrt(10_000), "within five standard errors")
/// ```
component weibull(shape: Positive, scale: Positive = 1) over x: Positive {
  let z = log(if x > 0 { x } else { 1 }) - log(scale)
  let inside = log(shape) - log(scale) + (shape - 1) * z - exp(shape * z)
  let edge = if shape == 1 { -log(scale) - x / scale } else { (shape - 1) * -infinity }
  log_density = if x > 0 { inside } else { edge }
  draw = scale * exp(log(-log(uniform_noise(like: x))) / shape)
  mean = scale * exp(lgamma(1 + 1 / shape))
  variance = scale ^ 2 * (exp(lgamma(1 + 2 / shape)) - exp(2 * lgamma(1 + 1 / shape)))
}
