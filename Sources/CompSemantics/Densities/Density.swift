import CompIR
import CompSource

import class Foundation.NSLock

/// A probability density as it was composed: a node of the composition graph.
///
/// Every kind has an unnormalised log density over its free coordinates (`Density+LogDensity`).
/// What more is known — closed forms, normalisers, draws, the grade — is found by `Analysis`.
package final class Density: Sendable {
  package indirect enum Kind: Sendable {
    case factor(Factor)
    case product([Density])
    case mixture([MixturePart])
    case power(Density, Double)
    /// `log p − b log q`
    case quotient(Density, Density, power: Double)
    /// A closed form over the given coordinates, such as a marginal.
    case closed(ClosedForm)
    /// `log p + w (log c − log p)`
    case guide(Density, toward: Density, strength: Double)
    /// `log p² / (p + q)`
    case contrast(Density, Density)
    /// `log p q / (p + q)`
    case harmonic(Density, Density)
  }

  /// A part of a mixture. Its log weight includes minus the log normaliser of the part as it stood
  /// when it was mixed, where that is known.
  package struct MixturePart: Sendable {
    package var logWeight: Double
    package var density: Density
  }

  package let kind: Kind
  /// The free coordinates that it is a density over.
  package let space: Space
  /// The free coordinates that it is conditional on.
  package let given: Space
  /// The name of the component that declares it; nil for an anonymous composition.
  package let name: String?
  /// Where it was composed.
  package let span: Span
  /// Whether a coordinate that it was a density over has been fixed: what is left is then known
  /// only up to a constant, unless a closed form says it.
  package let isConditioned: Bool
  private let cache = AnalysisCache()

  package init(
    _ kind: Kind, space: Space, given: Space, name: String?, span: Span,
    isConditioned: Bool = false
  ) {
    self.kind = kind
    self.space = space
    self.given = given
    self.name = name
    self.span = span
    self.isConditioned = isConditioned
  }

  /// What is known about the density; found once.
  package var analysis: Analysis {
    cache.value { Analysis(of: self) }
  }

  /// The same density under a name.
  package func named(_ name: String) -> Density {
    Density(
      kind, space: space, given: given, name: name, span: span, isConditioned: isConditioned)
  }

  /// As plans and diagnostics call it.
  package var title: String {
    if let name { return name }
    switch kind {
    case .factor(let factor): return factor.component
    case .product(let parts): return parts.map(\.title).joined(separator: " * ")
    case .mixture(let parts):
      return "(" + parts.map(\.density.title).joined(separator: " + ") + ")"
    case .power(let base, let power): return "\(base.title) ^ \(formatReal(power))"
    case .quotient(let p, let q, let power):
      return power == 1
        ? "\(p.title) / \(q.title)" : "\(p.title) / \(q.title) ^ \(formatReal(power))"
    case .closed: return "closed form"
    case .guide(let p, let toward, let strength):
      return "guide(\(p.title), toward: \(toward.title), strength: \(formatReal(strength)))"
    case .contrast(let p, let q): return "contrast(\(p.title), \(q.title))"
    case .harmonic(let p, let q): return "harmonic(\(p.title), \(q.title))"
    }
  }

  /// The factors of a product, products within products opened; itself for any other kind.
  package var factors: [Density] {
    if case .product(let parts) = kind { return parts.flatMap(\.factors) }
    return [self]
  }

  /// All uses of declared components in it.
  package var leaves: [(factor: Factor, density: Density)] {
    switch kind {
    case .factor(let factor): [(factor, self)]
    case .product(let parts): parts.flatMap(\.leaves)
    case .mixture(let parts): parts.flatMap(\.density.leaves)
    case .power(let base, _): base.leaves
    case .quotient(let p, let q, _): p.leaves + q.leaves
    case .closed: []
    case .guide(let p, let q, _), .contrast(let p, let q), .harmonic(let p, let q):
      p.leaves + q.leaves
    }
  }
}

/// Holds an analysis once it has been made.
private final class AnalysisCache: @unchecked Sendable {
  private let lock = NSLock()
  private var known: Analysis?
  func value(_ make: () -> Analysis) -> Analysis {
    lock.lock()
    if let known {
      lock.unlock()
      return known
    }
    lock.unlock()
    let made = make()
    lock.lock()
    defer { lock.unlock() }
    known = known ?? made
    return made
  }
}
