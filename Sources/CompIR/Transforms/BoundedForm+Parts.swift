extension BoundedForm.Curve {
  var function: ScalarFunction {
    switch self {
    case .exponential: .exp
    case .logistic: .sigmoid
    }
  }
}

extension Tensor {
  /// Whether each element is what rounding may leave of a difference of numbers of these sizes.
  func vanishes(beside sizes: Tensor) -> Bool {
    guard let excess = combined(sizes, { abs($0) - 4 * abs($1).ulp }) else { return false }
    return excess.values.allSatisfy { $0 <= 0 }
  }
}

extension Rewriting {
  /// The condition and the branches of a selection.
  func selection(_ value: IRValue) -> (IRValue, IRValue, IRValue)? {
    operands(value, of: .select).map { ($0[0], $0[1], $0[2]) }
  }

  mutating func opposite(_ value: IRValue) throws -> IRValue {
    if let inner = operands(value, of: .scalar(.negate)) { return inner[0] }
    return try apply(.negate, value)
  }

  /// The argument of opposite sign, in the same range.
  mutating func mirrored(_ form: BoundedForm) throws -> IRValue {
    let opposite = try opposite(unbounded(form))
    return form.isStrict ? try apply(form.curve.range, opposite) : opposite
  }

  mutating func plus(_ value: IRValue, _ term: Tensor) throws -> IRValue {
    if term.single == 0, type(value).shape == term.shape || term.shape.isScalar { return value }
    return try apply(.add, value, make(term))
  }

  mutating func times(_ factor: Tensor, _ value: IRValue) throws -> IRValue {
    let isWhole = type(value).shape == factor.shape || factor.shape.isScalar
    if factor.single == 1, isWhole { return value }
    if factor.single == -1, isWhole { return try apply(.negate, value) }
    return try apply(.multiply, make(factor), value)
  }
}
