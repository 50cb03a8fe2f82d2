/// A power flattens or sharpens: of a Gaussian, it divides the variance.
component base = gaussian(mean: [1, -1], std: [1, 2])
component flat = base ^ 0.25

let draws = sample(flat, count: 20_000, seed: 4)
assert(all(abs(std(draws.x) - [2, 4]) < 5 * [2, 4] / sqrt(40_000)), "the spread doubles")
assert(all(abs(mean(draws.x) - [1, -1]) < 5 * [2, 4] / sqrt(20_000)), "the mean stays")
