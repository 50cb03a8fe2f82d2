import CompIR

/// Elementary functions of vectors of floats, as LLVM IR: no branches, so that all lanes go the same
/// way, and an error below two units in the last place over the whole domain.
///
/// Coefficients are minimax fits of the relative error on the reduced interval; the fitted error is
/// stated at each. Reductions follow Cody and Waite 1980, "Software manual for the elementary
/// functions"; the products of a reduction are fused, so that they are exact.
enum ElementaryFunctions {
  /// The function of `%x`; nil for one that has no vector code.
  static func float(_ function: VectorFunction, _ b: FunctionAssembly) -> String? {
    switch function {
    case .exp: return exp(b)
    case .expm1: return expm1(b)
    case .log: return log(b)
    case .log1p: return log1p(b)
    case .log1pSquare: return log1pSquare(b, log: .log)
    case .sin: return sine(b, isCosine: false)
    case .cos: return sine(b, isCosine: true)
    case .tanh: return tanh(b)
    case .sigmoid: return sigmoid(b)
    case .softplus: return softplus(b)
    case .tan, .asin, .acos, .atan, .sinh, .cosh, .erf, .erfc, .lgamma, .digamma, .power, .atan2,
      .polygamma, .besselIE, .normalPair, .uniform, .philox:
      return nil
    }
  }

  private static let x = "%x"
  /// ln 2 in two parts; the first has 9 trailing zeros, so that whole multiples of it are exact.
  private static let ln2High = 0.693145751953125
  private static let ln2Low = 1.4286068203094173e-06
  /// 1.5 · 2²³: added and taken away it rounds to a whole number, which is then in the low bits.
  private static let rounder = 12_582_912.0

  /// x = n ln 2 + r, |r| ≤ ln 2 / 2. Gives r, and n in the low bits of a rounded sum; NaN stays.
  private static func reduced(_ b: FunctionAssembly, _ x: String) -> (
    r: String, whole: String, n: String
  ) {
    let sum = b.fma(x, b.constant(1.44269504088896341), b.constant(rounder))
    let whole = b.subtract(sum, b.constant(rounder))
    var r = b.fma(whole, b.constant(-ln2High), x)
    r = b.fma(whole, b.constant(-ln2Low), r)
    let n = b.integer("sub", b.bits(sum), b.bits(b.constant(rounder)))
    return (r, whole, n)
  }

  /// e^r − 1 for |r| ≤ ln 2 / 2: r + r² q(r), error 3.2e−9.
  private static func exponentialMinusOne(_ b: FunctionAssembly, _ r: String) -> String {
    let q = b.polynomial(
      r, [0.499999933, 0.166665178, 0.0416684219, 0.00836906367, 0.00138138784])
    return b.fma(b.multiply(r, r), q, r)
  }

  /// 2ⁿ for −126 ≤ n ≤ 127.
  private static func power(_ b: FunctionAssembly, _ n: String) -> String {
    b.real(b.integer("shl", b.integer("add", n, b.integer(127)), b.integer(23)))
  }

  /// Between bounds; NaN stays.
  private static func clamped(
    _ b: FunctionAssembly, _ x: String, _ low: Double, _ high: Double
  ) -> String {
    let above = b.select(b.compare("olt", x, b.constant(low)), b.constant(low), x)
    return b.select(b.compare("ogt", above, b.constant(high)), b.constant(high), above)
  }

  /// 2ⁿ (1 + p), in two factors: the result may be subnormal or infinite.
  private static func exp(_ b: FunctionAssembly) -> String {
    let (r, _, n) = reduced(b, clamped(b, x, -104, 89))
    let p = b.add(b.constant(1), exponentialMinusOne(b, r))
    let half = b.integer("ashr", n, b.integer(1))
    let rest = b.integer("sub", n, half)
    return b.multiply(b.multiply(p, power(b, half)), power(b, rest))
  }

  /// 2ⁿ p + (2ⁿ − 1), computed at half its size so that n = 128 has no overflow of its own.
  private static func expm1(_ b: FunctionAssembly) -> String {
    let (r, _, n) = reduced(b, clamped(b, x, -18, 89))
    let p = exponentialMinusOne(b, r)
    let scale = power(b, b.integer("sub", n, b.integer(1)))
    let half = b.fma(scale, p, b.subtract(scale, b.constant(0.5)))
    let result = b.add(half, half)
    // Where n = 0 the polynomial is the answer; at 0 it keeps the sign.
    return b.select(b.compare("olt", b.intrinsic("fabs", x), b.constant(0.34)), p, result)
  }

  /// x = 2ᵉ (1 + f), √½ ≤ 1 + f < √2: e ln 2 + f − f²/2 + f³ P(f), error 7.5e−10. For positive
  /// normal numbers.
  static func logOfNormal(_ b: FunctionAssembly, _ x: String, exponentBias: String? = nil)
    -> String
  {
    let start = b.integer(0x3F35_04F3)
    let shifted = b.integer("sub", b.bits(x), start)
    let e = b.integer("ashr", shifted, b.integer(23))
    let mantissa = b.integer(
      "add", b.integer("and", shifted, b.integer(0x7F_FFFF)), start)
    let f = b.subtract(b.real(mantissa), b.constant(1))
    var exponent = b.emit("sitofp \(b.target.bits) \(e) to \(b.target.vector)")
    if let exponentBias { exponent = b.add(exponent, exponentBias) }
    let p = b.polynomial(
      f,
      [
        0.333333126, -0.250000096, 0.200021187, -0.166679957, 0.142195509, -0.124055914,
        0.118881746, -0.116756413, 0.0674660133,
      ])
    let square = b.multiply(f, f)
    var tail = b.multiply(b.multiply(square, f), p)
    tail = b.fma(exponent, b.constant(ln2Low), tail)
    tail = b.fma(square, b.constant(-0.5), tail)
    return b.fma(exponent, b.constant(ln2High), b.add(f, tail))
  }

  private static func log(_ b: FunctionAssembly) -> String { log(b, of: x) }

  private static func log(_ b: FunctionAssembly, of x: String) -> String {
    // Subnormals are brought among the normal numbers.
    let isSmall = b.compare("olt", x, b.constant(0x1p-126))
    let scaled = b.select(isSmall, b.multiply(x, b.constant(0x1p23)), x)
    let bias = b.select(isSmall, b.constant(-23), b.constant(0))
    var result = logOfNormal(b, scaled, exponentBias: bias)
    let infinity = b.constant(.infinity)
    result = b.select(b.compare("olt", x, infinity), result, x)
    result = b.select(b.compare("olt", x, b.constant(0)), b.constant(.nan), result)
    return b.select(b.compare("oeq", x, b.constant(0)), b.constant(-.infinity), result)
  }

  /// log u + (x − (u − 1)) / u with u = 1 + x as rounded.
  /// log(1 + x²) with what 1 + x² loses to rounding; 2 log |x| beyond 10⁸.
  static func log1pSquare(_ b: FunctionAssembly, log: VectorFunction) -> String {
    let (one, two) = (b.constant(1), b.constant(2))
    let size = b.intrinsic("fabs", x)
    let isFar = b.compare("ogt", size, b.constant(1e8))
    let square = b.multiply(x, x)
    let u = b.fma(x, x, one)
    let value = b.apply(log, b.select(isFar, size, u))
    let lost = b.divide(b.subtract(square, b.subtract(u, one)), u)
    let near = b.select(b.compare("oeq", u, one), square, b.add(value, lost))
    return b.select(isFar, b.multiply(two, value), near)
  }

  private static func log1p(_ b: FunctionAssembly) -> String { log1p(b, of: x) }

  private static func log1p(_ b: FunctionAssembly, of x: String) -> String {
    let one = b.constant(1)
    let u = b.add(one, x)
    let lost = b.subtract(x, b.subtract(u, one))
    let log = log(b, of: u)
    let isCorrected = b.logical(
      "and", b.compare("one", lost, b.constant(0)), b.compare("olt", x, b.constant(1e10)))
    let result = b.select(isCorrected, b.add(log, b.divide(lost, u)), log)
    return b.select(b.compare("oeq", u, one), x, result)
  }

  /// Polynomials of sine (r + r³ S(r²), error 5e−12) and cosine (1 − r²/2 + r⁴ C(r²), error 1e−10)
  /// for |r| ≤ π/4.
  static func quarter(_ b: FunctionAssembly, _ r: String) -> (sine: String, cosine: String) {
    let z = b.multiply(r, r)
    let s = b.polynomial(z, [-0.166666544, 0.00833214897, -0.000195136547])
    let c = b.polynomial(z, [0.0416666466, -0.00138873523, 2.44366469e-05])
    let sine = b.fma(b.multiply(z, r), s, r)
    let cosine = b.fma(b.multiply(z, z), c, b.fma(z, b.constant(-0.5), b.constant(1)))
    return (sine, cosine)
  }

  /// Exchanges and signs by the quadrant, which is in the low two bits of `q`.
  static func turned(
    _ b: FunctionAssembly, _ q: String, _ values: (sine: String, cosine: String)
  ) -> (sine: String, cosine: String) {
    let one = b.integer(1)
    let swaps = b.emit(
      "icmp ne \(b.target.bits) \(b.integer("and", q, one)), \(b.integer(0))")
    func signed(_ value: String, _ turn: String) -> String {
      let sign = b.integer("shl", b.integer("and", turn, b.integer(2)), b.integer(30))
      return b.real(b.integer("xor", b.bits(value), sign))
    }
    let sine = signed(b.select(swaps, values.cosine, values.sine), q)
    let cosine = signed(
      b.select(swaps, values.sine, values.cosine), b.integer("add", q, one))
    return (sine, cosine)
  }

  /// x = q π/2 + r, with π/2 in three parts (the first product's difference is exact) while |x| is below 10⁵; beyond, the lanes
  /// are done by the C library in double, whose reduction has no bound.
  private static func sine(_ b: FunctionAssembly, isCosine: Bool) -> String {
    let target = b.target
    let (near, far, done) = (b.freshLabel("near"), b.freshLabel("far"), b.freshLabel("done"))
    let isFar = b.any(b.compare("uge", b.intrinsic("fabs", x), b.constant(1e5)))
    b.branch(isFar, far, near)
    b.label(near)
    let sum = b.fma(x, b.constant(0.636619772367581343), b.constant(rounder))
    let whole = b.subtract(sum, b.constant(rounder))
    var r = x
    for part in [1.5707963705062866, -4.371138828673793e-08, -1.7151245100058819e-15] {
      r = b.fma(whole, b.constant(-part), r)
    }
    let values = turned(b, b.bits(sum), quarter(b, r))
    // The cosine polynomial may not see that sin(−0) = −0.
    let result =
      isCosine ? values.cosine : b.select(b.compare("oeq", x, b.constant(0)), x, values.sine)
    b.jump(done)
    b.label(far)
    let name = isCosine ? "cos" : "sin"
    b.declare("declare double @\(name)(double)")
    var slow = "poison"
    for lane in 0..<target.lanes {
      let wide = b.emit(
        "fpext float \(b.emit("extractelement \(target.vector) \(x), i32 \(lane)")) to double")
      let value = b.emit(
        "fptrunc double \(b.emit("call double @\(name)(double \(wide))")) to float")
      slow = b.emit("insertelement \(target.vector) \(slow), float \(value), i32 \(lane)")
    }
    b.jump(done)
    b.label(done)
    return b.emit("phi \(target.vector) [ \(result), %\(near) ], [ \(slow), %\(far) ]")
  }

  /// For |x| < 0.625 x + x³ T(x²), error 1.6e−10; else 1 − 2 / (e^2|x| + 1), with the sign of x.
  private static func tanh(_ b: FunctionAssembly) -> String {
    let z = b.multiply(x, x)
    let t = b.polynomial(
      z, [-0.333333308, 0.13333206, -0.0539467627, 0.0217007016, -0.00817739459, 0.00214295875])
    let near = b.fma(b.multiply(z, x), t, x)
    let size = b.intrinsic("fabs", x)
    let one = b.constant(1)
    let e = b.apply(.exp, b.add(size, size))
    let far = b.subtract(one, b.divide(b.constant(2), b.add(e, one)))
    return b.select(b.compare("olt", size, b.constant(0.625)), near, b.copySign(far, x))
  }

  /// e^−|x| / (1 + e^−|x|), or 1 / (1 + e^−|x|) on the right; what the rounding of the sum and of the
  /// quotient took is put back.
  private static func sigmoid(_ b: FunctionAssembly) -> String {
    let one = b.constant(1)
    let decay = b.apply(.exp, b.negate(b.intrinsic("fabs", x)))
    let above = b.select(b.compare("oge", x, b.constant(0)), one, decay)
    let below = b.add(one, decay)
    let lost = b.subtract(decay, b.subtract(below, one))
    let inverse = b.divide(one, below)
    let quotient = b.multiply(above, inverse)
    let rest = b.fma(
      b.negate(quotient), lost, b.fma(b.negate(quotient), below, above))
    return b.fma(rest, inverse, quotient)
  }

  /// max(x, 0) + log(1 + e^−|x|).
  private static func softplus(_ b: FunctionAssembly) -> String {
    let decay = b.apply(.exp, b.negate(b.intrinsic("fabs", x)))
    let zero = b.constant(0)
    let positive = b.select(b.compare("ogt", x, zero), x, zero)
    let sum = b.add(positive, b.apply(.log1p, decay))
    return b.select(b.compare("uno", x, x), x, sum)
  }
}
