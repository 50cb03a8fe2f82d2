/// The half-normal distribution: of |z| for a Gaussian z with mean 0 and standard deviation `scale`
/// (positive, in the units of `x`).
///
///     log p(x) = −(x / scale)² / 2 − log scale + log(2/π) / 2
///
/// Support: x > 0. Mean scale √(2/π), variance scale² (1 − 2/π). (Johnson, Kotz, Balakrishnan I,
/// chapter 13.)
///
/// ```comp
/// assert(abs(log_density(half_normal(2), at: 2) + 0.5 + log(2) - log(2 / pi) / 2) < 1e-15)
/// let draws = sample(half_normal(), count: 10_000, using: exact(), seed: 1)
/// assert(abs(mean(draws.x) - sqrt(2 / pi)) < 5 * 0.603 / sqrt(10_000), "within five standard errors")
/// ```
component half_normal(scale: Positive = 1) over x: Positive {
  log_density = -(x / scale) ^ 2 / 2 - log(scale) + log(2 / pi) / 2
  draw = scale * abs(noise(like: x))
  mean = scale * sqrt(2 / pi)
  variance = scale ^ 2 * (1 - 2 / pi)
}
