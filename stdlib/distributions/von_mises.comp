/// The von Mises distribution on the circle; `location` and `x` in radians, `concentration` positive
/// and without a unit.
///
///     log p(x) = concentration (cos(x − location) − 1) − log(2π e^{−concentration} I₀(concentration))
///
/// Support: −π < x < π. Circular mean `location`. (Mardia and Jupp 2000, "Directional Statistics",
/// section 3.5.4.)
///
/// ```comp
/// assert(abs(log_density(von_mises(0, 1), at: 0) - 1 + log(2 * pi * 1.2660658777520083356)) < 1e-14)
/// let draws = sample(von_mises(0, 2), count: 10_000, using: exact(), seed: 1)
/// assert(abs(mean(sin(draws.x))) < 5 * 0.6 / sqrt(10_000), "within five standard errors")
/// ```
component von_mises(location: Real = 0, concentration: Positive = 1) over x: Between(-pi, pi) {
  log_density = -2 * concentration * sin((x - location) / 2) ^ 2 -
    log(2 * pi * bessel_ie(0, concentration))
  let angle = location + von_mises_draw(concentration, x)
  draw = angle - 2 * pi * floor((angle + pi) / (2 * pi))
}

/// Draws of the von Mises distribution about 0, in the shape of `like`. (Best and Fisher 1979,
/// "Efficient simulation of the von Mises distribution"; small concentrations by the expansion of its
/// constant.)
func von_mises_draw(concentration, like) {
  let tau = 1 + sqrt(1 + 4 * concentration ^ 2)
  let rho = (tau - sqrt(2 * tau)) / (2 * concentration)
  let r = if concentration < 1e-5 {
    1 / concentration + concentration
  } else {
    (1 + rho ^ 2) / (2 * rho)
  }
  var cosine = zeros(like: like)
  var done = zeros(like: like) > 1
  // At least 65 of 100 proposals are accepted.
  repeat 200 while any(!done) {
    let z = cos(pi * uniform_noise(like: like))
    let f = (1 + r * z) / (r + z)
    let c = concentration * (r - f)
    let u = uniform_noise(like: like)
    let fits = c * (2 - c) > u || log(c / u) + 1 >= c
    cosine = if !done && fits { f } else { cosine }
    done = done || fits
  }
  return sign(uniform_noise(like: like) - 0.5) * acos(max(-1, min(1, cosine)))
}
