/// Annealed importance sampling: each chain begins at a draw of a base density and walks through
/// `steps` densities, the k-th ∝ base^(1 − b) p^b with b = k / steps, by one trajectory of Hamiltonian
/// Monte Carlo at each; its weight is the product of the ratios of neighbouring densities at the
/// places between. The mean weight estimates the integral of p, without bias, and draws that are
/// resampled by their weights are draws of p. (Neal 2001, "Annealed importance sampling",
/// equations 3 and 11.)
///
/// `steps` is the number of temperatures: more of them even out the weights. `step_size` is in units
/// of x; left out, it is adapted to an acceptance of 0.8 by walking once beforehand. The base is
/// `start:`, or a standard normal in unconstrained coordinates.
///
/// ```comp
/// component bumps over x: Real { energy = (x ^ 2 - 4) ^ 2 / 8 }
/// let z = log_normalizer(bumps, using: ais(steps: 200), count: 4_000, seed: 1)
/// assert(abs(z.value - 1.0374) < 0.01, "the log of the integral, by quadrature")
/// ```
sampler ais(
  step_size: Positive = adapted(accept: 0.8, initial: 0.1),
  leapfrog: Int = 5,
  steps: Int = 1_000
) for p: Energy {
  state x = start(p, scaled: true)
  state level = 0
  transition {
    let q = base(p)
    let cold = level / steps
    let b = (level + 1) / steps
    weigh((b - cold) * (energy(q, at: x) - energy(p, at: x)))
    let momentum = noise(like: x)
    var y = x
    var r = momentum + step_size / 2 * ((1 - b) * score(q, at: y) + b * score(p, at: y))
    repeat leapfrog - 1 {
      y = y + step_size * r
      r = r + step_size * ((1 - b) * score(q, at: y) + b * score(p, at: y))
    }
    y = y + step_size * r
    r = r + step_size / 2 * ((1 - b) * score(q, at: y) + b * score(p, at: y))
    let before = (1 - b) * energy(q, at: x) + b * energy(p, at: x) + sum(momentum ^ 2) / 2
    let after = (1 - b) * energy(q, at: y) + b * energy(p, at: y) + sum(r ^ 2) / 2
    x = accept(y, else: x, log_ratio: before - after, divergent_below: -1000)
    level = level + 1
  }
}
