/// Sweeps over the coordinates: each real one is updated by slice sampling from its conditional
/// density; discrete variables are drawn from theirs before each sweep, as with every sampler: finite
/// ones by their probabilities, counts without end by slice sampling.
///
/// `width` is the first guess of a slice's extent, in unconstrained coordinates; it bears on speed
/// alone.
///
/// ```comp
/// let pair = gaussian(mean: [1, 2], covariance: [[1, 0.5], [0.5, 1]])
/// let draws = sample(pair, count: 2_000, using: gibbs(steps: 30), seed: 1)
/// assert(abs(mean(draws.x)[1] - 2) < 5 / sqrt(2_000), "within five standard errors")
/// ```
sampler gibbs(steps: Int = 1, width: Positive = 2) for p: Energy {
  state x = start(p)
  transition {
    for i in 0..<coordinates(p) {
      x = slice_update(p, x, i, width)
    }
  }
}

/// `x` with its coordinate `i` drawn anew by slice sampling, which leaves `p` invariant.
func slice_update(p, x, i: Int, width = 2) =
  replace(x, i, slice_draw(func(v) = -energy(p, at: replace(x, i, v)), x[i], width))

/// A real drawn anew by slice sampling, which leaves the density invariant. (Neal 2003, "Slice
/// sampling": stepping out, figure 3, at most `limit` widths; shrinkage, figure 5.)
func slice_draw(log_density, x, width, limit: Int = 32) {
  let level = log(uniform_noise(like: x)) + log_density(x)
  var low = x - width * uniform_noise(like: x)
  var high = low + width
  let steps_down = floor(limit * uniform_noise(like: x))
  var down = steps_down
  var up = limit - 1 - steps_down
  repeat limit while down > 0 && log_density(low) > level {
    low = low - width
    down = down - 1
  }
  repeat limit while up > 0 && log_density(high) > level {
    high = high + width
    up = up - 1
  }
  var value = x
  var done = false
  repeat 200 while !done {
    let candidate = low + (high - low) * uniform_noise(like: value)
    done = log_density(candidate) > level
    value = if done { candidate } else { value }
    low = if !done && candidate < x { candidate } else { low }
    high = if !done && candidate >= x { candidate } else { high }
  }
  return value
}

/// A count drawn anew: by slice sampling of a real that is uniform between the count and the next,
/// its density that of the count. The width is drawn from 1 to 2¹⁴, evenly in its logarithm, so that
/// one spread is met as well as another; it does not depend on the count, and so each width leaves
/// the density invariant.
func count_draw(log_density, n) {
  let width = 2 ^ (14 * uniform_noise(like: n))
  let around = func(v) = if v < 0 { -infinity } else { log_density(floor(max(v, 0))) }
  return floor(slice_draw(around, n + uniform_noise(like: n), width))
}
