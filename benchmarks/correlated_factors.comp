// 4,096 chains, 200 transitions of HMC with 10 leapfrog steps: four correlated Gaussians and a
// Student-t factor in 16 dimensions.
variable x: R[16]
let factors = [gaussian(mean: [0 for i in 0..<16], covariance: [[(0.3 + 0.1 * k) ^ abs(i - j) * (1 + 0.5 * k) for j in 0..<16] for i in 0..<16]) on x for k in 0..<4]
component tails = student_t(df: 5) on x
let draws = sample(product(factors) * tails, count: 4_096, using: hmc(step_size: 0.08, leapfrog: 10, steps: 200, jitter: 0.001), seed: 1)
