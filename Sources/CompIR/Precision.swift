/// The arithmetic in which chains run. Closed forms, log-weights and statistics are always in double.
public enum Precision: String, Sendable, CaseIterable {
  case float, double
}

extension Precision {
  /// The number that stands for another one in this precision.
  package func rounded(_ value: Double) -> Double {
    switch self {
    case .float: Double(Float(value))
    case .double: value
    }
  }

  /// A unit in the last place of numbers of a size; of the normal ones at least.
  package func unit(of size: Double) -> Double {
    switch self {
    case .float: Double(max(Float(size), .leastNormalMagnitude).ulp)
    case .double: max(size, .leastNormalMagnitude).ulp
    }
  }

  package var greatestFinite: Double {
    switch self {
    case .float: Double(Float.greatestFiniteMagnitude)
    case .double: .greatestFiniteMagnitude
    }
  }

  package var leastNormal: Double {
    switch self {
    case .float: Double(Float.leastNormalMagnitude)
    case .double: .leastNormalMagnitude
    }
  }

  /// How far a value is from the right one, in units of the right one's last place. Where the right
  /// one overflows the precision, the largest number is one unit off.
  package func ulps(_ value: Double, from right: Double) -> Double {
    let held = rounded(right)
    if value == held || (value.isNaN && right.isNaN) { return 0 }
    guard value.isFinite, held.isFinite else {
      return abs(value) >= greatestFinite && abs(held) >= greatestFinite
        && (value < 0) == (held < 0)
        ? 1 : .infinity
    }
    return abs(value - right) / unit(of: abs(right))
  }
}

extension Precision {
  /// The arguments for which eˣ is neither subnormal nor infinite.
  package var exponentRange: ClosedRange<Double> {
    switch self {
    case .float: -87...88
    case .double: -708...709
    }
  }

  /// The arguments for which the rounded sigmoid is neither subnormal nor 1.
  package var sigmoidRange: ClosedRange<Double> {
    switch self {
    case .float: -87...16
    case .double: -708...36
    }
  }
}

extension ClosedRange<Double> {
  /// The number of the range that is nearest to `x`; NaN stays.
  func clamping(_ x: Double) -> Double {
    x < lowerBound ? lowerBound : x > upperBound ? upperBound : x
  }
}
