/// Sine, cosine and tangent.
extension ElementaryFunctions {
  /// (sin r − r) / r³ by r² for |r| ≤ π/4; errors of sin r / r 5e−12 and 3.5e−18.
  private static let sineTail = Fit(
    float: [-0.166666544, 0.00833214897, -0.000195136547],
    double: [
      -0.16666666666666632, 0.0083333333333225, -0.00019841269829867542, 2.7557313710001636e-06,
      -2.5050760623119417e-08, 1.5896926653359896e-10,
    ])

  /// (cos r − 1 + r²/2) / r⁴ by r² for |r| ≤ π/4; errors of cos r 1e−10 and 5.1e−20.
  private static let cosineTail = Fit(
    float: [0.0416666466, -0.00138873523, 2.44366469e-05],
    double: [
      0.0416666666666666, -0.001388888888887452, 2.4801587289718164e-05, -2.7557314418053157e-07,
      2.0875731932199536e-09, -1.1360083899133533e-11,
    ])

  /// (tan r − r) / r³ by r² for |r| ≤ π/4; errors of tan r / r 1.5e−9 and 1.0e−18.
  private static let tangentTail = Fit(
    float: [
      0.33333352, 0.13332593, 0.054066937, 0.021248959, 0.010916185, -6.548371e-06, 0.0044212798,
    ],
    double: [
      0.3333333333333338, 0.13333333333325278, 0.05396825397295303, 0.021869488397846325,
      0.008863237945031147, 0.0035921006725772365, 0.0014560467767902418, 0.0005888597738265285,
      0.00024376362081866907, 8.353820086084963e-05, 6.723956094392245e-05,
      -2.5631596184620476e-05, 4.861441083391456e-05, -2.425391274060354e-05,
      9.79259736420668e-06,
    ])

  /// Sine and cosine for |r| ≤ π/4.
  static func quarter(_ b: FunctionAssembly, _ r: String) -> (sine: String, cosine: String) {
    let z = b.multiply(r, r)
    let sine = b.fma(b.multiply(z, r), b.polynomial(z, sineTail), r)
    let cosine = b.fma(
      b.multiply(z, z), b.polynomial(z, cosineTail), b.fma(z, b.constant(-0.5), b.constant(1)))
    return (sine, cosine)
  }

  /// Exchanges and signs by the quadrant, which is in the low two bits of `q`.
  static func turned(
    _ b: FunctionAssembly, _ q: String, _ values: (sine: String, cosine: String)
  ) -> (sine: String, cosine: String) {
    let swaps = isOdd(b, q)
    func signed(_ value: String, _ turn: String) -> String {
      let sign = b.integer(
        "shl", b.integer("and", turn, b.integer(2)), b.integer(b.target.size * 8 - 2))
      return b.real(b.integer("xor", b.bits(value), sign))
    }
    let sine = signed(b.select(swaps, values.cosine, values.sine), q)
    let cosine = signed(
      b.select(swaps, values.sine, values.cosine), b.integer("add", q, b.integer(1)))
    return (sine, cosine)
  }

  private static func isOdd(_ b: FunctionAssembly, _ q: String) -> String {
    let bit = b.integer("and", q, b.integer(1))
    return b.emit("icmp ne \(b.target.bits) \(bit), \(b.integer(0))")
  }

  /// x = q π/2 + r, with π/2 in three parts (the first product's difference is exact); q in the low
  /// bits.
  private static func reducedAngle(_ b: FunctionAssembly, _ x: String) -> (q: String, r: String) {
    let format = b.target.format
    let rounder = b.constant(format.rounder)
    let sum = b.fma(x, b.constant(0.636619772367581343), rounder)
    let whole = b.subtract(sum, rounder)
    var r = b.fma(whole, b.constant(-format.halfPi.0), x)
    r = b.fma(whole, b.constant(-format.halfPi.1), r)
    r = b.fma(whole, b.constant(-format.halfPi.2), r)
    return (b.bits(sum), r)
  }

  /// Lanes too far out for the reduction, and infinities, are done by the C library in double, whose
  /// reduction has no bound.
  private static func reachingFar(
    _ b: FunctionAssembly, _ x: String, _ function: VectorFunction, _ value: String
  ) -> String {
    let isFar = b.compare("oge", b.absolute(x), b.constant(b.target.format.reducible))
    return lanes(b, where: isFar, by: function, of: [x], else: value)
  }

  /// Within two units in the last place.
  static func sine(_ b: FunctionAssembly, _ x: String) -> String {
    let (q, r) = reducedAngle(b, x)
    let value = turned(b, q, quarter(b, r)).sine
    // The cosine polynomial may not see that sin(−0) = −0.
    return reachingFar(b, x, .sin, b.select(b.compare("oeq", x, b.constant(0)), x, value))
  }

  /// Within two units in the last place.
  static func cosine(_ b: FunctionAssembly, _ x: String) -> String {
    let (q, r) = reducedAngle(b, x)
    return reachingFar(b, x, .cos, turned(b, q, quarter(b, r)).cosine)
  }

  /// What the last two subtractions of `reducedAngle` take from r, for functions that are steep there.
  private static func lostAngle(_ b: FunctionAssembly, _ x: String, _ q: String, _ r: String)
    -> String
  {
    let halfPi = b.target.format.halfPi
    let whole = b.subtract(b.real(q), b.constant(b.target.format.rounder))
    let first = b.fma(whole, b.constant(-halfPi.0), x)
    let product = b.multiply(whole, b.constant(-halfPi.1))
    let rest = b.fma(whole, b.constant(-halfPi.1), b.negate(product))
    let difference = exactSum(b, first, product)
    let low = b.add(difference.low, b.fma(whole, b.constant(-halfPi.2), rest))
    return b.add(b.subtract(difference.high, r), low)
  }

  /// tan r, or −1 / tan r in odd quadrants, r and the tangent in two parts; within two units in the last
  /// place.
  static func tangent(_ b: FunctionAssembly, _ x: String) -> String {
    let (q, r) = reducedAngle(b, x)
    let z = b.multiply(r, r)
    let cubic = b.multiply(b.multiply(z, r), b.polynomial(z, tangentTail))
    let slope = b.fma(b.add(r, cubic), b.add(r, cubic), b.constant(1))
    let small = b.fma(slope, lostAngle(b, x, q, r), cubic)
    let tangent = b.add(r, small)
    let low = b.subtract(small, b.subtract(tangent, r))
    let inverse = b.divide(b.constant(-1), tangent)
    let excess = b.fma(inverse, low, b.fma(inverse, tangent, b.constant(1)))
    let value = b.select(isOdd(b, q), b.fma(inverse, excess, inverse), tangent)
    return reachingFar(b, x, .tan, b.select(b.compare("oeq", x, b.constant(0)), x, value))
  }
}
