/// Two interleaved crescents in the plane, of equal weight: halves of rings about (−½, −¼) and
/// (½, ¼), the first open below, the second above. In polar coordinates about its centre a crescent
/// has the radius of a `ring` and a von Mises angle.
///
///     log p(x) = log ½ Σ ring(x − c) exp(±concentration sin θ) / I₀(concentration)
///
/// `radius` and `width` (positive) are in the units of `x`, `concentration` (positive) has none.
/// Support: R[2]. Mean 0. (The two moons of scikit-learn's `make_moons`, with a density of their own.)
///
/// ```comp
/// let draws = sample(two_moons(), count: 10_000, using: exact(), seed: 1)
/// assert(abs(mean(draws.x)[0]) < 5 / sqrt(10_000), "within five standard errors")
/// ```
component two_moons(
  radius: Positive = 1, width: Positive = 0.1, concentration: Positive = 2
) over x: R[2] {
  log_density = log_sum_exp([
    crescent_log_density(x + [0.5, 0.25], 1, radius, width, concentration),
    crescent_log_density(x - [0.5, 0.25], -1, radius, width, concentration),
  ]) - log(2)
  let side = if uniform_noise(like: x[0]) < 0.5 { ones(like: x[0]) } else { -ones(like: x[0]) }
  let r = ring_radius_draw(radius, width, x[0])
  let angle = von_mises_draw(concentration, x[0])
  draw = [r * sin(angle) - 0.5 * side, side * (r * cos(angle) - 0.25)]
  mean = [0, 0]
}

/// The log density of a crescent about the origin; `side` is 1 or −1, the direction of its middle.
func crescent_log_density(x, side, radius, width, concentration) {
  let r = max(norm(x), 1e-15)
  return ring_log_density_at(r, radius, width) + concentration * (side * x[1] / r - 1) -
    log(bessel_ie(0, concentration))
}
