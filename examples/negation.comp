/// Away from a density: a quotient of Gaussians is a Gaussian while its precision stays positive.
component wide  = gaussian(mean: 0, std: 1)
component avoid = gaussian(mean: 1, std: 2)
component away  = wide / avoid ^ 0.5

// Precision 1 − 0.5 / 4, and information 0 − 0.5 · 1 / 4.
let precision = 1 - 0.5 / 4
let center = -0.5 / 4 / precision
let draws = sample(away, count: 20_000, seed: 3)
assert(abs(mean(draws.x) - center) < 5 / sqrt(precision * 20_000), "the mean")
assert(abs(std(draws.x) - 1 / sqrt(precision)) < 5 / sqrt(2 * 20_000 * precision), "the spread")
assert(
  abs(log_density(away, at: 0.3) - gaussian_log_density(0.3, center, 1 / sqrt(precision))) < 1e-10,
  "the density"
)
