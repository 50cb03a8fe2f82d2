import CompIR

/// log Γ and its derivative: within four units in the last place, or of 1 where that is more: near
/// zeros the absolute error counts. Arguments that are not positive go lane by lane.
extension ElementaryFunctions {
  /// log Γ(2 + t) / t for −¾ ≤ t ≤ ½; errors 2.0e−8 and 2.1e−17.
  private static let logGammaAtTwo = Fit(
    float: [
      0.42278433, 0.32246706, -0.06735229, 0.020579815, -0.0073831896, 0.0029037455,
      -0.0012111493, 0.000436666, -0.00019813557, 0.0002437847,
    ],
    double: [
      0.42278433509846713, 0.32246703342411315, -0.0673523010531994, 0.020580808427796516,
      -0.0073855510284676455, 0.002890510330256483, -0.001192753920711441, 0.0005096695301008877,
      -0.00022315457555680598, 9.945757088219443e-05, -4.492824511051661e-05,
      2.0505321726461567e-05, -9.427078486366931e-06, 4.39321981562162e-06,
      -2.080051868634097e-06, 8.675743379469439e-07, -3.9761005920420914e-07,
      4.2018777099307304e-07, -5.0748239609870524e-08, -1.4556785631863908e-07,
      -1.7056618405201148e-07,
    ])

  /// What Stirling's formula lacks of log Γ(x), times x, by 1 / x² for x ≥ 8; errors of log Γ 7.5e−11
  /// and 5.0e−21.
  private static let stirling = Fit(
    float: [0.083333336, -0.0027782032, 0.0008024305],
    double: [
      0.08333333333333333, -0.0027777777777666093, 0.0007936507859089355, -0.0005952357281842313,
      0.000841377426007306, -0.0018855731360827024, 0.004969918685985642,
    ])

  /// ψ(x) / (x − x₀) by x − 1.5 for 1 ≤ x ≤ 2, x₀ being the zero there; errors 2.4e−8 and 7.1e−17.
  private static let digammaAtZero = Fit(
    float: [
      0.9510559, -0.42362747, 0.24053906, -0.1484005, 0.09510778, -0.06203259, 0.039413255,
      -0.025911065, 0.023832906, -0.016153464,
    ],
    double: [
      0.951055876031833, -0.4236274212814606, 0.24054248424075805, -0.14840492305388764,
      0.09498872445634877, -0.06192213327485946, 0.04076083375627859, -0.026975796685803768,
      0.017907253669407226, -0.01190821952353457, 0.00792692845848969, -0.005279945027597739,
      0.003519139877777095, -0.0023454300640017053, 0.0015559370820068781,
      -0.0010367971842923924, 0.0007255425036796806, -0.00048486542666055396,
      0.00022327829065178596, -0.00014674823073628735, 0.00026270926855493585,
      -0.0001767313695264187,
    ])

  /// (log x − 1 / (2 x) − ψ(x)) x² by 1 / x², for x ≥ 3 or 6; errors of ψ 1.4e−10 and 5.7e−22.
  private static let digammaFarTail = Fit(
    float: [0.08333329, -0.008329464, 0.003855381, -0.002778472],
    double: [
      0.08333333333333333, -0.008333333333327225, 0.003968253965222895, -0.004166665883725774,
      0.007575636987057562, -0.021080927349826268, 0.08255990895363098, -0.40940817759989717,
      2.057609573560339, -6.667646059871922,
    ])

  /// The zero of ψ in two parts, and of ψ(x + 1).
  private static let digammaZero = (
    float: (1.4616321325302124, 1.2438149938930e-08),
    double: (
      1.4616321449683622, 9.5499954299656978e-17
    ),
    lowerDouble: (0.46163214496836236, -1.5522348162858677e-17)
  )

  /// From 8 on Stirling's formula. Below, recurrence brings x to the interval around 2: the product of
  /// what is passed is one logarithm, which is taken of x itself for Stirling's formula.
  static func logGamma(_ b: FunctionAssembly, _ x: String) -> String {
    let (one, half) = (b.constant(1), b.constant(0.5))
    let isLarge = b.compare("oge", x, b.constant(8))
    let isSmall = b.compare("olt", x, b.constant(1.25))
    let isTiny = b.compare("olt", x, half)
    // t = x − 2 − steps; steps down from x take the factors x − 1, x − 2, …
    var t = b.subtract(x, b.constant(2))
    var product = one
    for _ in 0..<6 {
      let isAbove = b.compare("oge", t, half)
      let lower = b.subtract(t, one)
      product = b.select(isAbove, b.multiply(product, b.add(t, one)), product)
      t = b.select(isAbove, lower, t)
    }
    // One step up, or two, from small ones.
    t = b.select(isSmall, b.select(isTiny, x, b.subtract(x, one)), t)
    let risen = b.select(isTiny, b.multiply(x, b.add(x, one)), x)
    let log = log(b, b.select(isLarge, x, b.select(isSmall, risen, product)))
    let middle = b.multiply(t, b.polynomial(t, logGammaAtTwo))
    let below = b.select(isSmall, b.subtract(middle, log), b.add(middle, log))
    let inverse = b.divide(one, x)
    let tail = b.fma(
      inverse, b.polynomial(b.multiply(inverse, inverse), stirling),
      // ½ log 2π − ½
      b.constant(0.41893853320467274178))
    let above = b.fma(b.subtract(x, half), b.subtract(log, one), tail)
    return lanes(
      b, where: b.compare("olt", x, b.constant(0)), by: .lgamma, of: [x],
      else: b.select(isLarge, above, below))
  }

  /// From 3 or 6 on the asymptotic series (Abramowitz and Stegun 6.3.18). Below, recurrence brings x to
  /// 1 ≤ x ≤ 2; the inverses that it adds are one quotient.
  static func digamma(_ b: FunctionAssembly, _ x: String) -> String {
    let one = b.constant(1)
    let isFloat = b.target.precision == .float
    let (start, steps) = isFloat ? (3.0, 1) : (6, 4)
    let isLarge = b.compare("oge", x, b.constant(start))
    let isSmall = b.compare("olt", x, one)
    var (place, numerator, denominator) = (x, b.constant(0), one)
    for _ in 0..<steps {
      let isAbove = b.compare("oge", place, b.constant(2))
      let lower = b.subtract(place, one)
      numerator = b.select(isAbove, b.fma(numerator, lower, denominator), numerator)
      denominator = b.select(isAbove, b.multiply(denominator, lower), denominator)
      place = b.select(isAbove, lower, place)
    }
    numerator = b.select(isSmall, b.constant(-1), numerator)
    denominator = b.select(isSmall, x, denominator)
    let t = b.subtract(place, b.select(isSmall, b.constant(0.5), b.constant(1.5)))
    let zero = isFloat ? digammaZero.float : digammaZero.double
    let lower = isFloat ? (zero.0 - 1, zero.1) : digammaZero.lowerDouble
    let distance = b.subtract(
      b.subtract(place, b.select(isSmall, b.constant(lower.0), b.constant(zero.0))),
      b.select(isSmall, b.constant(lower.1), b.constant(zero.1)))
    let below = b.fma(
      distance, b.polynomial(t, digammaAtZero), b.divide(numerator, denominator))
    let inverse = b.divide(one, x)
    let square = b.multiply(inverse, inverse)
    let tail = b.fma(
      square, b.polynomial(square, digammaFarTail), b.multiply(b.constant(0.5), inverse))
    let above = b.subtract(log(b, x), tail)
    return lanes(
      b, where: b.compare("ole", x, b.constant(0)), by: .digamma, of: [x],
      else: b.select(isLarge, above, below))
  }
}
