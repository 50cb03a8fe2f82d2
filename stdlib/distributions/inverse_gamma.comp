/// The inverse gamma distribution: of 1/g, where g is gamma with this `shape` and rate `scale`.
/// `shape` is a positive number, `scale` (positive) in the units of `x`.
///
///     log p(x) = shape log scale − log Γ(shape) − (shape + 1) log x − scale / x
///
/// Support: x > 0. Mean scale/(shape − 1) for shape > 1; variance scale²/((shape − 1)² (shape − 2))
/// for shape > 2; infinite below. (Johnson, Kotz, Balakrishnan I, chapter 17.)
///
/// ```comp
/// assert(abs(log_density(inverse_gamma(3, 2), at: 0.5) - log(8) + log(2) - 4 * log(2) + 4) < 1e-14)
/// let draws = sample(inverse_gamma(4, 3), count: 10_000, using: exact(), seed: 1)
/// assert(abs(mean(draws.x) - 1) < 5 * sqrt(0.5 / 10_000), "within five standard errors")
/// ```
component inverse_gamma(shape: Positive, scale: Positive = 1) over x: Positive {
  let inside = if x > 0 { x } else { 1 }
  let direct = shape * log(scale) - lgamma(shape) - (shape + 1) * log(inside) - scale / inside
  let saddle = log(shape) - log(inside) + log_poisson_term(shape, scale / inside)
  log_density = if x > 0 { if shape < 10 { direct } else { saddle } } else { -infinity }
  draw = scale * exp(-gamma_log_draw(shape, x))
  mean = if shape > 1 { scale / (shape - 1) } else { infinity }
  variance = if shape > 2 {
    scale ^ 2 / ((shape - 1) ^ 2 * (shape - 2))
  } else {
    infinity
  }
}
