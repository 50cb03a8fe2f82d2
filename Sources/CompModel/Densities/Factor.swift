import CompIR
import CompSource

/// What one use of a declared component contributes: a log density as an expression over random
/// variables, with what is known about it.
package struct Factor: Sendable {
  /// The component's name, for plans and diagnostics.
  package var component: String
  /// Where the component is declared.
  package var declaration: Span
  /// The parts it is a density over, in the order of its declaration, before anything was fixed.
  package var over: [VariablePart]
  /// The values over which the component is normalised, one domain for each of `over`: placed on a
  /// variable that takes fewer, it is so no longer.
  package var domains: [Domain]
  /// The log density, a real scalar; up to a constant unless `isNormalized`. For a component that
  /// gives only a score this is the surrogate whose gradient is that score.
  package var logDensity: Expr
  /// Where the density is positive, a boolean scalar; nil for everywhere.
  package private(set) var support: Expr?
  /// Whether only the gradient of `logDensity` means anything.
  package var isScoreOnly: Bool
  /// What the component itself declares of its support, its constant, its draw and its moments.
  private var declared: Declared
  /// Where the arguments are values that the component's parameters take, as far as this is not known
  /// from the domains of the variables that they mention. Elsewhere the density is zero, and what is
  /// declared does not hold.
  private var conditions: [Expr] = []

  private struct Declared: Sendable {
    var support: Expr?
    var isNormalized: Bool
    var draw: [Expr]?
    var mean: Expr?
    var variance: Expr?
  }

  package init(
    component: String, declaration: Span, over: [VariablePart], logDensity: Expr,
    support: Expr?,
    isNormalized: Bool, isScoreOnly: Bool, draw: [Expr]?, mean: Expr? = nil, variance: Expr? = nil
  ) {
    self.component = component
    self.declaration = declaration
    self.over = over
    domains = over.map(\.domain)
    self.logDensity = logDensity
    self.support = support
    self.isScoreOnly = isScoreOnly
    declared = Declared(
      support: support, isNormalized: isNormalized, draw: draw, mean: mean, variance: variance)
  }

  /// Whether the log density has its constant, over all of `over`.
  package var isNormalized: Bool { declared.isNormalized && conditions.isEmpty }
  /// One exact draw of each part of `over`; nil where the component gives none.
  package var draw: [Expr]? { conditions.isEmpty ? declared.draw : nil }
  /// The component's own moments, where it states them, in the shape of its only variable.
  package var mean: Expr? { conditions.isEmpty ? declared.mean : nil }
  package var variance: Expr? { conditions.isEmpty ? declared.variance : nil }

  /// Restricts the factor to where its arguments are values that its parameters take.
  package mutating func restrict(to conditions: [Expr]) throws {
    var finder = RangeFinder()
    self.conditions = try (self.conditions + conditions).map { try $0.every() }
      .filter { finder.range(of: $0).lower < 1 }
    support = declared.support
    for condition in self.conditions {
      support = try support.map { try .scalar(.and, $0, condition) } ?? condition
    }
  }

  /// Replaces elements of variables in all that it holds.
  ///
  /// - Parameter fixesOwn: whether some of its own variables become numbers, so that what is left has
  ///   no known constant and no draw.
  mutating func substitute(_ substitution: inout Substitution, fixesOwn: Bool) throws {
    logDensity = try substitution(logDensity)
    declared.support = try declared.support.map { try substitution($0) }
    declared.draw = fixesOwn ? nil : try declared.draw?.map { try substitution($0) }
    declared.mean = try declared.mean.map { try substitution($0) }
    declared.variance = try declared.variance.map { try substitution($0) }
    declared.isNormalized = declared.isNormalized && !fixesOwn
    over = try over.flatMap { part -> [VariablePart] in
      let moved = try substitution(Expr(part))
      if case .variable(let target) = moved.node { return [target] }
      return Expr.variables(in: [moved])
    }
    let moved = try conditions.map { try substitution($0) }
    conditions = []
    try restrict(to: moved)
  }

  /// The log density with −∞ outside the support.
  package func supportedLogDensity() throws -> Expr {
    guard let support else { return logDensity }
    return try .apply(.select, [support, logDensity, Expr(-.infinity)])
  }
}
