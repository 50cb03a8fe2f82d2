/// A mixture of two Gaussians: weights mean probabilities.
component near = gaussian(mean: -2, std: 0.5)
component far  = gaussian(mean: 3, std: 1)
component both = 0.3 * near + 0.7 * far

let draws = sample(both, count: 20_000, using: exact(), seed: 2)
print(summary(draws))

let expected_mean = 0.3 * -2 + 0.7 * 3
let expected_variance = 0.3 * (0.25 + 4) + 0.7 * (1 + 9) - expected_mean ^ 2
assert(abs(mean(draws.x) - expected_mean) < 5 * sqrt(expected_variance / 20_000), "the mean")
assert(abs(std(draws.x) ^ 2 - expected_variance) < 0.25, "the variance")

// The density is normalised, with its constant.
let at_zero = 0.3 * exp(gaussian_log_density(0, -2, 0.5)) + 0.7 * exp(gaussian_log_density(0, 3, 1))
assert(abs(log_density(both, at: 0) - log(at_zero)) < 1e-12, "the log density")
