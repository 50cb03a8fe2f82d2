/// The arithmetic in which chains run. Closed forms, log-weights and statistics are always in double.
public enum Precision: String, Sendable, CaseIterable {
  case float, double
}

extension Precision {
  /// How far a value is from the right one, in units of the right one's last place. Where the right
  /// one overflows the precision, the largest number is one unit off.
  package func ulps(_ value: Double, from right: Double) -> Double {
    let held = self == .float ? Double(Float(right)) : right
    if value == held || (value.isNaN && right.isNaN) { return 0 }
    guard value.isFinite, held.isFinite else {
      let limit = self == .float ? Double(Float.greatestFiniteMagnitude) : .greatestFiniteMagnitude
      return abs(value) >= limit && abs(held) >= limit && (value < 0) == (held < 0)
        ? 1 : .infinity
    }
    switch self {
    case .float:
      return abs(value - right) / Double(max(abs(Float(right)), .leastNormalMagnitude).ulp)
    case .double: return abs(value - right) / max(abs(right), .leastNormalMagnitude).ulp
    }
  }
}
