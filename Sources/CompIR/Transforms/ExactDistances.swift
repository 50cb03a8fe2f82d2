/// a + sign · b, of which one is a constant: the distance of a variable from an end of its support.
func exactDistance(_ r: inout Rewriting, _ operands: [IRValue], sign: Double) throws -> IRValue? {
  let (a, b) = (operands[0], operands[1])
  let (term, value, factor): (Tensor, IRValue, Double)
  if let constant = r.constant(a), r.constant(b) == nil {
    (term, value, factor) = (constant, b, sign)
  } else if let constant = r.constant(b), r.constant(a) == nil {
    (term, value, factor) = (constant.mapped { sign * $0 }, a, 1)
  } else {
    return sign == -1 ? try commonFactor(&r, a, b) : nil
  }
  if let number = term.single, r.operands(value, of: .scalar(.multiply)) != nil,
    let rest = try complement(&r, of: value, from: -factor * number)
  {
    return factor == -1 ? rest : try r.apply(.negate, rest)
  }
  guard let form = try r.boundedForm(value)?.mapped({ factor * $0 }),
    let moved = form.adding(term)
  else { return nil }
  return try difference(&r, moved, before: form.offset)
}

/// `x − x y` as x (1 − y), where y is a variable of an interval that ends at one.
private func commonFactor(_ r: inout Rewriting, _ x: IRValue, _ product: IRValue) throws -> IRValue?
{
  guard let factors = r.operands(product, of: .scalar(.multiply)),
    let place = factors.firstIndex(of: x), r.type(factors[1 - place]) == r.type(x)
  else { return nil }
  let one = try r.make(Tensor(1))
  return try exactDistance(&r, [one, factors[1 - place]], sign: -1).map {
    try r.apply(.multiply, x, $0)
  }
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

/// `end − x` without the cancellation, where x is a variable of an interval that ends there, or a product of such
/// variables; nil where it is none.
///
/// `e² − x²` is (e − x) (e + x), whose logarithm is a sum of exact ones; other products are taken apart by
/// `e f − x y = f (e − x) + x (f − y)`.
///
/// - Parameter depth: how many products inside one another are taken apart.
func complement(_ r: inout Rewriting, of x: IRValue, from end: Double, depth: Int = 4) throws
  -> IRValue?
{
  guard depth > 0, end.isFinite, end != 0 else { return nil }
  func subtracted(_ value: IRValue, from end: Double) throws -> IRValue? {
    if r.operands(value, of: .scalar(.multiply)) != nil,
      let rest = try complement(&r, of: value, from: end, depth: depth - 1)
    {
      return rest
    }
    let edge = try r.make(Tensor(end))
    return try exactDistance(&r, [edge, value], sign: -1)
  }
  guard let factors = r.operands(x, of: .scalar(.multiply)) else { return nil }
  let (a, b) = (factors[0], factors[1])
  if let factor = r.constant(a)?.single ?? r.constant(b)?.single {
    let other = r.constant(a) == nil ? a : b
    guard factor != 0, r.constant(other) == nil, r.type(other) == r.type(x),
      let rest = try subtracted(other, from: end / factor)
    else { return nil }
    return try r.times(Tensor(factor), rest)
  }
  if a == b, end > 0 {
    for size in try r.ends(of: a).map({ abs($0) }) where size.isRoot(of: end) {
      let edge = try r.make(Tensor(size))
      guard let below = try subtracted(a, from: size) else {
        // It ends below.
        guard let above = try subtracted(a, from: -size) else { continue }
        return try r.apply(.multiply, r.apply(.negate, above), r.apply(.subtract, edge, a))
      }
      let above = try exactDistance(&r, [a, edge], sign: 1) ?? r.apply(.add, a, edge)
      return try r.apply(.multiply, below, above)
    }
    return nil
  }
  for first in try r.ends(of: a) {
    for second in try r.ends(of: b)
    where abs(first * second - end) <= 8 * abs(end).ulp {
      guard let ofFirst = try subtracted(a, from: first),
        let ofSecond = try subtracted(b, from: second)
      else { continue }
      return try r.apply(
        .add, r.times(Tensor(second), ofFirst), r.apply(.multiply, a, ofSecond))
    }
  }
  return nil
}

extension Rewriting {
  /// The ends of the interval of a variable, or of a product of variables.
  fileprivate mutating func ends(of value: IRValue, depth: Int = 3) throws -> [Double] {
    if let form = try boundedForm(value), form.curve == .logistic, let offset = form.offset.single,
      let weight = form.weight.single
    {
      return [offset, offset + weight]
    }
    guard depth > 0, let factors = operands(value, of: .scalar(.multiply)) else { return [] }
    let (first, second) = (
      try ends(of: factors[0], depth: depth - 1), try ends(of: factors[1], depth: depth - 1)
    )
    return first.flatMap { a in second.map { a * $0 } }
  }
}

extension Double {
  fileprivate func isRoot(of square: Double) -> Bool {
    abs(self * self - square) <= 4 * square.ulp
  }
}
