/// A value as `offset + weight · f(argument)`, where f is the exponential or the sigmoid: the form of a variable
/// with bounds, in terms of the unconstrained coordinate in which samplers move.
///
/// Near an end of the support the value itself has few digits left, and at the end none. Logarithms of it and
/// differences from the end are computed from `argument`, where they keep all their digits.
struct BoundedForm {
  enum Curve {
    case exponential, logistic

    /// The function that keeps an argument where f is strictly inside its range.
    var range: ScalarFunction {
      switch self {
      case .exponential: .exponentRange
      case .logistic: .sigmoidRange
      }
    }
  }

  var curve: Curve
  /// Constants: scalars, or of the value's shape.
  var offset: Tensor
  var weight: Tensor
  /// The argument of f, with the shape of the value or a scalar.
  var argument: IRValue
  /// Whether f stays strictly inside its range in either precision, since its argument is kept in the range of
  /// `exponentRange` or `sigmoidRange`.
  var isStrict: Bool
}

extension Rewriting {
  /// Returns the form of a value; nil where it has none.
  ///
  /// - Complexity: linear in `depth`, the number of operations that are followed.
  mutating func boundedForm(_ value: IRValue, depth: Int = 12) throws -> BoundedForm? {
    guard depth > 0, let (operation, operands) = definition(value) else { return nil }
    func inner(_ place: Int) throws -> BoundedForm? {
      try boundedForm(operands[place], depth: depth - 1)
    }
    switch operation {
    case .scalar(.exp): return core(.exponential, operands[0])
    case .scalar(.sigmoid): return core(.logistic, operands[0])
    case .scalar(.negate): return try inner(0)?.mapped { -$0 }
    case .scalar(.add):
      if let term = constant(operands[1]) { return try inner(0)?.adding(term) }
      return try constant(operands[0]).flatMap { try inner(1)?.adding($0) }
    case .scalar(.subtract):
      if let term = constant(operands[1]) { return try inner(0)?.adding(term.mapped { -$0 }) }
      return try constant(operands[0]).flatMap { try inner(1)?.mapped { -$0 }.adding($0) }
    case .scalar(.multiply):
      if let factor = constant(operands[0]) { return try inner(1)?.combined(factor, *) }
      if let factor = constant(operands[1]) { return try inner(0)?.combined(factor, *) }
      return try product(inner(0), inner(1))
    case .scalar(.divide):
      return try constant(operands[1]).flatMap { try inner(0)?.combined($0, /) }
    case .reshape, .broadcast, .transpose:
      return try moved(inner(0), of: operands[0], by: operation, [])
    case .gather:
      guard constant(operands[1]) != nil else { return nil }
      return try moved(inner(0), of: operands[0], by: operation, [operands[1]])
    case .slice(let starts, let limits):
      if let piece = try slicedPiece(operands[0], starts, limits) {
        return try boundedForm(piece, depth: depth - 1)
      }
      return try moved(inner(0), of: operands[0], by: operation, [])
    case .constant, .booleanConstant, .scalar, .select, .pad, .concatenate, .reduce,
      .matrixMultiply, .scatterAdd, .cumulativeSum, .cholesky, .triangularSolve, .normal, .uniform,
      .stopGradient:
      return nil
    }
  }

  /// The product of exponentials without offsets: w E(u) · v E(s) = w v E(u + s).
  private mutating func product(_ first: BoundedForm?, _ second: BoundedForm?) throws
    -> BoundedForm?
  {
    guard let first, let second, first.isPureExponential, second.isPureExponential,
      first.isStrict == second.isStrict, let form = first.combined(second.weight, *)
    else { return nil }
    let sum = try apply(.add, unbounded(first), unbounded(second))
    return BoundedForm(
      curve: .exponential, offset: form.offset, weight: form.weight,
      argument: first.isStrict ? try apply(.exponentRange, sum) : sum, isStrict: first.isStrict)
  }

  /// The coordinate of a form, outside of the range of its curve too.
  func unbounded(_ form: BoundedForm) -> IRValue {
    operands(form.argument, of: .scalar(form.curve.range))?[0] ?? form.argument
  }

  private func core(_ curve: BoundedForm.Curve, _ argument: IRValue) -> BoundedForm {
    BoundedForm(
      curve: curve, offset: Tensor(0), weight: Tensor(1), argument: argument,
      isStrict: operands(argument, of: .scalar(curve.range)) != nil)
  }

  /// Returns the form of what an operation makes that moves the elements of its first operand.
  ///
  /// - Parameters:
  ///   - form: the form of the first operand, `value`.
  ///   - others: its other operands, which are constants.
  private mutating func moved(
    _ form: BoundedForm?, of value: IRValue, by operation: Operation, _ others: [IRValue]
  ) throws -> BoundedForm? {
    guard var form else { return nil }
    let constants = others.compactMap { constant($0) }
    func moved(_ tensor: Tensor) throws -> Tensor {
      if let single = tensor.single { return Tensor(single) }
      var builder = IRBuilder(name: "moved")
      let inputs = ([tensor] + constants).map { builder.constant($0) }
      let result = try builder.append(operation, inputs)
      return ReferenceProgram(builder.finish(results: [("value", result)])).runOnce([])[0]
    }
    (form.offset, form.weight) = (try moved(form.offset), try moved(form.weight))
    // A scalar argument of a tensor serves each of its elements.
    guard type(form.argument).shape == type(value).shape else { return form }
    // The range stays outermost, where rules look for it.
    let range = form.curve.range
    if let inside = operands(form.argument, of: .scalar(range)) {
      form.argument = try apply(range, append(operation, inside + others))
    } else {
      form.argument = try append(operation, [form.argument] + others)
    }
    return form
  }

  /// The part of a concatenation that a slice lies in, sliced; nil where it lies in none.
  private mutating func slicedPiece(_ value: IRValue, _ starts: [Int], _ limits: [Int]) throws
    -> IRValue?
  {
    guard case (.concatenate(let axis), let pieces)? = definition(value) else { return nil }
    var start = 0
    for piece in pieces {
      let end = start + type(piece).shape.dimensions[axis]
      if starts[axis] >= start, limits[axis] <= end {
        var (from, to) = (starts, limits)
        from[axis] -= start
        to[axis] -= start
        return try append(.slice(starts: from, limits: to), [piece])
      }
      start = end
    }
    return nil
  }
}

extension BoundedForm {
  /// Whether it is an exponential times a positive or negative constant.
  var isPureExponential: Bool {
    curve == .exponential && offset.values.allSatisfy { $0 == 0 }
  }

  func mapped(_ function: (Double) -> Double) -> BoundedForm {
    var form = self
    (form.offset, form.weight) = (offset.mapped(function), weight.mapped(function))
    return form
  }

  func adding(_ term: Tensor) -> BoundedForm? {
    guard let sum = offset.combined(term, +) else { return nil }
    var form = self
    form.offset = sum
    return form
  }

  /// The form times a constant, or divided by it; nil where the shapes differ or the weight vanishes.
  func combined(_ factor: Tensor, _ function: (Double, Double) -> Double) -> BoundedForm? {
    guard let offset = offset.combined(factor, function),
      let weight = weight.combined(factor, function),
      weight.values.allSatisfy({ $0.isFinite && $0 != 0 })
    else { return nil }
    var form = self
    (form.offset, form.weight) = (offset, weight)
    return form
  }
}
