/// Values of one quantity, chain after chain, each of the same length; a chain is a part of them, and not
/// a copy.
package struct ChainValues: Sendable {
  let values: [Double]
  /// Where each chain begins, and its length.
  let count: Int
  let length: Int
  private let wholeLength: Int

  /// - Parameter chains: how many chains share the values evenly.
  package init(_ values: [Double], chains: Int) {
    self.values = values
    count = chains
    wholeLength = values.count / max(chains, 1)
    length = wholeLength
  }

  private init(halvesOf whole: ChainValues) {
    values = whole.values
    count = 2 * whole.count
    wholeLength = whole.length
    length = whole.length / 2
  }

  /// Each chain cut in halves, all first ones before all second ones; of an odd number of draws the
  /// middle one is left out.
  package var split: ChainValues { ChainValues(halvesOf: self) }

  private var isSplit: Bool { length < wholeLength }

  subscript(_ chain: Int) -> ArraySlice<Double> {
    let wholes = isSplit ? count / 2 : count
    let start =
      chain < wholes
      ? chain * wholeLength : (chain - wholes) * wholeLength + wholeLength - length
    return values[start..<(start + length)]
  }

  /// All values that belong to a chain, in rising order.
  func sorted() -> SortedValues {
    // Of an even length none is left out.
    if count * length == values.count { return SortedValues(values) }
    return SortedValues((0..<count).lazy.flatMap { self[$0] })
  }
}
