// fault: a set of draws cannot be compared with a data set
// expect: ok
// file: g.csv "x\n0.3\n-1.2\n0.8\n1.9\n-0.4\n0.1\n-0.7\n0.5\n1.1\n-2.0\n"
let d = data("g.csv", as: {x: Real})
print(compare(sample(gaussian(), count: 500, seed: 1), d))
