import CompPlatform

/// The normal quantiles of the ranks that values have among themselves (Blom 1958; ties share their
/// mean rank).
struct RankNormalization: Sendable {
  let sorted: SortedValues
  private let center: Double?
  /// The first of the sorted values that are not below the center.
  private let middle: Int

  /// - Parameter center: where it is given, it is the distances from it that are ranked.
  init(_ sorted: SortedValues, distancesFrom center: Double? = nil) {
    self.sorted = sorted
    self.center = center
    middle = center.map { center in sorted.firstIndex { $0 >= center } } ?? 0
  }

  func score(_ value: Double) -> Double {
    let (below, upTo) = center.map { distancesBelow(value, $0) } ?? valuesBelow(value)
    // The mean of the ranks from one that equal values share.
    let rank = Double(below + upTo + 1) / 2
    return normalQuantile((rank - 0.375) / (Double(sorted.count) + 0.25))
  }

  /// How many values are less than one, and how many are not larger.
  private func valuesBelow(_ value: Double) -> (Int, Int) {
    let low = sorted.firstIndex { $0 >= value }
    return (low, end(of: low) { $0 > value })
  }

  /// How many values are nearer to the center than one, and how many are not farther. Distances fall
  /// as the values rise to the center, and rise beyond it, so they need not be sorted again.
  private func distancesBelow(_ value: Double, _ center: Double) -> (Int, Int) {
    let distance = abs(value - center)
    let left = sorted.firstIndex(to: middle) { !(abs($0 - center) > distance) }
    let leftInside = end(of: left, limit: middle) { abs($0 - center) < distance }
    let right = sorted.firstIndex(from: middle) { abs($0 - center) >= distance }
    let rightOutside = end(of: right) { abs($0 - center) > distance }
    return (right - leftInside, rightOutside - left)
  }

  /// Where equal values end that begin at an index; mostly at once.
  private func end(of start: Int, limit: Int? = nil, where isBeyond: (Double) -> Bool) -> Int {
    let limit = limit ?? sorted.count
    var (place, step) = (start, 1)
    while place + step <= limit, !isBeyond(sorted[place + step - 1]) {
      place += step
      step *= 2
    }
    return sorted.firstIndex(from: place, to: min(place + step - 1, limit), where: isBeyond)
  }
}
