import CompPlatform

/// Rules that keep the digits of variables near the ends of their supports.
///
/// A variable of an interval is `low + (high − low) · sigmoid(u)`: its logarithm, its distance from an end and the
/// logarithm of that are computed from u, so that `log(1 - x)` has all its digits where x itself is rounded to 1.
/// With E for exp, S for sigmoid and P for softplus:
///
///     log(w S(u)) = log w − P(−u)        w − w S(u) = w S(−u)        log(a + w E(u)) = log a + P(u + log w − log a)
func exactNearEnds(_ r: inout Rewriting, _ operation: Operation, _ operands: [IRValue]) throws
  -> IRValue?
{
  guard case .scalar(let function) = operation,
    let value = try exactValue(&r, function, operands)
  else { return nil }
  let wanted = try operation.resultType(of: operands.map { r.type($0) })
  if r.type(value) == wanted { return value }
  // A scalar that all elements of a constant operand are combined with.
  return r.type(value).shape.isScalar ? try r.apply(.broadcast(wanted.shape), value) : nil
}

private func exactValue(
  _ r: inout Rewriting, _ function: ScalarFunction, _ operands: [IRValue]
) throws -> IRValue? {
  switch function {
  case .log: return try logarithm(&r, of: operands[0], adding: 0)
  case .log1p: return try logarithm(&r, of: operands[0], adding: 1)
  case .log1pSquare: return try logarithmOfSquare(&r, operands[0])
  case .add: return try distance(&r, operands, sign: 1)
  case .subtract: return try distance(&r, operands, sign: -1)
  case .less, .lessOrEqual, .equal, .notEqual: return try comparison(&r, function, operands)
  case .negate, .absolute, .sign, .floor, .ceil, .round, .squareRoot, .exp, .expm1, .sin, .cos,
    .tan, .asin, .acos, .atan, .sinh, .cosh, .tanh, .sigmoid, .softplus, .exponentRange,
    .sigmoidRange, .erf, .erfc, .lgamma, .digamma, .multiply, .divide, .power, .gate, .minimum,
    .maximum, .atan2, .polygamma, .besselIE, .and, .or, .not, .isFinite, .isNaN:
    return nil
  }
}

// MARK: Logarithms

/// log(term + x).
private func logarithm(_ r: inout Rewriting, of x: IRValue, adding term: Double) throws -> IRValue?
{
  if let (condition, a, b) = r.selection(x) {
    return try logarithm(&r, condition, a, b, adding: term)
  }
  if term != 0, let square = try complementOfSquare(&r, x, from: term) {
    return try logarithm(&r, of: square, adding: 0) ?? r.apply(.log, square)
  }
  if let form = try r.boundedForm(x)?.adding(Tensor(term)) { return try logarithm(&r, of: form) }
  return term == 0 ? try logarithmOfProduct(&r, x) : nil
}

/// log(a b) or log(a / b) of factors that each have an exact logarithm, or are constants.
private func logarithmOfProduct(_ r: inout Rewriting, _ x: IRValue) throws -> IRValue? {
  func exact(_ value: IRValue) throws -> IRValue? {
    guard let constant = r.constant(value) else { return try logarithm(&r, of: value, adding: 0) }
    return constant.values.allSatisfy { $0 > 0 } ? try r.make(constant.mapped { log($0) }) : nil
  }
  for (function, joined) in [(ScalarFunction.multiply, ScalarFunction.add), (.divide, .subtract)] {
    guard let factors = r.operands(x, of: .scalar(function)), let first = try exact(factors[0]),
      let second = try exact(factors[1])
    else { continue }
    return try r.apply(joined, first, second)
  }
  return nil
}

/// The logarithm of a selection of which one branch is a constant and the other has an exact logarithm.
private func logarithm(
  _ r: inout Rewriting, _ condition: IRValue, _ a: IRValue, _ b: IRValue, adding term: Double
) throws -> IRValue? {
  func constant(_ value: IRValue) throws -> IRValue? {
    try r.constant(value).map { try r.make($0.mapped { log(term + $0) }) }
  }
  if let known = try constant(a), let other = try logarithm(&r, of: b, adding: term) {
    return try r.apply(.select, condition, known, other)
  }
  if let known = try constant(b), let other = try logarithm(&r, of: a, adding: term) {
    return try r.apply(.select, condition, other, known)
  }
  return nil
}

private func logarithm(_ r: inout Rewriting, of form: BoundedForm) throws -> IRValue? {
  let u = r.unbounded(form)
  let (offset, weight) = (form.offset, form.weight)
  switch form.curve {
  case .exponential:
    guard weight.values.allSatisfy({ $0 > 0 }) else { return nil }
    let size = weight.mapped { log($0) }
    if offset.values.allSatisfy({ $0 == 0 }) { return try r.plus(u, size) }
    guard offset.values.allSatisfy({ $0 > 0 }),
      let shift = size.combined(offset.mapped { log($0) }, -)
    else { return nil }
    return try r.plus(r.apply(.softplus, r.plus(u, shift)), offset.mapped { log($0) })
  case .logistic:
    if offset.values.allSatisfy({ $0 == 0 }), weight.values.allSatisfy({ $0 > 0 }) {
      let share = try r.apply(.negate, r.apply(.softplus, r.opposite(u)))
      return try r.plus(share, weight.mapped { log($0) })
    }
    guard weight.values.allSatisfy({ $0 < 0 }), let end = offset.combined(weight, +),
      end.vanishes(beside: offset)
    else { return nil }
    let share = try r.apply(.negate, r.apply(.softplus, u))
    return try r.plus(share, weight.mapped { log(-$0) })
  }
}

/// log(1 + x²) of a positive x that may overflow: P(2 (u + log w)).
private func logarithmOfSquare(_ r: inout Rewriting, _ x: IRValue) throws -> IRValue? {
  guard let form = try r.boundedForm(x), form.curve == .exponential,
    form.offset.values.allSatisfy({ $0 == 0 })
  else { return nil }
  let size = try r.plus(r.unbounded(form), form.weight.mapped { log(abs($0)) })
  return try r.apply(.softplus, r.apply(.multiply, r.make(Tensor(2)), size))
}

// MARK: Differences

/// a + sign · b, of which one is a constant: the distance of a variable from an end of its support.
private func distance(_ r: inout Rewriting, _ operands: [IRValue], sign: Double) throws -> IRValue?
{
  let (a, b) = (operands[0], operands[1])
  let (term, value, factor): (Tensor, IRValue, Double)
  if let constant = r.constant(a), r.constant(b) == nil {
    (term, value, factor) = (constant, b, sign)
  } else if let constant = r.constant(b), r.constant(a) == nil {
    (term, value, factor) = (constant.mapped { sign * $0 }, a, 1)
  } else {
    return nil
  }
  if factor == -1, let end = term.single,
    let square = try complementOfSquare(&r, negated: value, end)
  {
    return square
  }
  guard let form = try r.boundedForm(value)?.mapped({ factor * $0 }),
    let moved = form.adding(term)
  else { return nil }
  return try difference(&r, moved, before: form.offset)
}

/// A form whose offset vanishes, or is the opposite of its weight, without the cancellation.
///
/// - Parameter before: the offset before the last term was added.
private func difference(_ r: inout Rewriting, _ form: BoundedForm, before: Tensor) throws
  -> IRValue?
{
  let sizes = before.mapped { abs($0) }.combined(form.weight.mapped { abs($0) }, max) ?? before
  if form.offset.vanishes(beside: sizes), !before.values.allSatisfy({ $0 == 0 }) {
    return try r.times(form.weight, r.apply(form.curve.function, form.argument))
  }
  guard let end = form.offset.combined(form.weight, +), end.vanishes(beside: sizes) else {
    return nil
  }
  switch form.curve {
  case .logistic:
    // −w + w S(u) = −w S(−u)
    let mirrored = try r.apply(.sigmoid, r.mirrored(form))
    return try r.times(form.weight.mapped { -$0 }, mirrored)
  case .exponential: return try r.times(form.weight, r.apply(.expm1, form.argument))
  }
}

/// `end² − x²` as (end − x) (end + x), where x is a variable of an interval that ends there.
private func complementOfSquare(_ r: inout Rewriting, negated value: IRValue, _ square: Double)
  throws
  -> IRValue?
{
  guard square > 0, let factors = r.operands(value, of: .scalar(.multiply)),
    factors[0] == factors[1],
    let form = try r.boundedForm(factors[0]), form.curve == .logistic,
    let offset = form.offset.single, let weight = form.weight.single
  else { return nil }
  for end in [abs(offset), abs(offset + weight)]
  where abs(end * end - square) <= 4 * square.ulp {
    let edge = try r.make(Tensor(end))
    let below =
      try distance(&r, [edge, factors[0]], sign: -1) ?? r.apply(.subtract, edge, factors[0])
    let above = try distance(&r, [factors[0], edge], sign: 1) ?? r.apply(.add, factors[0], edge)
    return try r.apply(.multiply, below, above)
  }
  return nil
}

/// The same of `term + x`, where x is the opposite of a square.
private func complementOfSquare(_ r: inout Rewriting, _ x: IRValue, from term: Double) throws
  -> IRValue?
{
  guard let inner = r.operands(x, of: .scalar(.negate)) else { return nil }
  return try complementOfSquare(&r, negated: inner[0], term)
}

// MARK: Comparisons

/// A comparison of a variable with a number that its support does not reach.
private func comparison(
  _ r: inout Rewriting, _ function: ScalarFunction, _ operands: [IRValue]
) throws -> IRValue? {
  let isLeft = r.constant(operands[0]) == nil
  let (value, bound) = isLeft ? (operands[0], operands[1]) : (operands[1], operands[0])
  guard let number = r.constant(bound)?.single, r.constant(value) == nil,
    let form = try r.boundedForm(value), form.isStrict, let (low, high) = form.range,
    number <= low || number >= high
  else { return nil }
  // Zero and one stand for the smaller and the larger.
  let isBelow = number <= low
  let answer = function.row.evaluate(isBelow == isLeft ? [1, 0] : [0, 1]) != 0
  let shape = operands.map { r.type($0).shape }.first { !$0.isScalar } ?? .scalar
  return try r.make(answer, shape)
}

extension BoundedForm {
  /// The bounds of all elements, none of which reaches them.
  fileprivate var range: (low: Double, high: Double)? {
    guard let ends = offset.combined(weight, { $1 > 0 ? $0 : -.infinity }),
      let others = offset.combined(weight, { $1 < 0 ? $0 : .infinity }),
      let far = offset.combined(weight, +), var low = ends.values.min(),
      var high = others.values.max()
    else { return nil }
    if curve == .logistic {
      let all = offset.values + far.values
      (low, high) = (all.min() ?? low, all.max() ?? high)
    }
    return low.isNaN || high.isNaN ? nil : (low, high)
  }
}

extension BoundedForm.Curve {
  fileprivate var function: ScalarFunction {
    switch self {
    case .exponential: .exp
    case .logistic: .sigmoid
    }
  }
}

extension Tensor {
  /// Whether each element is what rounding may leave of a difference of numbers of these sizes.
  fileprivate func vanishes(beside sizes: Tensor) -> Bool {
    guard let excess = combined(sizes, { abs($0) - 4 * abs($1).ulp }) else { return false }
    return excess.values.allSatisfy { $0 <= 0 }
  }
}

extension Rewriting {
  /// The condition and the branches of a selection.
  fileprivate func selection(_ value: IRValue) -> (IRValue, IRValue, IRValue)? {
    operands(value, of: .select).map { ($0[0], $0[1], $0[2]) }
  }

  /// The coordinate of a form, outside of the range too.
  fileprivate func unbounded(_ form: BoundedForm) -> IRValue {
    operands(form.argument, of: .scalar(form.curve.range))?[0] ?? form.argument
  }

  fileprivate mutating func opposite(_ value: IRValue) throws -> IRValue {
    if let inner = operands(value, of: .scalar(.negate)) { return inner[0] }
    return try apply(.negate, value)
  }

  /// The argument of opposite sign, in the same range.
  fileprivate mutating func mirrored(_ form: BoundedForm) throws -> IRValue {
    let opposite = try opposite(unbounded(form))
    return form.isStrict ? try apply(form.curve.range, opposite) : opposite
  }

  fileprivate mutating func plus(_ value: IRValue, _ term: Tensor) throws -> IRValue {
    if term.single == 0, type(value).shape == term.shape || term.shape.isScalar { return value }
    return try apply(.add, value, make(term))
  }

  fileprivate mutating func times(_ factor: Tensor, _ value: IRValue) throws -> IRValue {
    let isWhole = type(value).shape == factor.shape || factor.shape.isScalar
    if factor.single == 1, isWhole { return value }
    if factor.single == -1, isWhole { return try apply(.negate, value) }
    return try apply(.multiply, make(factor), value)
  }
}
