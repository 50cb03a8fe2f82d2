/// e^u within the range of the chains' precision, so that a chain far out has a huge or tiny value and
/// not none. `log(bounded_exp(u))` is u, also outside of that range.
func bounded_exp(u) = exp(exponent_range(u))

/// log d(bounded_exp)/du of each element. It falls where `bounded_exp` grows no more, so that chains return
/// from there.
func bounded_exp_log_jacobian(u) = min(u, 2 * exponent_range(u) - u)

/// `low + exp(u)`: from all reals to the reals above `low`, element by element.
func interval_above(u, low) = low + bounded_exp(u)

/// log d(interval_above)/du of each element.
func interval_above_log_jacobian(u, low) = bounded_exp_log_jacobian(u)

/// The `u` that `interval_above` takes to `x`.
func interval_above_inverse(x, low) = log(x - low)

/// `high − exp(u)`: from all reals to the reals below `high`, element by element.
func interval_below(u, high) = high - bounded_exp(u)

/// log |d(interval_below)/du| of each element.
func interval_below_log_jacobian(u, high) = bounded_exp_log_jacobian(u)

/// The `u` that `interval_below` takes to `x`.
func interval_below_inverse(x, high) = log(high - x)

/// `low + (high − low) sigmoid(u)`: from all reals into an interval, element by element. The ends are no
/// values: `beta(0.5, 0.5)` is infinite there. Distances from them, such as `high - x`, and their logarithms are
/// computed from u, with all their digits.
func interval_between(u, low, high) = low + (high - low) * sigmoid(sigmoid_range(u))

/// log d(interval_between)/du of each element.
func interval_between_log_jacobian(u, low, high) =
  log(high - low) + log_sigmoid(u) + log_sigmoid(-u)

/// The `u` that `interval_between` takes to `x`.
func interval_between_inverse(x, low, high) = log(x - low) - log(high - x)

/// From R[m] to the simplex with m + 1 coordinates, by breaking a stick: coordinate i takes the share
/// sigmoid(uᵢ − log(m − i)) of what is left, so that u = 0 is the centre. (Stan Reference Manual,
/// "Unit simplex".)
///
/// ```comp
/// assert(max(abs(simplex([0, 0]) - [1 / 3, 1 / 3, 1 / 3])) < 1e-15)
/// assert(max(abs(simplex_inverse(simplex([0.5, -2])) - [0.5, -2])) < 1e-14)
/// ```
func simplex(u: R[m]) {
  let v = u - [log(m - i) for i in 0..<m]
  let left = concatenate([[0.0], cumulative_sum(log_sigmoid(-v))])
  return bounded_exp(left + concatenate([log_sigmoid(v), [0.0]]))
}

/// The log of the determinant of the derivative of the first m coordinates of `simplex` by u.
func simplex_log_jacobian(u: R[m]) {
  let v = u - [log(m - i) for i in 0..<m]
  return sum(log_sigmoid(v) + cumulative_sum(log_sigmoid(-v)))
}

/// The `u` that `simplex` takes to `x`.
func simplex_inverse(x: R[k]) =
  [log(x[i]) - log(sum(x[(i + 1)..<k])) + log(k - 1 - i) for i in 0..<(k - 1)]

/// From R[n] to increasing vectors: the first coordinate is free, the steps are exp(uᵢ). (Stan
/// Reference Manual, "Ordered vector".)
///
/// ```comp
/// assert(max(abs(ordered([1, 0, 0]) - [1, 2, 3])) < 1e-15)
/// assert(max(abs(ordered_inverse([1, 2, 3]) - [1, 0, 0])) < 1e-15)
/// ```
func ordered(u: R[n]) {
  return if n == 1 { u } else { cumulative_sum(concatenate([u[0..<1], bounded_exp(u[1..<n])])) }
}

/// The log of the determinant of the derivative of `ordered` by u.
func ordered_log_jacobian(u: R[n]) {
  return if n == 1 { 0.0 } else { sum(bounded_exp_log_jacobian(u[1..<n])) }
}

/// The `u` that `ordered` takes to `x`.
func ordered_inverse(x: R[n]) {
  return if n == 1 { x } else { concatenate([x[0..<1], log(x[1..<n] - x[0..<(n - 1)])]) }
}
