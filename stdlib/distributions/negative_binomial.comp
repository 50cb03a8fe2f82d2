/// The negative binomial distribution of counts, by its `mean` and `shape` (both positive): Poisson
/// with a gamma rate of this mean and shape.
///
///     log p(x) = log C(x + shape − 1, x) − shape log(1 + mean/shape) − x log(1 + shape/mean)
///
/// Values 0, 1, 2, …; `mean` is in counts, `shape` has no unit. Mean `mean`, variance
/// mean + mean²/shape. (Stan Functions Reference, `neg_binomial_2`; Johnson, Kemp, Kotz: Univariate
/// Discrete Distributions, chapter 5.) Large counts of a large shape are taken about the saddle point, for
/// their terms cancel.
///
/// ```comp
/// assert(abs(log_density(negative_binomial(2, 1), at: 1) - log(2 / 9)) < 1e-14)
/// let draws = sample(negative_binomial(6, 3), count: 10_000, using: exact(), seed: 1)
/// assert(abs(mean(draws.x) - 6) < 5 * sqrt(18 / 10_000), "within five standard errors")
/// ```
component negative_binomial(mean: Positive, shape: Positive) over x: Natural {
  let direct = -log_beta(x + 1, shape) - log(x + shape) - shape * log1p(mean / shape) -
    x * log1p(shape / mean)
  let ratio = (x + shape) / (mean + shape)
  let difference = (x - mean) * (shape / (mean + shape))
  let saddle = log(shape / (x + shape)) +
    log_binomial_saddle(x, shape, mean * ratio, shape * ratio, difference)
  // Strictly: the saddle has no derivative at 10 itself.
  log_density = if x > 10 && shape > 10 { saddle } else { direct }
  draw = poisson_draw(mean / shape * exp(gamma_log_draw(shape, x)), x)
  mean = mean
  variance = mean + mean ^ 2 / shape
}
