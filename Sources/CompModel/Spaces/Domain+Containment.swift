import CompSource

/// Whether values lie in a domain, and which of them does not.
extension Domain {
  /// How far the sum of a simplex's coordinates may be from one: what six decimals in a file, or draws
  /// in float, round away.
  package static let simplexTolerance = 1e-6

  /// How many values a discrete variable may have for them to be visited one by one.
  package static let enumerationLimit = 1_000_000

  /// The largest count that a Real holds exactly, with all below it.
  package static let largestCount = 1 << 53

  /// A value outside of a domain.
  package struct Fault: Sendable, Equatable {
    /// The position of the value; nil where the values are at fault together.
    package var position: Int?
    /// What was expected of it.
    package var expected: String
  }

  /// Returns the first value that lies outside of the domain; nil where all lie in it.
  ///
  /// - Parameter values: one for each element of the variable, or of the part that `selecting(_:)` gave
  ///   the domain of.
  /// - Parameter isWhole: whether they are all the variable's elements, so that a simplex must sum to
  ///   one.
  package func fault(in values: [Double], isWhole: Bool = true) -> Fault? {
    for (position, value) in values.enumerated() where !value.isFinite {
      return Fault(position: position, expected: "a finite number")
    }
    switch self {
    case .interval: return intervalFault(in: values)
    case .simplex:
      if let position = values.firstIndex(where: { $0 < 0 || $0 > 1 + Domain.simplexTolerance }) {
        return Fault(position: position, expected: "a number from 0 to 1")
      }
      let total = values.reduce(0, +)
      if isWhole ? abs(total - 1) > Domain.simplexTolerance : total > 1 + Domain.simplexTolerance {
        return Fault(
          position: nil,
          expected:
            "numbers that sum to 1, to within \(formatReal(Domain.simplexTolerance)); these sum to \(formatReal(total))"
        )
      }
      return nil
    case .ordered:
      let later = zip(values.indices.dropFirst(), zip(values, values.dropFirst()))
      guard let (position, _) = later.first(where: { $1.0 >= $1.1 }) else { return nil }
      return Fault(
        position: position,
        expected: "increasing numbers: more than the \(formatReal(values[position - 1])) before it")
    case .labels(let names):
      return countFault(
        in: values, low: 0, high: Double(names.count), "one of \(names.count) labels")
    case .range(let low, let high):
      return countFault(
        in: values, low: Double(low), high: Double(high), "a whole number of \(low)..<\(high)")
    case .natural:
      return countFault(in: values, low: 0, high: .infinity, "a whole number from 0")
    }
  }

  private func intervalFault(in values: [Double]) -> Fault? {
    for (position, value) in values.enumerated() {
      guard let (low, high) = bounds(ofElement: position) else { continue }
      if (low, high) == (0, .infinity) {
        if value > 0 { continue }
        return Fault(position: position, expected: "a number above 0")
      }
      if value >= low, value <= high { continue }
      return Fault(
        position: position,
        expected: high == .infinity
          ? "a number from \(formatReal(low))"
          : low == -.infinity
            ? "a number up to \(formatReal(high))"
            : "a number from \(formatReal(low)) to \(formatReal(high))")
    }
    return nil
  }

  private func countFault(
    in values: [Double], low: Double, high: Double, _ expected: String
  ) -> Fault? {
    values.firstIndex { !($0 >= low && $0 < high && $0 == $0.rounded()) }.map {
      Fault(position: $0, expected: expected)
    }
  }
}
