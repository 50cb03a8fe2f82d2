// 100,000 chains, 1,000 steps of the unadjusted Langevin algorithm.
component left  = gaussian(mean: [-1, 0], std: [1.0, 0.5])
component right = gaussian(mean: [ 1, 0], std: [0.5, 1.0])
let draws = sample(left * right, count: 100_000, using: ula(step_size: 0.01, steps: 1_000), seed: 1)
