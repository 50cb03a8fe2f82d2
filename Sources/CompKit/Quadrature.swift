import CompIR
import CompPlatform
import CompRuntime
import CompSource

/// A coordinate cut into cells, and cells gathered into blocks in which draws are counted.
private struct QuadratureAxis {
  var points: [Double] = []
  /// The length of each cell; one for discrete values.
  var widths: [Double] = []
  var blockOfCell: [Int] = []
  let blocks: Int
  /// Where each draw lies: the number of blocks below it, and the share of its own.
  let placeOfDraw: [Double]

  /// All reals, cut finest where the draws are: x = m + s tan(π (t − 1/2)) with even cells of t, m the
  /// draws' median and s half the range of their middle half. The tails of a Cauchy density are
  /// covered like those of a Gaussian.
  init(real draws: [Double], cells: Int, blocks: Int) {
    let sorted = draws.sorted()
    let median = quantile(sorted: sorted, 0.5)
    let half = (quantile(sorted: sorted, 0.75) - quantile(sorted: sorted, 0.25)) / 2
    let scale = half > 0 ? half : max(abs(median) * 1e-9, 1e-12)
    self.blocks = blocks
    for cell in 0..<cells {
      let t = (Double(cell) + 0.5) / Double(cells)
      let z = tan(.pi * (t - 0.5))
      points.append(median + scale * z)
      widths.append(.pi * scale * (1 + z * z) / Double(cells))
      blockOfCell.append(cell * blocks / cells)
    }
    placeOfDraw = draws.map { x in
      min(max((atan((x - median) / scale) / .pi + 0.5) * Double(blocks), 0), Double(blocks))
    }
  }

  init(discrete draws: [Double], values: [Double]) {
    points = values
    widths = values.map { _ in 1 }
    blockOfCell = Array(values.indices)
    blocks = values.count
    let places = Dictionary(zip(values, values.indices), uniquingKeysWith: { first, _ in first })
    placeOfDraw = draws.map { Double(places[$0] ?? 0) }
  }

  func block(ofDraw draw: Int) -> Int { min(blocks - 1, Int(placeOfDraw[draw])) }
}

/// One or two coordinates: the density is integrated over a grid, and the draws are compared with it:
/// by the distance of Kolmogorov and Smirnov on a line, by Pearson's chi-squared otherwise.
func verifyByQuadrature(_ draws: VerifiedDraws) throws -> GoodnessOfFit {
  let isLine = draws.axisCount == 1 && draws.discrete.isEmpty
  let cells = isLine ? 20_000 : 500
  let axes =
    draws.real.map { QuadratureAxis(real: $0, cells: cells, blocks: isLine ? cells : 12) }
    + draws.discrete.map { QuadratureAxis(discrete: $0.draws, values: $0.values) }
  guard let first = axes.first else { throw ShapeError("there is nothing to verify") }
  let second = axes.dropFirst().first
  let across = second?.points.count ?? 1

  // Row by row: all cells of the second axis for one of the first.
  var columns = [first.points.flatMap { Array(repeating: $0, count: across) }]
  if let second { columns.append((0..<first.points.count).flatMap { _ in second.points }) }
  let logs = draws.logDensities(
    Array(columns.prefix(draws.real.count)), Array(columns.dropFirst(draws.real.count)),
    count: first.points.count * across)
  let top = logs.filter(\.isFinite).max() ?? 0
  let masses = logs.enumerated().map { index, log -> Double in
    let mass = exp(log - top) * first.widths[index / across] * (second?.widths[index % across] ?? 1)
    return mass.isFinite ? mass : 0
  }
  let total = masses.reduce(0, +)

  var result: GoodnessOfFit
  if isLine {
    result = kolmogorovSmirnov(draws, first, masses.map { $0 / total })
  } else {
    let blocks = second?.blocks ?? 1
    var expected = [Double](repeating: 0, count: first.blocks * blocks)
    for (index, mass) in masses.enumerated() {
      expected[
        first.blockOfCell[index / across] * blocks + (second?.blockOfCell[index % across] ?? 0)] +=
        mass / total
    }
    var observed = [Double](repeating: 0, count: expected.count)
    for draw in 0..<draws.count {
      observed[first.block(ofDraw: draw) * blocks + (second?.block(ofDraw: draw) ?? 0)] += 1
    }
    result = chiSquared(observed, expected, draws: draws)
  }
  if let constant = draws.constant {
    // Where the constant is known the grid must hold all of the density, or the draws are not where
    // the rest of it is.
    let held = total * exp(top + constant)
    if held < 0.98, result.hasPower {
      result.refusal =
        "the draws keep to a region that holds \(Int((held * 100).rounded())) % of the density"
    }
  }
  return result
}

private func kolmogorovSmirnov(
  _ draws: VerifiedDraws, _ axis: QuadratureAxis, _ masses: [Double]
) -> GoodnessOfFit {
  var cumulative = [0.0]
  for mass in masses { cumulative.append((cumulative.last ?? 0) + mass) }
  let n = Double(draws.count)
  var distance = 0.0
  for (index, place) in axis.placeOfDraw.sorted().enumerated() {
    let cell = min(masses.count - 1, Int(place))
    let below = cumulative[cell] + (place - Double(cell)) * masses[cell]
    distance = max(distance, abs(below - Double(index) / n), abs(below - Double(index + 1) / n))
  }
  return GoodnessOfFit(
    name: "Kolmogorov-Smirnov distance", statistic: distance,
    pValue: kolmogorovTail(distance * draws.effective.squareRoot()),
    notes: [
      "by quadrature on \(masses.count) cells, effective size \(formatReal(draws.effective.rounded()))"
    ], hasPower: draws.effective >= fewestVerified)
}

/// Pearson's statistic over blocks, those of an expectation below eight put together; scaled to the
/// effective size where draws are correlated.
private func chiSquared(
  _ observed: [Double], _ probabilities: [Double], draws: VerifiedDraws
) -> GoodnessOfFit {
  let count = Double(draws.count)
  let weight = draws.effective / count
  var statistic = 0.0
  var cells = 0
  var rest = (observed: 0.0, expected: 0.0)
  for (number, probability) in zip(observed, probabilities) {
    let expected = probability * count
    if expected * weight < 8 {
      rest.observed += number
      rest.expected += expected
      continue
    }
    statistic += (number - expected) * (number - expected) / expected
    cells += 1
  }
  if rest.expected * weight >= 8 || rest.observed > 20 * max(rest.expected, 1) {
    let difference = rest.observed - rest.expected
    statistic += difference * difference / max(rest.expected, 1e-9)
    cells += 1
  }
  statistic *= weight
  let freedom = Double(max(cells - 1, 1))
  return GoodnessOfFit(
    name: "chi-squared over \(cells) cells", statistic: statistic,
    pValue: upperGamma(freedom / 2, statistic / 2),
    notes: ["by quadrature, effective size \(formatReal(draws.effective.rounded()))"],
    hasPower: cells > 1)
}
