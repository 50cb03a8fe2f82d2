/// A product of two Gaussian mixtures, in closed form and by a Markov chain.
component a = gaussian_mixture([[-1, 0], [1, 0]], [1, 1], [0.5, 0.5])
component b = gaussian_mixture([[0, -1], [0, 1]], [1, 0.8], [0.4, 0.6])
component both = a * b

let closed = sample(both, count: 4_000, using: exact(), seed: 1)
let walked = sample(both, count: 4_000, using: mala(step_size: 0.3, steps: 60), seed: 2)
let difference = compare(closed, walked)
print(difference)
assert(difference.largest < 5, "the two agree")
