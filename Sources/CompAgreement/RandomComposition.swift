import CompRuntime

/// Makes programs at random that sample a composition of densities by a sampler: products, mixtures,
/// powers, quotients, conditioning and placement of whatever the standard library has, and of
/// components with energies made at random.
package struct RandomComposition {
  private var random: SplitMix64
  private var declarations: [String] = []

  package static func program(seed: UInt64) -> String {
    var maker = RandomComposition(random: SplitMix64(seed: seed))
    let density = maker.whole()
    let sampler = maker.pick([
      "ula(step_size: 0.02)", "mala(step_size: 0.05)", "mala()",
      "hmc(step_size: 0.05, leapfrog: 3)",
      "hmc(leapfrog: 2)", "gibbs()", "ais(step_size: 0.1, steps: 10)",
    ])
    return """
      variable a: Real
      variable b: Positive
      variable v: R[2]
      variable path: R[24, 2]
      variable k: 0..<3
      \(maker.declarations.joined(separator: "\n"))
      let d = sample(\(density), count: 2, using: \(sampler), seed: 1)

      """
  }

  private mutating func pick<T>(_ values: [T]) -> T {
    values[Int(random.next() % UInt64(values.count))]
  }
  private mutating func isOne(in count: Int) -> Bool { random.next() % UInt64(count) == 0 }
  private mutating func number(_ range: ClosedRange<Double>) -> String {
    "\((Double.random(in: range, using: &random) * 100).rounded() / 100)"
  }
  private mutating func size() -> String { number(0.3...2.5) }
  private mutating func place() -> String { number(-2...2) }

  private mutating func whole() -> String {
    switch random.next() % 6 {
    case 0, 1: return scalar(depth: 3)
    case 2, 3: return plane(depth: 3)
    case 4: return joined()
    default: return chain()
    }
  }

  /// A density over one real.
  private mutating func scalar(depth: Int) -> String {
    guard depth > 0, !isOne(in: 4) else {
      return pick([
        "gaussian(\(place()), \(size()))", "student_t(3, \(place()), \(size()))",
        "laplace(\(place()), \(size()))", "logistic(\(place()), \(size()))",
        "cauchy(\(place()), \(size()))", "gumbel(\(place()), \(size()))",
        "gaussian_mixture([\(place()), \(place())], \(size()))", energy(over: "Real"),
      ])
    }
    return combined { $0.scalar(depth: depth - 1) }
  }

  /// A density over the plane.
  private mutating func plane(depth: Int) -> String {
    guard depth > 0, !isOne(in: 4) else {
      return pick([
        "gaussian([\(place()), \(place())], \(size()))",
        "gaussian(mean: [\(place()), \(place())], covariance: [[2, 0.8], [0.8, 1]])",
        "gaussian_mixture([[0, 0], [\(place()), 1], [-2, \(place())]], \(size()))",
        "ring(\(size()), \(size()))", "banana()", "spiral()", "two_moons()", "bar()",
        energy(over: "R[2]"),
      ])
    }
    return combined { $0.plane(depth: depth - 1) }
  }

  private mutating func combined(_ part: (inout RandomComposition) -> String) -> String {
    switch random.next() % 6 {
    case 0, 1, 2: return "(\(part(&self))) * (\(part(&self)))"
    case 3: return "(0.3 * (\(part(&self))) + 0.7 * (\(part(&self))))"
    case 4: return "(\(part(&self))) ^ \(size())"
    default: return "(\(part(&self))) * (\(part(&self))) / (\(part(&self))) ^ 0.1"
    }
  }

  /// Several variables, of which some are fixed, one is discrete, or one constrained.
  private mutating func joined() -> String {
    let p = scalar(depth: 1)
    let positive = pick([
      "gamma(2, \(size()))", "lognormal(\(place()), \(size()))", "half_normal(\(size()))",
      "weibull(1.5, \(size()))", "inverse_gamma(3, \(size()))",
    ])
    switch random.next() % 5 {
    case 0:
      return
        "((\(p)) on a * \(positive) on b * gaussian(mean: a, std: b) on v | {v: [1, \(place())]})"
    case 1: return "((\(p)) on a * \(positive) on b * student_t(4, a, b) on v)"
    case 2:
      return
        "categorical([0.2, 0.3, 0.5]) on k * gaussian([-1, 0, 2][k], \(size())) on a * (\(p)) on a"
    case 3: return "((\(p)) on v[0] * (\(plane(depth: 1))) on v * \(positive) on b)"
    default: return "dirichlet([\(size()), 2, \(size())]) ^ \(size())"
    }
  }

  /// Many factors alike.
  private mutating func chain() -> String {
    declarations.append(
      "component spring(k: Real) over (a: R[n], b: R[n]) { energy = k * sum((a - b) ^ 2) / 2 }")
    let term = plane(depth: 0)
    return
      "(product([spring(\(size())) on (path[t], path[t + 1]) for t in 0..<23]) * product([(\(term)) on path[t] for t in 0..<24]) | {path[0]: [0, \(place())]})"
  }

  /// A component whose energy is made of functions at random, and grows at a distance.
  private mutating func energy(over type: String) -> String {
    let name = "odd\(declarations.count)"
    let term = expression(depth: 3, isVector: type != "Real")
    let total = type == "Real" ? "x ^ 2 / 8 + \(term)" : "sum(x ^ 2 / 8 + \(term))"
    declarations.append("component \(name) over x: \(type) { energy = \(total) }")
    return name
  }

  /// Bounded, of the shape of x.
  private mutating func expression(depth: Int, isVector: Bool) -> String {
    guard depth > 0 else { return pick(["x", "(x - \(place()))", "\(size()) * x"]) }
    let inner = expression(depth: depth - 1, isVector: isVector)
    let other = expression(depth: depth - 1, isVector: isVector)
    let first = isVector ? "x[0]" : "x"
    return pick([
      "tanh(\(inner))", "sin(\(inner))", "cos(\(inner))", "sigmoid(\(inner))", "erf(\(inner))",
      "softplus(-(\(inner)))", "log1p((\(inner)) ^ 2)", "exp(-(\(inner)) ^ 2)", "atan(\(inner))",
      "(\(inner)) * exp(-(\(other)) ^ 2)", "abs(tanh(\(inner)))", "sqrt(1 + (\(inner)) ^ 2)",
      "max(\(inner), tanh(\(other)))", "lgamma(2 + sin(\(inner)))",
      "(if \(first) > \(place()) { sin(\(inner)) } else { cos(\(other)) })",
      "(\(inner)) / (1 + (\(other)) ^ 2)",
    ])
  }
}
