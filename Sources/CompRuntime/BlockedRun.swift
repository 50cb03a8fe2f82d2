import CompIR

extension Backend {
  /// A function's results for many chains (or rows of data), a block of them at a time on some
  /// threads, so that what lies between its arguments and its results stays small.
  package func run(
    _ function: IRFunction, _ arguments: [ReferenceProgram.Argument], chains: Range<Int>,
    threads: Int
  ) -> [Columns] {
    let ranges = stride(from: chains.lowerBound, to: chains.upperBound, by: blockSize).map {
      $0..<min($0 + blockSize, chains.upperBound)
    }
    let program = ReferenceProgram(function)
    let key = RandomKey(seed: 0, step: 0)
    guard ranges.count > 1 else { return program.run(arguments, chains: chains, key: key) }
    let count = chains.count
    let blocks = forEachBlock(ranges.count, threads: threads) { index in
      let range = ranges[index]
      let first = range.lowerBound - chains.lowerBound
      return program.run(
        arguments.map { argument in
          switch argument {
          case .uniform: argument
          case .varying(let columns): .varying(columns.chains(first..<(first + range.count)))
          }
        }, chains: range, key: key)
    }
    return blocks[0].indices.map { result in
      let shape = blocks[0][result].shape
      var values: [Double] = []
      values.reserveCapacity(shape.count * count)
      for element in 0..<shape.count {
        for block in blocks {
          let width = block[result].chains
          values += block[result].values[(element * width)..<((element + 1) * width)]
        }
      }
      return Columns(shape: shape, chains: count, values: values)
    }
  }
}

extension Columns {
  /// Returns some of the chains, counted from the first.
  func chains(_ range: Range<Int>) -> Columns {
    var selected: [Double] = []
    selected.reserveCapacity(shape.count * range.count)
    for element in 0..<shape.count {
      selected +=
        values[(element * chains + range.lowerBound)..<(element * chains + range.upperBound)]
    }
    return Columns(shape: shape, chains: range.count, values: selected)
  }
}
