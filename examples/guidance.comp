/// Guidance is not a product: log p + w (log c − log p) keeps less of p than p · c does.
component p = gaussian(mean: 0, std: 2)
component c = gaussian(mean: 2, std: 1)
let guided = guide(p, toward: c, strength: 0.6)
let product_of_both = p * c

let a = sample(guided, count: 20_000, seed: 1)
let b = sample(product_of_both, count: 20_000, seed: 2)
// Precisions 0.4/4 + 0.6/1 against 1/4 + 1.
assert(abs(std(a.x) - 1 / sqrt(0.7)) < 0.03, "guidance averages the precisions")
assert(abs(std(b.x) - 1 / sqrt(1.25)) < 0.03, "the product adds them")
assert(abs(mean(a.x) - 0.6 * 2 / 0.7) < 0.05, "the mean of the guided")
assert(abs(mean(b.x) - 2 / 1.25) < 0.035, "the mean of the product")
assert(abs(std(a.x) - std(b.x)) > 0.2, "they differ")
