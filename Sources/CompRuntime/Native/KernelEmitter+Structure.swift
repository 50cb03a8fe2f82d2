import CompIR

/// Rows of a longer product that are summed side by side; their sums stay in registers.
private let rowsPerTile = 8

/// Reductions of up to this many elements are written out.
private let writtenOutTerms = 16

extension KernelEmitter {
  // MARK: Matrix products

  func multiplyShapes(_ operands: [IRValue]) -> (m: Int, k: Int, n: Int) {
    let (x, y) = (dimensions(operands[0]), dimensions(operands[1]))
    return (x.count == 2 ? x[0] : 1, x[x.count - 1], y.count == 2 ? y[1] : 1)
  }

  func multiplyMatrices(_ operands: [IRValue], _ result: IRValue) {
    let (m, k, n) = multiplyShapes(operands)
    if m * n <= registerLimit, m * k * n <= WrittenOut.products {
      storage[result] = .registers((0..<(m * n)).map { product(operands, .fixed($0)) })
    } else if k <= 16 {
      storage[result] = .deferred(.matrixMultiply, operands)
      keepIfShared(result)
    } else {
      for operand in operands { keepInMemory(operand) }
      let home = allocate(m * n)
      let (tiles, rest) = m.quotientAndRemainder(dividingBy: rowsPerTile)
      loop(tiles * n) { index in
        multiplyRows(
          operands, from: a.times(a.quotient(index, n), rowsPerTile), count: rowsPerTile,
          column: a.remainder(index, n), to: home)
      }
      if rest > 0 {
        loop(n) { column in
          multiplyRows(
            operands, from: .fixed(tiles * rowsPerTile), count: rest, column: column, to: home)
        }
      }
      storage[result] = .memory(home)
    }
  }

  /// Some rows of one column of a product, side by side: an element of the right factor is loaded once
  /// for all of them, and no addition waits for the one before. Each sum runs in the order of its terms.
  private func multiplyRows(
    _ operands: [IRValue], from first: Index, count: Int, column: Index, to home: Int
  ) {
    let (_, k, n) = multiplyShapes(operands)
    let rows = (0..<count).map { a.times(a.add(first, .fixed($0)), k) }
    let sums = loop(k, carrying: Array(repeating: a.constant(0), count: count)) { inner, sums in
      let place = a.add(a.times(inner, n), column)
      let y = at(operands[1], place)
      return zip(rows, sums).map { row, sum in
        let places = [a.add(row, inner), place]
        return withProduct(of: [at(operands[0], places[0]), y], operands, places, addedTo: sum)
      }
    }
    for (place, sum) in sums.enumerated() {
      let row = a.add(first, .fixed(place))
      storeScratch(sum, home, a.add(a.times(row, n), column))
    }
  }

  /// One element of a product, written out. Zeros of a constant factor cost nothing.
  func product(_ operands: [IRValue], _ index: Index) -> String {
    let (_, k, n) = multiplyShapes(operands)
    let (row, column) = (a.quotient(index, n), a.remainder(index, n))
    var sum: String?
    for inner in 0..<k {
      let places = [a.add(a.times(row, k), .fixed(inner)), a.add(.fixed(inner * n), column)]
      sum = withProduct(operands, places, addedTo: sum)
    }
    return sum ?? a.constant(0)
  }

  /// A sum with one product more, in which a zero of a constant takes no part.
  private func withProduct(_ operands: [IRValue], _ places: [Index], addedTo sum: String?)
    -> String?
  {
    if zip(operands, places).contains(where: { constantZero($0, $1) == .certain }) { return sum }
    let x = zip(operands, places).map { at($0, $1) }
    return withProduct(of: x, operands, places, addedTo: sum)
  }

  private func withProduct(
    of x: [String], _ operands: [IRValue], _ places: [Index], addedTo sum: String?
  ) -> String {
    let next = sum.map { a.fma(x[0], x[1], $0) } ?? a.multiply(x[0], x[1])
    return zip(x, zip(operands, places)).reduce(next) { next, factor in
      constantZero(factor.1.0, factor.1.1) == .possible
        ? a.select(isZero(factor.0), sum ?? a.constant(0), next) : next
    }
  }

  /// What is known of an element: whether it is a zero of a constant.
  enum ConstantZero { case certain, possible, none }

  func constantZero(_ value: IRValue, _ index: Index) -> ConstantZero {
    guard case .table(let tensor)? = storage[value] else { return .none }
    switch index {
    case .fixed(let place):
      return tensor.values[tensor.values.count == 1 ? 0 : place] == 0 ? .certain : .none
    case .dynamic: return tensor.values.contains(0) ? .possible : .none
    }
  }

  func isZero(_ element: String) -> String { a.compare("oeq", element, a.constant(0)) }

  /// Makes a value's elements cheap to read again and again.
  func keepInMemory(_ value: IRValue) {
    switch storage[value] {
    case .table, .memory, .buffer, .uniform, nil: break
    case .registers, .deferred: prepareOrMaterialize(value)
    }
  }

  private func prepareOrMaterialize(_ value: IRValue) {
    if case .registers? = storage[value] { prepare(value) } else { _ = materialized(value) }
  }

  // MARK: Reductions

  func reduce(
    _ reduction: Reduction, _ axes: [Int], _ operand: IRValue, _ result: IRValue
  ) {
    let from = dimensions(operand)
    let steps = rowMajorSteps(from)
    let kept = from.indices.filter { !axes.contains($0) }
    let keptDimensions = kept.map { from[$0] }
    let keptSteps = kept.map { steps[$0] }
    let reducedDimensions = axes.map { from[$0] }
    let reducedSteps = axes.map { steps[$0] }
    let length = reducedDimensions.reduce(1, *)
    let count = elementCount(result)
    if elementCount(operand) <= registerLimit, count <= registerLimit {
      storage[result] = .registers(
        (0..<count).map { place in
          let base = a.offset(of: .fixed(place), in: keptDimensions, steps: keptSteps)
          let terms = (0..<length).map { inner -> String in
            let offset = a.offset(of: .fixed(inner), in: reducedDimensions, steps: reducedSteps)
            return at(operand, a.add(base, offset))
          }
          return combined(reduction, terms)
        })
      return
    }
    prepare(operand)
    func one(_ place: Index) -> String {
      let base = a.offset(of: place, in: keptDimensions, steps: keptSteps)
      func element(_ inner: Index) -> String {
        let offset = a.offset(of: inner, in: reducedDimensions, steps: reducedSteps)
        return at(operand, a.add(base, offset))
      }
      if length <= writtenOutTerms {
        return combined(reduction, (0..<length).map { element(.fixed($0)) })
      }
      let isTruth = reduction == .all || reduction == .any
      let start = (type: isTruth ? target.mask : target.vector, value: neutral(reduction))
      let passes = length / reductionStrands
      let strands = a.loop(
        "\(passes)", carrying: Array(repeating: start, count: reductionStrands),
        isOverElements: true
      ) { pass, strands in
        let first = a.times(.dynamic(pass), reductionStrands)
        return strands.enumerated().map { place, strand in
          combine(reduction, strand, element(a.add(first, .fixed(place))))
        }
      }
      let rest = (passes * reductionStrands..<length).map { element(.fixed($0)) }
      return combined(reduction, strands + rest)
    }
    if count <= registerLimit {
      storage[result] = .registers((0..<count).map { one(.fixed($0)) })
    } else {
      let home = allocate(count)
      loop(count) { index in
        storeScratch(asReal(one(index), of: result), home, index)
      }
      storage[result] = .memory(home)
    }
  }

  /// In pairs, then pairs of pairs: always in the same order.
  func combined(_ reduction: Reduction, _ terms: [String]) -> String {
    if terms.isEmpty { return neutral(reduction) }
    var terms = terms
    while terms.count > 1 {
      var next: [String] = []
      for place in stride(from: 0, to: terms.count, by: 2) {
        next.append(
          place + 1 < terms.count
            ? combine(reduction, terms[place], terms[place + 1]) : terms[place]
        )
      }
      terms = next
    }
    return terms[0]
  }

  private func neutral(_ reduction: Reduction) -> String {
    switch reduction {
    case .sum: a.constant(0)
    case .product: a.constant(1)
    case .maximum: a.constant(-.infinity)
    case .minimum: a.constant(.infinity)
    case .all: a.mask(true)
    case .any: a.mask(false)
    }
  }

  private func combine(_ reduction: Reduction, _ x: String, _ y: String) -> String {
    switch reduction {
    case .sum: scalar(.add, [x, y])
    case .product: scalar(.multiply, [x, y])
    case .maximum: extreme([x, y], "ogt")
    case .minimum: extreme([x, y], "olt")
    case .all: a.logical("and", x, y)
    case .any: a.logical("or", x, y)
    }
  }

  // MARK: Arrangement

  func concatenate(_ axis: Int, _ operands: [IRValue], _ result: IRValue) {
    let outer = dimensions(result)[..<axis].reduce(1, *)
    let lengths = operands.map { dimensions($0)[axis...].reduce(1, *) }
    if elementCount(result) <= registerLimit {
      var elements: [String] = []
      for block in 0..<outer {
        for (operand, length) in zip(operands, lengths) {
          elements += (0..<length).map { at(operand, .fixed(block * length + $0)) }
        }
      }
      storage[result] = .registers(elements)
      return
    }
    let total = lengths.reduce(0, +)
    let home = allocate(elementCount(result))
    var start = 0
    for (operand, length) in zip(operands, lengths) {
      let first = start
      place(operand, of: result) { index in
        let block = a.times(a.quotient(index, max(length, 1)), total)
        let within = a.remainder(index, max(length, 1))
        return a.add(a.add(block, within), .fixed(home + first))
      }
      start += length
    }
    storage[result] = .memory(home)
  }

  /// Stores each element of an operand where `target` says.
  private func place(
    _ operand: IRValue, of result: IRValue, at target: (Index) -> Index
  ) {
    func one(_ index: Index) {
      let value = asReal(at(operand, index), of: result)
      let place = target(index)
      storeScratch(value, 0, place)
    }
    let count = elementCount(operand)
    if isWrittenOut(operand) {
      for index in 0..<count { one(.fixed(index)) }
    } else {
      prepare(operand)
      loop(count) { index in one(index) }
    }
  }

  func pad(_ before: [Int], _ operand: IRValue, _ result: IRValue) {
    let (from, to) = (dimensions(operand), dimensions(result))
    let steps = rowMajorSteps(to)
    let base = zip(before, steps).reduce(0) { $0 + $1.0 * $1.1 }
    let count = elementCount(result)
    let zero = a.constant(0)
    if count <= registerLimit {
      var elements = Array(repeating: zero, count: count)
      for index in 0..<elementCount(operand) {
        guard
          case .fixed(let offset) = a.offset(of: .fixed(index), in: from, steps: steps)
        else { continue }
        elements[base + offset] = at(operand, .fixed(index))
      }
      storage[result] = .registers(elements)
      return
    }
    let home = allocate(count)
    loop(count) { index in storeScratch(zero, home, index) }
    place(operand, of: result) { index in
      a.add(
        a.offset(of: index, in: from, steps: steps), .fixed(home + base))
    }
    storage[result] = .memory(home)
  }

  func cumulativeSum(_ axis: Int, _ operand: IRValue, _ result: IRValue) {
    let step = rowMajorSteps(dimensions(result))[axis]
    let size = dimensions(result)[axis]
    let count = elementCount(result)
    if count <= registerLimit {
      var sums: [String] = []
      for index in 0..<count {
        let value = at(operand, .fixed(index))
        sums.append((index / step) % size > 0 ? scalar(.add, [sums[index - step], value]) : value)
      }
      storage[result] = .registers(sums)
      return
    }
    let home = allocate(count)
    copy(operand, to: home, count: count)
    // Rows along the axis, one after the other.
    loop(count / size) { row in
      let outer = a.times(a.quotient(row, step), step * size)
      let start = a.add(outer, a.remainder(row, step))
      let zero = a.constant(0)
      _ = loop(size, carrying: [zero]) { position, sum in
        let place = a.add(start, a.times(position, step))
        let next = scalar(.add, [sum[0], loadScratch(home, place)])
        storeScratch(next, home, place)
        return [next]
      }
    }
    storage[result] = .memory(home)
  }
}
