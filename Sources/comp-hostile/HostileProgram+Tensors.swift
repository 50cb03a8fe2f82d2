extension HostileProgram {
  private static let sizes = [
    "99_999_999", "100_000_001", "10_000_000_000", "9_223_372_036_854_775_807", "-1", "0",
  ]

  /// Tensors of sizes that no machine has, and many of sizes that it has.
  static let tensors: [HostileProgram] = {
    var programs: [HostileProgram] = []
    for size in sizes {
      let values: [String] = [
        "zeros(\(size))", "ones(\(size), \(size))", "zeros(0, \(size), \(size))",
        "zeros(\(size), \(size), 0)", "linspace(0, 1, \(size))", "identity(\(size))",
        "sum(0..<\(size))", "mean(1.0 * (0..<\(size)))", "[i for i in 0..<\(size)]",
        "[[i + j for i in 0..<\(size)] for j in 0..<\(size)]", "reshape([1], [\(size), 1])",
        "reshape(zeros(0), [0, \(size), \(size)])", "zeros(like: 0..<\(size))",
        "(0..<\(size))[\(size)]", "[1, 2][0..<\(size)]", "outer(0..<\(size), 0..<\(size))",
        "(0..<\(size)) @ (0..<\(size))", "sort(0..<\(size))", "cumsum(0..<\(size))",
        "quantile(0..<\(size), 0.5)", "length(0..<\(size))", "\(size) * \(size)",
        "2 ^ \(size)", "div(\(size), -1)", "mod(\(size), 0)",
      ]
      for value in values {
        programs.append(HostileProgram("tensor \(value)", "let a = \(value)\nprint(a)"))
      }
      let texts: [String] = [
        "variable x: R[\(size)]\nlet d = sample(gaussian(0, 1) on x, count: 2)",
        "variable x: R[\(size), \(size)]", "variable x: 0..<\(size)\nlet p = x",
        "component c over x: R[\(size)] { energy = sum(x ^ 2) }\nlet d = sample(c, count: 2, using: mala(0.1))",
        "let p = gaussian(0..<\(size), 1)\nprint(p)",
        "let p = categorical(ones(\(size)) / \(size))\nlet d = sample(p, count: 2)",
        "let p = binomial(\(size), 0.5)\nlet d = sample(p, count: 2)\nprint(d)",
        "input n: Int = \(size)\nlet a = zeros(n)",
      ]
      for text in texts { programs.append(HostileProgram("size \(text)", text)) }
    }
    let others: [HostileProgram] = [
      HostileProgram(
        "tensors joined", "let x = zeros(1_000_000)\nlet y = [x + i for i in 0..<100]",
        isRefused: true),
      HostileProgram(
        "tensors held by calls",
        "func f(n: Int) -> Real { return sum((zeros(1_000_000) + n) * f(n + 1)) }\nprint(f(1))",
        isRefused: true),
      HostileProgram(
        "tensors held by arguments",
        "func f(x: R[n]) -> Real { return f(x + 1) }\nprint(f(zeros(1_000_000)))", isRefused: true),
      HostileProgram(
        "tensors in records",
        "var r = {a: zeros(10)}\nfor i in 0..<1_000 { let x = r\n r = {a: zeros(100_000) + i, b: x} }",
        isRefused: true),
      HostileProgram(
        "tensors in lists", "let a = [zeros(100_000 + i) for i in 0..<100_000]", isRefused: true),
      HostileProgram(
        "small tensors in lists", "let a = [zeros(mod(i, 2) + 1) for i in 0..<3_900_000]"),
      HostileProgram(
        "concatenation", "var s = [1, 2]\nrepeat 60 { s = concatenate([s, s]) }", isRefused: true),
      HostileProgram("doubling", "var s = [1, 2]\nrepeat 60 { s = [s, s] }", isRefused: true),
      HostileProgram(
        "broadcasts", "var a = zeros(5_000, 5_000)\nrepeat 100 { a = a + transpose(a) * 2 }"),
      HostileProgram(
        "products", "var a = ones(3_000, 3_000)\nrepeat 100 { a = a @ a }", isRefused: true),
      HostileProgram(
        "assignment", "var a = zeros(1_000_000)\nfor i in 0..<1_000_000 { a[i] = i }"),
      HostileProgram(
        "slices", "let a = zeros(5_000_000)\nlet b = [a[i..<5_000_000] for i in 0..<1_000]"),
    ]
    return programs + others
  }()

  /// Linear algebra and statistics that take long.
  static let computations: [HostileProgram] = {
    var programs: [HostileProgram] = []
    let matrices: [String] = [
      "inverse(m)", "cholesky(m)", "determinant(m)", "eigenvalues(m)", "eigenvectors(m)",
      "solve(m, m)", "m @ m @ m @ m", "log_determinant(m)", "sort(flatten(m))",
      "gaussian(zeros(1_000), covariance: m)",
      "sample(gaussian(zeros(1_000), covariance: m), count: 100)",
      "log_density(gaussian(zeros(1_000), covariance: m), at: zeros(1_000))",
      "gaussian(zeros(1_000), covariance: m) * gaussian(zeros(1_000), covariance: m)",
      "quantile(m, linspace(0, 1, 100_000))", "[m for i in 0..<1_000]",
    ]
    let matrix =
      "let a = [[mod(i * j + i, 7) / 7 for j in 0..<1_000] for i in 0..<1_000]\nlet m = a + transpose(a) + 1_000 * identity(1_000)\n"
    for call in matrices {
      programs.append(HostileProgram("computation \(call)", matrix + "let v = \(call)"))
    }
    let statistics: [String] = [
      "verify(d, against: gaussian(0, 1))", "summary(d)", "compare(d, d)", "plot(d)",
      "plot(d, against: gaussian(0, 1))", "sort(d.x)", "log_density(student_t(3), at: d)",
      "score(student_t(3), at: d)", "mean_log_density(gaussian(0, 1), of: d)",
      "[quantile(d.x, i / 1000) for i in 0..<1_000]", "log_sum_exp(d.x)", "print(d)",
    ]
    for call in statistics {
      programs.append(
        HostileProgram(
          "statistics \(call)",
          "let d = sample(gaussian(0, 1), count: 2_000_000, seed: 1)\nfor i in 0..<1_000 { \(call) }"
        ))
    }
    return programs
  }()
}
