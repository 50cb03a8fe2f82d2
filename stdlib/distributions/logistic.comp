/// The logistic distribution; `location` and `scale` (positive) in the units of `x`.
///
///     log p(x) = log σ(z) + log σ(−z) − log scale,   z = (x − location) / scale
///
/// with σ the sigmoid. Support: all reals. Mean `location`, variance scale² π²/3. (Johnson, Kotz,
/// Balakrishnan II, chapter 23.)
///
/// ```comp
/// assert(abs(log_density(logistic(), at: 0) + log(4)) < 1e-15)
/// let draws = sample(logistic(1, 2), count: 10_000, using: exact(), seed: 1)
/// assert(abs(mean(draws.x) - 1) < 5 * 2 * pi / sqrt(3 * 10_000), "within five standard errors")
/// ```
component logistic(location: Real = 0, scale: Positive = 1) over x: Real {
  let z = (x - location) / scale
  log_density = -softplus(z) - softplus(-z) - log(scale)
  draw = location + scale * logit(uniform_noise(like: x))
  mean = location
  variance = scale ^ 2 * pi ^ 2 / 3
}
