import CompIR

import func Foundation.exp
import func Foundation.log

extension Density {
  /// The unnormalised log density as an expression over its variables: −∞ outside the support.
  package func logDensity() throws -> Expr {
    switch kind {
    case .factor(let factor): return try factor.supportedLogDensity()
    case .product(let parts): return try .sum(parts.map { try $0.logDensity() })
    case .mixture(let parts):
      return try .logSumExp(
        parts.map { try .scalar(.add, Expr($0.logWeight), $0.density.logDensity()) })
    case .power(let base, let power):
      return try .scalar(.multiply, Expr(power), base.logDensity())
    case .quotient(let p, let q, let power):
      let above = try p.logDensity()
      let below = try Expr.scalar(.multiply, Expr(power), q.logDensity())
      // Where the dividend vanishes the quotient does.
      return try .apply(
        .select,
        [
          .scalar(.equal, above, Expr(-.infinity)), Expr(-.infinity),
          .scalar(.subtract, above, below),
        ])
    case .closed(let form): return try form.logDensity()
    case .guide(let p, let toward, let strength):
      let base = try p.logDensity()
      return try .scalar(
        .add, base,
        .scalar(.multiply, Expr(strength), .scalar(.subtract, toward.logDensity(), base)))
    case .contrast(let p, let q):
      let (a, b) = (try p.normalizedLogDensity(), try q.normalizedLogDensity())
      return try .scalar(.subtract, .scalar(.multiply, Expr(2), a), .logSumExp([a, b]))
    case .harmonic(let p, let q):
      let (a, b) = (try p.normalizedLogDensity(), try q.normalizedLogDensity())
      return try .scalar(.subtract, .scalar(.add, a, b), .logSumExp([a, b]))
    }
  }

  /// The log density with its constant where that is known; up to a constant elsewhere.
  package func normalizedLogDensity() throws -> Expr {
    let raw = try logDensity()
    guard let constant = analysis.logNormalizer, constant != 0 else { return raw }
    return try .scalar(.subtract, raw, Expr(constant))
  }
}

extension Expr {
  /// `log Σ exp` of scalars, stable, and −∞ where all are.
  static func logSumExp(_ terms: [Expr]) throws -> Expr {
    if terms.count == 1 { return terms[0] }
    let stacked = try Expr.apply(
      .concatenate(axis: 0), terms.map { try .apply(.reshape([1]), [$0]) })
    return try stacked.logSumExp()
  }
}
