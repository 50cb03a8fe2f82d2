/// A product of two Gaussian mixtures, in closed form and by a Markov chain.
component a = gaussian_mixture([[-1, 0], [1, 0]], [1, 1], [0.5, 0.5])
component b = gaussian_mixture([[0, -1], [0, 1]], [1, 0.8], [0.4, 0.6])
component both = a * b

let closed = sample(both, count: 4_000, using: exact(), seed: 1)
let walked = sample(both, count: 4_000, using: mala(step_size: 0.3, steps: 60), seed: 2)
let difference = compare(closed, walked)
print(difference)
assert(difference.largest < 5, "the two agree in their means")
assert(difference.p_value > 0.01, "the two agree in all else")

// Four Gaussians, by pen and paper: their density at a point, and their mean.
assert(abs(log_density(both, at: [0.5, 0.5]) + 1.6178586411237608) < 1e-12, "the density")
assert(max(abs(mean(both) - [0, 0.18925389])) < 1e-8, "the mean")
