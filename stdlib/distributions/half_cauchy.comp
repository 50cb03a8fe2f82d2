/// The half-Cauchy distribution: of |z| for a Cauchy z with location 0 and this `scale` (positive, in
/// the units of `x`).
///
///     log p(x) = −log(1 + (x / scale)²) − log scale + log(2/π)
///
/// Support: x > 0. The mean is infinite, the variance undefined. (Gelman 2006, "Prior distributions
/// for variance parameters in hierarchical models".)
///
/// ```comp
/// assert(abs(log_density(half_cauchy(), at: 1) + log(pi)) < 1e-15)
/// let draws = sample(half_cauchy(2), count: 10_000, using: exact(), seed: 1)
/// assert(abs(quantile(draws.x, 0.5) - 2) < 5 * pi / sqrt(10_000), "within five standard errors")
/// ```
component half_cauchy(scale: Positive = 1) over x: Positive {
  log_density = -log1p_square(x / scale) - log(scale) + log(2 / pi)
  draw = scale * tan(pi / 2 * uniform_noise(like: x))
  mean = infinity
  variance = nan
}
