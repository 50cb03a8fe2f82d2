/// A factored density: p(a) p(b) p(c, d) falls apart into groups that are drawn independently.
variable a: Real
variable b: Positive
variable c: R[2]
variable d: R[2]
component spring(stiffness: Real) over (a: R[n], b: R[n]) {
  energy = stiffness * sum((a - b) ^ 2) / 2
}
component whole = gaussian(mean: 1, std: 2) on a
  * gamma(shape: 3, rate: 2) on b
  * gaussian(mean: [0, 0], std: 1) on c
  * spring(4) on (c, d)

print(plan(whole))
let draws = sample(whole, count: 20_000, using: exact(), seed: 1)
assert(abs(mean(draws.a) - 1) < 5 * 2 / sqrt(20_000), "a")
assert(abs(std(draws.a) - 2) < 5 * 2 / sqrt(40_000), "the spread of a")
assert(abs(mean(draws.b) - 1.5) < 5 * sqrt(3 / 4) / sqrt(20_000), "b")
// A gamma's fourth moment makes the error of its spread √2 times a Gaussian's.
assert(abs(std(draws.b) - sqrt(3 / 4)) < 5 * sqrt(3 / 2) / sqrt(40_000), "the spread of b")
assert(all(abs(mean(draws.c)) < 5 / sqrt(20_000)), "c")
assert(all(abs(std(draws.c) - 1) < 5 / sqrt(40_000)), "the spread of c")
assert(all(abs(std(draws.d) - sqrt(1 + 1 / 4)) < 5 * sqrt(1.25) / sqrt(40_000)), "d")
