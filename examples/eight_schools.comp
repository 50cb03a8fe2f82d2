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
// Known from long runs of other programs: mu 4.4 ± 3.3, tau 3.6 ± 3.2.
assert(abs(mean(draws.mu) - 4.4) < 0.5, "mu")
assert(abs(mean(draws.tau) - 3.6) < 0.6, "tau")
