/// The part of an axis on which values are shown: all of them, unless some lie so far out that the
/// others would be a line.
package struct ShownRange: Sendable {
  package let range: ClosedRange<Double>
  /// How many finite values lie outside.
  package let beyond: Int

  /// Tails are cut where all values reach 2.5 times as far as the middle 99 %: a Gaussian's do not, a
  /// Cauchy's do. The middle 98 % are shown then, with a sixth of their width on each side.
  ///
  /// - Parameter room: what is left free on each side, as a share of the width.
  package init(of values: [Double], room: Double = 0.04) {
    let sorted = values.filter(\.isFinite).sorted()
    guard var low = sorted.first, var high = sorted.last else {
      range = 0...1
      beyond = 0
      return
    }
    func at(_ q: Double) -> Double { sorted[Int(q * Double(sorted.count - 1))] }
    let core = at(0.995) - at(0.005)
    if sorted.count >= 100, core > 0, core.isFinite, (high - low) / core > 2.5 {
      let margin = (at(0.99) - at(0.01)) / 6
      low = max(low, at(0.01) - margin)
      high = min(high, at(0.99) + margin)
    }
    if low == high {
      // Wide enough for numbers to be told apart.
      let margin = max(abs(low) * 1e-3, abs(low) < 1e3 ? 0.5 : 0)
      low -= margin
      high += margin
    }
    // Of values as far apart as numbers can be the difference is infinite.
    let margin = min((high / 2 - low / 2) * 2 * room, .greatestFiniteMagnitude / 4)
    // A quarter of the range of numbers, within which widths are finite.
    let bound = Double.greatestFiniteMagnitude / 4
    low = min(max(low - margin, -bound), bound / 2)
    high = max(min(high + margin, bound), -bound / 2)
    range = low...high
    beyond = sorted.count { !(low...high).contains($0) }
  }

  /// `(12 of 4000 draws lie outside)`, where any do.
  package static func remark(_ beyond: Int, of count: Int, _ noun: String = "draws") -> String {
    beyond == 0 ? "" : " (\(beyond) of \(count) \(noun) lie outside)"
  }
}
