import CompIR
import CompRuntime
import CompSemantics
import CompSource
import Foundation

extension Running {
  var verify: Builtin {
    Builtin(
      "verify", [.init("draws"), .init("against")],
      documentation:
        "whether draws follow a density: by quadrature in one and two dimensions, a kernel Stein test beyond"
    ) { interpreter, call in
      if case .unknown = call.value("draws") { return .unknown(.report("Verification")) }
      if case .unknown = call.value("against") { return .unknown(.report("Verification")) }
      guard case .samples(let samples) = call.value("draws") else {
        throw Diagnostic.typeMismatch(
          expected: "draws", found: interpreter.describeType(call.value("draws")),
          at: call.span("draws"))
      }
      let density = try interpreter.asDensity(call.value("against"), at: call.span("against"))
      guard samples.space.coordinates.sorted() == density.space.coordinates.sorted(),
        density.given.isEmpty
      else {
        throw Diagnostic.mixtureSpacesDiffer(
          (samples.space.description, call.span("draws")),
          (density.space.description, call.span("against")))
      }
      guard density.analysis.grade >= .energy else {
        throw Diagnostic.gradeTooWeak(
          "verify", needs: .energy, has: density.analysis.grade, density: density.title,
          at: call.span("against"), factor: nil, alternatives: "an energy is needed to compare with"
        )
      }
      let all = samples.space.coordinates
      let columns = density.space.coordinates.compactMap { coordinate in
        all.firstIndex(of: coordinate).map { samples.columns[$0] }
      }
      let effective =
        rows(of: samples).map { max(1, min($0.essBulk, Double(samples.count))) }.min() ?? 1
      let isDiscrete = density.space.members.contains { $0.variable.domain.isDiscrete }
      if columns.count == 1, isDiscrete {
        return .report(try verifyCounts(columns[0], density, effective, interpreter))
      }
      if columns.count == 1 {
        return .report(try verifyLine(columns[0], density, effective, interpreter))
      }
      if columns.count == 2, !isDiscrete {
        return .report(try verifyPlane(columns, density, effective, interpreter))
      }
      guard !isDiscrete else {
        throw Diagnostic.noClosedForm(
          "the verification", at: call.span,
          reason: "discrete variables beside others cannot be verified",
          help: "condition on the discrete variables, or verify a marginal")
      }
      return .report(try verifyByStein(columns, density, interpreter))
    }
  }

  private func report(_ name: String, _ statistic: Double, _ pValue: Double, _ lines: [String])
    -> Report
  {
    let verdict =
      pValue < 1e-3
      ? "the draws do not follow the density (p = \(formatReal(pValue)))"
      : "nothing speaks against the draws (p = \(formatReal(pValue)))"
    return Report(
      name: "Verification",
      text: (["\(name): \(formatReal(statistic))"] + lines + [verdict]).joined(separator: "\n"),
      fields: [
        ("statistic", .real(statistic)), ("p_value", .real(pValue)),
        ("passed", .boolean(pValue >= 1e-3)),
      ])
  }

  /// Where the mass of a density lies along a coordinate: the range of the draws, widened by a
  /// quarter of it (or to the domain's bound, where that is nearer).
  private func window(_ column: [Double], _ domain: Domain, element: Int) -> (Double, Double) {
    let low = column.min() ?? 0
    let high = column.max() ?? 1
    let spread = max(high - low, 1e-12)
    let bounds = domain.bounds(ofElement: element) ?? (-.infinity, .infinity)
    return (max(low - spread, bounds.lower), min(high + spread, bounds.upper))
  }

  /// Midpoints and the density there, scaled to integrate to one over the window.
  private func verifyLine(
    _ column: [Double], _ density: Density, _ effective: Double, _ interpreter: Interpreter
  ) throws -> Report {
    let member = density.space.members[0]
    let (low, high) = window(column, member.domain, element: 0)
    let cells = 20_000
    let step = (high - low) / Double(cells)
    let points = (0..<cells).map { low + (Double($0) + 0.5) * step }
    let logs = try logDensities(density, [points], interpreter)
    let top = logs.filter(\.isFinite).max() ?? 0
    var cumulative = [0.0]
    for value in logs { cumulative.append((cumulative.last ?? 0) + exp(value - top)) }
    let total = cumulative.last ?? 1
    func distribution(_ x: Double) -> Double {
      let place = (x - low) / step
      let index = min(max(Int(place), 0), cells - 1)
      let inside = min(max(place - Double(index), 0), 1)
      return (cumulative[index] + inside * (cumulative[index + 1] - cumulative[index])) / total
    }
    // Kolmogorov and Smirnov.
    let sorted = column.sorted()
    let n = Double(sorted.count)
    var distance = 0.0
    for (index, x) in sorted.enumerated() {
      let f = distribution(x)
      distance = max(distance, abs(f - Double(index) / n), abs(f - Double(index + 1) / n))
    }
    return report(
      "Kolmogorov-Smirnov distance", distance, kolmogorovTail(distance * effective.squareRoot()),
      ["by quadrature on \(cells) cells, effective size \(formatReal(effective.rounded()))"])
  }

  private func verifyCounts(
    _ column: [Double], _ density: Density, _ effective: Double, _ interpreter: Interpreter
  ) throws -> Report {
    let domain = density.space.members[0].variable.domain
    let values = domain.finiteValues ?? Array(0...Int((column.max() ?? 0) * 2 + 20))
    let logs = try logDensities(density, [values.map(Double.init)], interpreter)
    let top = logs.filter(\.isFinite).max() ?? 0
    let weights = logs.map { exp($0 - top) }
    let total = weights.reduce(0, +)
    var counts: [Double: Double] = [:]
    for value in column { counts[value, default: 0] += 1 }
    let observed = values.map { counts[Double($0)] ?? 0 }
    return chiSquared(
      observed, weights.map { $0 / total }, draws: Double(column.count), effective: effective)
  }

  private func verifyPlane(
    _ columns: [[Double]], _ density: Density, _ effective: Double, _ interpreter: Interpreter
  ) throws -> Report {
    var places: [(Domain, Int)] = []
    for member in density.space.members {
      for position in member.elements.indices { places.append((member.domain, position)) }
    }
    let (x0, x1) = window(columns[0], places[0].0, element: places[0].1)
    let (y0, y1) = window(columns[1], places[1].0, element: places[1].1)
    let cells = 600
    let (dx, dy) = ((x1 - x0) / Double(cells), (y1 - y0) / Double(cells))
    var xs: [Double] = []
    var ys: [Double] = []
    for row in 0..<cells {
      for column in 0..<cells {
        xs.append(x0 + (Double(column) + 0.5) * dx)
        ys.append(y0 + (Double(row) + 0.5) * dy)
      }
    }
    let logs = try logDensities(density, [xs, ys], interpreter)
    let top = logs.filter(\.isFinite).max() ?? 0
    let weights = logs.map { exp($0 - top) }
    let total = weights.reduce(0, +)
    // Blocks of cells, a twelfth of the window each way.
    let blocks = 12
    let side = cells / blocks
    var expected = [Double](repeating: 0, count: blocks * blocks)
    for row in 0..<cells {
      for column in 0..<cells {
        expected[row / side * blocks + column / side] += weights[row * cells + column] / total
      }
    }
    var observed = [Double](repeating: 0, count: blocks * blocks)
    for (x, y) in zip(columns[0], columns[1]) {
      let column = min(max(Int((x - x0) / dx) / side, 0), blocks - 1)
      let row = min(max(Int((y - y0) / dy) / side, 0), blocks - 1)
      observed[row * blocks + column] += 1
    }
    return chiSquared(
      observed, expected, draws: Double(columns[0].count), effective: effective)
  }

  /// Pearson's statistic over cells, those of small expectation put together; scaled to the
  /// effective size where draws are correlated.
  private func chiSquared(
    _ observed: [Double], _ probabilities: [Double], draws: Double, effective: Double
  ) -> Report {
    var statistic = 0.0
    var cells = 0
    var restObserved = 0.0
    var restExpected = 0.0
    for (count, probability) in zip(observed, probabilities) {
      let expected = probability * draws
      if expected * effective / draws < 8 {
        restObserved += count
        restExpected += expected
        continue
      }
      statistic += (count - expected) * (count - expected) / expected
      cells += 1
    }
    if restExpected * effective / draws >= 8 || restObserved > 20 * max(restExpected, 1) {
      statistic +=
        (restObserved - restExpected) * (restObserved - restExpected) / max(restExpected, 1e-9)
      cells += 1
    }
    statistic *= effective / draws
    let freedom = Double(max(cells - 1, 1))
    return report(
      "chi-squared over \(cells) cells", statistic, upperGamma(freedom / 2, statistic / 2),
      ["effective size \(formatReal(effective.rounded()))"])
  }

  /// The kernel Stein discrepancy with the inverse multiquadric kernel (Gorham and Mackey 2017) and
  /// a wild bootstrap (Chwialkowski, Strathmann, Gretton 2016) over at most 500 draws.
  private func verifyByStein(
    _ columns: [[Double]], _ density: Density, _ interpreter: Interpreter
  ) throws -> Report {
    let all = columns[0].count
    let count = min(all, 500)
    let picked = (0..<count).map { $0 * all / count }
    let points = columns.map { column in picked.map { column[$0] } }
    let d = points.count
    let function = try interpreter.function(
      [("log_density", try density.logDensity())], of: density)
    let gradient = try function.gradient(of: 0, withRespectTo: [0]).simplified()
    let scores = backend.run(
      gradient, [.varying(Columns(shape: [d], chains: count, values: points.flatMap { $0 }))],
      chains: 0..<count)[1].values
    // Coordinates in units of their spread.
    let scale = points.map { max(variance($0).squareRoot(), 1e-12) }
    var matrix = [Double](repeating: 0, count: count * count)
    for i in 0..<count {
      for j in 0..<count {
        var square = 0.0
        var dot = 0.0
        var mixed = 0.0
        for k in 0..<d {
          let r = (points[k][i] - points[k][j]) / scale[k]
          let (a, b) = (scores[k * count + i] * scale[k], scores[k * count + j] * scale[k])
          square += r * r
          dot += a * b
          mixed += (a - b) * r
        }
        let q = 1 + square / Double(d)
        let kernel = 1 / q.squareRoot()
        let slope = kernel / q / Double(d)
        matrix[i * count + j] =
          dot * kernel + mixed * slope + Double(d) * slope
          - 3 * square * kernel / (q * q) / Double(d * d)
      }
    }
    func statistic(_ signs: [Double]) -> Double {
      var sum = 0.0
      for i in 0..<count {
        for j in 0..<count where i != j { sum += signs[i] * signs[j] * matrix[i * count + j] }
      }
      return sum / Double(count * (count - 1))
    }
    let observed = statistic(Array(repeating: 1, count: count))
    var state: UInt64 = 0x5DEE_CE66
    var beyond = 0
    let rounds = 200
    for _ in 0..<rounds {
      let signs = (0..<count).map { _ -> Double in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 63 == 1 ? 1 : -1
      }
      if statistic(signs) >= observed { beyond += 1 }
    }
    // With 200 rounds nothing smaller can be told than one in 201; that is the bound here.
    let pValue = Double(beyond + 1) / Double(rounds + 1)
    let isRejected = beyond == 0 && observed > 0
    return Report(
      name: "Verification",
      text:
        "kernel Stein discrepancy: \(formatReal(observed))\n\(count) draws, \(rounds) rounds of a wild bootstrap\n"
        + (isRejected
          ? "the draws do not follow the density (p ≤ \(formatReal(pValue)))"
          : "nothing speaks against the draws (p = \(formatReal(pValue)))"),
      fields: [
        ("statistic", .real(observed)), ("p_value", .real(pValue)),
        ("passed", .boolean(!isRejected)),
      ])
  }
}

/// P(K > x) of the Kolmogorov distribution.
func kolmogorovTail(_ x: Double) -> Double {
  guard x > 0.2 else { return 1 }
  var sum = 0.0
  for k in 1...100 {
    let term = exp(-2 * Double(k * k) * x * x)
    sum += k % 2 == 1 ? term : -term
    if term < 1e-18 { break }
  }
  return min(1, max(0, 2 * sum))
}

/// Q(a, x), the upper regularised incomplete gamma function: by its series below a + 1, by Lentz's
/// continued fraction above (Abramowitz and Stegun 6.5.29, 6.5.31).
func upperGamma(_ a: Double, _ x: Double) -> Double {
  guard x > 0 else { return 1 }
  #if canImport(Glibc)
    var sign: Int32 = 0
    let front = exp(-x + a * log(x) - lgamma_r(a, &sign))
  #else
    let front = exp(-x + a * log(x) - lgamma(a))
  #endif
  if x < a + 1 {
    var term = 1 / a
    var sum = term
    var n = a
    while term > sum * 1e-16 {
      n += 1
      term *= x / n
      sum += term
    }
    return max(0, 1 - sum * front)
  }
  var b = x + 1 - a
  var c = 1e300
  var d = 1 / b
  var h = d
  for i in 1...10_000 {
    let an = -Double(i) * (Double(i) - a)
    b += 2
    d = 1 / (abs(an * d + b) < 1e-300 ? 1e-300 : an * d + b)
    c = abs(b + an / c) < 1e-300 ? 1e-300 : b + an / c
    h *= d * c
    if abs(d * c - 1) < 1e-15 { break }
  }
  return front * h
}
