import CompIR

/// Why a density has no finite value for any value of its variables.
package struct Impossibility {
  package enum Reason { case zero, infinite, notANumber }
  /// The factor that is at fault.
  package var factor: String
  package var reason: Reason
}

extension Density {
  /// Returns why the density has no finite positive value anywhere, where that is certain: after a
  /// condition that one of its factors excludes.
  package func impossibility(_ finder: inout RangeFinder) -> Impossibility? {
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
