import CompIR
import CompPlatform
import CompSource

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
    /// The sum over all values of discrete variables, which are bound: of no one else's concern.
    case summed(Density, over: Space)
    /// `log p − log Z`, with the log of p's integral as it was estimated.
    case normalized(Density, logNormalizer: Double)
    /// `log p + w (log c − log p)`
    case guide(Density, toward: Density, strength: Double)
    /// `log p² / (p + q)`
    case contrast(MixturePart, MixturePart)
    /// `log p q / (p + q)`
    case harmonic(MixturePart, MixturePart)
  }

  /// A part of a mixture. Its log weight includes minus the log normaliser of the part as it stood
  /// when it was mixed, where that is known.
  package struct MixturePart: Sendable {
    package var logWeight: Double
    package var density: Density

    package init(logWeight: Double, density: Density) {
      self.logWeight = logWeight
      self.density = density
    }

    /// A density with its normaliser taken away, where that is known.
    package init(normalizing density: Density) {
      self.init(logWeight: -(density.analysis.logNormalizer ?? 0), density: density)
    }
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
  /// How deep compositions nest in it.
  package let depth: Int
  /// Densities in it, itself included, where one that stands in several places counts in each.
  package let size: Int
  private let charge: MemoryCharge?
  private let analysisCache = Cache<Analysis>()

  /// Passes over compositions recurse, on stacks that hold so many levels.
  package static let depthLimit = 25_000
  /// Compositions that nest less are released with those that hold them.
  private static let shallow = 100
  /// About what a composition takes beside its parts, in bytes.
  private static let bytes = 1_024
  /// Titles, plans and analyses take time in proportion to the size.
  package static let sizeLimit = 500_000
  private let formsCache: Cache<[ClosedForm]?>

  package convenience init(
    _ kind: Kind, space: Space, given: Space, name: String?, span: Span,
    isConditioned: Bool = false
  ) {
    self.init(
      kind, space: space, given: given, name: name, span: span, isConditioned: isConditioned,
      formsCache: Cache())
  }

  private init(
    _ kind: Kind, space: Space, given: Space, name: String?, span: Span, isConditioned: Bool,
    formsCache: Cache<[ClosedForm]?>
  ) {
    self.kind = kind
    self.space = space
    self.given = given
    self.name = name
    self.span = span
    self.isConditioned = isConditioned
    self.formsCache = formsCache
    let parts = kind.parts
    depth = 1 + (parts.lazy.map(\.depth).max() ?? -1)
    size = parts.reduce(1) { min($0 + $1.size, 1 << 40) }
    charge = MemoryCharge(
      Self.bytes + 8 * parts.count + 32 * (space.members.count + given.members.count))
  }

  deinit { if depth > Self.shallow { DeferredRelease.release(kind) } }

  /// What is known about the density; found once.
  package var analysis: Analysis { analysisCache.value { Analysis(of: self) } }

  /// Closed forms whose product is the density as composed, constants included; nil where some part
  /// of it has none. Found once.
  package var closedForms: [ClosedForm]? {
    formsCache.value { Abandonment.isNow ? nil : (try? findClosedForms()) ?? nil }
  }

  /// The same density under a name.
  package func named(_ name: String) -> Density {
    Density(
      kind, space: space, given: given, name: name, span: span, isConditioned: isConditioned,
      formsCache: formsCache)
  }

  /// The same density, its variables in this order, their parts in these shapes.
  package func arranged(as parts: [VariablePart]) -> Density {
    let wanted = parts.map { part in
      // The domains are those of the density.
      VariablePart(
        variable: space.member(part.name)?.variable ?? part.variable, elements: part.elements,
        shape: part.shape)
    }
    return Density(
      kind, space: Space(wanted), given: given, name: name, span: span, isConditioned: isConditioned
    )
  }

  /// As plans and diagnostics call it.
  package var title: String {
    if let name { return name }
    switch kind {
    case .factor(let factor): return factor.component
    case .product(let parts): return Density.title(ofProduct: parts)
    case .mixture(let parts): return "(" + titles(parts.map(\.density), " + ") + ")"
    case .power(let base, let power): return "\(base.title) ^ \(formatReal(power))"
    case .quotient(let p, let q, let power):
      return power == 1
        ? "\(p.title) / \(q.title)" : "\(p.title) / \(q.title) ^ \(formatReal(power))"
    case .closed: return "closed form"
    case .summed(let inner, _): return "marginal(\(inner.title))"
    case .normalized(let inner, _): return "normalize(\(inner.title))"
    case .guide(let p, let toward, let strength):
      return "guide(\(p.title), toward: \(toward.title), strength: \(formatReal(strength)))"
    case .contrast(let p, let q): return "contrast(\(p.density.title), \(q.density.title))"
    case .harmonic(let p, let q): return "harmonic(\(p.density.title), \(q.density.title))"
    }
  }

  /// `prior * spring (9 times)`
  package static func title(ofProduct parts: [Density]) -> String { titles(parts, " * ") }

  /// The factors of a product, products within products opened; itself for any other kind.
  package var factors: [Density] {
    if case .product(let parts) = kind { return parts.flatMap(\.factors) }
    return [self]
  }

  /// All uses of declared components in it.
  package var leaves: [(factor: Factor, density: Density)] {
    var leaves: [(factor: Factor, density: Density)] = []
    func visit(_ density: Density) {
      if case .factor(let factor) = density.kind { leaves.append((factor, density)) }
      density.kind.parts.forEach(visit)
    }
    visit(self)
    return leaves
  }
}

extension Density.Kind {
  /// The densities of which it is composed.
  fileprivate var parts: [Density] {
    switch self {
    case .factor, .closed: []
    case .product(let parts): parts
    case .mixture(let parts): parts.map(\.density)
    case .power(let inner, _), .summed(let inner, _), .normalized(let inner, _): [inner]
    case .quotient(let p, let q, _), .guide(let p, let q, _): [p, q]
    case .contrast(let p, let q), .harmonic(let p, let q): [p.density, q.density]
    }
  }
}

/// Titles of parts; those of one title that follow one another are counted, and of many the first
/// are named.
private func titles(_ parts: [Density], _ separator: String) -> String {
  var runs: [(title: String, count: Int)] = []
  for part in parts {
    let title = part.title
    if let last = runs.last, last.title == title {
      runs[runs.count - 1].count += 1
    } else {
      runs.append((title, 1))
    }
  }
  let shown = runs.prefix(runs.count > 8 ? 6 : 8).map { title, count in
    count < 3
      ? Array(repeating: title, count: count).joined(separator: separator)
      : "\(title) (\(count) times)"
  }
  let left = runs.dropFirst(shown.count).reduce(0) { $0 + $1.count }
  return (shown + (left > 0 ? ["… (\(left) more)"] : [])).joined(separator: separator)
}
