/// The Metropolis-adjusted Langevin algorithm: the proposal is y = x + h s(x) + √(2h) ξ, with h the
/// step size, s the score and ξ standard normal, and is accepted with the probability
/// min(1, p(y) q(x | y) / p(x) q(y | x)). (Roberts and Rosenthal 1998, "Optimal scaling of discrete
/// approximations to Langevin diffusions", whence 0.574.)
///
/// `step_size` is in squared units of x. Left out, it is adapted in the warmup.
///
/// ```comp
/// let draws = sample(gaussian(), count: 4_000, using: mala(step_size: 0.5, steps: 50), seed: 1)
/// assert(abs(mean(draws.x)) < 5 / sqrt(4_000), "within five standard errors")
/// ```
sampler mala(
  step_size: Positive = adapted(accept: 0.574, initial: 0.1), steps: Int = 1
) for p: Energy {
  state x = start(p, scaled: true)
  transition {
    let s = score(p, at: x)
    let y = x + step_size * s + sqrt(2 * step_size) * noise(like: x)
    let back = score(p, at: y)
    let out_cost = sum((y - x - step_size * s) ^ 2) / (4 * step_size)
    let home_cost = sum((x - y - step_size * back) ^ 2) / (4 * step_size)
    x = accept(y, else: x, log_ratio: energy(p, at: x) - energy(p, at: y) + out_cost - home_cost)
  }
}
