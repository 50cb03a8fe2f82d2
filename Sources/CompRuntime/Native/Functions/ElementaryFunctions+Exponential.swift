/// The exponential and what is made of it.
extension ElementaryFunctions {
  /// (e^r − 1 − r) / r² for |r| ≤ ln 2 / 2; errors of e^r 3.2e−9 and 2.8e−19.
  private static let exponentialTail = Fit(
    float: [0.499999933, 0.166665178, 0.0416684219, 0.00836906367, 0.00138138784],
    double: [
      0.5, 0.16666666666666677, 0.041666666666666685, 0.008333333333321365, 0.001388888888887312,
      0.0001984126988688761, 2.4801587349960445e-05, 2.7557243384049797e-06,
      2.7557250806225445e-07, 2.5109338686296903e-08, 2.0922183173889287e-09,
    ])

  /// (sinh x − x) / x³ by x² for |x| ≤ 1; errors of sinh x / x 3.8e−10 and 1.4e−19.
  private static let hyperbolicSineTail = Fit(
    float: [0.16666667, 0.008333316, 0.0001984142, 2.7915382e-06],
    double: [
      0.16666666666666666, 0.008333333333333524, 0.0001984126984112754, 2.755731927630219e-06,
      2.505209783942558e-08, 1.6060232929532689e-10, 7.576692265056359e-13, 4.531899920364e-15,
    ])

  /// (tanh x − x) / x³ by x² for |x| ≤ 0.625; errors of tanh x / x 1.6e−10 and 1.0e−17.
  private static let hyperbolicTangentTail = Fit(
    float: [
      -0.333333308, 0.13333206, -0.0539467627, 0.0217007016, -0.00817739459, 0.00214295875,
    ],
    double: [
      -0.3333333333333286, 0.13333333333262215, -0.05396825393122714, 0.021869487573746117,
      -0.008863220956901502, 0.0035919886980813076, -0.0014549559353710603,
      0.0005863053956789439, -0.0002285388578109167, 7.711255894638813e-05,
      -1.6055657230773695e-05,
    ])

  /// (log((1 + s) / (1 − s)) − 2 s) / s³ by s² for 0 ≤ s ≤ ⅓; errors of the logarithm 1.2e−10 and 4.0e−20.
  private static let shareTail = Fit(
    float: [0.66666675, 0.39998952, 0.28615096, 0.21445307, 0.24239722],
    double: [
      0.6666666666666667, 0.3999999999999539, 0.2857142857233179, 0.22222222137194886,
      0.18181822746147744, 0.15384463157268036, 0.1333662706171695, 0.11717792189672534,
      0.10960721238187189, 0.07037500567573339, 0.16399181582372352,
    ])

  /// x = n ln 2 + r, |r| ≤ ln 2 / 2. Gives r, and n as an integer; NaN stays in r.
  static func reduced(_ b: FunctionAssembly, _ x: String) -> (r: String, n: String) {
    let format = b.target.format
    let rounder = b.constant(format.rounder)
    let sum = b.fma(x, b.constant(1.44269504088896341), rounder)
    let whole = b.subtract(sum, rounder)
    var r = b.fma(whole, b.constant(-format.ln2.high), x)
    r = b.fma(whole, b.constant(-format.ln2.low), r)
    return (r, b.integer("sub", b.bits(sum), b.bits(rounder)))
  }

  /// e^r − 1 for |r| ≤ ln 2 / 2.
  static func exponentialMinusOne(_ b: FunctionAssembly, _ r: String) -> String {
    b.fma(b.multiply(r, r), b.polynomial(r, exponentialTail), r)
  }

  /// 2ⁿ, where that is a normal number.
  static func powerOfTwo(_ b: FunctionAssembly, _ n: String) -> String {
    let format = b.target.format
    return b.real(
      b.integer(
        "shl", b.integer("add", n, b.integer(format.exponentBias)),
        b.integer(format.fractionBits)))
  }

  /// 2ⁿ p, in two factors: the result may be subnormal or infinite.
  static func scaled(_ b: FunctionAssembly, _ p: String, by n: String) -> String {
    let half = b.integer("ashr", n, b.integer(1))
    let rest = b.integer("sub", n, half)
    return b.multiply(b.multiply(p, powerOfTwo(b, half)), powerOfTwo(b, rest))
  }

  /// Within one unit in the last place.
  static func exp(_ b: FunctionAssembly, _ x: String) -> String {
    exponential(b, x, shift: 0)
  }

  /// e^(x + tail) 2^shift; x counts only as far as results differ.
  static func exponential(
    _ b: FunctionAssembly, _ x: String, tail: String? = nil, shift: Int
  ) -> String {
    let bounds = b.target.precision == .float ? (-106.0, 90.0) : (-750, 711)
    var (r, n) = reduced(b, clamped(b, x, bounds.0, bounds.1))
    if let tail { r = b.add(r, tail) }
    if shift != 0 { n = b.integer("add", n, b.integer(shift)) }
    return scaled(b, b.add(b.constant(1), exponentialMinusOne(b, r)), by: n)
  }

  /// 2ⁿ p + (2ⁿ − 1), computed at half its size so that the largest n has no overflow of its own.
  static func expm1(_ b: FunctionAssembly, _ x: String) -> String {
    let bounds = b.target.precision == .float ? (-18.0, 89.0) : (-40, 710)
    let (r, n) = reduced(b, clamped(b, x, bounds.0, bounds.1))
    let p = exponentialMinusOne(b, r)
    let scale = powerOfTwo(b, b.integer("sub", n, b.integer(1)))
    let half = b.fma(scale, p, b.subtract(scale, b.constant(0.5)))
    // Where n = 0 the polynomial is the answer; at 0 it keeps the sign.
    let isSmall = b.compare("olt", b.absolute(x), b.constant(0.34))
    return b.select(isSmall, p, b.add(half, half))
  }

  /// x + x³ S(x²) for |x| < 1; else h − 1 / (4 h) with h = e^|x| / 2, and the sign of x.
  static func hyperbolicSine(_ b: FunctionAssembly, _ x: String) -> String {
    let square = b.multiply(x, x)
    let near = b.fma(b.multiply(square, x), b.polynomial(square, hyperbolicSineTail), x)
    let size = b.absolute(x)
    let half = exponential(b, size, shift: -1)
    let far = b.subtract(half, b.divide(b.constant(0.25), half))
    return b.select(b.compare("olt", size, b.constant(1)), near, b.copySign(far, x))
  }

  /// h + 1 / (4 h) with h = e^|x| / 2.
  static func hyperbolicCosine(_ b: FunctionAssembly, _ x: String) -> String {
    let half = exponential(b, b.absolute(x), shift: -1)
    return b.add(half, b.divide(b.constant(0.25), half))
  }

  /// For |x| < 0.625 x + x³ T(x²); else 1 − 2 / (e^2|x| + 1), with the sign of x.
  static func hyperbolicTangent(_ b: FunctionAssembly, _ x: String) -> String {
    let square = b.multiply(x, x)
    let near = b.fma(b.multiply(square, x), b.polynomial(square, hyperbolicTangentTail), x)
    let size = b.absolute(x)
    let one = b.constant(1)
    let e = exp(b, b.add(size, size))
    let far = b.subtract(one, b.divide(b.constant(2), b.add(e, one)))
    return b.select(b.compare("olt", size, b.constant(0.625)), near, b.copySign(far, x))
  }

  /// e^−|x| / (1 + e^−|x|), or 1 / (1 + e^−|x|) on the right; what the rounding of the sum and of the
  /// quotient took is put back.
  static func sigmoid(_ b: FunctionAssembly, _ x: String) -> String {
    let one = b.constant(1)
    let decay = exp(b, b.negate(b.absolute(x)))
    let above = b.select(b.compare("oge", x, b.constant(0)), one, decay)
    let below = b.add(one, decay)
    let lost = b.subtract(decay, b.subtract(below, one))
    let inverse = b.divide(one, below)
    let quotient = b.multiply(above, inverse)
    let rest = b.fma(b.negate(quotient), lost, b.fma(b.negate(quotient), below, above))
    return b.fma(rest, inverse, quotient)
  }

  /// max(x, 0) + log(1 + d) with d = e^−|x|; the logarithm as in `logOfNormal`, summed with the rest so
  /// that little is rounded twice.
  static func softplus(_ b: FunctionAssembly, _ x: String) -> String {
    let decay = exp(b, b.negate(b.absolute(x)))
    let zero = b.constant(0)
    let positive = b.select(b.compare("ogt", x, zero), x, zero)
    let s = b.divide(decay, b.add(decay, b.constant(2)))
    let z = b.multiply(s, s)
    let halfSquare = b.multiply(b.multiply(b.constant(0.5), decay), decay)
    let series = b.fma(z, b.polynomial(z, shareTail), halfSquare)
    let rest = b.fma(s, series, b.subtract(positive, halfSquare))
    return keepingNaN(b, of: x, b.add(decay, rest))
  }
}
