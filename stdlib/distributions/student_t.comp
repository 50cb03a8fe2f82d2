/// Student's t distribution with `df` degrees of freedom (positive), moved to `location` and scaled
/// by `scale` (both in the units of `x`; `scale` positive).
///
///     log p(x) = −(df + 1)/2 log(1 + z²/df) − log B(½, df/2) − ½ log df − log scale,
///     z = (x − location) / scale
///
/// Support: all reals. Mean `location` for df > 1; variance scale² df/(df − 2) for df > 2, infinite
/// for 1 < df ≤ 2; else undefined. (Johnson, Kotz, Balakrishnan II, chapter 28.)
///
/// ```comp
/// assert(abs(log_density(student_t(1), at: 0) + log(pi)) < 1e-14)
/// let draws = sample(student_t(5, 1, 2), count: 10_000, using: exact(), seed: 1)
/// assert(abs(mean(draws.x) - 1) < 5 * sqrt(20 / 3 / 10_000), "within five standard errors")
/// ```
component student_t(df: Positive, location: Real = 0, scale: Positive = 1) over x: Real {
  log_density = -(df + 1) / 2 * log1p_square((x - location) / scale / sqrt(df)) -
    log_beta(0.5, df / 2) - log(df) / 2 - log(scale)
  draw = location + scale * noise(like: x) * exp((log(df / 2) - gamma_log_draw(df / 2, x)) / 2)
  mean = if df > 1 { location } else { nan }
  variance = if df > 2 {
    scale ^ 2 * df / (df - 2)
  } else if df > 1 {
    infinity
  } else {
    nan
  }
}
