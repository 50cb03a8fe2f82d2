import CompIR

/// Elementary functions of vectors of reals, as LLVM IR, for float and double alike: no branches but
/// around lanes that are out of the ordinary, so that all lanes go the same way. What is stated of an
/// error holds over the whole domain, and `comp-bench elementary` measures it.
///
/// Reductions follow Cody and Waite 1980, "Software manual for the elementary functions"; the products
/// of a reduction are fused, so that they are exact. The sums and products of two parts in `power` are
/// those of Dekker 1971, as SLEEF (Shibata and Petrogalli 2020) arranges them for vectors.
enum ElementaryFunctions {
  /// The function of `%x`, or of `%x` and `%y`; nil for one that has no vector code.
  static func value(_ function: VectorFunction, _ b: FunctionAssembly) -> String? {
    switch function {
    case .exp: exp(b, x)
    case .expm1: expm1(b, x)
    case .log: log(b, x)
    case .log1p: log1p(b, x)
    case .log1pSquare: log1pSquare(b, x)
    case .sin: sine(b, x)
    case .cos: cosine(b, x)
    case .tan: tangent(b, x)
    case .asin: arcSine(b, x)
    case .acos: arcCosine(b, x)
    case .atan: arcTangent(b, x)
    case .atan2: angle(b, x, y)
    case .sinh: hyperbolicSine(b, x)
    case .cosh: hyperbolicCosine(b, x)
    case .tanh: hyperbolicTangent(b, x)
    case .sigmoid: sigmoid(b, x)
    case .softplus: softplus(b, x)
    case .erf: errorFunction(b, x)
    case .erfc: errorComplement(b, x)
    case .power: power(b, x, y)
    case .lgamma: logGamma(b, x)
    case .digamma: digamma(b, x)
    case .polygamma, .besselIE, .normalPair, .uniform, .philox: nil
    }
  }

  static let x = "%x"
  static let y = "%y"

  /// Between bounds; NaN stays.
  static func clamped(_ b: FunctionAssembly, _ x: String, _ low: Double, _ high: Double) -> String {
    let above = b.select(b.compare("olt", x, b.constant(low)), b.constant(low), x)
    return b.select(b.compare("ogt", above, b.constant(high)), b.constant(high), above)
  }

  /// A sum, and what rounding took from it, exactly. (Knuth, "Seminumerical Algorithms", section 4.2.2,
  /// theorem B.)
  static func exactSum(_ b: FunctionAssembly, _ x: String, _ y: String) -> (
    high: String, low: String
  ) {
    let high = b.add(x, y)
    let shift = b.subtract(high, x)
    let ofX = b.subtract(x, b.subtract(high, shift))
    return (high, b.add(ofX, b.subtract(y, shift)))
  }

  /// The value, but for NaN where `x` is NaN.
  static func keepingNaN(_ b: FunctionAssembly, of x: String, _ value: String) -> String {
    b.select(b.compare("uno", x, x), x, value)
  }

  /// The value, but for the lanes where `isOdd` holds, which are done one after the other in double.
  /// No lane's value depends on another's.
  static func lanes(
    _ b: FunctionAssembly, where isOdd: String, by function: VectorFunction, of operands: [String],
    else value: String
  ) -> String {
    let (slow, done) = (b.freshLabel("slow"), b.freshLabel("done"))
    let before = b.block
    b.branch(b.any(isOdd), slow, done)
    b.label(slow)
    let each = b.nested { b.select(isOdd, function.laneByLane(b, operands), value) }
    b.jump(done)
    b.label(done)
    return b.emit("phi \(b.target.vector) [ \(value), %\(before) ], [ \(each), %\(slow) ]")
  }
}
