/// Values in rising order, none of them NaN, and where others stand among them.
///
/// They take half the room where all of them are floats, as the draws of most chains are.
struct SortedValues: Sendable {
  /// One of the two is empty.
  private var floats: [Float] = []
  private var doubles: [Double] = []
  let count: Int

  init(_ values: some Collection<Double>) {
    count = values.count
    if values.allSatisfy({ Double(Float($0)) == $0 }) {
      floats = values.map { Float($0) }
      floats.sort()
    } else {
      doubles = Array(values)
      doubles.sort()
    }
  }

  subscript(_ index: Int) -> Double { floats.isEmpty ? doubles[index] : Double(floats[index]) }

  func quantile(_ q: Double) -> Double { CompRuntime.quantile(q, count: count) { self[$0] } }

  /// The first index of a range from which on something holds, as it does for all larger values.
  func firstIndex(from start: Int = 0, to end: Int? = nil, where holds: (Double) -> Bool) -> Int {
    var (low, high) = (start, end ?? count)
    while low < high {
      let middle = (low + high) / 2
      if holds(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
