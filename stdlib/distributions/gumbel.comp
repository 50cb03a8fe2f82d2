/// The Gumbel distribution of largest values; `location` and `scale` (positive) in the units of `x`.
///
///     log p(x) = −z − exp(−z) − log scale,   z = (x − location) / scale
///
/// Support: all reals. Mean location + γ scale (γ = 0.5772…), variance scale² π²/6. (Johnson, Kotz,
/// Balakrishnan II, chapter 22.)
///
/// ```comp
/// assert(abs(log_density(gumbel(0, 2), at: 0) + 1 + log(2)) < 1e-15)
/// let draws = sample(gumbel(0, 2), count: 10_000, using: exact(), seed: 1)
/// assert(abs(mean(draws.x) - 1.15443) < 5 * 2 * pi / sqrt(6 * 10_000), "within five standard errors")
/// ```
component gumbel(location: Real = 0, scale: Positive = 1) over x: Real {
  let z = (x - location) / scale
  log_density = -z - exp(-z) - log(scale)
  draw = location - scale * log(-log(uniform_noise(like: x)))
  mean = location + 0.57721566490153286061 * scale
  variance = scale ^ 2 * pi ^ 2 / 6
}
