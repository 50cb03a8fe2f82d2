/// The log-normal distribution: log x is Gaussian with mean `mu` and standard deviation `sigma`
/// (positive), both in logs of the units of `x`.
///
///     log p(x) = −((log x − mu) / sigma)² / 2 − log x − log sigma − log(2π) / 2
///
/// Support: x > 0. Mean exp(mu + sigma²/2), variance (exp(sigma²) − 1) exp(2 mu + sigma²). (Johnson,
/// Kotz, Balakrishnan I, chapter 14.)
///
/// ```comp
/// assert(abs(log_density(lognormal(0, 2), at: 1) + log(2) + log(2 * pi) / 2) < 1e-15)
/// let draws = sample(lognormal(0, 0.5), count: 10_000, using: exact(), seed: 1)
/// assert(abs(mean(draws.x) - exp(0.125)) < 5 * 0.604 / sqrt(10_000), "within five standard errors")
/// ```
component lognormal(mu: Real = 0, sigma: Positive = 1) over x: Positive {
  let size = log(if x > 0 { x } else { 1 })
  log_density = if x > 0 {
    -((size - mu) / sigma) ^ 2 / 2 - size - log(sigma) - log(2 * pi) / 2
  } else {
    -infinity
  }
  draw = exp(mu + sigma * noise(like: x))
  mean = exp(mu + sigma ^ 2 / 2)
  variance = expm1(sigma ^ 2) * exp(2 * mu + sigma ^ 2)
}
