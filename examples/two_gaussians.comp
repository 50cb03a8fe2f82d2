/// Two Gaussians and what they agree on.
component left  = gaussian(mean: [-1, 0], std: [1.0, 0.5])
component right = gaussian(mean: [ 1, 0], std: [0.5, 1.0])
component both  = left * right

print(plan(both))

let draws = sample(both, count: 20_000, seed: 1)
print(summary(draws))

// Precisions add: 1 + 4 in the first coordinate, 4 + 1 in the second.
let exact_mean = [3 / 5, 0]
let exact_std = sqrt(1 / 5)
let error = exact_std / sqrt(20_000)
assert(all(abs(mean(draws.x) - exact_mean) < 5 * error), "the mean of the product")
assert(all(abs(std(draws.x) - exact_std) < 5 * error), "the spread of the product")

// The same by a Markov chain, which knows nothing of the closed form.
let walked = sample(both, count: 2_000, using: mala(step_size: 0.1, steps: 100), seed: 1)
assert(all(abs(mean(walked.x) - exact_mean) < 5 * exact_std / sqrt(2_000)), "the mean by MALA")
assert(all(abs(std(walked.x) - exact_std) < 5 * exact_std / sqrt(4_000)), "the spread by MALA")
