import CompIR
import CompLanguage
import CompModel
import CompSource

/// So many candidates are compared in a loop, which holds the code of the energy once: fewer are faster
/// written out one after the other.
private let loopedCandidates = 13..<4_096

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
        if loopedCandidates.contains(values.count), let first = values.first,
          values == Array(first..<(first + values.count))
        {
          states = try replaced(
            try loopedGumbelMax(first, values.count) { try energy(replaced($0)) })
        } else if let drawn = try gumbelMax(values.map { try replaced(Expr(Double($0))) }, energy) {
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
      let score = try gumbelScore(u, energy(candidate))
      if let known = best {
        let better = try Expr.scalar(.less, known.score, score)
        best = (
          try .apply(.select, [better, score, known.score]),
          try .apply(.select, [better, candidate, known.state])
        )
      } else {
        best = (score, candidate)
      }
    }
    return best?.state
  }

  /// The same of the values from `first` on, in a loop of the IR that holds the energy once.
  ///
  /// - Parameter energy: that of the state with a value.
  private func loopedGumbelMax(
    _ first: Int, _ count: Int, _ energy: (Expr) throws -> Expr
  ) throws -> Expr {
    let names = ["value", "best_score", "best_value"]
    let leaves = names.map { Expr.Leaf($0, .real(.scalar)) }
    let (value, bestScore, bestValue) = (Expr(leaves[0]), Expr(leaves[1]), Expr(leaves[2]))
    let u = Expr(.operation(.uniform(site: 0, .scalar), []), type: .real(.scalar))
    let score = try gumbelScore(u, energy(value))
    let better = try Expr.scalar(.less, bestScore, score)
    let loop = Expr.Loop(
      count: count, parameters: leaves,
      initial: [Expr(Double(first)), Expr(-.infinity), Expr(Double(first))],
      results: [
        try .scalar(.add, value, Expr(1)), try .apply(.select, [better, score, bestScore]),
        try .apply(.select, [better, value, bestValue]),
      ], condition: nil, randomNodes: [u])
    return Expr(.loop(loop, result: 2), type: .real(.scalar))
  }

  /// −E + Gumbel noise, made of a number uniform in (0, 1); −∞ where the energy is no number.
  private func gumbelScore(_ u: Expr, _ energy: Expr) throws -> Expr {
    let gumbel = try Expr.scalar(.negate, .scalar(.log, .scalar(.negate, .scalar(.log, u))))
    let score = try Expr.scalar(.subtract, gumbel, energy)
    return try .apply(.select, [.scalar(.isNaN, score), Expr(-.infinity), score])
  }
}
