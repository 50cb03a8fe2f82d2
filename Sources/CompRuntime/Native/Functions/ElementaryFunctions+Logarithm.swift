/// The logarithm and what is made of it.
extension ElementaryFunctions {
  /// (log(1 + f) − f + f²/2) / f³ for √½ ≤ 1 + f < √2; error of the logarithm 7.5e−10.
  private static let logarithmTail = [
    0.333333126, -0.250000096, 0.200021187, -0.166679957, 0.142195509, -0.124055914, 0.118881746,
    -0.116756413, 0.0674660133,
  ]

  /// (log((1 + s) / (1 − s)) − 2 s) / s³ by s² for the same interval, s = f / (2 + f); error of the
  /// logarithm 1.9e−20.
  private static let quotientTail = [
    0.6666666666666666, 0.4000000000000488, 0.28571428569428176, 0.22222222604454164,
    0.18181778536901796, 0.15386981938008717, 0.13252281225911172, 0.13233758290170503,
  ]

  /// x = 2ᵉ (1 + f), √½ ≤ 1 + f < √2, for positive normal numbers.
  static func split(_ b: FunctionAssembly, _ x: String) -> (f: String, exponent: String) {
    let format = b.target.format
    let start = b.integer(format.rootHalf)
    let shifted = b.integer("sub", b.bits(x), start)
    let e = b.integer("ashr", shifted, b.integer(format.fractionBits))
    let fraction = b.integer("and", shifted, b.integer((1 << format.fractionBits) - 1))
    let mantissa = b.real(b.integer("add", fraction, start))
    return (
      b.subtract(mantissa, b.constant(1)),
      b.emit("sitofp \(b.target.bits) \(e) to \(b.target.vector)")
    )
  }

  /// A positive number, brought among the normal ones; and by what its exponent was changed.
  static func normalized(_ b: FunctionAssembly, _ x: String) -> (x: String, exponent: String) {
    let format = b.target.format
    let bits = format.fractionBits
    let isSmall = b.compare("olt", x, b.constant(format.smallestNormal))
    let scaled = b.multiply(x, b.constant(Double(sign: .plus, exponent: bits, significand: 1)))
    return (
      b.select(isSmall, scaled, x),
      b.select(isSmall, b.constant(-Double(bits)), b.constant(0))
    )
  }

  /// e ln 2 + log(1 + f), for positive normal numbers: in float f − f²/2 + f³ P(f); in double, where
  /// such a polynomial would be long, the series by s = f / (2 + f), arranged as by Sun's fdlibm so
  /// that s needs no more bits: f − (f²/2 − s (f²/2 + s² L(s²))).
  static func logOfNormal(_ b: FunctionAssembly, _ x: String, exponentBias: String? = nil)
    -> String
  {
    var (f, exponent) = split(b, x)
    if let exponentBias { exponent = b.add(exponent, exponentBias) }
    let ln2 = b.target.format.ln2
    let square = b.multiply(f, f)
    switch b.target.precision {
    case .float:
      var tail = b.multiply(b.multiply(square, f), b.polynomial(f, logarithmTail))
      tail = b.fma(exponent, b.constant(ln2.low), tail)
      tail = b.fma(square, b.constant(-0.5), tail)
      return b.fma(exponent, b.constant(ln2.high), b.add(f, tail))
    case .double:
      let s = b.divide(f, b.add(f, b.constant(2)))
      let z = b.multiply(s, s)
      let halfSquare = b.multiply(b.constant(0.5), square)
      let series = b.fma(z, b.polynomial(z, quotientTail), halfSquare)
      let tail = b.fma(s, series, b.multiply(exponent, b.constant(ln2.low)))
      let rest = b.subtract(f, b.subtract(halfSquare, tail))
      return b.fma(exponent, b.constant(ln2.high), rest)
    }
  }

  /// Within one unit in the last place.
  static func log(_ b: FunctionAssembly, _ x: String) -> String {
    let (normal, bias) = normalized(b, x)
    var result = logOfNormal(b, normal, exponentBias: bias)
    result = b.select(b.compare("olt", x, b.constant(.infinity)), result, x)
    result = b.select(b.compare("olt", x, b.constant(0)), b.constant(.nan), result)
    return b.select(b.compare("oeq", x, b.constant(0)), b.constant(-.infinity), result)
  }

  /// log u + (x − (u − 1)) / u with u = 1 + x as rounded.
  static func log1p(_ b: FunctionAssembly, _ x: String) -> String {
    let one = b.constant(1)
    let u = b.add(one, x)
    let lost = b.subtract(x, b.subtract(u, one))
    let log = log(b, u)
    let isCorrected = b.logical(
      "and", b.compare("one", lost, b.constant(0)),
      b.compare("olt", x, b.constant(float: 1e10, double: 1e20)))
    let result = b.select(isCorrected, b.add(log, b.divide(lost, u)), log)
    return b.select(b.compare("oeq", u, one), x, result)
  }

  /// log(1 + x²) with what 1 + x² loses to rounding; 2 log |x| beyond 10⁸.
  static func log1pSquare(_ b: FunctionAssembly, _ x: String) -> String {
    let one = b.constant(1)
    let size = b.absolute(x)
    let isFar = b.compare("ogt", size, b.constant(1e8))
    let square = b.multiply(x, x)
    let u = b.fma(x, x, one)
    let value = log(b, b.select(isFar, size, u))
    let lost = b.divide(b.subtract(square, b.subtract(u, one)), u)
    let near = b.select(b.compare("oeq", u, one), square, b.add(value, lost))
    return b.select(isFar, b.multiply(b.constant(2), value), near)
  }
}
