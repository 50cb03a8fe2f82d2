import CompIR

/// What the elementary functions know of the bits of a real, and constants cut to fit them.
struct RealFormat: Sendable {
  let fractionBits: Int
  let exponentBias: Int
  let smallestNormal: Double
  /// 1.5 · 2^fractionBits: added and taken away it rounds to a whole number, which is then in the low
  /// bits.
  let rounder: Double
  /// The bits of √½, where the interval of a logarithm's reduced argument begins.
  let rootHalf: Int
  /// ln 2 in two parts; the first ends in so many zeros that whole multiples of it are exact.
  let ln2: (high: Double, low: Double)
  /// π/2 in three parts, each of all the bits that there are.
  let halfPi: (Double, Double, Double)
  /// Sine and cosine are reduced by the parts of π/2 below this size.
  let reducible: Double

  static let float = RealFormat(
    fractionBits: 23, exponentBias: 127, smallestNormal: 0x1p-126, rounder: 0x1.8p23,
    rootHalf: 0x3F35_04F3, ln2: (0.693145751953125, 1.4286068203094173e-06),
    halfPi: (1.5707963705062866, -4.371138828673793e-08, -1.7151245100058819e-15), reducible: 1e5)

  static let double = RealFormat(
    fractionBits: 52, exponentBias: 1023, smallestNormal: 0x1p-1022, rounder: 0x1.8p52,
    rootHalf: 0x3FE6_A09E_667F_3BCD, ln2: (0x1.62e42feep-1, 0x1.a39ef35793c76p-33),
    halfPi: (0x1.921fb54442d18p0, 0x1.1a62633145c07p-54, -0x1.f1976b7ed8fbcp-110), reducible: 1e9)
}

extension VectorTarget {
  var format: RealFormat {
    switch precision {
    case .float: .float
    case .double: .double
    }
  }
}
