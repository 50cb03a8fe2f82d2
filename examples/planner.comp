/// A planner: a chain of springs along a path whose ends are fixed, and a disc to avoid.
variable path: R[10, 2]
component spring(stiffness: Real) over (a: R[n], b: R[n]) {
  energy = stiffness * sum((a - b) ^ 2) / 2
}
component avoid_disc(center: R[2], radius: Real) over x: R[2] {
  energy = 20 * softplus(10 * (radius - norm(x - center))) / 10
}
component smooth = product([spring(20) on (path[t], path[t + 1]) for t in 0..<9])
component clear  = product([avoid_disc(center: [0.5, 0.1], radius: 0.3) on path[t] for t in 1..<9])

// Without the disc the path is a Gaussian bridge: its mean is the straight line.
let bridge = smooth | {path[0]: [0, 0], path[9]: [1, 0]}
let straight = sample(bridge, count: 4_000, seed: 1)
let middle = mean(straight.path)[3]
assert(abs(middle[0] - 4 / 9) < 0.05 && abs(middle[1]) < 0.05, "the straight line")

// Four springs on one side and five on the other: variance 1 / (20/4 + 20/5).
assert(all(abs(std(straight.path)[3] - 1 / 3) < 5 / 3 / sqrt(8_000)), "the bridge's spread")

let plan_around = smooth * clear | {path[0]: [0, 0], path[9]: [1, 0]}
let draws = sample(
  plan_around, count: 2_000, chains: 200, using: hmc(steps: 4), warmup: 200, seed: 2
)
let detour = mean(draws.path)
// The disc's centre lies above the line, so that the path goes below more than above.
assert(mean([detour[i][1] for i in 2..<6]) < -0.15, "around the disc")
let center = [[0.5, 0.1] for i in 0..<2_000]
let inside = [norm(draws.path[0..<2_000, t] - center, axis: 1) < 0.2 for t in 0..<8]
assert(mean([mean(near) for near in inside]) < 0.01, "out of the disc")
