/// How the iterations of nested loops are numbered through: the number of the iteration around a loop times a
/// radix, plus the loop's own.
package enum LoopNumbering: Hashable, Sendable {
  /// The radix is 4096, and a loop counts from one.
  case fixed
  /// The radix is the number of iterations that the loop may make.
  case mixed

  /// Chooses the fixed radix where no two iterations of a nest get the same number by it, and all of them fit
  /// the bits that the counter keeps for them.
  ///
  /// - Parameter nests: the counts of the loops around each random operation, outermost first.
  init(nests: Set<[Int]>) {
    let isFixed = nests.allSatisfy { nest in
      guard nest.dropFirst().allSatisfy({ $0 < 4096 }), let last = Self.fixed.last(of: nest) else {
        return false
      }
      return last >> UInt64(RandomLayout.iterationBits) == 0
    }
    self = isFixed ? .fixed : .mixed
  }

  /// The radix of a loop, and the number of its first iteration.
  package func digits(of count: Int) -> (radix: UInt64, first: UInt64) {
    switch self {
    case .fixed: (4096, 1)
    case .mixed: (UInt64(count), 0)
    }
  }

  /// Returns the number of the last iteration of any nest; nil where it exceeds 64 bits.
  func last(of nests: Set<[Int]>) -> UInt64? {
    var largest: UInt64 = 0
    for nest in nests {
      guard let last = last(of: nest) else { return nil }
      largest = max(largest, last)
    }
    return largest
  }

  private func last(of nest: [Int]) -> UInt64? {
    var number: UInt64 = 0
    for count in nest where count > 0 {
      let (radix, first) = digits(of: count)
      let (product, overflows) = number.multipliedReportingOverflow(by: radix)
      let (sum, exceeds) = product.addingReportingOverflow(UInt64(count - 1) + first)
      if overflows || exceeds { return nil }
      number = sum
    }
    return number
  }
}
