/// A Kalman smoother: a chain of linear-Gaussian links, conditioned on noisy readings.
let readings = [0.9, 2.1, 2.9, 4.2, 5.1]
variable z: R[5]
variable y: R[5]
component start = gaussian(mean: 0, std: 2) on z[0]
component walk  = product([gaussian(mean: z[t] + 1, std: 0.5) on z[t + 1] for t in 0..<4])
component seen  = gaussian(mean: z, std: 0.3) on y
component smoothed = start * walk * seen | {y: readings}

print(plan(smoothed))
let draws = sample(smoothed, count: 20_000, seed: 1)

// The same by the normal equations of the joint density.
var precision = identity(5) / 0.09
var information = readings / 0.09
precision = replace(precision, 0, replace(precision[0], 0, precision[0][0] + 1 / 4))
for t in 0..<4 {
  let k = 1 / 0.25
  precision = replace(
    precision,
    t,
    replace(replace(precision[t], t, precision[t][t] + k), t + 1, precision[t][t + 1] - k)
  )
  precision = replace(
    precision,
    t + 1,
    replace(
      replace(precision[t + 1], t + 1, precision[t + 1][t + 1] + k), t, precision[t + 1][t] - k
    )
  )
  information = replace(information, t, information[t] - k)
  information = replace(information, t + 1, information[t + 1] + k)
}
let l = cholesky(precision)
let center = solve_triangular(l, solve_triangular(l, information), transposed: true)
assert(all(abs(mean(smoothed) - center) < 1e-10), "the smoothed states")
assert(all(abs(mean(draws.z) - center) < 0.01), "the smoothed states by draws")
