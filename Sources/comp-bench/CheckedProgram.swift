/// Programs that can be made longer, by name.
enum CheckedProgram {
  static let sizes = [1_000, 2_000, 4_000, 8_000, 16_000]

  static let all: [String: @Sendable (Int) -> String] = [
    "statements": { size in
      (0..<size).map { "let a\($0) = \($0) + 1" }.joined(separator: "\n")
    },
    "functions": { size in
      "func f0(x: Real) = x\n"
        + (1..<size).map { "func f\($0)(x: Real) = f\($0 - 1)(x) + 1" }.joined(separator: "\n")
    },
    "components": { size in
      (0..<size).map {
        "component c\($0)(a: Real = \($0)) over x: Real { energy = (x - a) ^ 2 }"
      }.joined(separator: "\n")
    },
    "gaussian chain": { size in
      """
      variable path: R[\(size)]
      component spring(k: Real) over (a: Real, b: Real) { energy = k * (a - b) ^ 2 / 2 }
      let p = gaussian(0, 1) on path[0]
        * product([spring(4) on (path[t], path[t + 1]) for t in 0..<\(size - 1)])
      let s = sample(p, count: 10)
      """
    },
    "chain": { size in
      """
      variable path: R[\(size)]
      component spring(k: Real) over (a: Real, b: Real) { energy = k * log1p((a - b) ^ 2) }
      let p = gaussian(0, 1) on path[0]
        * product([spring(4) on (path[t], path[t + 1]) for t in 0..<\(size - 1)])
      let s = sample(p, count: 10, using: hmc())
      """
    },
    "product in a loop": { size in
      """
      variable path: R[\(size)]
      var p = gaussian(0, 1) on path[0]
      for t in 1..<\(size) { p = p * gaussian(path[t - 1], 1) on path[t] }
      let s = sample(p, count: 10)
      """
    },
    "mixture": { size in
      """
      let p = mixture([gaussian(i, 1) for i in 0..<\(size)])
      let s = sample(p, count: 10)
      """
    },
    "assignments": { size in
      """
      var x = zeros(\(size))
      for i in 0..<\(size) { x[i] = 2.0 * i }
      """
    },
    "indices": { size in
      """
      let names = ["n\\(i)" for i in 0..<\(size)]
      let copies = [names[i] for i in 0..<\(size)]
      """
    },
  ]
}
