/// Values in rising order, none of them NaN, and where others stand among them.
///
/// They take half the room where all of them are floats, as the draws of most chains are; sorting takes
/// none beside it.
struct SortedValues: Sendable {
  /// One of the two is empty.
  private var floats: [Float] = []
  private var doubles: [Double] = []
  let count: Int

  init(_ values: some Collection<Double>) {
    count = values.count
    if values.allSatisfy({ Double(Float($0)) == $0 }) {
      floats = values.map { Float($0) }
      sortInPlace(&floats)
    } else {
      doubles = Array(values)
      sortInPlace(&doubles)
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

/// Introsort (Musser 1997): quicksort with the median of three, which gives way to heapsort where it is
/// unlucky, and to insertion for what is short. Unlike the library's sort it needs no second array.
func sortInPlace<Element: Comparable>(_ values: inout [Element]) {
  values.withUnsafeMutableBufferPointer { values in
    guard values.count > 1 else { return }
    quicksort(values, depth: 2 * (Int.bitWidth - values.count.leadingZeroBitCount))
  }
}

private func quicksort<Element: Comparable>(
  _ values: UnsafeMutableBufferPointer<Element>, depth: Int
) {
  var values = values
  var depth = depth
  while values.count > 24 {
    guard depth > 0 else { return heapsort(values) }
    depth -= 1
    let last = values.count - 1
    let (a, b, c) = (values[0], values[last / 2], values[last])
    let pivot = max(min(a, b), min(max(a, b), c))
    var (low, high) = (0, last)
    while low <= high {
      while values[low] < pivot { low += 1 }
      while pivot < values[high] { high -= 1 }
      if low <= high {
        values.swapAt(low, high)
        low += 1
        high -= 1
      }
    }
    let left = UnsafeMutableBufferPointer(rebasing: values[..<(high + 1)])
    let right = UnsafeMutableBufferPointer(rebasing: values[low...])
    // The shorter one first, so that few calls stand open.
    quicksort(left.count < right.count ? left : right, depth: depth)
    values = left.count < right.count ? right : left
  }
  insertionSort(values)
}

private func insertionSort<Element: Comparable>(_ values: UnsafeMutableBufferPointer<Element>) {
  for index in values.indices.dropFirst() {
    let value = values[index]
    var place = index
    while place > 0, value < values[place - 1] {
      values[place] = values[place - 1]
      place -= 1
    }
    values[place] = value
  }
}

private func heapsort<Element: Comparable>(_ values: UnsafeMutableBufferPointer<Element>) {
  func sink(_ start: Int, _ count: Int) {
    var parent = start
    while 2 * parent + 1 < count {
      var child = 2 * parent + 1
      if child + 1 < count, values[child] < values[child + 1] { child += 1 }
      guard values[parent] < values[child] else { return }
      values.swapAt(parent, child)
      parent = child
    }
  }
  for start in stride(from: values.count / 2, through: 0, by: -1) { sink(start, values.count) }
  for end in stride(from: values.count - 1, to: 0, by: -1) {
    values.swapAt(0, end)
    sink(0, end)
  }
}
