/// The unadjusted Langevin algorithm: x' = x + h s(x) + √(2h) ξ, with h the step size, s the score
/// and ξ standard normal. Nothing is rejected, so the draws have a bias of order h. (Roberts and
/// Tweedie 1996, "Exponential convergence of Langevin distributions and their discrete
/// approximations".)
///
/// `step_size` is in squared units of x. Left out, it is adapted in the warmup until MALA would
/// accept 0.99 of the proposals: then the standard deviation of a Gaussian is 2.5 % too large in one
/// dimension, 1.3 % in ten. Where a score is all there is, the difference of energies is taken from the
/// scores at both ends by the trapezoidal rule. A bias of more than a tenth of the variance is told by the
/// summary, and so are steps that MALA would reject nine times in ten: they are counted as divergent.
///
/// ```comp
/// let draws = sample(gaussian(), count: 4_000, using: ula(step_size: 0.01, steps: 500), seed: 1)
/// assert(abs(mean(draws.x)) < 5 * 1.01 / sqrt(4_000), "within five standard errors")
/// ```
sampler ula(
  step_size: Positive = adapted(accept: 0.99, initial: 0.01), steps: Int = 1
) for p: Score {
  state x = start(p, scaled: true)
  transition {
    let s = score(p, at: x)
    let y = x + step_size * s + sqrt(2 * step_size) * noise(like: x)
    let back = score(p, at: y)
    let out_cost = sum((y - x - step_size * s) ^ 2) / (4 * step_size)
    let home_cost = sum((x - y - step_size * back) ^ 2) / (4 * step_size)
    let rise = energy_change(p, from: x, to: y)
    let acceptance = exp(min(0, out_cost - home_cost - rise))
    adapt(acceptance: acceptance, diverged: acceptance < 0.1)
    x = y
  }
}
