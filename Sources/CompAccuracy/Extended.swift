import CompIR

#if arch(x86_64)
  /// Numbers in which machine code in double is judged: 64 bits of fraction, of which the C library's
  /// functions get all but the last one or two right.
  package typealias Extended = Float80
#else
  /// Numbers in which machine code in double is judged; here no longer than what is judged, so that
  /// errors read up to one unit too large.
  package typealias Extended = Double
#endif

extension Precision {
  /// How far a value is from the right one, in units of the last place of the right one, or of
  /// `scale` where that is larger. Where the right one overflows, the largest number is one unit off.
  package func ulps(_ value: Double, from right: Extended, scale: Double) -> Double {
    let held = self == .float ? Double(Float(right)) : Double(right)
    if value == held || (value.isNaN && held.isNaN) { return 0 }
    guard value.isFinite, held.isFinite else { return ulps(value, from: held) }
    let unit = unit(of: max(abs(held), scale))
    return abs(Double((Extended(value) - right) / Extended(unit)))
  }
}
