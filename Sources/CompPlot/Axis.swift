import Foundation

/// A linear axis: data from `low` to `high` along page positions from `start` to `end`.
package struct Axis: Sendable {
  package var low: Double
  package var high: Double
  package var start: Double
  package var end: Double

  /// An axis that holds all finite values, with 4 % of room on each side.
  package init(holding values: [Double], from start: Double, to end: Double, room: Double = 0.04) {
    let finite = values.filter(\.isFinite)
    var low = finite.min() ?? 0
    var high = finite.max() ?? 1
    if low == high {
      low -= max(abs(low) * 0.1, 0.5)
      high += max(abs(high) * 0.1, 0.5)
    }
    let margin = (high - low) * room
    self.init(low: low - margin, high: high + margin, start: start, end: end)
  }

  package init(low: Double, high: Double, start: Double, end: Double) {
    self.low = low
    self.high = high
    self.start = start
    self.end = end
  }

  package func position(_ value: Double) -> Double {
    start + (value - low) / (high - low) * (end - start)
  }

  /// Round values, about `count` of them: steps of 1, 2 or 5 times a power of ten (Heckbert 1990).
  package func ticks(_ count: Int = 6) -> [(value: Double, label: String)] {
    let span = high - low
    guard span.isFinite, span > 0 else { return [] }
    let rough = span / Double(max(count, 1))
    let magnitude = pow(10, floor(log10(rough)))
    let step = [1, 2, 5, 10].map { $0 * magnitude }.first { $0 >= rough * 0.8 } ?? 10 * magnitude
    guard step > 0, step.isFinite else { return [] }
    let digits = max(0, Int(-floor(log10(step) + 1e-9)))
    var ticks: [(value: Double, label: String)] = []
    var index = ceil(low / step)
    while index * step <= high + step * 1e-9, ticks.count < 40 {
      let value = index * step
      let text =
        digits > 5 || abs(value) >= 1e6
        ? String(format: "%.3g", value) : String(format: "%.\(digits)f", value)
      ticks.append((value, Double(text) == 0 ? "0" : text))
      index += 1
    }
    return ticks
  }
}

/// The frame of a panel: its two axes, with grid, ticks and names.
package struct Frame: Sendable {
  package var x: Axis
  package var y: Axis

  package func draw(
    into list: inout DisplayList, xName: String?, yName: String?, ticks: Int = 6, size: Double = 11
  ) {
    for tick in x.ticks(ticks) {
      let at = x.position(tick.value)
      list.add(.line([(at, y.start), (at, y.end)], .grid, width: 0.6))
      if xName != nil {
        list.add(
          .text(tick.label, x: at, y: y.start + size + 4, size: size, .muted, anchor: .middle))
      }
    }
    for tick in y.ticks(ticks) {
      let at = y.position(tick.value)
      list.add(.line([(x.start, at), (x.end, at)], .grid, width: 0.6))
      if yName != nil {
        list.add(
          .text(tick.label, x: x.start - 5, y: at + size * 0.35, size: size, .muted, anchor: .end))
      }
    }
    list.add(
      .line(
        [
          (x.start, y.start), (x.end, y.start), (x.end, y.end), (x.start, y.end),
          (x.start, y.start),
        ], .muted, width: 0.8))
    if let xName {
      list.add(
        .text(
          xName, x: (x.start + x.end) / 2, y: y.start + 2 * size + 9, size: size + 1, .text,
          anchor: .middle))
    }
    if let yName {
      list.add(.text(yName, x: x.start, y: y.end - 7, size: size + 1, .text, anchor: .middle))
    }
  }
}
