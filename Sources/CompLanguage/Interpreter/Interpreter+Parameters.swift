import CompIR
import CompModel
import CompSource
import CompSyntax

/// The values that a component's parameters may take.
extension Interpreter {
  /// Checks that a parameter of one of the library's distributions is finite: none of them is a
  /// distribution where a parameter is not.
  func checkFinite(_ value: Value, of parameter: Parameter, _ component: String, at span: Span)
    throws
  {
    let known = try asTensor(value)?.values
    guard let wrong = known?.first(where: { !$0.isFinite }) ?? randomExpr(value)?.infiniteTerm()
    else { return }
    throw Diagnostic.notFinite(wrong, parameter.name.name, of: component, at: span)
  }

  /// Returns whether a random argument lies in the type of its parameter, as a condition on random
  /// variables; nil where it does for all their values.
  ///
  /// - Throws: a diagnostic where it does for none.
  func condition(
    onArgument value: Value, of parameter: Parameter, at span: Span, in scope: Scope
  ) throws -> Expr? {
    guard let type = parameter.type, let expr = randomExpr(value),
      let (low, high, isWhole) = try limits(of: type, in: scope),
      low > -.infinity || high < .infinity || isWhole
    else { return nil }
    var finder = RangeFinder()
    let range = finder.range(of: expr)
    if range.lies(from: low, to: high), range.isWhole || !isWhole { return nil }
    if range.isKnown, range.upper < low || range.lower > high {
      throw Diagnostic.valueOutOfDomain(
        "'\(parameter.name.name)', which takes values from \(formatReal(range.lower)) to \(formatReal(range.upper)),",
        at: span, expected: type.span.text)
    }
    guard let inside = try condition(value, isIn: type, at: span, in: scope) else { return nil }
    if case .boolean(true) = inside { return nil }
    return try asExpr(inside, span)
  }

  private func randomExpr(_ value: Value) -> Expr? {
    switch value {
    case .symbol(let expr): expr
    case .variable(let part): Expr(part)
    default: nil
    }
  }

  /// The least and the greatest value that a type admits for every element; nil where the elements
  /// bound one another, or where a bound is random.
  private func limits(of type: TypeExpression, in scope: Scope) throws -> (
    low: Double, high: Double, isWhole: Bool
  )? {
    switch type.kind {
    case .range(let lower, let upper):
      let low = try integer(
        try evaluate(lower, in: scope), at: lower.span, what: "the bound of a range")
      let high = try integer(
        try evaluate(upper, in: scope), at: upper.span, what: "the bound of a range")
      return (Double(low), Double(high) - 1, true)
    case .shaped(let element, _): return try limits(of: element, in: scope)
    case .named(let name, let arguments, _):
      guard
        let (domain, isRandom) = try supportDomain(
          name.name, arguments, at: type.span, in: scope), !isRandom
      else { return nil }
      switch domain {
      case .interval(let lower, let upper):
        return (lower.max() ?? -.infinity, upper.min() ?? .infinity, false)
      case .natural: return (0, .infinity, true)
      case .simplex, .ordered, .labels, .range: return nil
      }
    case .labels, .record, .list, .function, .generic, .missing: return nil
    }
  }
}

extension Expr {
  /// A known term, factor or divisor that makes a formula of random variables infinite or no number; nil where
  /// there is none in its sums and products.
  fileprivate func infiniteTerm(depth: Int = 16) -> Double? {
    guard depth > 0, case .operation(let operation, let operands) = node else { return nil }
    switch operation {
    case .constant(let tensor): return tensor.values.first { !$0.isFinite }
    case .scalar(.divide):
      if operands[1].constantValue?.values.contains(0) == true { return .infinity }
      return operands[0].infiniteTerm(depth: depth - 1)
    case .scalar(.add), .scalar(.subtract), .scalar(.multiply), .scalar(.negate):
      return operands.lazy.compactMap { $0.infiniteTerm(depth: depth - 1) }.first
    default: return nil
    }
  }
}

extension Diagnostic {
  /// Reports a parameter of a distribution that is infinite or not a number.
  static func notFinite(
    _ value: Double, _ parameter: String, of component: String, at span: Span
  ) -> Diagnostic {
    Diagnostic(
      .valueOutOfDomain,
      "'\(parameter)' of '\(component)' is \(value.isNaN ? "not a number" : "infinite")",
      at: [Label(span, "expected a finite number, found \(formatReal(value))")],
      help: value.isNaN
        ? "see where it comes from: 0 / 0, log(-1) and missing values give nan"
        : "a distribution has finite parameters; for a vague one choose a large but finite scale")
  }
}
