import CompIR
import CompModel
import CompSource
import CompSyntax

/// The supports that types of random variables name.
extension Interpreter {
  /// Returns the domain that a support's name with its bounds denotes; nil if it is not a support of
  /// numbers.
  ///
  /// A bound that depends on random variables is left out of the domain. `isRandom` is then true, and
  /// `condition(_:isIn:)` holds the variable to that bound.
  func supportDomain(
    _ name: String, _ arguments: [Expression], at span: Span, in scope: Scope
  ) throws -> (domain: Domain, isRandom: Bool)? {
    guard NamedType.supports.contains(name), name != "PositiveDefinite" else { return nil }
    try checkArguments(arguments, of: name, at: span)
    var isRandom = false
    func bound(_ index: Int, otherwise infinity: Double) throws -> [Double] {
      let value = try evaluate(arguments[index], in: scope)
      switch value {
      case .symbol, .variable: isRandom = true
      case .unknown: break
      default:
        guard let tensor = try asTensor(value) else {
          throw mismatch(.numbers, value, at: arguments[index].span)
        }
        if tensor.values.isEmpty { throw Diagnostic.empty(name, at: arguments[index].span) }
        let bounds = tensor.values.collapsed
        // Among the bounds of several elements an infinite one leaves its element unbounded.
        if let wrong = bounds.first(where: { bound in
          bound.isNaN || bound == -infinity || bound.isInfinite && bounds.count == 1
        }) {
          throw Diagnostic.invalidBound(wrong, of: name, at: arguments[index].span)
        }
        return bounds
      }
      return [infinity]
    }
    let domain: Domain
    switch name {
    case "R", "Real": domain = .real
    case "Positive": domain = .positive
    case "Weights": domain = .positive
    case "UnitInterval": domain = .interval(lower: [0], upper: [1])
    case "Between":
      let low = try bound(0, otherwise: -.infinity)
      let high = try bound(1, otherwise: .infinity)
      for index in 0..<max(low.count, high.count) {
        let (a, b) = (low[min(index, low.count - 1)], high[min(index, high.count - 1)])
        guard a < b else { throw Diagnostic.emptyInterval(a, b, at: arguments[1].span) }
        guard !a.isFinite || !b.isFinite || (b - a).isFinite else {
          throw Diagnostic.intervalTooWide(a, b, at: span)
        }
      }
      domain = .interval(lower: low, upper: high)
    case "Above": domain = .interval(lower: try bound(0, otherwise: -.infinity), upper: [.infinity])
    case "Below": domain = .interval(lower: [-.infinity], upper: try bound(0, otherwise: .infinity))
    case "Simplex": domain = .simplex
    case "Ordered": domain = .ordered
    case "Natural": domain = .natural
    default: return nil
    }
    return (domain, isRandom)
  }

  /// Whether a value lies in the support of a type, element by element; nil where every value does.
  func condition(_ x: Value, isIn type: TypeExpression, at span: Span, in scope: Scope) throws
    -> Value?
  {
    func compare(_ a: Value, _ operation: BinaryOperator, _ b: Value) throws -> Value {
      try arithmetic(operation, a, span, b, span, span)
    }
    func both(_ a: Value, _ b: Value) throws -> Value {
      try elementwise(.and, [(a, span), (b, span)], named: "&&")
    }
    func isWhole() throws -> Value {
      try compare(x, .equal, elementwise(.floor, [(x, span)], named: "floor"))
    }
    func all(_ condition: Value) throws -> Value {
      try reduce(.all, condition, span, along: nil, named: "all")
    }
    switch type.kind {
    case .range(let lower, let upper):
      // `n + 1` may be n in float.
      let isBelow =
        if let last = upper.predecessor {
          try compare(x, .lessOrEqual, evaluate(last, in: scope))
        } else {
          try compare(x, .less, evaluate(upper, in: scope))
        }
      let inside = try both(compare(x, .greaterOrEqual, evaluate(lower, in: scope)), isBelow)
      return try both(inside, isWhole())
    case .labels(let labels):
      let inside = try both(
        compare(x, .greaterOrEqual, .integer(0)), compare(x, .less, .integer(labels.count)))
      return try both(inside, isWhole())
    case .shaped(let element, _):
      return try condition(x, isIn: element, at: span, in: scope)
    case .named(let name, let arguments, _):
      switch name.name {
      case "Positive", "Weights": return try compare(x, .greaterOrEqual, .integer(0))
      case "UnitInterval":
        return try both(
          compare(x, .greaterOrEqual, .integer(0)), compare(x, .lessOrEqual, .integer(1)))
      case "Between" where arguments.count == 2:
        return try both(
          compare(x, .greaterOrEqual, evaluate(arguments[0], in: scope)),
          compare(x, .lessOrEqual, evaluate(arguments[1], in: scope)))
      case "Above" where arguments.count == 1:
        return try compare(x, .greaterOrEqual, evaluate(arguments[0], in: scope))
      case "Below" where arguments.count == 1:
        return try compare(x, .lessOrEqual, evaluate(arguments[0], in: scope))
      case "Natural":
        return try both(compare(x, .greaterOrEqual, .integer(0)), isWhole())
      case "Simplex":
        let total = try reduce(.sum, x, span, along: nil, named: "sum")
        let rest = try elementwise(
          .absolute, [(arithmetic(.subtract, total, span, .integer(1), span, span), span)],
          named: "abs")
        return try both(
          all(compare(x, .greaterOrEqual, .integer(0))),
          compare(rest, .lessOrEqual, .real(Domain.simplexTolerance)))
      case "Ordered":
        guard let count = shapeOf(x)?.first ?? nil, count > 1 else { return nil }
        let after = try index(x, [.range(1..<count)], [span], span, span)
        let before = try index(x, [.range(0..<(count - 1))], [span], span, span)
        return try all(compare(before, .less, after))
      default: return nil
      }
    case .record, .list, .function, .generic, .missing: return nil
    }
  }
}

extension Expression {
  /// The `n` of `n + 1`; nil of any other expression.
  fileprivate var predecessor: Expression? {
    if case .parenthesized(let inner) = kind { return inner.predecessor }
    guard case .binary(.add, let first, let second, _) = kind, case .integer(1) = second.kind else {
      return nil
    }
    return first
  }
}
