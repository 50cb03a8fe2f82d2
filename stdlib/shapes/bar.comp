/// A bar in the plane, along the first axis, with soft edges: a uniform point of a segment of this
/// `length` about the origin, plus Gaussian noise of standard deviation `width` in both coordinates
/// (both positive, in the units of `x`).
///
///     log p(x) = log(Φ((x₀ + h)/width) − Φ((x₀ − h)/width)) − log length
///                − (x₁/width)²/2 − log width − log(2π)/2,   h = length / 2
///
/// Support: R[2]. Mean 0; variances length²/12 + width² and width². (The convolution of a uniform with a
/// Gaussian density.)
///
/// ```comp
/// let draws = sample(bar(4, 0.2), count: 10_000, using: exact(), seed: 1)
/// assert(abs(mean(draws.x)[0]) < 5 * sqrt((16 / 12 + 0.04) / 10_000), "within five standard errors")
/// ```
component bar(length: Positive = 4, width: Positive = 0.2) over x: R[2] {
  let unit = sqrt(2) * width
  let near = log_erfc((abs(x[0]) - length / 2) / unit)
  let far = log_erfc((abs(x[0]) + length / 2) / unit)
  // e^z² erfc(z) falls, so far − near is no larger than this, where rounding may make it zero.
  let apart = min(far - near, -2 * abs(x[0]) * length / unit ^ 2)
  log_density = near + log1p(-exp(apart)) - log(2 * length) - (x[1] / width) ^ 2 / 2 - log(width) -
    log(2 * pi) / 2
  draw = [
    length * (uniform_noise(like: x[0]) - 0.5) + width * noise(like: x[0]),
    width * noise(like: x[0]),
  ]
  mean = [0, 0]
  variance = [length ^ 2 / 12 + width ^ 2, width ^ 2]
}
