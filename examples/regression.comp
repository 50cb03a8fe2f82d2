/// Bayesian regression: a prior, a likelihood, and the data by conditioning.
let x = [0.0, 0.5, 1.0, 1.5, 2.0, 2.5]
let observed = [1.1, 1.9, 3.2, 3.8, 5.1, 5.9]
variable w: R[2]
variable y: R[6]
let design = [[1, v] for v in x]
component prior = gaussian(mean: [0, 0], std: 10) on w
component likelihood = gaussian(mean: design @ w, std: 0.2) on y
component posterior = prior * likelihood | {y: observed}

print(plan(posterior))
let draws = sample(posterior, count: 20_000, seed: 5)
print(summary(draws))

// The normal equations.
let precision = transpose(design) @ design / 0.2 ^ 2 + identity(2) / 10 ^ 2
let l = cholesky(precision)
let center = solve_triangular(
  l, solve_triangular(l, transpose(design) @ observed / 0.2 ^ 2), transposed: true
)
assert(all(abs(mean(draws.w) - center) < 0.01), "the posterior's mean")
