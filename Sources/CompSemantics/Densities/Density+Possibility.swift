import CompIR
import CompSource

/// Why a density has no finite value for any value of its variables.
struct Impossibility {
  enum Reason { case zero, infinite, notANumber }
  /// The factor that is at fault.
  var factor: String
  var reason: Reason
}

extension Density {
  /// Returns why the density has no finite positive value anywhere, where that is certain: after a
  /// condition that one of its factors excludes.
  func impossibility(_ finder: inout RangeFinder) -> Impossibility? {
    switch kind {
    case .factor(let factor):
      guard let log = try? factor.supportedLogDensity() else { return nil }
      let range = finder.range(of: log)
      let reason: Impossibility.Reason
      if range.upper == -.infinity {
        reason = .zero
      } else if range.lower == .infinity {
        reason = .infinite
      } else if log.constantValue?.values.contains(where: \.isNaN) == true {
        reason = .notANumber
      } else {
        return nil
      }
      return Impossibility(factor: factor.component, reason: reason)
    case .product(let parts):
      for part in parts { if let found = part.impossibility(&finder) { return found } }
      return nil
    case .mixture(let parts):
      let all = parts.map { $0.density.impossibility(&finder) }
      return all.allSatisfy { $0 != nil } ? all.first ?? nil : nil
    case .power(let base, _): return base.impossibility(&finder)
    case .quotient(let p, _, _), .guide(let p, _, _): return p.impossibility(&finder)
    case .contrast(let p, _): return p.density.impossibility(&finder)
    case .harmonic(let p, let q):
      return p.density.impossibility(&finder) ?? q.density.impossibility(&finder)
    case .normalized(let inner, _): return inner.impossibility(&finder)
    case .closed, .summed: return nil
    }
  }
}

extension Interpreter {
  /// Checks that the factors of which a condition fixes variables do not exclude it.
  ///
  /// - Parameter conditioned: the density after the variables were fixed, its factors in the order of
  ///   those of `density`.
  func checkPossible(
    _ conditioned: Density, fixing fixed: [Coordinate: Double], in density: Density, at span: Span
  ) throws {
    var finder = RangeFinder()
    for (before, after) in zip(density.factors, conditioned.factors)
    where before.space.union(before.given).coordinates.contains(where: { fixed[$0] != nil }) {
      try checkLookUps(in: before, fixing: fixed)
      if let found = after.impossibility(&finder) {
        throw Diagnostic.impossibleCondition(found, at: span, density: before.span)
      }
    }
  }
}

extension Diagnostic {
  /// Reports a condition for which a factor has no density.
  static func impossibleCondition(_ found: Impossibility, at span: Span, density: Span)
    -> Diagnostic
  {
    let what: String
    switch found.reason {
    case .zero: what = "zero"
    case .infinite: what = "infinite"
    case .notANumber: what = "not a number"
    }
    return Diagnostic(
      .impossibleCondition, "the density of '\(found.factor)' is \(what) under this condition",
      at: [
        Label(
          span,
          found.reason == .zero
            ? "outside of what '\(found.factor)' can give" : "no finite density here"),
        Label(density, "this factor"),
      ],
      help: "change the value, or the support or parameters of '\(found.factor)'")
  }
}
