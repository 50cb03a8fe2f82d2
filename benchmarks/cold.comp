// 1,000 draws by 100 steps: a whole process.
component p = gaussian(mean: [-1, 0], std: [1.0, 0.5])
let d = sample(p, count: 1_000, using: ula(step_size: 0.01, steps: 100), seed: 1)
print(mean(d.x))
