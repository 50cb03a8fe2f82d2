import CompIR
import CompModel
import CompSource
import CompSyntax

/// Bounds of a component's variable that depend on random variables.
extension Interpreter {
  /// Returns whether there is something between random bounds, as a condition on random variables; nil where
  /// there is for all their values. Elsewhere the component is no density.
  func condition(onBoundsOf type: TypeExpression, in scope: Scope) throws -> Expr? {
    guard case .named(let name, let arguments, _) = type.kind, name.name == "Between",
      arguments.count == 2,
      try supportDomain(name.name, arguments, at: type.span, in: scope)?.isRandom == true
    else { return nil }
    let (low, high) = (arguments[0], arguments[1])
    let ends = [
      try asExpr(try evaluate(low, in: scope), low.span),
      try asExpr(try evaluate(high, in: scope), high.span),
    ]
    var distance = AffineDistance()
    distance.add(ends[1], times: 1)
    distance.add(ends[0], times: -1)
    return distance.isPositive ? nil : try .scalar(.less, ends[0], ends[1])
  }
}

/// A sum of multiples of expressions, in which the same expression is met once: `(m + s) − (m − s)` is 2 s.
private struct AffineDistance {
  /// What is the same wherever it is met.
  private enum Atom: Hashable {
    case part(VariablePart)
    case node(Expr)
  }

  /// Formulas of more levels count as one expression.
  private static let depth = 32

  private var constant = 0.0
  private var atoms: [Atom: (expr: Expr, times: Double)] = [:]

  /// Whether the sum is above zero for all values of the variables; a variable is not counted at an end of
  /// its domain.
  var isPositive: Bool {
    var finder = RangeFinder()
    var (lower, isConstant) = (constant, true)
    for (expr, times) in atoms.values where times != 0 {
      let range = finder.range(of: expr)
      lower += times * (times > 0 ? range.lower : range.upper)
      if range.lower != range.upper { isConstant = false }
    }
    return isConstant ? lower > 0 : lower >= 0
  }

  mutating func add(_ expr: Expr, times: Double, depth: Int = AffineDistance.depth) {
    if case .operation(let operation, let operands) = expr.node, depth > 0 {
      switch operation {
      case .constant(let tensor):
        constant += times * ((times > 0 ? tensor.values.min() : tensor.values.max()) ?? .nan)
        return
      case .scalar(.add), .scalar(.subtract):
        add(operands[0], times: times, depth: depth - 1)
        add(operands[1], times: operation == .scalar(.add) ? times : -times, depth: depth - 1)
        return
      case .scalar(.negate):
        add(operands[0], times: -times, depth: depth - 1)
        return
      case .scalar(.multiply):
        for (factor, rest) in [(operands[0], operands[1]), (operands[1], operands[0])] {
          guard let number = factor.constantValue, number.shape.isScalar else { continue }
          add(rest, times: times * number.values[0], depth: depth - 1)
          return
        }
      default: break
      }
    }
    var key = Atom.node(expr)
    if case .variable(let part) = expr.node { key = .part(part) }
    atoms[key, default: (expr, 0)].times += times
  }
}
