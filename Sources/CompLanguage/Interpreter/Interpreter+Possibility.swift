import CompIR
import CompModel
import CompSource

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
