import CompPlatform

extension ScalarFunction {
  package var row: ScalarFunctionRow { ScalarFunction.rows[self] ?? ScalarFunction.missing }

  /// Never used: a test walks all cases and finds each in the table.
  private static let missing = ScalarFunctionRow(
    arity: 0, operand: .real, result: .real, evaluate: { _ in .nan },
    derivative: { _, _, _ in [] }, testPoints: [], documentation: "")

  private typealias Derivative =
    @Sendable (inout DerivativeBuilder, [IRValue], IRValue) throws(ShapeError) -> [IRValue?]

  private static func unary(
    _ evaluate: @escaping @Sendable (Double) -> Double, at points: [Double], _ text: String,
    by derivative:
      @escaping @Sendable (inout DerivativeBuilder, IRValue, IRValue) throws(ShapeError)
      -> IRValue?
  ) -> ScalarFunctionRow {
    ScalarFunctionRow(
      arity: 1, operand: .real, result: .real, evaluate: { evaluate($0[0]) },
      derivative: { (b, x, y) throws(ShapeError) in [try derivative(&b, x[0], y)] },
      testPoints: points.map { [$0] }, documentation: text)
  }

  private static func binary(
    _ evaluate: @escaping @Sendable (Double, Double) -> Double, at points: [[Double]],
    _ text: String, by derivative: @escaping Derivative
  ) -> ScalarFunctionRow {
    ScalarFunctionRow(
      arity: 2, operand: .real, result: .real, evaluate: { evaluate($0[0], $0[1]) },
      derivative: derivative, testPoints: points, documentation: text)
  }

  private static func test(
    _ arity: Int, _ operand: Element, _ text: String,
    _ evaluate: @escaping @Sendable ([Double]) -> Bool
  ) -> ScalarFunctionRow {
    ScalarFunctionRow(
      arity: arity, operand: operand, result: .boolean,
      evaluate: { evaluate($0) ? 1 : 0 }, derivative: { (_, x, _) in x.map { _ in nil } },
      testPoints: [Array(repeating: 1, count: arity)], documentation: text)
  }

  private static let rows: [ScalarFunction: ScalarFunctionRow] = [
    .negate: unary(
      { -$0 }, at: [-1, 2], "−x", by: { (b, x, _) throws(ShapeError) in b.constant(-1) }),
    .absolute: unary(
      { abs($0) }, at: [-1.5, 2], "|x|",
      by: { (b, x, _) throws(ShapeError) in
        try b.apply(.sign, x)
      }),
    .sign: unary(
      { $0 > 0 ? 1 : $0 < 0 ? -1 : $0 }, at: [-1, 2], "−1, 0 or 1", by: { _, _, _ in nil }),
    .floor: unary(
      { CompPlatform.floor($0) }, at: [1.3], "the whole number not above x",
      by: { _, _, _ in
        nil
      }),
    .ceil: unary(
      { CompPlatform.ceil($0) }, at: [1.3], "the whole number not below x",
      by: { _, _, _ in
        nil
      }),
    .round: unary(
      { $0.rounded(.toNearestOrEven) }, at: [1.3], "the nearest whole number",
      by: {
        _, _, _ in nil
      }),
    .squareRoot: unary(
      { $0.squareRoot() }, at: [0.3, 4], "√x",
      by: { (b, _, y) throws(ShapeError) in
        try b.apply(.divide, b.constant(0.5), y)
      }),
    .exp: unary({ CompPlatform.exp($0) }, at: [-1, 0, 2], "eˣ", by: { (_, _, y) in y }),
    .expm1: unary(
      { CompPlatform.expm1($0) }, at: [-1, 1e-3, 2], "eˣ − 1, exact near 0",
      by: {
        (b, x, _) throws(ShapeError) in try b.apply(.exp, x)
      }),
    .log: unary(
      { CompPlatform.log($0) }, at: [0.2, 1, 30], "the natural logarithm",
      by: {
        (b, x, _) throws(ShapeError) in try b.apply(.divide, b.constant(1), x)
      }),
    .log1p: unary(
      { CompPlatform.log1p($0) }, at: [-0.5, 1e-3, 3], "log(1 + x), exact near 0",
      by: {
        (b, x, _) throws(ShapeError) in
        try b.apply(.divide, b.constant(1), b.apply(.add, b.constant(1), x))
      }),
    .log1pSquare: unary(
      { abs($0) > 1e8 ? 2 * CompPlatform.log(abs($0)) : CompPlatform.log1p($0 * $0) },
      at: [-2, 0.3, 1e9], "log(1 + x²), without overflow of x²",
      by: {
        // 2 x / (1 + x²), and 2 / x far out, where x² may overflow.
        (b, x, _) throws(ShapeError) in
        let isFar = try b.apply(.less, b.constant(1e9), b.apply(.absolute, x))
        let square = try b.apply(.add, b.constant(1), b.apply(.multiply, x, x))
        let one = b.constant(1)
        return try b.apply(
          .divide, b.apply(.multiply, b.constant(2), b.select(isFar, one, x)),
          b.select(isFar, x, square))
      }),
    .sin: unary(
      { CompPlatform.sin($0) }, at: [-2, 0.5], "the sine, of radians",
      by: {
        (b, x, _) throws(ShapeError) in try b.apply(.cos, x)
      }),
    .cos: unary(
      { CompPlatform.cos($0) }, at: [-2, 0.5], "the cosine, of radians",
      by: {
        (b, x, _) throws(ShapeError) in try b.apply(.negate, b.apply(.sin, x))
      }),
    .tan: unary(
      { CompPlatform.tan($0) }, at: [-1, 0.5], "the tangent, of radians",
      by: {
        (b, _, y) throws(ShapeError) in
        try b.apply(.add, b.constant(1), b.apply(.multiply, y, y))
      }),
    .asin: unary(
      { CompPlatform.asin($0) }, at: [-0.5, 0.3], "the inverse sine",
      by: {
        (b, x, _) throws(ShapeError) in
        try b.apply(
          .divide, b.constant(1),
          b.apply(.squareRoot, b.apply(.subtract, b.constant(1), b.apply(.multiply, x, x))))
      }),
    .acos: unary(
      { CompPlatform.acos($0) }, at: [-0.5, 0.3], "the inverse cosine",
      by: {
        (b, x, _) throws(ShapeError) in
        try b.apply(
          .divide, b.constant(-1),
          b.apply(.squareRoot, b.apply(.subtract, b.constant(1), b.apply(.multiply, x, x))))
      }),
    .atan: unary(
      { CompPlatform.atan($0) }, at: [-2, 0.3], "the inverse tangent",
      by: {
        (b, x, _) throws(ShapeError) in
        try b.apply(
          .divide, b.constant(1), b.apply(.add, b.constant(1), b.apply(.multiply, x, x)))
      }),
    .sinh: unary(
      { CompPlatform.sinh($0) }, at: [-1, 0.5], "the hyperbolic sine",
      by: {
        (b, x, _) throws(ShapeError) in try b.apply(.cosh, x)
      }),
    .cosh: unary(
      { CompPlatform.cosh($0) }, at: [-1, 0.5], "the hyperbolic cosine",
      by: {
        (b, x, _) throws(ShapeError) in try b.apply(.sinh, x)
      }),
    .tanh: unary(
      { CompPlatform.tanh($0) }, at: [-1, 0.5], "the hyperbolic tangent",
      by: {
        (b, _, y) throws(ShapeError) in
        try b.apply(.subtract, b.constant(1), b.apply(.multiply, y, y))
      }),
    .sigmoid: unary(
      { sigmoidValue($0) }, at: [-3, 0.5], "1 / (1 + e⁻ˣ)",
      by: {
        (b, x, y) throws(ShapeError) in
        try b.apply(.multiply, y, b.apply(.sigmoid, b.apply(.negate, x)))
      }),
    .softplus: unary(
      { max($0, 0) + CompPlatform.log1p(CompPlatform.exp(-abs($0))) }, at: [-3, 0.5, 4],
      "log(1 + eˣ)",
      by: { (b, x, _) throws(ShapeError) in try b.apply(.sigmoid, x) }),
    .exponentRange: unary(
      { Precision.double.exponentRange.clamping($0) }, at: [-1, 2],
      "x, moved to where eˣ is a normal number of the chains' precision",
      by: { (b, x, y) throws(ShapeError) in
        try b.select(b.apply(.equal, x, y), b.constant(1), b.constant(0))
      }),
    .sigmoidRange: unary(
      { Precision.double.sigmoidRange.clamping($0) }, at: [-1, 2],
      "x, moved to where the sigmoid lies strictly between 0 and 1 in the chains' precision",
      by: { (b, x, y) throws(ShapeError) in
        try b.select(b.apply(.equal, x, y), b.constant(1), b.constant(0))
      }),
    .erf: unary(
      { CompPlatform.erf($0) }, at: [-1, 0.3], "the error function",
      by: {
        (b, x, _) throws(ShapeError) in
        try b.apply(
          .multiply, b.constant(2 / Double.pi.squareRoot()),
          b.apply(.exp, b.apply(.negate, b.apply(.multiply, x, x))))
      }),
    .erfc: unary(
      { CompPlatform.erfc($0) }, at: [-1, 0.3, 3], "1 − erf(x), exact in the tail",
      by: {
        (b, x, _) throws(ShapeError) in
        try b.apply(
          .multiply, b.constant(-2 / Double.pi.squareRoot()),
          b.apply(.exp, b.apply(.negate, b.apply(.multiply, x, x))))
      }),
    .lgamma: unary(
      { logGamma($0) }, at: [0.3, 1.5, 20], "log |Γ(x)|",
      by: {
        (b, x, _) throws(ShapeError) in try b.apply(.digamma, x)
      }),
    .digamma: unary(
      { digammaValue($0) }, at: [0.3, 1.5, 20], "the derivative of log Γ",
      by: {
        (b, x, _) throws(ShapeError) in try b.apply(.polygamma, b.constant(1), x)
      }),
    .add: binary(
      { $0 + $1 }, at: [[1, 2]], "a + b",
      by: { (b, _, _) in
        [b.constant(1), b.constant(1)]
      }),
    .subtract: binary(
      { $0 - $1 }, at: [[1, 2]], "a − b",
      by: { (b, _, _) in
        [b.constant(1), b.constant(-1)]
      }),
    .multiply: binary({ $0 * $1 }, at: [[1.5, 2]], "a · b", by: { (_, x, _) in [x[1], x[0]] }),
    .gate: binary(
      { $0 == 0 ? 0 : $0 * $1 }, at: [[1.5, 2]], "a · b, and 0 where a is 0, whatever b is",
      by: { (_, x, _) in [x[1], x[0]] }),
    .divide: binary(
      { $0 / $1 }, at: [[1.5, 2]], "a / b",
      by: { (b, x, y) throws(ShapeError) in
        [
          try b.apply(.divide, b.constant(1), x[1]),
          try b.apply(.negate, b.apply(.divide, y, x[1])),
        ]
      }),
    .power: binary(
      { pow($0, $1) }, at: [[1.5, 2], [0.4, -1.3], [2, 0.5]], "aᵇ",
      by: {
        (b, x, y) throws(ShapeError) in
        let one = b.constant(1)
        let byBase = try b.apply(
          .multiply, x[1], b.apply(.power, x[0], b.apply(.subtract, x[1], one)))
        // x⁰ is constant, also where x⁻¹ is infinite.
        let zero = b.constant(0)
        let base = try b.select(b.apply(.equal, x[1], zero), zero, byBase)
        let isPositive = try b.apply(.less, zero, x[0])
        let safe = try b.select(isPositive, x[0], one)
        let byExponent = try b.apply(.multiply, y, b.apply(.log, safe))
        return [base, try b.select(isPositive, byExponent, zero)]
      }),
    .minimum: binary(
      { $0 < $1 || $0.isNaN ? $0 : $1 }, at: [[1, 2], [3, 2]], "the smaller",
      by: {
        (b, x, _) throws(ShapeError) in
        let first = try b.apply(.less, x[0], x[1])
        return [
          try b.select(first, b.constant(1), b.constant(0)),
          try b.select(first, b.constant(0), b.constant(1)),
        ]
      }),
    .maximum: binary(
      { $0 > $1 || $0.isNaN ? $0 : $1 }, at: [[1, 2], [3, 2]], "the larger",
      by: {
        (b, x, _) throws(ShapeError) in
        let first = try b.apply(.less, x[1], x[0])
        return [
          try b.select(first, b.constant(1), b.constant(0)),
          try b.select(first, b.constant(0), b.constant(1)),
        ]
      }),
    .atan2: binary(
      { CompPlatform.atan2($0, $1) }, at: [[1, 2], [-1, 0.5]], "the angle of the point (b, a)",
      by: { (b, x, _) throws(ShapeError) in
        // Of the point divided by its larger coordinate, whose square neither overflows nor vanishes.
        let size = try b.apply(.maximum, b.apply(.absolute, x[0]), b.apply(.absolute, x[1]))
        let (y, x) = (try b.apply(.divide, x[0], size), try b.apply(.divide, x[1], size))
        let square = try b.apply(.add, b.apply(.multiply, y, y), b.apply(.multiply, x, x))
        return [
          try b.apply(.divide, b.apply(.divide, x, square), size),
          try b.apply(.negate, b.apply(.divide, b.apply(.divide, y, square), size)),
        ]
      }),
    .polygamma: binary(
      { polygammaValue($0, $1) }, at: [[1, 1.5], [2, 4]], "(n, x): the n-th derivative of digamma",
      by: { (b, x, _) throws(ShapeError) in
        [nil, try b.apply(.polygamma, b.apply(.add, x[0], b.constant(1)), x[1])]
      }),
    .besselIE: binary(
      { besselIEValue($0, $1) }, at: [[0, 1.5], [1, 4]],
      "(n, x): the modified Bessel function Iₙ(x), times e^−|x|",
      by: { (b, x, y) throws(ShapeError) in
        let one = b.constant(1)
        let below = try b.apply(.besselIE, b.apply(.absolute, b.apply(.subtract, x[0], one)), x[1])
        let above = try b.apply(.besselIE, b.apply(.add, x[0], one), x[1])
        let half = try b.apply(.multiply, b.constant(0.5), b.apply(.add, below, above))
        return [nil, try b.apply(.subtract, half, b.apply(.multiply, b.apply(.sign, x[1]), y))]
      }),
    .less: test(2, .real, "a < b") { $0[0] < $0[1] },
    .lessOrEqual: test(2, .real, "a ≤ b") { $0[0] <= $0[1] },
    .equal: test(2, .real, "a = b") { $0[0] == $0[1] },
    .notEqual: test(2, .real, "a ≠ b") { $0[0] != $0[1] },
    .and: test(2, .boolean, "both") { $0[0] != 0 && $0[1] != 0 },
    .or: test(2, .boolean, "either") { $0[0] != 0 || $0[1] != 0 },
    .not: test(1, .boolean, "the opposite") { $0[0] == 0 },
    .isFinite: test(1, .real, "neither infinite nor NaN") { $0[0].isFinite },
    .isNaN: test(1, .real, "not a number") { $0[0].isNaN },
  ]
}
