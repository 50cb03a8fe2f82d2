/// The uniform distribution on a box, from corner `low` to corner `high`, in the units of `x`.
///
///     log p(x) = −Σᵢ log(highᵢ − lowᵢ)
///
/// Support: lowᵢ < xᵢ < highᵢ. Mean (low + high) / 2, variance (high − low)² / 12.
/// (Johnson, Kotz, Balakrishnan II, chapter 26, for each coordinate.)
///
/// ```comp
/// assert(abs(log_density(box([0, 0], [2, 4]), at: [1, 1]) + log(8)) < 1e-14)
/// let draws = sample(box([0, 0], [2, 4]), count: 10_000, using: exact(), seed: 1)
/// assert(abs(mean(draws.x)[1] - 2) < 5 * sqrt(16 / 12 / 10_000), "within five standard errors")
/// ```
component box(low: R[n], high: R[n]) over x: Between(low, high)[n] {
  log_density = -sum(log(high - low))
  draw = low + (high - low) * uniform_noise(like: x)
  mean = (low + high) / 2
  variance = (high - low) ^ 2 / 12
}

/// The cube from `low` to `high` in every coordinate of the vector on which it is placed; both are in
/// the units of `x`.
///
///     log p(x) = −n log(high − low)
component box(low: Real = 0, high: Real = 1) over x: Between(low, high)[n] {
  log_density = -n * log(high - low)
  draw = low + (high - low) * uniform_noise(like: x)
  mean = (low + high) / 2 * ones(n)
  variance = (high - low) ^ 2 / 12 * ones(n)
}
