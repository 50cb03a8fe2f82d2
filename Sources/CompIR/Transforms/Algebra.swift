extension IRFunction {
  /// Rules of algebra that spare work: powers by small whole numbers, constant factors and terms
  /// brought together, factors taken out of linear operations, conditions that are known.
  ///
  /// What is brought together is rounded once instead of twice.
  package func applyingAlgebra() throws -> IRFunction {
    try rewritten { rewriting, operation, operands in
      if let exact = try exactNearEnds(&rewriting, operation, operands) { return exact }
      return switch operation {
      case .scalar(.power): try power(&rewriting, operands)
      case .scalar(.negate): try negation(&rewriting, operands[0])
      case .scalar(.multiply): try product(&rewriting, operands)
      case .scalar(.divide): try quotient(&rewriting, operands)
      case .scalar(.add): try sum(&rewriting, operands)
      case .scalar(.subtract): try difference(&rewriting, operands)
      case .scalar(let function) where function.row.result == .boolean:
        try truth(&rewriting, function, operands)
      case .select:
        rewriting.flag(operands[0]).flatMap {
          chosen(rewriting, $0 ? operands[1] : operands[2], operands)
        }
      case .reduce(.all, _), .reduce(.any, _): try conclusion(&rewriting, operation, operands[0])
      case .matrixMultiply: try matrixProduct(&rewriting, operands)
      case .reduce(.sum, let axes): try total(&rewriting, axes, operands[0])
      case .reshape, .broadcast, .transpose: try moved(&rewriting, operation, operands[0])
      case .constant, .booleanConstant, .scalar, .slice, .pad, .concatenate, .reduce, .gather,
        .scatterAdd, .cumulativeSum, .cholesky, .triangularSolve, .normal, .uniform, .stopGradient:
        nil
      }
    }
  }
}

/// xⁿ for whole 1 ≤ |n| ≤ 8, by squaring.
private func power(_ r: inout Rewriting, _ operands: [IRValue]) throws -> IRValue? {
  let (x, n) = (operands[0], operands[1])
  guard let exponent = r.constant(n)?.single, r.type(n).shape.isScalar || r.type(n) == r.type(x)
  else { return nil }
  let size = abs(exponent)
  guard size >= 1, size <= 8, size == size.rounded() else { return nil }
  var left = Int(size)
  var square = x
  var result: IRValue?
  while left > 0 {
    if left % 2 == 1 {
      result = try result.map { try r.apply(.multiply, $0, square) } ?? square
    }
    left /= 2
    if left > 0 { square = try r.apply(.multiply, square, square) }
  }
  guard let result else { return nil }
  if exponent > 0 { return result }
  return try r.apply(.divide, r.make(Tensor(1)), result)
}

private func negation(_ r: inout Rewriting, _ x: IRValue) throws -> IRValue? {
  if let inner = r.operands(x, of: .scalar(.negate)) { return inner[0] }
  if let (constant, rest) = r.constantFactor(x) {
    return try r.apply(.multiply, r.make(constant.mapped { -$0 }), rest)
  }
  if let terms = r.operands(x, of: .scalar(.subtract)) {
    return try r.apply(.subtract, terms[1], terms[0])
  }
  return nil
}

/// Constants first; a constant times a constant times x; a constant times −x.
private func product(_ r: inout Rewriting, _ operands: [IRValue]) throws -> IRValue? {
  if let unspread = r.unspread(operands) {
    return try product(&r, unspread) ?? r.apply(.multiply, unspread[0], unspread[1])
  }
  let (a, b) = (operands[0], operands[1])
  if r.constant(a) == nil, r.constant(b) != nil {
    return try product(&r, [b, a]) ?? r.apply(.multiply, b, a)
  }
  // (−x) y = −(x y): the sign joins a sum around it.
  for (factor, other) in [(a, b), (b, a)] where r.constant(other) == nil {
    guard let inner = r.operands(factor, of: .scalar(.negate)), r.type(other) == r.type(factor)
    else { continue }
    let positive = try product(&r, [inner[0], other]) ?? r.apply(.multiply, inner[0], other)
    return try negation(&r, positive) ?? r.apply(.negate, positive)
  }
  guard let constant = r.constant(a) else { return try productOfFactors(&r, operands) }
  if constant.single == -1, r.type(b) == r.resultType(a, b) { return try r.apply(.negate, b) }
  if let inner = r.operands(b, of: .scalar(.negate)), r.type(b) == r.resultType(a, b) {
    return try r.apply(.multiply, r.make(constant.mapped { -$0 }), inner[0])
  }
  if let (other, rest) = r.constantFactor(b), let both = constant.combined(other, *) {
    return try r.apply(.multiply, r.make(both), rest)
  }
  return nil
}

/// (c x) y = c (x y): constants come to the front, where they meet, and so do scalars.
private func productOfFactors(_ r: inout Rewriting, _ operands: [IRValue]) throws -> IRValue? {
  for (factor, other) in [(operands[0], operands[1]), (operands[1], operands[0])] {
    // Not of (s x)², where s² or x² may be too large or too small for a float.
    if let (scalar, rest) = r.scalarFactor(factor), r.type(other) == r.type(rest),
      r.scalarFactor(other) == nil
    {
      let inner = try product(&r, [rest, other]) ?? r.apply(.multiply, rest, other)
      return try r.apply(.multiply, scalar, inner)
    }
    guard let (constant, rest) = r.constantFactor(factor), constant.isModerate,
      constant.shape.isScalar || r.resultType(rest, other).shape == constant.shape
    else { continue }
    let inner =
      try product(&r, [rest, other]) ?? productOfFactors(&r, [rest, other])
      ?? r.apply(.multiply, rest, other)
    let front = try r.make(constant)
    return try product(&r, [front, inner]) ?? r.apply(.multiply, front, inner)
  }
  return nil
}

/// Division by a power of two is a product, to the bit.
private func quotient(_ r: inout Rewriting, _ operands: [IRValue]) throws -> IRValue? {
  guard let constant = r.constant(operands[1]),
    constant.values.allSatisfy({ abs($0.significand) == 1 && abs($0.exponent) < 1000 })
  else { return nil }
  let inverse = try r.make(constant.mapped { 1 / $0 })
  return try product(&r, [inverse, operands[0]]) ?? r.apply(.multiply, inverse, operands[0])
}

private func sum(_ r: inout Rewriting, _ operands: [IRValue]) throws -> IRValue? {
  if let unspread = r.unspread(operands) {
    return try sum(&r, unspread) ?? r.apply(.add, unspread[0], unspread[1])
  }
  let (a, b) = (operands[0], operands[1])
  if r.constant(a) != nil, r.constant(b) == nil {
    return try sum(&r, [b, a]) ?? r.apply(.add, b, a)
  }
  if let inner = r.operands(b, of: .scalar(.negate)), r.type(b) == r.resultType(a, b) {
    return try r.apply(.subtract, a, inner[0])
  }
  if a == b {
    return try product(&r, [r.make(Tensor(2)), a]) ?? r.apply(.multiply, r.make(Tensor(2)), a)
  }
  // c x + c y = c (x + y).
  if let (constant, x) = r.constantFactor(a), let (other, y) = r.constantFactor(b),
    constant == other, r.type(x) == r.type(y)
  {
    let inner = try sum(&r, [x, y]) ?? r.apply(.add, x, y)
    return try r.apply(.multiply, r.make(constant), inner)
  }
  guard let constant = r.constant(b), let terms = r.operands(a, of: .scalar(.add)),
    let other = r.constant(terms[1]), let both = other.combined(constant, +)
  else { return nil }
  return try r.apply(.add, terms[0], r.make(both))
}

/// A constant taken away is its opposite added.
private func difference(_ r: inout Rewriting, _ operands: [IRValue]) throws -> IRValue? {
  if let unspread = r.unspread(operands) {
    return try difference(&r, unspread) ?? r.apply(.subtract, unspread[0], unspread[1])
  }
  let (a, b) = (operands[0], operands[1])
  if let constant = r.constant(b) {
    let opposite = try r.make(constant.mapped { -$0 })
    return try sum(&r, [a, opposite]) ?? r.apply(.add, a, opposite)
  }
  if let inner = r.operands(b, of: .scalar(.negate)), r.type(b) == r.resultType(a, b) {
    return try r.apply(.add, a, inner[0])
  }
  return nil
}

/// A test of constants, each of which is one number throughout.
private func truth(_ r: inout Rewriting, _ function: ScalarFunction, _ operands: [IRValue]) throws
  -> IRValue?
{
  let shape = operands.map { r.type($0).shape }.first { !$0.isScalar } ?? .scalar
  var numbers: [Double] = []
  for operand in operands {
    if let number = r.constant(operand)?.single {
      numbers.append(number)
    } else if let flag = r.flag(operand) {
      numbers.append(flag ? 1 : 0)
    } else {
      return try connective(&r, function, operands, shape)
    }
  }
  return try r.make(function.row.evaluate(numbers) != 0, shape)
}

/// `and` and `or` of which one operand is known.
private func connective(
  _ r: inout Rewriting, _ function: ScalarFunction, _ operands: [IRValue], _ shape: Shape
) throws -> IRValue? {
  guard function == .and || function == .or else { return nil }
  for (known, other) in [(operands[0], operands[1]), (operands[1], operands[0])] {
    guard let flag = r.flag(known) else { continue }
    if flag == (function == .or) { return try r.make(flag, shape) }
    if r.type(other).shape == shape { return other }
  }
  return nil
}

/// `all` and `any` of one truth value throughout.
private func conclusion(_ r: inout Rewriting, _ operation: Operation, _ operand: IRValue) throws
  -> IRValue?
{
  guard let flag = r.flag(operand), r.type(operand).shape.count > 0 else { return nil }
  return try r.make(flag, operation.resultType(of: [r.type(operand)]).shape)
}

/// A branch that is always taken, where it has the whole shape.
private func chosen(_ r: Rewriting, _ branch: IRValue, _ operands: [IRValue]) -> IRValue? {
  let shape = [operands[1], operands[2]].map { r.type($0).shape }.first { !$0.isScalar } ?? .scalar
  return r.type(branch).shape == shape ? branch : nil
}

/// A scalar factor of either side is taken out: M (c x) = c (M x), so that one product serves both
/// the value and the gradient of a quadratic form.
private func matrixProduct(_ r: inout Rewriting, _ operands: [IRValue]) throws -> IRValue? {
  for (place, operand) in operands.enumerated() {
    guard let factors = r.operands(operand, of: .scalar(.multiply)) else { continue }
    for (factor, rest) in [(factors[0], factors[1]), (factors[1], factors[0])] {
      let scalar: IRValue
      if r.type(factor).shape.isScalar {
        scalar = factor
      } else if let single = r.constant(factor)?.single {
        scalar = try r.make(Tensor(single))
      } else {
        continue
      }
      guard r.type(rest) == r.type(operand) else { continue }
      let (a, b) = place == 0 ? (rest, operands[1]) : (operands[0], rest)
      let whole = try matrixProduct(&r, [a, b]) ?? r.apply(.matrixMultiply, a, b)
      return try product(&r, [scalar, whole]) ?? r.apply(.multiply, scalar, whole)
    }
  }
  return nil
}

/// Σ s x = s Σ x and Σ (x + c) = Σ x + n c for scalars; what has one element along the axes is its
/// own sum.
private func total(_ r: inout Rewriting, _ axes: [Int], _ x: IRValue) throws -> IRValue? {
  let shape = r.type(x).shape
  let count = axes.reduce(1) { $0 * shape.dimensions[$1] }
  func rest(_ inner: IRValue) throws -> IRValue {
    try total(&r, axes, inner) ?? r.apply(.reduce(.sum, axes: axes), inner)
  }
  if count == 1 {
    let kept = shape.dimensions.indices.filter { !axes.contains($0) }.map { shape.dimensions[$0] }
    return try moved(&r, .reshape(Shape(kept)), x) ?? r.apply(.reshape(Shape(kept)), x)
  }
  if let inner = r.operands(x, of: .scalar(.negate)) {
    let sum = try rest(inner[0])
    return try negation(&r, sum) ?? r.apply(.negate, sum)
  }
  if let (scalar, inner) = r.scalarFactor(x) {
    let sum = try rest(inner)
    return try product(&r, [scalar, sum]) ?? r.apply(.multiply, scalar, sum)
  }
  if let terms = r.operands(x, of: .scalar(.add)), let constant = r.constant(terms[1])?.single,
    r.type(terms[0]) == r.type(x)
  {
    let all = try r.make(Tensor(Double(count) * constant))
    let inner = try rest(terms[0])
    return try sum(&r, [inner, all]) ?? r.apply(.add, inner, all)
  }
  return nil
}

/// What only moves elements: nothing where it moves none; scalar factors wait outside, for a sum
/// that may come.
private func moved(_ r: inout Rewriting, _ operation: Operation, _ x: IRValue) throws -> IRValue? {
  if case .reshape(let shape) = operation {
    if r.type(x).shape == shape { return x }
    if let inner = r.reshaped(x) {
      return try moved(&r, operation, inner) ?? r.apply(operation, inner)
    }
  }
  guard let (scalar, rest) = r.scalarFactor(x) else { return nil }
  let inner = try moved(&r, operation, rest) ?? r.apply(operation, rest)
  return try product(&r, [scalar, inner]) ?? r.apply(.multiply, scalar, inner)
}

extension Rewriting {
  /// `s · rest` with a scalar s and a rest that is none, where a value is that.
  fileprivate mutating func scalarFactor(_ value: IRValue) -> (IRValue, IRValue)? {
    guard !type(value).shape.isScalar, let factors = operands(value, of: .scalar(.multiply)) else {
      return nil
    }
    for (factor, rest) in [(factors[0], factors[1]), (factors[1], factors[0])]
    where type(rest) == type(value) {
      if type(factor).shape.isScalar { return (factor, rest) }
      if let single = constant(factor)?.single, let scalar = try? make(Tensor(single)) {
        return (scalar, rest)
      }
    }
    return nil
  }

  /// Operands of which scalars that were repeated stand for themselves, where the others have the
  /// whole shape; nil if there are none such.
  fileprivate func unspread(_ operands: [IRValue]) -> [IRValue]? {
    for (place, operand) in operands.enumerated() {
      let other = operands[1 - place]
      guard let scalar = spreadScalar(operand), type(other) == type(operand) else { continue }
      return place == 0 ? [scalar, other] : [other, scalar]
    }
    return nil
  }

  /// `constant · rest`, where a value is that.
  fileprivate func constantFactor(_ value: IRValue) -> (Tensor, IRValue)? {
    guard let factors = operands(value, of: .scalar(.multiply)),
      let constant = constant(factors[0])
    else { return nil }
    return (constant, factors[1])
  }

  fileprivate func resultType(_ a: IRValue, _ b: IRValue) -> TensorType {
    type(a).shape.isScalar ? type(b) : type(a)
  }
}
