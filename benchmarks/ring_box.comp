// 100,000 chains, 500 steps of MALA: eight Gaussians on a ring, and a box with soft walls.
component ring = gaussian_mixture([[2 * cos(k * pi / 4), 2 * sin(k * pi / 4)] for k in 0..<8], [0.3 for k in 0..<8], [1 for k in 0..<8])
component box_walls over x: R[2] {
  energy = sum(softplus(10 * (x - 2)) + softplus(10 * (-2 - x)))
}
let draws = sample(ring * box_walls, count: 100_000, using: mala(step_size: 0.01, steps: 500), seed: 1)
