import CompIR

/// Tables of up to this many rows are looked up by comparing.
private let comparedRows = 16

extension KernelEmitter {
  /// Rows of a table by each chain's own index; NaN where it is out of range.
  func gather(_ operands: [IRValue], _ result: IRValue) {
    let (table, index) = (operands[0], operands[1])
    let rows = dimensions(table)[0]
    let length = dimensions(table).dropFirst().reduce(1, *)
    let count = elementCount(result)
    if rows <= comparedRows, count <= registerLimit, rows * count <= 4 * registerLimit {
      var elements: [String] = []
      for position in 0..<elementCount(index) {
        let hits = self.hits(at(index, .fixed(position)), rows)
        for element in 0..<length {
          var value = a.constant(.nan)
          for row in 0..<rows {
            value = a.select(hits[row], at(table, .fixed(row * length + element)), value)
          }
          elements.append(value)
        }
      }
      storage[result] = .registers(elements)
      return
    }
    keepInMemory(table)
    if case .table(let places)? = storage[index],
      places.values.allSatisfy({ $0 > -1 && $0 < Double(rows) })
    {
      fetch(table, places.values.map { Int($0) }, length, result)
      return
    }
    prepare(index)
    // Before the loop, not in it.
    if case .table? = storage[table] {} else { _ = materialized(table) }
    func one(_ place: Index) -> String {
      let row = at(index, a.quotient(place, max(length, 1)))
      return lookedUp(
        table, row, rows, length, a.remainder(place, max(length, 1)))
    }
    if count <= registerLimit {
      storage[result] = .registers((0..<count).map { one(.fixed($0)) })
    } else {
      let home = allocate(count)
      loop(count) { place in
        let value = one(place)
        storeScratch(value, home, place)
      }
      storage[result] = .memory(home)
    }
  }

  /// Rows that are known.
  private func fetch(_ table: IRValue, _ rows: [Int], _ length: Int, _ result: IRValue) {
    let places = rows.flatMap { row in (0..<length).map { Double(row * length + $0) } }
    if places.count <= registerLimit {
      storage[result] = .registers(places.map { at(table, .fixed(Int($0))) })
      return
    }
    let known = self.table(Tensor(places))
    let home = allocate(places.count)
    loop(places.count) { index in
      let pointer = a.emit("getelementptr \(target.real), ptr \(known), i64 \(a.value(index))")
      let place = a.emit(
        "fptosi \(target.real) \(a.emit("load \(target.real), ptr \(pointer)")) to i64")
      storeScratch(at(table, .dynamic(place)), home, index)
    }
    storage[result] = .memory(home)
  }

  /// For each row whether the index, cut to a whole number, is it.
  private func hits(_ index: String, _ rows: Int) -> [String] {
    let whole = a.intrinsic("trunc", index)
    return (0..<rows).map { a.compare("oeq", whole, a.constant(Double($0))) }
  }

  /// An element of the row that each lane asks for.
  private func lookedUp(
    _ table: IRValue, _ row: String, _ rows: Int, _ length: Int, _ element: Index
  ) -> String {
    let lanes = target.lanes
    let places = "<\(lanes) x i64>"
    let isInside = a.logical(
      "and", a.compare("ogt", row, a.constant(-1)), a.compare("olt", row, a.constant(Double(rows))))
    let safe = a.select(isInside, row, a.constant(0))
    let small = a.emit("fptosi \(target.vector) \(safe) to \(target.words)")
    let number = a.emit("sext \(target.words) \(small) to \(places)")
    let scaled = a.emit("mul \(places) \(number), \(a.spread("\(length)", "i64", places))")
    let element = a.spread(a.value(element), "i64", places)
    var place = a.emit("add \(places) \(scaled), \(element)")
    let base: String
    if case .table(let tensor)? = storage[table] {
      base = self.table(tensor)
    } else {
      // Each element is a vector of chains, of which the lane takes its own.
      let home = materialized(table)
      let all = a.emit("add \(places) \(place), \(a.spread("\(home)", "i64", places))")
      let width = a.emit("mul \(places) \(all), \(a.spread("\(lanes)", "i64", places))")
      let own = "<" + (0..<lanes).map { "i64 \($0)" }.joined(separator: ", ") + ">"
      place = a.emit("add \(places) \(width), \(own)")
      base = "%scratch"
    }
    let pointers = a.emit("getelementptr \(target.real), ptr \(base), \(places) \(place)")
    let name = "llvm.masked.gather.\(target.suffix).v\(lanes)p0"
    a.declare(
      "declare \(target.vector) @\(name)(<\(lanes) x ptr>, i32, \(target.mask), \(target.vector))")
    return a.emit(
      "call \(target.vector) @\(name)(<\(lanes) x ptr> \(pointers), i32 \(target.size), \(target.mask) \(isInside), \(target.vector) \(a.constant(.nan)))"
    )
  }

  /// A table of sums: each row is added where its chain's index says.
  func scatterAdd(_ operands: [IRValue], _ result: IRValue) {
    let (rows, index) = (operands[0], operands[1])
    let size = dimensions(result)[0]
    let length = dimensions(result).dropFirst().reduce(1, *)
    let count = elementCount(result)
    let positions = elementCount(index)
    let zero = a.constant(0)
    if size <= comparedRows, count <= registerLimit, positions <= registerLimit {
      var sums = Array(repeating: zero, count: count)
      for position in 0..<positions {
        let hits = self.hits(at(index, .fixed(position)), size)
        for row in 0..<size {
          for element in 0..<length {
            let value = at(rows, .fixed(position * length + element))
            let added = a.select(hits[row], value, zero)
            sums[row * length + element] = scalar(.add, [sums[row * length + element], added])
          }
        }
      }
      storage[result] = .registers(sums)
      return
    }
    let home = allocate(count)
    prepare(index)
    prepare(rows)
    loop(count) { place in storeScratch(zero, home, place) }
    loop(positions) { position in
      let row = a.intrinsic("trunc", at(index, position))
      loop(size) { candidate in
        let number = a.emit("uitofp i64 \(a.value(candidate)) to \(target.real)")
        let wanted = a.spread(number, target.real, target.vector)
        let isHit = a.compare("oeq", row, wanted)
        loop(length) { element in
          let from = a.add(a.times(position, length), element)
          let to = a.add(a.times(candidate, length), element)
          let added = a.select(isHit, at(rows, from), zero)
          let sum = scalar(.add, [loadScratch(home, to), added])
          storeScratch(sum, home, to)
        }
      }
    }
    storage[result] = .memory(home)
  }

  // MARK: Triangular systems

  /// The lower factor, column after column; NaN where a pivot is not positive.
  func cholesky(_ operand: IRValue, _ result: IRValue) {
    let n = dimensions(result)[0]
    let zero = a.constant(0)
    if n * n <= registerLimit {
      var factor = Array(repeating: zero, count: n * n)
      for i in 0..<n {
        for j in 0...i {
          var sum = at(operand, .fixed(i * n + j))
          for k in 0..<j { sum = a.fma(a.negate(factor[i * n + k]), factor[j * n + k], sum) }
          factor[i * n + j] = i == j ? pivot(sum) : a.divide(sum, factor[j * n + j])
        }
      }
      storage[result] = .registers(factor)
      return
    }
    let home = allocate(n * n)
    copy(operand, to: home, count: n * n)
    loop(n) { i in
      let row = a.times(i, n)
      _ = a.loop(a.value(i), isOverElements: true) { j, _ in
        let other = a.times(.dynamic(j), n)
        let sum = eliminated(home, row, other, j)
        let pivot = loadScratch(home, a.add(other, .dynamic(j)))
        storeScratch(
          a.divide(sum, pivot), home, a.add(row, .dynamic(j)))
        return []
      }
      let sum = eliminated(home, row, row, a.value(i))
      storeScratch(pivot(sum), home, a.add(row, i))
      // What stood above the diagonal.
      let next = a.emit("add i64 \(a.value(i)), 1")
      let rest = a.emit("sub i64 \(n), \(next)")
      _ = a.loop(rest, isOverElements: true) { offset, _ in
        let place = a.add(
          row, a.add(.dynamic(next), .dynamic(offset)))
        storeScratch(zero, home, place)
        return []
      }
    }
    storage[result] = .memory(home)
  }

  private func pivot(_ sum: String) -> String {
    a.select(
      a.compare("ogt", sum, a.constant(0)), a.intrinsic("sqrt", sum), a.constant(.nan))
  }

  /// m[row + j] − Σ_{k<j} m[row + k] m[other + k].
  private func eliminated(_ home: Int, _ row: Index, _ other: Index, _ j: String) -> String {
    let start = loadScratch(home, a.add(row, .dynamic(j)))
    return a.loop(j, carrying: [(target.vector, start)], isOverElements: true) { k, sums in
      let x = loadScratch(home, a.add(row, .dynamic(k)))
      let y = loadScratch(home, a.add(other, .dynamic(k)))
      return [a.fma(a.negate(x), y, sums[0])]
    }[0]
  }

  /// Forward substitution, or backward for the transposed system.
  func triangularSolve(_ transposed: Bool, _ operands: [IRValue], _ result: IRValue) {
    let (factor, right) = (operands[0], operands[1])
    let n = dimensions(factor)[0]
    let columns = dimensions(right).count == 2 ? dimensions(right)[1] : 1
    if n * columns <= registerLimit, n * n <= WrittenOut.factors * registerLimit {
      var x = (0..<(n * columns)).map { at(right, .fixed($0)) }
      for column in 0..<columns {
        for step in 0..<n {
          let i = transposed ? n - 1 - step : step
          var sum = x[i * columns + column]
          for other in 0..<step {
            let j = transposed ? n - 1 - other : other
            let place = transposed ? j * n + i : i * n + j
            if constantZero(factor, .fixed(place)) == .certain { continue }
            sum = a.fma(a.negate(at(factor, .fixed(place))), x[j * columns + column], sum)
          }
          x[i * columns + column] = a.divide(sum, at(factor, .fixed(i * n + i)))
        }
      }
      storage[result] = .registers(x)
      return
    }
    keepInMemory(factor)
    let home = allocate(n * columns)
    copy(right, to: home, count: n * columns)
    loop(columns) { column in
      loop(n) { step in
        func turned(_ index: Index) -> Index {
          transposed
            ? .dynamic(a.emit("sub i64 \(n - 1), \(a.value(index))")) : index
        }
        let i = turned(step)
        let place = a.add(a.times(i, columns), column)
        let start = loadScratch(home, place)
        let sum = a.loop(
          a.value(step), carrying: [(target.vector, start)], isOverElements: true
        ) { other, sums in
          let j = turned(.dynamic(other))
          let (row, along) = transposed ? (j, i) : (i, j)
          let place = a.add(a.times(row, n), along)
          let entry = at(factor, place)
          let known = loadScratch(
            home, a.add(a.times(j, columns), column))
          let next = a.fma(a.negate(entry), known, sums[0])
          return [
            constantZero(factor, place) == .possible
              ? a.select(isZero(entry), sums[0], next) : next
          ]
        }[0]
        let pivot = at(factor, a.add(a.times(i, n), i))
        storeScratch(a.divide(sum, pivot), home, place)
      }
    }
    storage[result] = .memory(home)
  }
}
