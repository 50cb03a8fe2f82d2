/// Sweeps over the coordinates: each real one is updated by slice sampling from its conditional
/// density; discrete variables are drawn from theirs before each sweep, as with every sampler.
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

/// `x` with its coordinate `i` drawn anew by slice sampling, which leaves `p` invariant. (Neal 2003,
/// "Slice sampling": stepping out, figure 3, at most `limit` widths; shrinkage, figure 5.)
func slice_update(p, x, i: Int, width = 2, limit: Int = 32) {
  let level = log(uniform_noise(like: x[i])) - energy(p, at: x)
  var low = x[i] - width * uniform_noise(like: x[i])
  var high = low + width
  let steps_down = floor(limit * uniform_noise(like: x[i]))
  var down = steps_down
  var up = limit - 1 - steps_down
  repeat limit while down > 0 && -energy(p, at: replace(x, i, low)) > level {
    low = low - width
    down = down - 1
  }
  repeat limit while up > 0 && -energy(p, at: replace(x, i, high)) > level {
    high = high + width
    up = up - 1
  }
  var value = x[i]
  var done = false
  repeat 200 while !done {
    let candidate = low + (high - low) * uniform_noise(like: value)
    done = -energy(p, at: replace(x, i, candidate)) > level
    value = if done { candidate } else { value }
    low = if !done && candidate < x[i] { candidate } else { low }
    high = if !done && candidate >= x[i] { candidate } else { high }
  }
  return replace(x, i, value)
}
