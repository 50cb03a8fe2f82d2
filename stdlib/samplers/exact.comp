/// Independent draws, for densities that can be drawn from exactly.
///
/// ```comp
/// let draws = sample(gaussian(mean: 1), count: 10_000, using: exact(), seed: 1)
/// assert(abs(mean(draws.x) - 1) < 5 / sqrt(10_000), "within five standard errors")
/// ```
sampler exact() for p: Exact {
  state x = draw(p)
  transition {
    x = draw(p)
  }
}
