/// Hamiltonian Monte Carlo: `leapfrog` steps of size `step_size` along the dynamics of
/// H(x, r) = energy(x) + r·r / 2 from a fresh momentum r, accepted with the probability
/// min(1, exp(H − H')). (Neal 2011, "MCMC using Hamiltonian dynamics", figure 2.)
///
/// `step_size` is in units of x. Left out, it is adapted in the warmup to an acceptance of 0.8. Each
/// trajectory takes a step of its own, up to the share `jitter` shorter or longer: with one length
/// for all, an orbit that comes back to where it began, or to its mirror image, never mixes (Neal
/// 2011, section 3.2). A trajectory that gains more than 1000 of energy counts as a divergence.
///
/// ```comp
/// let draws = sample(gaussian(), count: 4_000, using: hmc(step_size: 0.3, steps: 20), seed: 1)
/// assert(abs(mean(draws.x)) < 5 / sqrt(4_000), "within five standard errors")
/// ```
sampler hmc(
  step_size: Positive = adapted(accept: 0.8, initial: 0.1),
  leapfrog: Int = 10,
  steps: Int = 1,
  jitter: UnitInterval = 0.2
) for p: Energy {
  state x = start(p, scaled: true)
  transition {
    let h = step_size * (1 + jitter * (2 * uniform_noise(like: step_size) - 1))
    let momentum = noise(like: x)
    var y = x
    var r = momentum + h / 2 * score(p, at: x)
    repeat leapfrog - 1 {
      y = y + h * r
      r = r + h * score(p, at: y)
    }
    y = y + h * r
    r = r + h / 2 * score(p, at: y)
    let before = energy(p, at: x) + sum(momentum ^ 2) / 2
    let after = energy(p, at: y) + sum(r ^ 2) / 2
    x = accept(y, else: x, log_ratio: before - after, divergent_below: -1000)
  }
}
