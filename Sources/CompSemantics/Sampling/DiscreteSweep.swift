import CompIR
import CompSource

extension Interpreter {
  /// The discrete variables after one sweep: one after the other, each drawn from its conditional.
  ///
  /// - Parameter energy: the energy where the discrete variables have the given values, and the others
  ///   those of the state.
  func sweptDiscrete(
    _ discrete: Expr, _ layout: CoordinateLayout, energy: @escaping @Sendable (Expr) -> Expr,
    at span: Span
  ) throws -> Expr {
    var states = discrete
    for (index, values) in layout.discreteValues.enumerated() {
      func replaced(_ value: Expr) throws -> Expr {
        try asExpr(
          try replacing(
            .symbol(states), at: [.integer(index)], [span], with: .symbol(value), span, span),
          span)
      }
      if let values {
        if let drawn = try gumbelMax(values.map { try replaced(Expr(Double($0))) }, energy) {
          states = drawn
        }
      } else {
        let others = states
        let conditional = Builtin(
          "log_density", [.init("n")], documentation: "the log density of one count, given all else"
        ) { interpreter, call in
          let moved = try interpreter.replacing(
            .symbol(others), at: [.integer(index)], [span], with: call.value("n"), span, span)
          return .symbol(try .scalar(.negate, energy(try interpreter.asExpr(moved, span))))
        }
        let here = try Expr.apply(
          .reshape(.scalar), [.apply(.slice(starts: [index], limits: [index + 1]), [states])])
        states = try replaced(
          try applyStandard(
            "count_draw",
            [.function(.init(name: "log_density", body: .builtin(conditional))), .symbol(here)],
            at: span))
      }
    }
    return states
  }

  /// One of some candidates, with probability ∝ e^−E: the one with the largest −E + Gumbel noise
  /// (Gumbel 1954). Nil where there are none.
  private func gumbelMax(_ candidates: [Expr], _ energy: (Expr) -> Expr) throws -> Expr? {
    let noise = Expr(
      .operation(.uniform(site: 0, [candidates.count]), []), type: .real([candidates.count]))
    var best: (score: Expr, state: Expr)?
    for (place, candidate) in candidates.enumerated() {
      let u = try Expr.apply(
        .reshape(.scalar), [.apply(.slice(starts: [place], limits: [place + 1]), [noise])])
      let gumbel = try Expr.scalar(.negate, .scalar(.log, .scalar(.negate, .scalar(.log, u))))
      let score = try Expr.scalar(.subtract, gumbel, energy(candidate))
      let usable = try Expr.apply(.select, [.scalar(.isNaN, score), Expr(-.infinity), score])
      if let known = best {
        let better = try Expr.scalar(.less, known.score, usable)
        best = (
          try .apply(.select, [better, usable, known.score]),
          try .apply(.select, [better, candidate, known.state])
        )
      } else {
        best = (usable, candidate)
      }
    }
    return best?.state
  }
}
