/// A ring, cut by a half-plane. The half-plane is a hard support: proposals beyond it are rejected.
component ring_energy(radius: Real = 2, width: Real = 0.2) over x: R[2] {
  energy = ((norm(x) - radius) / width) ^ 2 / 2
}
component right_half over x: R[2] { support = x[0] > 0 }
component arc = ring_energy() * right_half

print(plan(arc))
let draws = sample(arc, count: 4_000, using: mala(step_size: 0.02, steps: 1_000), seed: 1)
print(summary(draws))

// The mean of cos θ over the right half of a circle is 2/π; the radius leans outward by w²/r.
let r2 = mean(draws.x ^ 2)
assert(abs(mean(draws.x)[0] - 2 * 2 / pi) < 0.1, "the mean to the right")
assert(abs(sum(r2) - 4.12) < 0.15, "the radius")
let radius = norm(draws.x, axis: 1)
assert(abs(std(radius) - 0.2) < 5 * 0.2 / sqrt(8_000), "the width")
let leftmost = quantile(draws.x, 0)
assert(leftmost[0] > 0, "nothing left of the line")
