import CompIR

/// The error function and its complement: within two units in the last place.
extension ElementaryFunctions {
  /// erf x / x − 1 by x² for |x| ≤ ½; errors 1.7e−9 and 1.2e−17.
  private static let errorTail = Fit(
    float: [0.12837917, -0.3761261, 0.11282857, -0.026758961, 0.0047211167],
    double: [
      0.1283791670955126, -0.3761263890318405, 0.1128379167097578, -0.026866170651685693,
      0.005223977737837151, -0.0008548338297241438, 0.00012056011170192628,
      -1.49495034390387e-05, 1.6900967820550481e-06, -1.9079488614338232e-07,
    ])

  /// −log(erfc x) / x for ½ ≤ x ≤ 3.95; error of erf 2.9e−9.
  private static let errorExponent = [
    1.128412, 0.63635606, 0.10366297, -0.020778, 0.0016182408, 0.00047955048, -0.00016067078,
    1.5346688e-05,
  ]

  /// (x + k) e^x² erfc x by (x − k) / (x + k), for ½ ≤ x up to where erfc vanishes (10.2, 27.5) and k = 2
  /// or 4, a form of Shepherd and Laframboise 1981; errors 1.7e−8 and 5.3e−17.
  private static let complementQuotient = Fit(
    float: [
      1.0215827, -0.6871607, 0.27947128, -0.036442753, -0.021499885, 0.00648482, 0.0030313213,
      -0.00086159224, -0.0005159558, 7.907252e-05,
    ],
    double: [
      1.095995661000491, -0.976548729080882, 0.7732087022652441, -0.5408538313132395,
      0.3308515878777695, -0.17401093723975553, 0.07638151491304714, -0.026370053343356934,
      0.00611205562567294, -0.00028095883856256324, -0.0004550525535402574,
      0.00017681267933990729, -3.635439965022662e-06, -1.886044754487192e-05,
      4.694386863315602e-06, 1.4233336815774868e-06, -8.448045325908642e-07,
      -7.4500617144642e-08, 1.2113798045646438e-07, 1.661371716474283e-10,
      -1.2671484522361574e-08, 3.503295196429324e-10,
    ])

  /// x + x E(x²) for |x| < ½.
  private static func nearError(_ b: FunctionAssembly, _ x: String) -> String {
    b.fma(x, b.polynomial(b.multiply(x, x), errorTail), x)
  }

  /// e^−x² · e^x² erfc x for ½ ≤ x up to where it vanishes. Of x² and of 1 / (x + k) what rounding takes
  /// is put back.
  private static func farComplement(_ b: FunctionAssembly, _ x: String) -> String {
    let k = b.target.precision == .float ? 2.0 : 4
    let one = b.constant(1)
    let below = b.add(x, b.constant(k))
    let belowLow = b.subtract(x, b.subtract(below, b.constant(k)))
    let t = b.divide(one, below)
    let negative = b.negate(t)
    let tLow = b.multiply(t, b.fma(negative, belowLow, b.fma(negative, below, one)))
    // (x − k) / (x + k) = 1 − 2 k / (x + k)
    let u = b.fma(b.constant(-2 * k), tLow, b.fma(b.constant(-2 * k), t, one))
    // The last two steps of the polynomial, the quotient, and the product with the exponential are each
    // carried in two parts.
    let coefficients = complementQuotient[b.target.precision]
    var p = b.polynomial(u, Array(coefficients.dropFirst(2)))
    var pLow = b.constant(0)
    for coefficient in coefficients.prefix(2).reversed() {
      let product = b.multiply(u, p)
      let productLow = b.fma(u, pLow, b.fma(u, p, b.negate(product)))
      let sum = exactSum(b, b.constant(coefficient), product)
      (p, pLow) = (sum.high, b.add(sum.low, productLow))
    }
    let low = b.fma(t, pLow, b.multiply(tLow, p))
    let quotient = b.fma(t, p, low)
    let quotientLow = b.add(b.fma(t, p, b.negate(quotient)), low)
    let square = b.multiply(x, x)
    let squareLow = b.fma(x, x, b.negate(square))
    let (r, n) = reduced(b, b.negate(square))
    let decay = exponentialMinusOne(b, b.subtract(r, squareLow))
    let small = b.fma(quotient, decay, b.fma(quotientLow, decay, quotientLow))
    return scaled(b, b.add(quotient, small), by: n)
  }

  /// 1 − erfc |x| beyond ½, with the sign of x; in float erfc is the exponential of a polynomial there.
  static func errorFunction(_ b: FunctionAssembly, _ x: String) -> String {
    let size = b.absolute(x)
    let complement: String
    switch b.target.precision {
    case .float:
      let c = clamped(b, size, 0, 3.95)
      let exponent = b.multiply(b.negate(c), b.polynomial(c, errorExponent))
      complement = exponential(b, exponent, shift: 0)
    case .double: complement = farComplement(b, clamped(b, size, 0, 6))
    }
    let far = b.copySign(b.subtract(b.constant(1), complement), x)
    return b.select(b.compare("olt", size, b.constant(0.5)), nearError(b, x), far)
  }

  /// 1 − erf x for |x| < ½; below, 2 − erfc |x|.
  static func errorComplement(_ b: FunctionAssembly, _ x: String) -> String {
    let size = b.absolute(x)
    let end = b.target.precision == .float ? 10.2 : 27.4
    let value = farComplement(b, clamped(b, size, 0, end))
    let far = b.select(
      b.compare("olt", x, b.constant(0)), b.subtract(b.constant(2), value), value)
    let near = b.subtract(b.constant(1), nearError(b, x))
    return b.select(b.compare("olt", size, b.constant(0.5)), near, far)
  }
}
