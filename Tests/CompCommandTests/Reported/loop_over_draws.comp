// fault: draws.x is copied at each use, so a loop over draws takes quadratic time
// expect: ok; n in 80000 80000
let a = sample(gaussian(), count: 80_000, seed: 1)
let l = [a.x[i] for i in 0..<80_000]
print("n = \(count(l))")
