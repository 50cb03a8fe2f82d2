import CompIR
import Foundation

/// Points at which a function may go wrong: bits by chance, sizes by chance, the usual range, and the
/// neighbourhood of numbers at which functions turn.
struct SamplePoints {
  private var state: UInt64
  private let precision: Precision

  init(seed: UInt64, precision: Precision) {
    state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    self.precision = precision
    for _ in 0..<8 { _ = word() }
  }

  /// Zeros, infinities, ends of ranges, and where code changes its way.
  private static let turns: [Double] = [
    0, -0.0, 1, -1, 0.5, -0.5, 2, -2, 3, -3, .infinity, -.infinity, .nan, 0.25, 0.34, 0.625, 1.25,
    1.4616321449683622, 0.46163214496836236, 2.5, 6, 8, 17, -17, 10.06, 27.2, 3.95, 5.9,
    0.7071067811865475, 1.4142135623730951, .pi, .pi / 2, .pi / 4, 88.72, -87.3, -103.9, 709.78,
    -708.4, -745.1, 1e5, 1e9, 1e8, 1e20, 1e-8, 1e30, -1e30, 0x1p-126, 0x1p-149, 0x1p-1022,
    0x1p-1074,
    0x1p24, 0x1p53, 16_777_215, -16_777_217, 9_007_199_254_740_991, 4_503_599_627_370_497.5, -0.1,
    1.1, -100, -2.4570247382208, -2.7476826467, -0.5040830083,
  ]

  /// The operands of one call.
  mutating func next(for function: ScalarFunction) -> [Double] {
    guard function.row.arity == 2 else { return [number()] }
    let base = number()
    // Powers near the ends of the range.
    if function == .power, word() & 1 == 0 {
      let size = log(abs(base))
      let limit = precision == .float ? 104.0 : 746
      if size.isFinite, size != 0 { return [base, precision.rounded(limit * signedUnit() / size)] }
    }
    return [base, number()]
  }

  private mutating func number() -> Double {
    let value: Double
    switch word() & 3 {
    case 0:
      value =
        precision == .float
        ? Double(Float(bitPattern: UInt32(truncatingIfNeeded: word() >> 32)))
        : Double(bitPattern: word())
    case 1: value = scalbn(signedUnit(), Int(word() % 80) - 60)
    case 2: value = signedUnit() * [1, 10, 40, 800][Int(word() & 3)]
    default:
      let turn = Self.turns[Int(word() % UInt64(Self.turns.count))]
      value = turn * (1 + scalbn(signedUnit(), -Int(word() % 54)))
    }
    return precision.rounded(value)
  }

  /// Between −1 and 1.
  private mutating func signedUnit() -> Double {
    Double(Int64(bitPattern: word())) * 0x1p-63
  }

  /// Marsaglia 2003, "Xorshift RNGs".
  private mutating func word() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }
}
