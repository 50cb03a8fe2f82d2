/// Two rings of another file cross in two points; a half-plane leaves one of them.
import "shapes.comp"

let rings = [shapes.ring_around([x, 0]) for x in -1..<2 if x != 0]
let temper = func(i) { return if i == 0 { 1.0 } else { 0.5 } }
component lens = shapes.agreement(rings, temper) * shapes.above()

let draws = sample(lens, count: 5_000, using: mala(step_size: 0.01, steps: 200), seed: 1)
let x̄ = mean(draws.x) // names may have letters and marks of any script
print(x̄, verify(draws, against: lens))
assert(min(draws.x @ [0, 1]) > 0, "above the line")

// By quadrature; within five standard errors.
assert(abs(x̄[0] + 0.01735) < 5 * 0.3531 / sqrt(5_000), "the first ring counts more")
assert(abs(std(draws.x)[0] - 0.3531) < 5 * 0.3531 / sqrt(10_000), "the second counts half")
assert(abs(x̄[1] - 1.71338) < 5 * 0.2010 / sqrt(5_000), "near the root of three")
