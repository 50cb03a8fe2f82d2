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

// The normal equations, solved elsewhere.
let center = [1.0571447004846877, 1.9542278585615587]
let spread = [0.14472970114448624, 0.09560709017013894]
assert(max(abs(mean(posterior) - center)) < 1e-12, "the posterior's mean")
assert(max(abs(std(posterior) - spread)) < 1e-12, "the posterior's spread")
assert(all(abs(mean(draws.w) - center) < 5 * spread / sqrt(20_000)), "the mean by draws")
assert(all(abs(std(draws.w) - spread) < 5 * spread / sqrt(40_000)), "the spread by draws")
