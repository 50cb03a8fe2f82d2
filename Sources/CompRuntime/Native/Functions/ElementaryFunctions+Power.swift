/// aᵇ.
extension ElementaryFunctions {
  /// (log((1 + s) / (1 − s)) − 2 s − ⅔ s³) / s⁵ by s² for √½ ≤ (1 + s) / (1 − s) < √2; errors of the
  /// logarithm 1.7e−11 and 1.8e−23, of its own size.
  private static let longQuotientTail = Fit(
    float: [0.40000153, 0.28547087, 0.2341976],
    double: [
      0.4, 0.28571428571427077, 0.2222222222262601, 0.18181818123368454, 0.15384620440304753,
      0.13333060364490337, 0.11773935020469331, 0.1033830140102742, 0.11589416906961662,
    ])

  /// A sum whose second part is what rounding took from the first.
  private static func sum(_ b: FunctionAssembly, _ large: String, _ small: String) -> (
    high: String, low: String
  ) {
    let high = b.add(large, small)
    return (high, b.subtract(small, b.subtract(high, large)))
  }

  /// The logarithm of a positive normal number in two parts, about ten bits longer than one: s = f / (2
  /// + f) and the first terms of 2 s + ⅔ s³ + s⁵ L(s²) are carried in two parts.
  private static func longLog(_ b: FunctionAssembly, _ x: String, exponentBias: String) -> (
    high: String, low: String
  ) {
    var (f, exponent) = split(b, x)
    exponent = b.add(exponent, exponentBias)
    let one = b.constant(1)
    let mantissa = b.add(f, one)
    let below = b.add(mantissa, one)
    let belowLow = b.subtract(mantissa, b.subtract(below, one))
    let inverse = b.divide(one, below)
    let s = b.multiply(f, inverse)
    let negative = b.negate(s)
    let remainder = b.fma(negative, belowLow, b.fma(negative, below, f))
    let sLow = b.multiply(remainder, inverse)
    let z = b.multiply(s, s)
    let zLow = b.fma(b.add(s, s), sLow, b.fma(s, s, b.negate(z)))
    // ⅔ + s² L(s²)
    var series = sum(
      b, b.constant(2.0 / 3), b.multiply(z, b.polynomial(z, longQuotientTail)))
    series.low = b.add(
      series.low, b.constant(float: -1.98682149251302e-08, double: 0x1.5555555555555p-55))
    // times s², times s
    let p = b.multiply(z, series.high)
    let pLow = b.add(
      b.fma(z, series.high, b.negate(p)), b.fma(z, series.low, b.multiply(zLow, series.high)))
    let cube = b.multiply(s, p)
    let cubeLow = b.add(b.fma(s, p, b.negate(cube)), b.fma(s, pLow, b.multiply(sLow, p)))
    // e ln 2 + 2 s + …
    let ln2 = b.target.format.ln2
    let log = sum(b, b.add(s, s), cube)
    let logLow = b.add(log.low, b.add(cubeLow, b.add(sLow, sLow)))
    let all = sum(b, b.multiply(exponent, b.constant(ln2.high)), log.high)
    let allLow = b.add(all.low, b.fma(exponent, b.constant(ln2.low), logLow))
    return sum(b, all.high, allLow)
  }

  /// e^(y log |x|), the exponent in two parts, and the signs and exceptions of C's `pow`; within two
  /// units in the last place.
  static func power(_ b: FunctionAssembly, _ x: String, _ y: String) -> String {
    let (zero, one, infinity) = (b.constant(0), b.constant(1), b.constant(.infinity))
    let size = b.absolute(x)
    let (normal, bias) = normalized(b, size)
    let log = longLog(b, normal, exponentBias: bias)
    let isZero = b.compare("oeq", size, zero)
    let isInfinite = b.compare("oeq", size, infinity)
    var high = b.select(isInfinite, infinity, log.high)
    high = b.select(isZero, b.constant(-.infinity), high)
    let exponent = b.multiply(y, high)
    let tail = b.fma(y, log.low, b.fma(y, high, b.negate(exponent)))
    // Where the exponent is beyond all results, or infinite, its tail does not count.
    let counts = b.compare("olt", b.absolute(exponent), b.constant(float: 200, double: 2000))
    var result = exponential(b, exponent, tail: b.select(counts, tail, zero), shift: 0)
    result = b.select(b.compare("oeq", size, one), one, result)
    let isWhole = b.compare("oeq", b.intrinsic("rint", y), y)
    let half = b.multiply(y, b.constant(0.5))
    let isOdd = b.logical(
      "and", isWhole, b.compare("one", b.intrinsic("rint", half), half))
    let signed = b.select(isOdd, b.negate(result), result)
    let isDefined = b.logical("or", isWhole, b.logical("or", isZero, isInfinite))
    let ofNegative = b.select(isDefined, signed, b.constant(.nan))
    let isNegative = b.emit(
      "icmp slt \(b.target.bits) \(b.bits(x)), \(b.integer(0))")
    result = b.select(isNegative, ofNegative, result)
    result = keepingNaN(b, of: y, keepingNaN(b, of: x, result))
    let isOne = b.logical("or", b.compare("oeq", y, zero), b.compare("oeq", x, one))
    return b.select(isOne, one, result)
  }
}
