/// A comparison of a variable with a number that its support does not reach.
func exactComparison(
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
