// 4,096 particles, annealed over 1,000 temperatures from a wide Gaussian to 40 narrow ones, with one
// trajectory of 5 leapfrog steps at each. The log of the integral is 0.
let means = [[7 * cos(2.4 * k) * sqrt((k + 1) / 40), 7 * sin(2.4 * k) * sqrt((k + 1) / 40)] for k in 0..<40]
component target over x: R[2] {
  energy = -gaussian_mixture_log_density(x, means: means, stds: 0.5, weights: ones(40) / 40)
}
let base = gaussian(mean: [0, 0], std: 5)
let z = log_normalizer(
  target, using: ais(step_size: 0.3, steps: 1_000), count: 4_096, start: base, seed: 1)
assert(abs(z.value) < 0.03, "the log of the integral")
