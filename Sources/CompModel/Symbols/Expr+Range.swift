import CompIR

import func CompPlatform.pow

/// Finds bounds on the values of expressions; nodes that are shared are looked at once.
package struct RangeFinder {
  private var known: [Expr: ValueRange] = [:]
  /// The domains of variables that are narrower than they were declared, by their names.
  private var domains: [String: Domain] = [:]
  /// What a condition says of variables.
  private var assumed: [VariablePart: ValueRange] = [:]

  package init() {}

  /// - Parameter space: variables with the domains that a density leaves them.
  package init(in space: Space) {
    for member in space.members { domains[member.variable.name] = member.variable.domain }
  }

  package mutating func range(of expr: Expr) -> ValueRange {
    if let range = known[expr] { return range }
    let range = find(expr)
    known[expr] = range
    return range
  }

  /// A finder for where expressions lie in ranges that a condition gives them.
  package func assuming(_ facts: [(expr: Expr, range: ValueRange)]) -> RangeFinder {
    var finder = self
    finder.known = [:]
    for (expr, range) in facts {
      if case .variable(let part) = expr.node {
        finder.assumed[part] = finder.assumed[part].map { $0.intersection(range) } ?? range
      }
    }
    for (expr, range) in facts {
      finder.known[expr] = finder.range(of: expr).intersection(range)
    }
    return finder
  }

  /// A finder that knows nothing of conditions.
  package var withoutAssumptions: RangeFinder {
    var finder = self
    finder.known = [:]
    finder.assumed = [:]
    return finder
  }

  private mutating func find(_ expr: Expr) -> ValueRange {
    switch expr.node {
    case .variable(let part):
      let range = (domains[part.name]?.selecting(part.elements) ?? part.domain).range
      return assumed[part].map { range.intersection($0) } ?? range
    case .leaf, .loop, .call: return .unknown
    case .operation(let operation, let operands):
      return find(operation, operands, operands.map { range(of: $0) })
    }
  }

  private func find(_ operation: Operation, _ operands: [Expr], _ ranges: [ValueRange])
    -> ValueRange
  {
    switch operation {
    case .constant(let tensor): return ValueRange(tensor.values)
    case .booleanConstant(let flag): return ValueRange([flag ? 1 : 0])
    case .scalar(let function):
      if function == .multiply, operands[0] === operands[1] { return ranges[0].squared }
      return function.range(of: ranges)
    case .select:
      if ranges[0].lower == 1 { return ranges[1] }
      if ranges[0].upper == 0 { return ranges[2] }
      return ranges[1].union(ranges[2])
    case .reshape, .broadcast, .transpose, .slice, .gather, .stopGradient: return ranges[0]
    case .pad: return ranges[0].union(ValueRange([0]))
    case .concatenate: return ranges.dropFirst().reduce(ranges[0]) { $0.union($1) }
    case .reduce(let reduction, let axes):
      let count = axes.reduce(1) { $0 * operands[0].shape.dimensions[$1] }
      return reduction.range(of: ranges[0], count: count)
    case .matrixMultiply:
      return (ranges[0] * ranges[1]).summed(operands[0].shape.dimensions.last ?? 1)
    case .scatterAdd:
      let total = ranges[0].summed(operands[0].shape.dimensions.first ?? 1)
      return total.union(ValueRange([0])).union(ranges[0])
    case .cumulativeSum(let axis):
      return ranges[0].union(ranges[0].summed(operands[0].shape.dimensions[axis]))
    case .cholesky, .triangularSolve, .normal: return .all
    case .uniform: return ValueRange(0, 1)
    }
  }
}

extension Domain {
  /// The values that an element may take.
  fileprivate var range: ValueRange {
    switch self {
    case .interval(let lower, let upper):
      ValueRange(lower.min() ?? -.infinity, upper.max() ?? .infinity)
    case .simplex: ValueRange(0, 1)
    case .ordered: .all
    case .labels(let names): ValueRange(0, Double(names.count - 1), isWhole: true)
    case .range(let low, let high): ValueRange(Double(low), Double(high - 1), isWhole: true)
    case .natural: ValueRange(0, .infinity, isWhole: true)
    }
  }
}

extension Reduction {
  fileprivate func range(of elements: ValueRange, count: Int) -> ValueRange {
    switch self {
    case .sum: return elements.summed(count)
    case .product:
      if elements.lies(from: 0, to: 1) { return elements.within(0, 1) }
      return elements.within(elements.lower >= 0 ? 0 : -.infinity, .infinity)
    case .maximum, .minimum: return elements
    // Truth values that are not all the same may be any.
    case .all, .any: return count == 0 ? .truth : elements
    }
  }
}

extension ScalarFunction {
  fileprivate func range(of x: [ValueRange]) -> ValueRange {
    let a = x[0]
    let b = x.count > 1 ? x[1] : a
    func value(_ number: Double) -> Double { row.evaluate([number]) }
    switch self {
    case .negate: return -a
    case .absolute:
      let size = max(abs(a.lower), abs(a.upper))
      let least = a.lower <= 0 && a.upper >= 0 ? 0 : min(abs(a.lower), abs(a.upper))
      return a.within(least, size, isWhole: a.isWhole)
    case .sign: return a.rising(isWhole: true, value)
    case .floor, .ceil, .round: return a.rising(isWhole: true, value)
    case .squareRoot: return a.rising { value(max($0, 0)) }
    case .exp, .expm1, .sinh, .tanh, .atan, .sigmoid, .softplus, .erf, .exponentRange,
      .sigmoidRange:
      return a.rising(value)
    case .log: return a.rising { value(max($0, 0)) }
    case .log1p: return a.rising { value(max($0, -1)) }
    case .log1pSquare: return a.within(0, .infinity)
    case .sin, .cos: return a.within(-1, 1)
    case .tan: return a.within(-.infinity, .infinity)
    case .asin: return a.within(-.pi / 2, .pi / 2)
    case .acos: return a.within(0, .pi)
    case .cosh: return a.within(1, .infinity)
    case .erfc: return a.within(value(a.upper), value(a.lower))
    case .lgamma, .digamma, .polygamma: return a.within(-.infinity, .infinity)
    case .add: return a + b
    case .subtract: return a + -b
    case .multiply, .gate: return a * b
    case .divide: return a * b.inverse
    case .power: return a.raised(to: b)
    case .minimum:
      return ValueRange(
        min(a.lower, b.lower), min(a.upper, b.upper), isWhole: a.isWhole && b.isWhole,
        isKnown: a.isKnown && b.isKnown)
    case .maximum:
      return ValueRange(
        max(a.lower, b.lower), max(a.upper, b.upper), isWhole: a.isWhole && b.isWhole,
        isKnown: a.isKnown && b.isKnown)
    case .atan2: return a.within(-.pi, .pi)
    case .besselIE: return a.within(-1, 1)
    case .less: return .comparing(a.upper < b.lower, never: a.lower >= b.upper)
    case .lessOrEqual: return .comparing(a.upper <= b.lower, never: a.lower > b.upper)
    case .equal: return .comparing(a.isOne(with: b), never: a.isApart(from: b))
    case .notEqual: return .comparing(a.isApart(from: b), never: a.isOne(with: b))
    case .and: return .comparing(a.lower == 1 && b.lower == 1, never: a.upper == 0 || b.upper == 0)
    case .or: return .comparing(a.lower == 1 || b.lower == 1, never: a.upper == 0 && b.upper == 0)
    case .not: return .comparing(a.upper == 0, never: a.lower == 1)
    case .isFinite, .isNaN: return .truth
    }
  }
}

extension ValueRange {
  /// A truth value that is known where a comparison always, or never, holds.
  fileprivate static func comparing(_ always: Bool, never: Bool) -> ValueRange {
    always ? ValueRange([1]) : never ? ValueRange([0]) : .truth
  }

  /// Whether both are the same single number.
  fileprivate func isOne(with other: ValueRange) -> Bool {
    lower == upper && other.lower == lower && other.upper == lower
  }

  fileprivate func isApart(from other: ValueRange) -> Bool {
    upper < other.lower || lower > other.upper
  }

  fileprivate func raised(to power: ValueRange) -> ValueRange {
    let isWhole = isWhole && power.isWhole && power.lower >= 0
    let isKnown = isKnown && power.isKnown
    var base = self
    if lower < 0, power.lower == power.upper, power.lower.remainder(dividingBy: 2) == 0 {
      // An even power is that of the absolute value.
      base.lower = upper < 0 ? -upper : 0
      base.upper = max(-lower, upper)
    }
    guard base.lower >= 0 else {
      return ValueRange(-.infinity, .infinity, isWhole: isWhole, isKnown: isKnown)
    }
    // Monotone in the base and in the power, so that the extremes lie at the corners.
    let corners = [
      pow(base.lower, power.lower), pow(base.lower, power.upper), pow(base.upper, power.lower),
      pow(base.upper, power.upper),
    ]
    return ValueRange(
      corners.min() ?? 0, corners.max() ?? .infinity, isWhole: isWhole, isKnown: isKnown)
  }
}
