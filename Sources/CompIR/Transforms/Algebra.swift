extension IRFunction {
  /// Rules of algebra that spare work: powers by small whole numbers, constant factors and terms
  /// brought together, factors taken out of linear operations, conditions that are known.
  ///
  /// What is brought together is rounded once instead of twice.
  package func applyingAlgebra() throws -> IRFunction {
    try rewritten { rewriting, operation, operands in
      switch operation {
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
      case .matrixMultiply: try matrixProduct(&rewriting, operands)
      case .constant, .booleanConstant, .scalar, .reshape, .broadcast, .transpose, .slice, .pad,
        .concatenate, .reduce, .gather, .scatterAdd, .cumulativeSum, .cholesky, .triangularSolve,
        .normal, .uniform, .stopGradient:
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
  let (a, b) = (operands[0], operands[1])
  if r.constant(a) == nil, r.constant(b) != nil {
    return try product(&r, [b, a]) ?? r.apply(.multiply, b, a)
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

/// (c x) y = c (x y): constants come to the front, where they meet.
private func productOfFactors(_ r: inout Rewriting, _ operands: [IRValue]) throws -> IRValue? {
  for (factor, other) in [(operands[0], operands[1]), (operands[1], operands[0])] {
    guard let (constant, rest) = r.constantFactor(factor),
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

/// A test of constants.
private func truth(_ r: inout Rewriting, _ function: ScalarFunction, _ operands: [IRValue]) throws
  -> IRValue?
{
  var numbers: [Double] = []
  for operand in operands {
    if let number = r.constant(operand)?.single, r.type(operand).shape.isScalar {
      numbers.append(number)
    } else if let flag = r.flag(operand) {
      numbers.append(flag ? 1 : 0)
    } else {
      return nil
    }
  }
  return try r.apply(.booleanConstant(function.row.evaluate(numbers) != 0))
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

extension Rewriting {
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

extension Tensor {
  /// The one number that all elements are.
  fileprivate var single: Double? {
    guard let first = values.first, values.allSatisfy({ $0 == first }) else { return nil }
    return first
  }

  fileprivate func mapped(_ function: (Double) -> Double) -> Tensor {
    Tensor(shape: shape, values: values.map(function))
  }

  /// Element by element, a scalar with each; nil where the shapes differ.
  fileprivate func combined(_ other: Tensor, _ function: (Double, Double) -> Double) -> Tensor? {
    if shape == other.shape {
      return Tensor(shape: shape, values: zip(values, other.values).map(function))
    }
    if shape.isScalar { return other.mapped { function(values[0], $0) } }
    return other.shape.isScalar ? mapped { function($0, other.values[0]) } : nil
  }
}
