/// A discrete colour and a continuous position: the colour is summed out, or conditioned on.
variable color: {red, green, blue}
variable x: Real
component shade = categorical([0.2, 0.3, 0.5]) on color
component place = gaussian(mean: [-2, 0, 3][color], std: 1) on x
component world = shade * place

print(plan(world))
let red = world | {color: .red}
let near = sample(red, count: 10_000, seed: 1)
assert(abs(mean(near.x) - -2) < 5 / sqrt(10_000), "the red ones")

// Seen at 0 it is green, by Bayes' rule.
let seen = world | {x: 0.0}
let weights = [0.2 * exp(-2), 0.3, 0.5 * exp(-4.5)]
let share = weights[1] / sum(weights)
assert(abs(log_density(seen, at: .green) - log(share)) < 1e-12, "Bayes' rule")
let colors = sample(seen, count: 10_000, seed: 2)
assert(
  abs(mean(if colors.color == .green { 1 } else { 0 }) - share)
    < 5 * sqrt(share * (1 - share) / 10_000),
  "the green ones"
)

let marginal_x = marginal(world, keep: x)
let direct = log(
  0.2 * exp(gaussian_log_density(1, -2, 1)) + 0.3 * exp(gaussian_log_density(1, 0, 1)) +
    0.5 * exp(gaussian_log_density(1, 3, 1))
)
assert(abs(log_density(marginal_x, at: 1) - direct) < 1e-10, "the colour summed out")
