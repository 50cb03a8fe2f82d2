import CompIR

import func CompPlatform.exp
import func CompPlatform.log

extension Density {
  /// The unnormalised log density as an expression over its variables: −∞ outside the support.
  package func logDensity() throws -> Expr {
    switch kind {
    case .factor(let factor): return try factor.supportedLogDensity()
    case .product(let parts): return try .sum(parts.map { try $0.logDensity() })
    case .mixture(let parts):
      return try .logSumExp(parts.map { try $0.logDensity() })
    case .power(let base, let power):
      return try .scalar(.multiply, Expr(power), base.logDensity())
    case .quotient(let p, let q, let power):
      let above = try p.logDensity()
      return try .vanishing(
        where: above,
        else: .scalar(.subtract, above, .scalar(.multiply, Expr(power), q.logDensity())))
    case .closed(let form): return try form.logDensity()
    case .summed:
      guard let sum = try summedLogDensity() else {
        throw ShapeError("the sum over discrete variables is too large")
      }
      return sum
    case .normalized(let inner, let logNormalizer):
      return try .scalar(.subtract, inner.logDensity(), Expr(logNormalizer))
    case .guide(let p, let toward, let strength):
      let base = try p.logDensity()
      return try .vanishing(
        where: base,
        else: .scalar(
          .add, base,
          .scalar(.multiply, Expr(strength), .scalar(.subtract, toward.logDensity(), base))))
    case .contrast(let p, let q):
      let (a, b) = (try p.logDensity(), try q.logDensity())
      return try .vanishing(
        where: a,
        else: .scalar(.subtract, .scalar(.multiply, Expr(2), a), .logSumExp([a, b])))
    case .harmonic(let p, let q):
      let (a, b) = (try p.logDensity(), try q.logDensity())
      let both = try Expr.scalar(.add, a, b)
      return try .vanishing(
        where: both, else: .scalar(.subtract, both, .logSumExp([a, b])))
    }
  }

  /// The log density of a sum over discrete variables; nil where its tables would be too large.
  func summedLogDensity() throws -> Expr? {
    guard case .summed(let inner, let bound) = kind else { return nil }
    var values: [Coordinate: [Int]] = [:]
    for member in bound.members {
      for coordinate in member.coordinates { values[coordinate] = member.domain.finiteValues }
    }
    return try DiscreteSum.expression(inner, over: values)
  }

  /// The log density with its constant where that is known; up to a constant elsewhere.
  package func normalizedLogDensity() throws -> Expr {
    guard analysis.logNormalizer != nil else { return try logDensity() }
    return try .sum(
      analysis.groups.map { group in
        if case .closed(let form) = group.solution {
          return try form.logDensity(isNormalized: true)
        }
        let raw = try Expr.sum(group.units.map { try $0.logDensity() })
        guard let constant = group.logNormalizer, constant != 0 else { return raw }
        return try .scalar(.subtract, raw, Expr(constant))
      })
  }
}

extension Density.MixturePart {
  /// The log density with the part's weight.
  package func logDensity() throws -> Expr {
    try .scalar(.add, Expr(logWeight), density.logDensity())
  }
}

extension Expr {
  /// −∞ where a log density is that, which in a difference of log densities would give NaN.
  fileprivate static func vanishing(where log: Expr, else value: Expr) throws -> Expr {
    try .apply(.select, [.scalar(.equal, log, Expr(-.infinity)), Expr(-.infinity), value])
  }

  /// `log Σ exp` of scalars, stable, and −∞ where all are.
  static func logSumExp(_ terms: [Expr]) throws -> Expr {
    if terms.count == 1 { return terms[0] }
    let stacked = try Expr.apply(
      .concatenate(axis: 0), terms.map { try .apply(.reshape([1]), [$0]) })
    return try stacked.logSumExp()
  }
}
