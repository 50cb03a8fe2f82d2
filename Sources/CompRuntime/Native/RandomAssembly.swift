import CompIR

/// Philox4x32-10 and what is made of its words, for a vector of chains.
enum RandomAssembly {
  /// Writes the body of a random function and gives its header.
  static func define(_ function: VectorFunction, _ b: FunctionAssembly) -> String {
    let words = b.target.words
    let symbol = function.symbol
    switch (function, b.target.precision) {
    case (.philox, _):
      philox(b)
      return "{ \(words), \(words), \(words), \(words) } @\(symbol)(\(words) %a, \(words) %b, "
        + "\(words) %c, \(words) %d, i32 %k0, i32 %k1)"
    case (.uniform, .float):
      b.line("ret \(b.target.vector) \(fraction(b, "%a"))")
      return "\(b.target.vector) @\(symbol)(\(words) %a)"
    case (.uniform, .double):
      b.line("ret \(b.target.vector) \(fraction(b, "%a", "%b"))")
      return "\(b.target.vector) @\(symbol)(\(words) %a, \(words) %b)"
    case (.normalPair, .float):
      returnPair(b, normals(b))
      return "{ \(b.target.vector), \(b.target.vector) } @\(symbol)(\(words) %a, \(words) %b)"
    case (.normalPair, .double):
      returnPair(b, longNormals(b))
      return "{ \(b.target.vector), \(b.target.vector) } @\(symbol)(\(words) %a, \(words) %b, "
        + "\(words) %c, \(words) %d)"
    default: return ""
    }
  }

  private static func returnPair(_ b: FunctionAssembly, _ pair: (String, String)) {
    let type = "{ \(b.target.vector), \(b.target.vector) }"
    let first = b.emit("insertvalue \(type) poison, \(b.target.vector) \(pair.0), 0")
    b.line("ret \(type) \(b.emit("insertvalue \(type) \(first), \(b.target.vector) \(pair.1), 1"))")
  }

  /// A float in (0, 1) from one word: (w + ½) 2⁻³², small ones with all their digits, none above
  /// 1 − 2⁻²⁴.
  private static func fraction(_ b: FunctionAssembly, _ word: String) -> String {
    let number = b.emit("uitofp \(b.target.words) \(word) to \(b.target.vector)")
    let shifted = b.fma(number, b.constant(0x1p-32), b.constant(0x1p-33))
    let top = b.constant(1 - 0x1p-24)
    return b.select(b.compare("olt", shifted, top), shifted, top)
  }

  /// A double in (0, 1) from 53 bits of two words.
  private static func fraction(_ b: FunctionAssembly, _ high: String, _ low: String)
    -> String
  {
    let (words, bits) = (b.target.words, b.target.bits)
    let upper = b.integer("shl", b.emit("zext \(words) \(high) to \(bits)"), b.integer(32))
    let both = b.integer("or", upper, b.emit("zext \(words) \(low) to \(bits)"))
    let kept = b.integer("lshr", both, b.integer(11))
    let number = b.emit("uitofp \(bits) \(kept) to \(b.target.vector)")
    return b.multiply(b.add(number, b.constant(0.5)), b.constant(0x1p-53))
  }

  /// Box and Muller 1958 on two words. The angle is the second word as a share of the turn: its
  /// top bits are the quadrant, the rest an exact remainder.
  private static func normals(_ b: FunctionAssembly) -> (String, String) {
    let number = b.emit("uitofp \(b.target.words) %a to \(b.target.vector)")
    let u = b.fma(number, b.constant(0x1p-32), b.constant(0x1p-33))
    let log = ElementaryFunctions.logOfNormal(b, u)
    // Rounding can take the log of the largest word above zero.
    let square = b.multiply(b.constant(-2), log)
    let zero = b.constant(0)
    let radius = b.intrinsic("sqrt", b.select(b.compare("ogt", square, zero), square, zero))
    let q = b.integer("lshr", b.integer("add", "%b", b.integer(1 << 29)), b.integer(30))
    let rest = b.integer("sub", "%b", b.integer("shl", q, b.integer(30)))
    let turn = b.emit("sitofp \(b.target.words) \(rest) to \(b.target.vector)")
    let r = b.multiply(turn, b.constant(2 * .pi * 0x1p-32))
    let values = ElementaryFunctions.turned(b, q, ElementaryFunctions.quarter(b, r))
    return (b.multiply(radius, values.cosine), b.multiply(radius, values.sine))
  }

  /// The same in double, on two words each: the angle is 4 u quarters of the turn, of which the whole
  /// part is the quadrant and the rest is exact.
  private static func longNormals(_ b: FunctionAssembly) -> (String, String) {
    let log = ElementaryFunctions.logOfNormal(b, fraction(b, "%a", "%b"))
    let radius = b.intrinsic("sqrt", b.multiply(b.constant(-2), log))
    let rounder = b.constant(b.target.format.rounder)
    let turn = b.multiply(b.constant(4), fraction(b, "%c", "%d"))
    let sum = b.add(turn, rounder)
    let r = b.multiply(
      b.subtract(turn, b.subtract(sum, rounder)), b.constant(.pi / 2))
    let values = ElementaryFunctions.turned(
      b, b.bits(sum), ElementaryFunctions.quarter(b, r))
    return (b.multiply(radius, values.cosine), b.multiply(radius, values.sine))
  }

  /// Ten rounds. Words of even and odd lanes are kept apart in the low halves of 64-bit lanes, where
  /// the processor's widening multiply takes them and leaves both halves of the product in place.
  private static func philox(_ b: FunctionAssembly) {
    let words = b.target.words
    let half = "<\(b.target.lanes / 2) x i64>"
    func wide(_ value: UInt64) -> String {
      let first = b.emit("insertelement \(half) poison, i64 \(value), i32 0")
      return b.emit(
        "shufflevector \(half) \(first), \(half) poison, <\(b.target.lanes / 2) x i32> zeroinitializer"
      )
    }
    let thirtyTwo = wide(32)
    let low = wide(0xFFFF_FFFF)
    let multipliers = (wide(0xD251_1F53), wide(0xCD9E_8D57))
    var even: [String] = []
    var odd: [String] = []
    for word in ["%a", "%b", "%c", "%d"] {
      let pairs = b.emit("bitcast \(words) \(word) to \(half)")
      even.append(pairs)
      odd.append(b.emit("lshr \(half) \(pairs), \(thirtyTwo)"))
    }
    var keys = ("%k0", "%k1")
    for round in 0..<10 {
      if round > 0 {
        keys = (
          b.emit("add i32 \(keys.0), \(Int32(bitPattern: 0x9E37_79B9))"),
          b.emit("add i32 \(keys.1), \(Int32(bitPattern: 0xBB67_AE85))")
        )
      }
      let k0 = spread(b, keys.0, half)
      let k1 = spread(b, keys.1, half)
      func advance(_ w: [String]) -> [String] {
        func product(_ word: String, _ multiplier: String) -> String {
          b.emit("mul \(half) \(b.emit("and \(half) \(word), \(low)")), \(multiplier)")
        }
        let first = product(w[0], multipliers.0)
        let second = product(w[2], multipliers.1)
        func mixed(_ product: String, _ word: String, _ key: String) -> String {
          let high = b.emit("lshr \(half) \(product), \(thirtyTwo)")
          return b.emit("xor \(half) \(high), \(b.emit("xor \(half) \(word), \(key)"))")
        }
        return [mixed(second, w[1], k0), second, mixed(first, w[3], k1), first]
      }
      even = advance(even)
      odd = advance(odd)
    }
    let type = "{ \(words), \(words), \(words), \(words) }"
    var result = "poison"
    for index in 0..<4 {
      let lower = b.emit("and \(half) \(even[index]), \(low)")
      let upper = b.emit("shl \(half) \(odd[index]), \(thirtyTwo)")
      let joined = b.emit("or \(half) \(lower), \(upper)")
      let word = b.emit("bitcast \(half) \(joined) to \(words)")
      result = b.emit("insertvalue \(type) \(result), \(words) \(word), \(index)")
    }
    b.line("ret \(type) \(result)")
  }

  private static func spread(_ b: FunctionAssembly, _ key: String, _ half: String) -> String {
    let wide = b.emit("zext i32 \(key) to i64")
    let first = b.emit("insertelement \(half) poison, i64 \(wide), i32 0")
    return b.emit(
      "shufflevector \(half) \(first), \(half) poison, <\(b.target.lanes / 2) x i32> zeroinitializer"
    )
  }
}
