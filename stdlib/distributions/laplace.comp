/// The Laplace (double exponential) distribution; `location` and `scale` (positive) in the units of
/// `x`.
///
///     log p(x) = −|x − location| / scale − log(2 scale)
///
/// Support: all reals. Mean `location`, variance 2 scale². (Johnson, Kotz, Balakrishnan II,
/// chapter 24.) A draw is a difference of two exponential ones.
///
/// ```comp
/// assert(abs(log_density(laplace(0, 2), at: -3) + 1.5 + log(4)) < 1e-15)
/// let draws = sample(laplace(1, 2), count: 10_000, using: exact(), seed: 1)
/// assert(abs(mean(draws.x) - 1) < 5 * sqrt(8 / 10_000), "within five standard errors")
/// ```
component laplace(location: Real = 0, scale: Positive = 1) over x: Real {
  log_density = -abs(x - location) / scale - log(2 * scale)
  draw = location + scale * (log(uniform_noise(like: x)) - log(uniform_noise(like: x)))
  mean = location
  variance = 2 * scale ^ 2
}
