import CompPlatform

/// A linear axis: data from `low` to `high` along page positions from `start` to `end`.
package struct Axis: Sendable {
  package var low: Double
  package var high: Double
  package var start: Double
  package var end: Double
  /// The values that are marked, where these are not round numbers: labels, counts.
  package var names: [(value: Double, label: String)]?

  package init(
    low: Double, high: Double, start: Double, end: Double,
    names: [(value: Double, label: String)]? = nil
  ) {
    self.low = low
    self.high = high
    self.start = start
    self.end = end
    self.names = names
  }

  package init(_ range: ClosedRange<Double>, from start: Double, to end: Double) {
    self.init(low: range.lowerBound, high: range.upperBound, start: start, end: end)
  }

  package func position(_ value: Double) -> Double {
    start + (value - low) / (high - low) * (end - start)
  }

  package func contains(_ value: Double) -> Bool { value >= low && value <= high }

  /// What is taken off all labels where they would else be the same for many digits: `x − 1e9`.
  package var offset: Double {
    let span = high - low
    let largest = max(abs(low), abs(high))
    guard names == nil, span.isFinite, span > 0, largest / span > 2e4 else { return 0 }
    let unit = pow(10, ceil(log10(span)))
    let offset = ((low / 2 + high / 2) / unit).rounded() * unit
    return offset.isFinite ? offset : 0
  }

  /// Round values: steps of 1, 2 or 5 times a power of ten (Heckbert 1990), about `count` of them, but
  /// fewer where the labels would run into one another.
  ///
  /// - Parameter size: of the labels' letters where they stand side by side; nil where they stand
  ///   below one another.
  package func ticks(_ count: Int = 6, size: Double? = nil) -> [(value: Double, label: String)] {
    if let names {
      let shown = names.filter { contains($0.value) }
      let step = max(1, (shown.count + 11) / 12)
      return shown.enumerated().filter { $0.offset % step == 0 }.map(\.element)
    }
    // Two at least, for one alone shows no scale: more than are wanted where so few would be one.
    let counts = Array(stride(from: count, through: 2, by: -1)) + Array((count + 1)...(count + 8))
    let all = counts.map { roundValues($0) }.filter { $0.count > 1 }
    return all.first { ticks in
      guard let size else { return true }
      let widest = ticks.map { textWidth($0.label, size: size) }.max() ?? 0
      let apart = abs(position(ticks[1].value) - position(ticks[0].value))
      return widest + size * 0.6 <= apart
    } ?? all.min { $0.count < $1.count }.map { [$0[0], $0[$0.count - 1]] } ?? roundValues(1)
  }

  private func roundValues(_ count: Int) -> [(value: Double, label: String)] {
    let offset = offset
    let (low, high) = (low - offset, high - offset)
    let span = high - low
    guard span.isFinite, span > 0 else { return [] }
    let rough = span / Double(max(count, 1))
    let magnitude = pow(10, floor(log10(rough)))
    let step = [1, 2, 5, 10].map { $0 * magnitude }.first { $0 >= rough * 0.8 } ?? 10 * magnitude
    guard step > 0, step.isFinite else { return [] }
    let digits = max(0, Int(-floor(log10(step) + 1e-9)))
    let isPlain = digits <= 5 && max(abs(low), abs(high)) < 1e6
    var ticks: [(value: Double, label: String)] = []
    var index = ceil(low / step)
    while index * step <= high + step * 1e-9, ticks.count < 40 {
      let value = index * step
      let text = isPlain ? String(printf: "%.\(digits)f", value) : Self.scientific(value, step)
      ticks.append((value + offset, Double(text) == 0 ? "0" : text))
      index += 1
    }
    return ticks
  }

  /// `2.5e-9`, with as many digits as tell multiples of a step apart.
  private static func scientific(_ value: Double, _ step: Double) -> String {
    let digits = value == 0 ? 1 : max(1, Int(ceil(log10(abs(value) / step) + 1e-9)) + 1)
    let text = String(printf: "%.\(min(digits, 12))g", value)
    guard let e = text.firstIndex(of: "e") else { return text }
    let exponent = Int(text[text.index(after: e)...]) ?? 0
    return "\(text[..<e])e\(exponent)"
  }
}
