/// A ring in the plane: the radius is Gaussian about `radius` with standard deviation `width` (both
/// positive, in the units of `x`), the direction uniform.
///
///     log p(x) = −((|x| − radius) / width)² / 2 − log Z,
///     Z = 2π width (width exp(−ρ²/2) + radius √(2π) Φ(ρ)),   ρ = radius / width
///
/// Support: R[2]. Mean 0; variances width²/2 ((ρ² + 2) e + ρ (ρ² + 3) f)/(e + ρ f), with
/// e = exp(−ρ²/2) and f = √(2π) Φ(ρ). (The ring in the first potential of Rezende and Mohamed 2015,
/// "Variational inference with normalizing flows", table 1, here with its constant.)
///
/// ```comp
/// let draws = sample(ring(2, 0.2), count: 10_000, using: exact(), seed: 1)
/// assert(abs(mean(draws.x)[0]) < 5 * 1.5 / sqrt(10_000), "within five standard errors")
/// ```
component ring(radius: Positive = 2, width: Positive = 0.2) over x: R[2] {
  log_density = ring_log_density_at(norm(x), radius, width)
  let r = ring_radius_draw(radius, width, x[0])
  let angle = 2 * pi * uniform_noise(like: x[0])
  draw = [r * cos(angle), r * sin(angle)]
  mean = [0, 0]
  variance = ring_mean_square(radius, width) / 2 * ones(2)
}

/// The mean square of a ring's radius.
func ring_mean_square(radius, width) {
  let rho = radius / width
  let edge = exp(-rho ^ 2 / 2)
  let bulk = rho * sqrt(pi / 2) * erfc(-rho / sqrt(2))
  return width ^ 2 * ((rho ^ 2 + 2) * edge + (rho ^ 2 + 3) * bulk) / (edge + bulk)
}

/// The log density of a ring at distance r from its centre.
func ring_log_density_at(r, radius, width) {
  let rho = radius / width
  let mass = width * exp(-rho ^ 2 / 2) + radius * sqrt(pi / 2) * erfc(-rho / sqrt(2))
  return -((r - radius) / width) ^ 2 / 2 - log(2 * pi * width * mass)
}

/// Draws of a ring's radius, of density in proportion to r exp(−((r − radius) / width)² / 2). With m
/// its mode, r ≤ m exp(r/m − 1), and the right side times the exponential is a Gaussian about m.
func ring_radius_draw(radius, width, like) {
  let mode = (radius + sqrt(radius ^ 2 + 4 * width ^ 2)) / 2
  var value = mode + zeros(like: like)
  var done = zeros(like: like) > 1
  // At least 62 of 100 proposals are accepted.
  repeat 200 while any(!done) {
    let t = 1 + width / mode * noise(like: like)
    let fits = t > 0 && log(uniform_noise(like: like)) < log(max(t, 1e-300)) + 1 - t
    value = if !done && fits { mode * t } else { value }
    done = done || fits
  }
  return value
}
