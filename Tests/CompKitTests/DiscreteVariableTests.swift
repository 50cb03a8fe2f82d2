import CompKit
import Foundation
import Testing

/// Labels, ranges and counts, alone and as tensors, against sums over all their values.
@Suite struct DiscreteVariableTests {
  /// The mean of n draws lies within five standard errors of the expected one, a false alarm once in
  /// 1.7 million; the seeds are fixed.
  private func expectMeans(
    _ found: [Double], _ expected: [Double], spread: [Double], count: Int,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(found.count == expected.count, sourceLocation: sourceLocation)
    for (index, (mean, wanted)) in zip(found, expected).enumerated() {
      #expect(
        abs(mean - wanted) < 5 * spread[index] / Double(count).squareRoot(),
        "\(mean), not \(wanted)", sourceLocation: sourceLocation)
    }
  }

  private func numbers(_ program: String) throws -> [Double] {
    try #require(run(program).result.numbers("result"))
  }

  /// A count given a reading: its weights are summed here. The rate and the reading are far from
  /// where chains start.
  @Test(arguments: [
    (rate: 50.0, reading: 60.0, noise: 5.0), (rate: 0.7, reading: 1.5, noise: 1.0),
    (rate: 3000.0, reading: 3100.0, noise: 20.0),
  ]) func countsAreDrawnWhereverTheyLie(_ rate: Double, _ reading: Double, _ noise: Double) throws {
    let counts = 0..<10_000
    let logs = counts.map { n -> Double in
      Double(n) * log(rate) - lgamma(Double(n) + 1)
        - (Double(n) - reading) * (Double(n) - reading) / (2 * noise * noise)
    }
    let largest = logs.max() ?? 0
    let weights = logs.map { exp($0 - largest) }
    let total = weights.reduce(0, +)
    let mean = zip(counts, weights).reduce(0) { $0 + Double($1.0) * $1.1 } / total
    let square = zip(counts, weights).reduce(0) { $0 + pow(Double($1.0) - mean, 2) * $1.1 } / total
    let found = try numbers(
      """
      variable n: Natural
      variable y: Real
      component model = poisson(\(rate)) on n * gaussian(mean: n, std: \(noise)) on y
      let draws = sample(model | {y: \(reading)}, count: 4_000, using: gibbs(steps: 20), seed: 1)
      let result = [mean(draws.n), std(draws.n)]
      """)
    // The fourth central moment is at most 15 σ⁴ here, so the error of the std below 2 σ / √n.
    let spread = square.squareRoot()
    expectMeans(found, [mean, spread], spread: [spread, 2 * spread], count: 4_000)
  }

  /// Beside a real variable, hmc moves a count as gibbs does: p ~ beta(14, 20), n ~ poisson(20).
  @Test func countsMoveBesideRealVariables() throws {
    let found = try numbers(
      """
      variable n: Natural
      variable y: Natural
      variable p: UnitInterval
      component model = poisson(20) on n * beta(2, 2) on p * binomial(n: 30, p: p) on y
      let draws = sample(model | {y: 12}, count: 4_000, using: hmc(steps: 10), warmup: 200, seed: 1)
      let result = [mean(draws.n), mean(draws.p)]
      """)
    expectMeans(found, [20, 14.0 / 34], spread: [4.5, 0.084], count: 4_000)
  }

  /// Labels have no mean: a summary tells the share of each.
  @Test func labelsAreSummarisedByTheirShares() throws {
    let (result, _) = try run(
      """
      variable c: {red, green, blue}
      let d = sample(categorical([0.2, 0.3, 0.5]) on c, count: 4_000, seed: 1)
      let mean = summary(d).mean
      """)
    let means = try #require(result.numbers("mean"))
    let rows = try #require(result.draws("d")).summary
    #expect(rows.map(\.name) == ["c = red", "c = green", "c = blue"])
    // Five standard errors: false once in a million.
    for (mean, share) in zip(means, [0.2, 0.3, 0.5]) {
      #expect(abs(mean - share) < 5 * (share * (1 - share) / 4_000).squareRoot())
    }
  }

  @Test func labelsStandInTensors() throws {
    let readings = [-2, -1, 0, 0.5, 1, 2]
    let result = try run(
      """
      variable z: {low, high}[6]
      variable x: R[6]
      component model = categorical([0.3, 0.7]) on z * gaussian(mean: [-1, 1][z], std: 1) on x
      let posterior = model | {x: \(readings)}
      let draws = sample(posterior, count: 10_000, seed: 1)
      let result = mean(if draws.z == .high { 1 } else { 0 })
      let sharp = posterior | {z[5]: .low}
      let at_low = log_density(sharp, at: {z: [.low, .low, .low, .high, .high]})
      """
    ).result
    let high = readings.map { 0.7 * exp(2 * $0) / (0.3 + 0.7 * exp(2 * $0)) }
    let found = try #require(result.numbers("result"))
    expectMeans(found, high, spread: high.map { ($0 * (1 - $0)).squareRoot() }, count: 10_000)
    let expected =
      zip(high, [false, false, false, true, true]).reduce(0) { $0 + log($1.1 ? $1.0 : 1 - $1.0) }
    #expect(abs((result.numbers("at_low")?.first ?? 0) - expected) < 1e-12)
  }

  /// A hidden Markov chain over a tensor of a range, against all 3⁵ paths.
  @Test func rangesStandInTensors() throws {
    let rows = [[0.8, 0.1, 0.1], [0.2, 0.7, 0.1], [0.1, 0.3, 0.6]]
    let readings = [-1, -0.2, 0.9, 1.2, -0.3]
    var total = 0.0
    var sums = [Double](repeating: 0, count: 5)
    for path in 0..<243 {
      var rest = path
      let states = (0..<5).map { _ in
        defer { rest /= 3 }
        return rest % 3
      }
      var weight = 1.0
      for (from, to) in zip(states, states.dropFirst()) { weight *= rows[from][to] }
      for (state, reading) in zip(states, readings) {
        weight *= exp(-pow((reading - Double(state - 1)) / 0.7, 2) / 2)
      }
      total += weight
      for place in 0..<5 { sums[place] += weight * Double(states[place]) }
    }
    let found = try numbers(
      """
      variable k: (0..<3)[5]
      variable y: R[5]
      let rows = \(rows)
      component model = categorical([1, 1, 1]) on k[0]
        * product([categorical(rows[k[t]]) on k[t + 1] for t in 0..<4])
        * product([gaussian(mean: [-1, 0, 1][k[t]], std: 0.7) on y[t] for t in 0..<5])
      let draws = sample(model | {y: \(readings)}, count: 10_000, seed: 1)
      let result = mean(draws.k)
      """)
    expectMeans(
      found, sums.map { $0 / total }, spread: Array(repeating: 1, count: 5), count: 10_000)
  }

  /// Spins in a row with one end fixed: the mean of spin i is tanh(0.6)^i.
  @Test func componentsJoinElementsOfLabels() throws {
    let found = try numbers(
      """
      variable s: {down, up}[8]
      component bond(j: Real) over (a: {down, up}, b: {down, up}) {
        energy = if a == b { -j } else { j }
      }
      component row = product([bond(0.6) on (s[i], s[i + 1]) for i in 0..<7])
      let draws = sample(row | {s[0]: .up}, count: 10_000, using: gibbs(steps: 40), seed: 1)
      let result = mean(if draws.s == .up { 1 } else { -1 })
      """)
    expectMeans(
      found, (1...7).map { pow(tanh(0.6), Double($0)) }, spread: Array(repeating: 1, count: 7),
      count: 10_000)
  }

  @Test func dimensionsOfRangesAreInferred() throws {
    let found = try numbers(
      """
      component some(p: UnitInterval) over k: (0..<2)[n] {
        log_density = sum(bernoulli_log_density(k, p: p))
      }
      variable k: (0..<2)[3]
      let result = [log_density(some(0.25) on k, at: [1, 0, 1])]
      """)
    #expect(abs(found[0] - (2 * log(0.25) + log(0.75))) < 1e-14)
  }
}
