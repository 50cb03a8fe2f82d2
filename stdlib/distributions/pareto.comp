/// The Pareto distribution; `minimum` (positive) in the units of `x`, `shape` a positive number.
///
///     log p(x) = log shape − shape log(x / minimum) − log x
///
/// Support: x > minimum. Mean shape minimum/(shape − 1) for shape > 1; variance
/// minimum² shape/((shape − 1)² (shape − 2)) for shape > 2; infinite below. (Johnson, Kotz,
/// Balakrishnan I, chapter 20.)
///
/// ```comp
/// assert(abs(log_density(pareto(1, 3), at: 2) - log(3) + 4 * log(2)) < 1e-15)
/// let draws = sample(pareto(1, 3), count: 10_000, using: exact(), seed: 1)
/// assert(abs(quantile(draws.x, 0.5) - 2 ^ (1 / 3)) < 5 * 0.42 / sqrt(10_000), "five standard errors")
/// ```
component pareto(minimum: Positive, shape: Positive) over x: Above(minimum) {
  log_density = log(shape) - shape * (log(x) - log(minimum)) - log(x)
  draw = minimum * exp(-log(uniform_noise(like: x)) / shape)
  mean = if shape > 1 { shape * minimum / (shape - 1) } else { infinity }
  variance = if shape > 2 {
    minimum ^ 2 * shape / ((shape - 1) ^ 2 * (shape - 2))
  } else {
    infinity
  }
}
