import CompPlatform

/// Rules that keep the digits of variables near the ends of their supports.
///
/// A variable of an interval is `low + (high − low) · sigmoid(u)`: its logarithm, its distance from an end and the
/// logarithm of that are computed from u, so that `log(1 - x)` has all its digits where x itself is rounded to 1.
/// With E for exp, S for sigmoid and P for softplus:
///
///     log(w S(u)) = log w − P(−u)        w − w S(u) = w S(−u)        log(a + w E(u)) = log a + P(u + log w − log a)
///
/// A quotient by a positive variable is a product with E(−u), whose slope by u does not overflow where that of 1 / x
/// by x does.
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
  case .add: return try exactDistance(&r, operands, sign: 1)
  case .subtract: return try exactDistance(&r, operands, sign: -1)
  case .divide: return try exactQuotient(&r, operands)
  case .power: return try exactInversePower(&r, operands)
  case .less, .lessOrEqual, .equal, .notEqual: return try exactComparison(&r, function, operands)
  case .negate, .absolute, .sign, .floor, .ceil, .round, .squareRoot, .exp, .expm1, .sin, .cos,
    .tan, .asin, .acos, .atan, .sinh, .cosh, .tanh, .sigmoid, .softplus, .exponentRange,
    .sigmoidRange, .erf, .erfc, .lgamma, .digamma, .multiply, .gate, .minimum,
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
  if term != 0, let sum = try exactSum(&r, term, x) {
    return try logarithm(&r, of: sum, adding: 0) ?? r.apply(.log, sum)
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

/// term + x, where x is the opposite of a product of variables that end there.
private func exactSum(_ r: inout Rewriting, _ term: Double, _ x: IRValue) throws -> IRValue? {
  if let inner = r.operands(x, of: .scalar(.negate)) {
    return try complement(&r, of: inner[0], from: term)
  }
  return try complement(&r, of: x, from: -term).map { try r.opposite($0) }
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
