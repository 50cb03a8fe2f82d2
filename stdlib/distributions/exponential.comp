/// The exponential distribution; `rate` (positive) in 1 / units of `x`.
///
///     log p(x) = log rate − rate x
///
/// Support: x > 0. Mean 1/rate, variance 1/rate². (Johnson, Kotz, Balakrishnan I, chapter 19.)
///
/// ```comp
/// assert(abs(log_density(exponential(2), at: 3) - log(2) + 6) < 1e-15)
/// let draws = sample(exponential(2), count: 10_000, using: exact(), seed: 1)
/// assert(abs(mean(draws.x) - 0.5) < 5 * 0.5 / sqrt(10_000), "within five standard errors")
/// ```
component exponential(rate: Positive = 1) over x: Positive {
  log_density = log(rate) - rate * x
  draw = -log(uniform_noise(like: x)) / rate
  mean = 1 / rate
  variance = 1 / rate ^ 2
}
