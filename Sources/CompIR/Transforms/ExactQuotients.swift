import CompPlatform

/// a / x for a positive variable x.
func exactQuotient(_ r: inout Rewriting, _ operands: [IRValue]) throws -> IRValue? {
  guard r.constant(operands[1]) == nil, let form = try r.boundedForm(operands[1]), form.isStrict,
    form.isPureExponential
  else { return nil }
  let inverse = try r.times(
    form.weight.mapped { 1 / $0 }, r.apply(.exp, r.mirrored(form)))
  return r.constant(operands[0])?.single == 1
    ? inverse : try r.apply(.multiply, operands[0], inverse)
}

/// A negative power of a positive variable.
func exactInversePower(_ r: inout Rewriting, _ operands: [IRValue]) throws -> IRValue? {
  guard let exponent = r.constant(operands[1])?.single, exponent < 0,
    let form = try r.boundedForm(operands[0]), form.isStrict, form.isPureExponential,
    form.weight.values.allSatisfy({ $0 > 0 })
  else { return nil }
  let place = try r.apply(.multiply, r.make(Tensor(exponent)), r.unbounded(form))
  return try r.times(
    form.weight.mapped { pow($0, exponent) }, r.apply(.exp, r.apply(.exponentRange, place)))
}
