/// Eight schools (Rubin 1981): a hierarchy of Gaussians whose spread is unknown.
variable mu: Real
variable tau: Positive
variable theta: R[8]
variable y: R[8]
component schools = gaussian(mean: 0, std: 5) on mu
  * half_cauchy(scale: 5) on tau
  * gaussian(mean: mu, std: tau) on theta
  * gaussian(mean: theta, std: [15, 10, 16, 11, 9, 11, 10, 18]) on y
let posterior = schools | {y: [28, 8, -3, 7, -1, 1, 18, 12]}

print(plan(posterior))
// Where tau is small its neck is too narrow for the step; chains start in the open.
let open = gaussian(mean: 0, std: 5) on mu * lognormal(mu: 1.5, sigma: 0.3) on tau
  * gaussian(mean: 0, std: 5) on theta
let draws = sample(
  posterior,
  count: 8_000,
  chains: 80,
  using: hmc(step_size: 0.1, leapfrog: 20, steps: 20),
  warmup: 200,
  start: open,
  seed: 1
)
print(summary(draws))
// The energy is minus the sum of the four log densities, up to a constant.
let here = {mu: 4, tau: 3, theta: [11, 8, 4, 7, 5, 6, 11, 8]}
let there = {mu: 1, tau: 12, theta: [20, 8, 0, 7, 1, 3, 15, 10]}
func expected(at) = -gaussian_log_density(at.mu, 0, 5) - half_cauchy_log_density(at.tau, 5) -
  sum(gaussian_log_density(at.theta, at.mu, at.tau)) +
  sum(((at.theta - [28, 8, -3, 7, -1, 1, 18, 12]) / [15, 10, 16, 11, 9, 11, 10, 18]) ^ 2) / 2
let climb = energy(posterior, at: there) - energy(posterior, at: here)
assert(abs(climb - (expected(there) - expected(here))) < 1e-10, "the energy")
// By quadrature over tau, all else in closed form: mu 4.40 ± 3.32, tau 3.59 ± 3.22.
assert(abs(mean(draws.mu) - 4.4) < 0.5, "mu")
assert(abs(mean(draws.tau) - 3.6) < 0.6, "tau")
