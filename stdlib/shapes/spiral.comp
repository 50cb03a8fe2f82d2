/// A spiral arm in the plane: the distance r from the origin is that of a Gaussian of standard
/// deviation `extent`, the angle von Mises about `twist` r.
///
///     log p(x) = −r² / (2 extent²) − log(2π extent²) + concentration cos(θ − twist r) − log I₀(concentration)
///
/// `extent` (positive) is in the units of `x`, `twist` in radians a unit, `concentration` (positive) has
/// none. Support: R[2]. The integral over the angle is 2π I₀ at every r, so it is normalised; the mean of
/// r² is 2 extent². (After the spirals of Grathwohl et al. 2019, "FFJORD", figure 2, which have no
/// density in closed form.)
///
/// ```comp
/// let draws = sample(spiral(extent: 2), count: 10_000, using: exact(), seed: 1)
/// let squares = draws.x ^ 2
/// assert(abs(sum(mean(squares)) - 8) < 5 * 8 / sqrt(10_000), "within five standard errors")
/// ```
component spiral(extent: Positive = 2, twist: Real = 2, concentration: Positive = 8) over x: R[2] {
  let r = max(norm(x), 1e-15)
  let toward = (x[0] * cos(twist * r) + x[1] * sin(twist * r)) / r
  log_density = -(r / extent) ^ 2 / 2 - 2 * log(extent) - log(2 * pi) +
    concentration * (toward - 1) - log(bessel_ie(0, concentration))
  let away = extent * sqrt(-2 * log(uniform_noise(like: x[0])))
  let angle = twist * away + von_mises_draw(concentration, x[0])
  draw = [away * cos(angle), away * sin(angle)]
}
