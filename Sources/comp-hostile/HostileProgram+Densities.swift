extension HostileProgram {
  /// Bodies whose formulas grow without end.
  static let formulas: [HostileProgram] = {
    var programs: [HostileProgram] = []
    let steps: [String] = [
      "y = y + x[0]", "y = y * y", "y = sin(y) + cos(y)", "y = y * x[0] + y", "y = y + sum(x)",
      "y = log(1 + exp(y)) * y", "y = if y > 0 { y * 2 } else { y / 2 }", "y = norm([y, y])",
      "y = y + sum([x[0] * j for j in 0..<100])", "y = max(y, x[0])", "y = y ^ 2 / (1 + y)",
    ]
    let uses: [String] = [
      "sample(c, count: 2, using: mala(0.1))", "energy(c, at: [0.5, 1])", "score(c, at: [0.5, 1])",
    ]
    for step in steps {
      for times in [60, 3_000, 200_000] {
        for use in uses {
          programs.append(
            HostileProgram(
              "formula \(step) \(times) \(use)",
              "component c over x: R[2] {\n var y = x[0] * 1\n for i in 0..<\(times) { \(step) }\n energy = y\n}\nlet v = \(use)"
            ))
        }
      }
    }
    let bodies: [String] = [
      "var y = x\n for i in 0..<60 { y = concatenate([y, y]) }\n energy = sum(y)",
      "var y = x\n for i in 0..<60 { y = [y, y] }\n energy = sum(y)",
      "energy = sum([sum([a * b for a in x]) for b in x])",
      "let m = outer(x, x)\n energy = sum(m @ m @ m @ m)",
      "let m = outer(x, x) + identity(1_000)\n energy = log_determinant(m)",
      "let m = outer(x, x) + identity(1_000)\n energy = sum(inverse(m))",
      "energy = sum([norm(x - i) for i in 0..<10_000])", "energy = sum(zeros(3_000_000) + x[0])",
      "energy = sum([x[i] * x[j] for i in 0..<1_000 for j in 0..<1_000])",
      "var y = x[0]\n repeat 1_000_000_000_000 { y = y + 1 }\n energy = y",
      "var y = x[0]\n repeat 1_000_000 { y = sin(y) + 1 }\n energy = y",
      "var y = x[0]\n repeat 1_000 { repeat 1_000 { y = sin(y) } }\n energy = y",
      "var y = x[0]\n repeat 100 { for i in 0..<10_000 { y = sin(y) + i } }\n energy = y",
    ]
    for body in bodies {
      for use in ["sample(c, count: 2, using: mala(0.1))", "score(c, at: zeros(1_000))"] {
        programs.append(
          HostileProgram(
            "body \(body) \(use)",
            "component c over x: R[1_000] {\n \(body)\n}\nlet v = \(use)"))
      }
    }
    return programs
  }()

  /// Compositions that grow without end.
  static let compositions: [HostileProgram] = {
    var programs: [HostileProgram] = []
    let seeds: [String] = [
      "gaussian(0, 1)", "student_t(3)", "c", "gaussian_mixture([0, 1], [1, 1], [0.5, 0.5])",
      "poisson(3)",
    ]
    let growths: [(String, Int)] = [
      ("p * p", 60), ("0.5 * p + 0.5 * p", 60), ("p ^ 1.0001", 100_000), ("p * SEED", 100_000),
      ("p / SEED ^ 0.001", 10_000), ("p + SEED", 10_000), ("(p + SEED) * (p + SEED)", 60),
      ("normalize(p)", 1_000), ("mixture([p, p, p])", 60), ("product([p, p, p])", 60),
      ("guide(p, toward: p, strength: 2)", 60), ("contrast(p, p)", 60), ("harmonic(p, p)", 60),
    ]
    for seed in seeds {
      for (pattern, times) in growths {
        let growth = pattern.split(separator: "SEED", omittingEmptySubsequences: false)
          .joined(separator: seed)
        for use in ["print(p)", "let d = sample(p, count: 2)", "print(plan(p))"] {
          programs.append(
            HostileProgram(
              "composition \(growth): \(use)",
              "component c over x: Real { energy = x ^ 4 }\nvar p = \(seed) ^ 1\nfor i in 0..<\(times) { p = \(growth) }\n\(use)"
            ))
        }
      }
    }
    let many: [String] = [
      "let p = product([gaussian(i, 1) on x for i in 0..<50_000])",
      "let p = mixture([gaussian(i, 1) on x for i in 0..<50_000])",
      "let p = product([c on x for i in 0..<50_000])",
      "let p = product([spring on (path[i], path[i + 1]) for i in 0..<9_998])",
      "let p = product([gaussian(0, 1) on path[i] for i in 0..<10_000])",
      "let p = marginal(product([gaussian(path[i], 1) on path[i + 1] for i in 0..<3_000]), keep: path[0])",
      "let p = gaussian(zeros(10_000), 1) on path | {path[0]: 1}",
      "variable k: 0..<100_000\nlet p = marginal(categorical(ones(100_000) / 100_000) on k * gaussian(k, 1) on x, keep: x)",
      "variable k: 0..<1_000\nvariable l: 0..<1_000\nvariable m: 0..<1_000\nlet p = marginal(categorical(ones(1_000) / 1_000) on k * categorical(ones(1_000) / 1_000) on l * categorical(ones(1_000) / 1_000) on m * gaussian(k + l + m, 1) on x, keep: x)",
      "variable s: {a, b}[60]\nlet p = product([bernoulli(0.5) on s[i] for i in 0..<60])",
      "let p = poisson(1e308) on n",
      "let p = gaussian(1e308, 1e308) on x * gaussian(-1e308, 1e-308) on x",
    ]
    for body in many {
      for use in ["print(p)", "let d = sample(p, count: 2)"] {
        programs.append(
          HostileProgram(
            "many \(body) \(use)",
            "variable x: Real\nvariable path: R[10_000]\ncomponent c over x: Real { energy = x ^ 4 }\ncomponent spring over (a: Real, b: Real) { energy = (a - b) ^ 4 }\n\(body)\n\(use)"
          ))
      }
    }
    return programs
  }()

  /// Calls of samplers that ask for too much.
  static let sampling: [HostileProgram] = {
    var programs: [HostileProgram] = []
    let calls: [String] = [
      "sample(gaussian(0, 1), count: N)", "sample(gaussian(0, 1), count: N, using: mala(0.1))",
      "sample(gaussian(0, 1), count: 4, using: mala(0.1, steps: N))",
      "sample(gaussian(0, 1), count: 4, chains: N, using: mala(0.1))",
      "sample(gaussian(0, 1), count: 4, warmup: N, using: mala())",
      "sample(gaussian(0, 1), count: 4, using: hmc(0.1, leapfrog: N))",
      "sample(gaussian(0, 1), count: 4, using: nuts(), seed: N)",
      "sample(bernoulli(0.5), count: 4, using: gibbs(N))",
      "log_normalizer(student_t(3), using: ais(N))", "log_normalizer(student_t(3), using: smc(N))",
      "sample(gaussian(zeros(1_000), 1), count: N)", "sample(student_t(3), count: N, chains: 4)",
    ]
    for number in ["1", "1_000_000", "1_000_000_000", "9_223_372_036_854_775_807", "-1", "0"] {
      for pattern in calls {
        let call = pattern.split(separator: "N", omittingEmptySubsequences: false)
          .joined(separator: number)
        programs.append(HostileProgram("sampling \(call)", "let d = \(call)\nprint(d)"))
      }
    }
    let bodies: [String] = [
      "state x = start(p)\n transition { repeat 1_000_000_000 { x = x + 1 } }",
      "state x = start(p)\n transition { for i in 0..<1_000_000 { x = x + noise(like: x) } }",
      "state x = start(p)\n state y = zeros(1_000_000)\n transition { y = y + 1\n x = x + sum(y) }",
      "state x = start(p)\n transition { x = x / 0 }",
      "state x = start(p)\n transition { var y = x\n for i in 0..<60 { y = y * y }\n x = y }",
    ]
    for body in bodies {
      programs.append(
        HostileProgram(
          "sampler \(body)",
          "sampler s() for p: Energy {\n \(body)\n}\nlet d = sample(student_t(3), count: 100, using: s())"
        ))
    }
    return programs
  }()
}
