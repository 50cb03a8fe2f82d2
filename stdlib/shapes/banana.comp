/// A bent Gaussian in the plane, as Rosenbrock's function has it: x₀ ~ N(0, scale) and
/// x₁ | x₀ ~ N(curvature (x₀² − scale²), width).
///
///     log p(x) = −(x₀/scale)²/2 − ((x₁ − curvature (x₀² − scale²))/width)²/2 − log(2π scale width)
///
/// `scale` and `width` (positive) are in the units of `x`, `curvature` in their inverse. Support: R[2].
/// Mean 0; variances scale² and width² + 2 curvature² scale⁴. (Haario, Saksman, Tamminen 1999.)
///
/// ```comp
/// let draws = sample(banana(), count: 10_000, using: exact(), seed: 1)
/// assert(abs(mean(draws.x)[1]) < 5 * sqrt(2.25 / 10_000), "within five standard errors")
/// ```
component banana(scale: Positive = 2, curvature: Real = 0.25, width: Positive = 0.5) over x: R[2] {
  let bend = curvature * (x[0] ^ 2 - scale ^ 2)
  log_density = -(x[0] / scale) ^ 2 / 2 - ((x[1] - bend) / width) ^ 2 / 2 -
    log(2 * pi * scale * width)
  let a = scale * noise(like: x[0])
  draw = [a, curvature * (a ^ 2 - scale ^ 2) + width * noise(like: x[0])]
  mean = [0, 0]
  variance = [scale ^ 2, width ^ 2 + 2 * curvature ^ 2 * scale ^ 4]
}
