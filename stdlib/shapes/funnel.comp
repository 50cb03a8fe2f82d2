/// Neal's funnel: x₀ ~ N(0, scale), and every other coordinate is Gaussian about 0 with variance
/// exp(x₀). (Neal 2003, "Slice sampling", section 8.)
///
///     log p(x) = −(x₀/scale)²/2 − log scale − exp(−x₀) Σᵢ xᵢ²/2 − (n − 1) x₀/2 − n log(2π)/2
///
/// `dimensions` is 2 or more; `scale` and x₀ have no units. Support: R[n]. Mean 0; variances
/// scale² and exp(scale²/2).
///
/// ```comp
/// assert(abs(log_density(funnel(3), at: [0, 0]) + log(2 * pi) + log(3)) < 1e-14)
/// let draws = sample(funnel(1), count: 10_000, using: exact(), seed: 1)
/// assert(abs(mean(draws.x)[1]) < 5 * sqrt(1.65 / 10_000), "within five standard errors")
/// ```
component funnel(scale: Positive = 3, dimensions: Int = 2) over x: R[dimensions] {
  let rest = x[1..<dimensions]
  log_density = -(x[0] / scale) ^ 2 / 2 - log(scale) - sum((rest * exp(-x[0] / 2)) ^ 2) / 2 -
    (dimensions - 1) * x[0] / 2 - dimensions * log(2 * pi) / 2
  let v = scale * noise(like: x[0])
  draw = concatenate([[v], exp(v / 2) * noise(like: rest)])
  mean = zeros(dimensions)
  variance = concatenate([[scale ^ 2], exp(scale ^ 2 / 2) * ones(dimensions - 1)])
}
