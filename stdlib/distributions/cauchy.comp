/// The Cauchy distribution; `location` and `scale` (positive) in the units of `x`.
///
///     log p(x) = −log(1 + ((x − location) / scale)²) − log(π scale)
///
/// Support: all reals. It has no mean and no variance. (Johnson, Kotz, Balakrishnan I, chapter 16.)
///
/// ```comp
/// assert(abs(log_density(cauchy(), at: 1) + log(2 * pi)) < 1e-15)
/// let draws = sample(cauchy(1, 2), count: 10_000, using: exact(), seed: 1)
/// assert(abs(quantile(draws.x, 0.5) - 1) < 5 * pi / sqrt(10_000), "within five standard errors")
/// ```
component cauchy(location: Real = 0, scale: Positive = 1) over x: Real {
  log_density = -log1p_square((x - location) / scale) - log(pi * scale)
  draw = location + scale * tan(pi * (uniform_noise(like: x) - 0.5))
  mean = nan
  variance = nan
}
