/// The Bernoulli distribution: 1 with probability `p`, 0 with probability 1 − p.
///
///     log p(x) = x log p + (1 − x) log(1 − p)
///
/// Values 0 and 1; `p` is a number without a unit. Mean p, variance p (1 − p). (Johnson, Kemp, Kotz:
/// Univariate Discrete Distributions, chapter 3.)
///
/// ```comp
/// assert(abs(log_density(bernoulli(0.25), at: 1) + log(4)) < 1e-15)
/// let draws = sample(bernoulli(0.25), count: 10_000, using: exact(), seed: 1)
/// assert(abs(mean(draws.x) - 0.25) < 5 * sqrt(0.1875 / 10_000), "within five standard errors")
/// ```
component bernoulli(p: UnitInterval) over x: 0..<2 {
  log_density = if x > 0.5 { log(p) } else { log1p(-p) }
  draw = if uniform_noise(like: x) < p { ones(like: x) } else { zeros(like: x) }
  mean = p
  variance = p * (1 - p)
}
