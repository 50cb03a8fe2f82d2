import CompIR
import CompLanguage
import CompModel
import CompSource

extension Interpreter {
  /// A state of a sampler beside the position.
  typealias CarriedState = (name: String, leaf: Expr.Leaf, initial: Tensor)

  /// Makes the states of a sampler names of its body: the one that `start(p)` begins, which is the
  /// position, and others that begin at known numbers.
  func defineStates(
    of sampler: SamplerDefinition, _ target: SamplerTarget, in scope: Scope
  ) throws -> (position: String, carried: [CarriedState]) {
    var position: String?
    var carried: [CarriedState] = []
    for (name, initial) in sampler.declaration.states {
      let value = try asExpr(try evaluate(initial, in: scope), initial.span)
      if value == target.start, position == nil {
        position = name.name
        scope.define(name.name, .init(.symbol(value), isMutable: true, span: name.span))
        continue
      }
      guard let known = value.constantValue else {
        throw Diagnostic(
          .unsupportedFeature, "the state '\(name.name)' begins at no known value",
          at: [.init(initial.span, "expected numbers that are known before sampling")],
          help:
            "one state begins at start(\(sampler.declaration.density.name)), the others at numbers")
      }
      let leaf = Expr.Leaf(name.name, .real(known.shape))
      carried.append((name.name, leaf, known))
      scope.define(name.name, .init(.symbol(Expr(leaf)), isMutable: true, span: name.span))
    }
    guard let position else {
      throw Diagnostic(
        .unsupportedFeature, "no state of '\(sampler.name)' is where a chain is",
        at: [.init(sampler.span, "expected a state that begins at start(…)")],
        help: "write: state x = start(\(sampler.declaration.density.name))")
    }
    return (position, carried)
  }

  /// The sum of a chain's log weights, and what rounding has taken from it, for a million steps in
  /// float: Kahan 1965, "Further remarks on reducing truncation errors".
  func weightStates(adding term: Expr) throws -> [(leaf: Expr.Leaf, initial: Tensor, next: Expr)] {
    let sum = Expr.Leaf("log_weight", .real(.scalar))
    let lost = Expr.Leaf("log_weight_lost", .real(.scalar))
    let corrected = try Expr.scalar(.subtract, term, Expr(lost))
    let total = try Expr.scalar(.add, Expr(sum), corrected)
    let rounding = try Expr.scalar(.subtract, .scalar(.subtract, total, Expr(sum)), corrected)
    // A weight of zero stays one.
    let isFinite = try Expr.scalar(.isFinite, total)
    let next = try Expr.apply(.select, [isFinite, rounding, Expr(0)])
    return [(sum, Tensor(0), total), (lost, Tensor(0), next)]
  }
}
