/// The uniform distribution on the interval from `low` to `high`, in the units of `x`.
///
///     log p(x) = −log(high − low)
///
/// Support: low < x < high. Mean (low + high) / 2, variance (high − low)² / 12.
/// (Johnson, Kotz, Balakrishnan II, chapter 26.)
///
/// ```comp
/// assert(abs(log_density(uniform(-1, 3), at: 0.5) + log(4)) < 1e-15)
/// let draws = sample(uniform(-1, 3), count: 10_000, using: exact(), seed: 1)
/// assert(abs(mean(draws.x) - 1) < 5 * sqrt(16 / 12 / 10_000), "within five standard errors")
/// ```
component uniform(low: Real = 0, high: Real = 1) over x: Between(low, high) {
  log_density = -log(high - low)
  draw = low + (high - low) * uniform_noise(like: x)
  mean = (low + high) / 2
  variance = (high - low) ^ 2 / 12
}
