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
  package var support: Expr?
  /// Whether the log density has its constant, over all of `over`.
  package var isNormalized: Bool
  /// Whether only the gradient of `logDensity` means anything.
  package var isScoreOnly: Bool
  /// One exact draw of each part of `over`; nil where the component gives none.
  package var draw: [Expr]?
  /// The component's own moments, where it states them, in the shape of its only variable.
  package var mean: Expr?
  package var variance: Expr?

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
    self.isNormalized = isNormalized
    self.isScoreOnly = isScoreOnly
    self.draw = draw
    self.mean = mean
    self.variance = variance
  }

  /// The log density with −∞ outside the support.
  package func supportedLogDensity() throws -> Expr {
    guard let support else { return logDensity }
    return try .apply(.select, [support, logDensity, Expr(-.infinity)])
  }
}
