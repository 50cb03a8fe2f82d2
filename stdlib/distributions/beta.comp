/// The beta distribution with positive shapes `a` and `b`.
///
///     log p(x) = (a − 1) log x + (b − 1) log(1 − x) − log B(a, b)
///
/// Support: 0 < x < 1; `a`, `b` and x have no units. Mean a/(a + b), variance
/// ab/((a + b)² (a + b + 1)). (Johnson, Kotz, Balakrishnan II, chapter 25.) A draw is g/(g + h) for
/// gamma draws g and h, taken in logs. Large shapes are taken about the saddle point, for their terms cancel.
///
/// ```comp
/// assert(abs(log_density(beta(2, 3), at: 0.5) - log(1.5)) < 1e-14)
/// let draws = sample(beta(2, 3), count: 10_000, using: exact(), seed: 1)
/// assert(abs(mean(draws.x) - 0.4) < 5 * sqrt(0.04 / 10_000), "within five standard errors")
/// ```
component beta(a: Positive, b: Positive) over x: UnitInterval {
  let direct = xlogy(a - 1, x) + xlog1py(b - 1, -x) - log_beta(a, b)
  let n = a + b - 2
  let saddle = log(n + 1) +
    log_binomial_saddle(a - 1, b - 1, n * x, n * (1 - x), a - 1 - n * x)
  // Strictly: the saddle has no derivative where a shape less 1 is 10 itself.
  log_density = if a > 11 && b > 11 { saddle } else { direct }
  draw = sigmoid(gamma_log_draw(a, x) - gamma_log_draw(b, x))
  mean = a / (a + b)
  variance = a * b / ((a + b) ^ 2 * (a + b + 1))
}
