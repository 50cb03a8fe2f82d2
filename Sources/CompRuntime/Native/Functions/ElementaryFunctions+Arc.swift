/// The inverses of sine, cosine and tangent: within two units in the last place.
extension ElementaryFunctions {
  /// (atan q − q) / q³ by q² for |q| ≤ 1; errors of atan q / q 2.4e−9 and 2.7e−17.
  private static let arcTangentTail = Fit(
    float: [
      -0.33333302, 0.19998631, -0.14265178, 0.109572664, -0.08418626, 0.058221117, -0.031442903,
      0.011057806, -0.0018257713,
    ],
    double: [
      -0.33333333333332005, 0.19999999999775392, -0.1428571427235284, 0.11111110705048144,
      -0.09090901646660095, 0.07692217184033008, -0.06665891137411413, 0.05877469512256892,
      -0.05239866587915953, 0.046758312947560526, -0.04096918265960551, 0.03414267091919471,
      -0.02592726368474659, 0.01708054919449338, -0.009262634813875648, 0.003898942164377579,
      -0.0011802071637395423, 0.00022672118856539278, -2.06489291873337e-05,
    ])

  /// (asin s − s) / s³ by s² for |s| ≤ ½; errors of asin s / s 5.0e−9 and 1.6e−17.
  private static let arcSineTail = Fit(
    float: [0.16666754, 0.07495253, 0.045475975, 0.024152089, 0.042212512],
    double: [
      0.16666666666665386, 0.07500000000343812, 0.0446428568220841, 0.030381959404833417,
      0.02237175157173258, 0.01735980195604338, 0.013884286266848293, 0.012175358253750478,
      0.006501777530517773, 0.019598921783671938, -0.01633357035007779, 0.03198619442426154,
    ])

  /// π/2 − (value + tail), π/2 in two parts.
  private static func complement(_ b: FunctionAssembly, _ value: String, _ tail: String)
    -> String
  {
    let halfPi = b.target.format.halfPi
    let rest = b.subtract(tail, b.constant(halfPi.1))
    return b.subtract(b.constant(halfPi.0), b.add(value, rest))
  }

  /// q³ T(q²), which is to be added to q.
  private static func arcTangentRest(_ b: FunctionAssembly, _ q: String) -> String {
    let z = b.multiply(q, q)
    return b.multiply(b.multiply(q, z), b.polynomial(z, arcTangentTail))
  }

  /// atan |x|, or π/2 − atan(1 / |x|) beyond 1, with the sign of x.
  static func arcTangent(_ b: FunctionAssembly, _ x: String) -> String {
    let size = b.absolute(x)
    let isSteep = b.compare("ogt", size, b.constant(1))
    let q = b.select(isSteep, b.divide(b.constant(1), size), size)
    let rest = arcTangentRest(b, q)
    return b.copySign(b.select(isSteep, complement(b, q, rest), b.add(q, rest)), x)
  }

  /// The angle of the point (x, y), with the signs and exceptions of C's `atan2(y, x)`: the quotient of
  /// the smaller by the larger gives the angle in an eighth of the turn.
  static func angle(_ b: FunctionAssembly, _ y: String, _ x: String) -> String {
    let (height, width) = (b.absolute(y), b.absolute(x))
    let isSteep = b.compare("ogt", height, width)
    let small = b.select(isSteep, width, height)
    let large = b.select(isSteep, height, width)
    // Both may be infinite, or zero.
    var q = b.divide(small, large)
    q = b.select(b.compare("oeq", small, large), b.constant(1), q)
    q = b.select(b.compare("oeq", small, b.constant(0)), b.constant(0), q)
    let rest = arcTangentRest(b, q)
    var result = b.select(isSteep, complement(b, q, rest), b.add(q, rest))
    let halfPi = b.target.format.halfPi
    let beyond = b.subtract(
      b.constant(2 * halfPi.0), b.subtract(result, b.constant(2 * halfPi.1)))
    let isLeft = b.emit("icmp slt \(b.target.bits) \(b.bits(x)), \(b.integer(0))")
    result = b.copySign(b.select(isLeft, beyond, result), y)
    return keepingNaN(b, of: y, keepingNaN(b, of: x, result))
  }

  /// s and asin s − s, where s is |x|, or √((1 − |x|) / 2) from ½ on.
  private static func half(_ b: FunctionAssembly, _ x: String) -> (
    isLarge: String, s: String, rest: String
  ) {
    let size = b.absolute(x)
    let isLarge = b.compare("oge", size, b.constant(0.5))
    let distance = b.multiply(b.subtract(b.constant(1), size), b.constant(0.5))
    let z = b.select(isLarge, distance, b.multiply(size, size))
    let s = b.select(isLarge, b.intrinsic("sqrt", z), size)
    return (isLarge, s, b.multiply(b.multiply(s, z), b.polynomial(z, arcSineTail)))
  }

  /// asin |x|, or π/2 − 2 asin √((1 − |x|) / 2) from ½ on, with the sign of x.
  static func arcSine(_ b: FunctionAssembly, _ x: String) -> String {
    let (isLarge, s, rest) = half(b, x)
    let far = complement(b, b.add(s, s), b.add(rest, rest))
    return b.copySign(b.select(isLarge, far, b.add(s, rest)), x)
  }

  /// 2 asin √((1 − x) / 2) from ½ on, π less that below −½, and π/2 − asin x between.
  static func arcCosine(_ b: FunctionAssembly, _ x: String) -> String {
    let (isLarge, s, rest) = half(b, x)
    let two = b.constant(2)
    let isNegative = b.compare("olt", x, b.constant(0))
    let left = b.multiply(two, complement(b, s, rest))
    let far = b.select(isNegative, left, b.multiply(two, b.add(s, rest)))
    let middle = complement(b, b.copySign(s, x), b.copySign(rest, x))
    return b.select(isLarge, far, middle)
  }
}
