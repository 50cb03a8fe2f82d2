import CompIR

extension KernelEmitter {
  func elementCount(_ value: IRValue) -> Int { function.type(of: value).shape.count }
  func dimensions(_ value: IRValue) -> [Int] { function.type(of: value).shape.dimensions }
  func isBoolean(_ value: IRValue) -> Bool { function.type(of: value).element == .boolean }

  /// An element of a value, as a vector of reals or of truth values.
  func at(_ value: IRValue, _ index: Index) -> String {
    let place: Index = elementCount(value) == 1 ? .fixed(0) : index
    switch storage[value] {
    case .registers(let elements)?:
      switch place {
      case .fixed(let number): return elements[number]
      case .dynamic:
        let home = copies[value] ?? 0
        return truth(loadScratch(home, place), of: value)
      }
    case .table(let tensor)?:
      switch place {
      case .fixed(let number): return a.constant(tensor.values[number])
      case .dynamic(let name):
        let pointer = a.emit(
          "getelementptr \(target.real), ptr \(table(tensor)), i64 \(name)")
        return a.spread(
          a.emit("load \(target.real), ptr \(pointer)"), target.real, target.vector)
      }
    case .memory(let home)?: return truth(loadScratch(home, place), of: value)
    case .buffer(let pointer)?:
      return loadBuffer(pointer, place, function.type(of: value).element)
    case .uniform(let first)?: return loadUniform(a.add(place, .fixed(first)))
    case .deferred(let operation, let operands)?:
      return element(operation, operands, value, place)
    case nil: return a.constant(.nan)
    }
  }

  /// Reals of memory as the truth values for which they stand.
  private func truth(_ real: String, of value: IRValue) -> String {
    isBoolean(value) ? a.compare("une", real, a.constant(0)) : real
  }

  /// Truth values as zeros and ones, for memory.
  func asReal(_ element: String, of value: IRValue) -> String {
    isBoolean(value) ? a.select(element, a.constant(1), a.constant(0)) : element
  }

  /// The name of the table of a constant.
  func table(_ tensor: Tensor) -> String {
    if let known = tables[tensor] { return known }
    let name = "@table\(tables.count)"
    tables[tensor] = name
    return name
  }

  /// An element of an operation that works element by element, or only moves them.
  func element(
    _ operation: Operation, _ operands: [IRValue], _ result: IRValue, _ index: Index
  ) -> String {
    switch operation {
    case .scalar(.divide):
      // In float a constant divisor costs less as its inverse, which is rounded from double. The
      // inverse of a very small or very large one would be infinite, or lack digits.
      if target.precision == .float, case .table(let tensor)? = storage[operands[1]],
        case .fixed(let place) = index
      {
        let divisor = tensor.values[tensor.values.count == 1 ? 0 : place]
        if Float(1 / divisor).isNormal {
          return scalar(.multiply, [at(operands[0], index), a.constant(1 / divisor)])
        }
      }
      return scalar(.divide, operands.map { at($0, index) })
    case .scalar(.add):
      for (product, other) in [(operands[0], operands[1]), (operands[1], operands[0])] {
        guard let factors = factors(product) else { continue }
        return a.fma(at(factors[0], index), at(factors[1], index), at(other, index))
      }
      return scalar(.add, operands.map { at($0, index) })
    case .scalar(.subtract):
      if let factors = factors(operands[0]) {
        return a.fma(
          at(factors[0], index), at(factors[1], index), a.negate(at(operands[1], index)))
      }
      if let factors = factors(operands[1]) {
        return a.fma(
          a.negate(at(factors[0], index)), at(factors[1], index), at(operands[0], index))
      }
      return scalar(.subtract, operands.map { at($0, index) })
    case .scalar(let function):
      return scalar(function, operands.map { at($0, index) })
    case .select:
      let (condition, x, y) = (
        at(operands[0], index), at(operands[1], index), at(operands[2], index)
      )
      return isBoolean(result) ? a.selectMask(condition, x, y) : a.select(condition, x, y)
    case .reshape, .stopGradient: return at(operands[0], index)
    case .broadcast: return at(operands[0], a.remainder(index, max(elementCount(operands[0]), 1)))
    case .transpose(let permutation):
      let steps = rowMajorSteps(dimensions(operands[0]))
      return at(
        operands[0],
        a.offset(of: index, in: dimensions(result), steps: permutation.map { steps[$0] }))
    case .slice(let starts, _):
      let steps = rowMajorSteps(dimensions(operands[0]))
      let base = zip(starts, steps).reduce(0) { $0 + $1.0 * $1.1 }
      let place = a.offset(of: index, in: dimensions(result), steps: steps)
      return at(operands[0], a.add(place, .fixed(base)))
    case .matrixMultiply: return product(operands, index)
    case .constant, .booleanConstant, .pad, .concatenate, .reduce, .gather, .scatterAdd,
      .cumulativeSum, .cholesky, .triangularSolve, .normal, .uniform:
      return a.constant(.nan)
    }
  }

  /// The factors of a product, which is joined with the sum over it into one rounding: always, so
  /// that the bits depend on the function alone.
  private func factors(_ value: IRValue) -> [IRValue]? {
    // The factors of a carried value belong to the step before.
    guard let (operation, operands) = definitions[value], operation == .scalar(.multiply),
      !isCarried.contains(value)
    else { return nil }
    return operands
  }

  // MARK: Memory

  /// Room for some elements.
  func allocate(_ count: Int) -> Int {
    defer { scratch += count }
    return scratch
  }

  private func scratchPointer(_ home: Int, _ index: Index) -> String {
    let place = a.add(index, .fixed(home))
    return a.emit("getelementptr \(target.vector), ptr %scratch, i64 \(a.value(place))")
  }

  func loadScratch(_ home: Int, _ index: Index) -> String {
    a.emit("load \(target.vector), ptr \(scratchPointer(home, index))")
  }

  func storeScratch(_ value: String, _ home: Int, _ index: Index) {
    a.line("store \(target.vector) \(value), ptr \(scratchPointer(home, index))")
  }

  func loadUniform(_ index: Index) -> String {
    let pointer = a.emit("getelementptr \(target.real), ptr %uniforms, i64 \(a.value(index))")
    let scalar = a.emit("load \(target.real), ptr \(pointer)")
    return a.spread(scalar, target.real, target.vector)
  }

  private func bufferPointer(_ pointer: String, _ index: Index) -> String {
    let row = a.emit("mul i64 \(a.value(index)), %stride")
    let place = a.emit("add i64 \(row), \(column)")
    return a.emit("getelementptr \(target.real), ptr \(pointer), i64 \(place)")
  }

  func loadBuffer(_ pointer: String, _ index: Index, _ element: Element) -> String {
    let value = a.emit(
      "load \(target.vector), ptr \(bufferPointer(pointer, index)), align \(target.size)")
    return element == .boolean ? a.compare("une", value, a.constant(0)) : value
  }

  func storeBuffer(_ value: String, _ pointer: String, _ index: Index) {
    a.line(
      "store \(target.vector) \(value), ptr \(bufferPointer(pointer, index)), align \(target.size)")
  }

  /// A result into its buffer.
  func store(_ value: IRValue, to pointer: String) {
    let count = elementCount(value)
    if isWrittenOut(value) {
      for element in 0..<count {
        storeBuffer(asReal(at(value, .fixed(element)), of: value), pointer, .fixed(element))
      }
    } else {
      prepare(value)
      loop(count) { index in
        storeBuffer(
          asReal(at(value, index), of: value), pointer, index)
      }
    }
  }

  /// The place in scratch memory of a value, which is brought there if it is not there yet.
  func materialized(_ value: IRValue) -> Int {
    if case .memory(let home)? = storage[value] { return home }
    if let home = copies[value] { return home }
    let count = elementCount(value)
    let home = allocate(count)
    copy(value, to: home, count: count)
    if case .registers? = storage[value] {
      copies[value] = home
    } else {
      storage[value] = .memory(home)
    }
    return home
  }

  /// Whether a value's elements are reached one by one, and not in a loop.
  func isWrittenOut(_ value: IRValue) -> Bool {
    if case .registers? = storage[value] { return true }
    return elementCount(value) <= registerLimit
  }

  func copy(_ value: IRValue, to home: Int, count: Int) {
    if isWrittenOut(value) {
      for element in 0..<count {
        storeScratch(asReal(at(value, .fixed(element)), of: value), home, .fixed(element))
      }
    } else {
      prepare(value)
      loop(count) { index in
        storeScratch(asReal(at(value, index), of: value), home, index)
      }
    }
  }

  /// Makes ready for reading at places that only the code knows: what is in registers is copied to
  /// memory first, outside the loop.
  func prepare(_ value: IRValue) {
    switch storage[value] {
    case .registers(let elements)?:
      guard elements.count > 1, copies[value] == nil else { return }
      copies[value] = materialized(value)
    case .deferred(_, let operands)?: for operand in operands { prepare(operand) }
    case .table, .memory, .buffer, .uniform, nil: break
    }
  }

  /// A loop over elements, without anything carried.
  func loop(_ count: Int, _ body: (Index) -> Void) {
    _ = a.loop("\(count)", isOverElements: true) { index, _ in
      body(.dynamic(index))
      return []
    }
  }

  /// A loop with vectors carried from pass to pass; their values at its end.
  func loop(
    _ count: Int, carrying initial: [String],
    _ body: (Index, [String]) -> [String]
  ) -> [String] {
    a.loop(
      "\(count)", carrying: initial.map { (target.vector, $0) }, isOverElements: true
    ) { index, carried in
      body(.dynamic(index), carried)
    }
  }

  // MARK: Element by element

  /// A scalar function of vectors.
  func scalar(_ function: ScalarFunction, _ x: [String]) -> String {
    switch function {
    case .add: return a.add(x[0], x[1])
    case .subtract: return a.subtract(x[0], x[1])
    case .multiply: return a.multiply(x[0], x[1])
    case .gate:
      let zero = a.constant(0)
      return a.select(a.compare("oeq", x[0], zero), zero, a.multiply(x[0], x[1]))
    case .divide: return a.divide(x[0], x[1])
    case .negate: return a.negate(x[0])
    case .absolute: return a.intrinsic("fabs", x[0])
    case .floor: return a.intrinsic("floor", x[0])
    case .ceil: return a.intrinsic("ceil", x[0])
    case .round: return a.intrinsic("rint", x[0])
    case .squareRoot: return a.intrinsic("sqrt", x[0])
    case .sign:
      let zero = a.constant(0)
      let unit = a.copySign(a.constant(1), x[0])
      let isOff = a.compare("one", x[0], zero)
      return a.select(isOff, unit, x[0])
    case .minimum: return extreme(x, "olt")
    case .maximum: return extreme(x, "ogt")
    case .exp: return a.apply(.exp, x[0])
    case .expm1: return a.apply(.expm1, x[0])
    case .log: return a.apply(.log, x[0])
    case .log1p: return a.apply(.log1p, x[0])
    case .log1pSquare: return a.apply(.log1pSquare, x[0])
    case .sin: return a.apply(.sin, x[0])
    case .cos: return a.apply(.cos, x[0])
    case .tan: return a.apply(.tan, x[0])
    case .asin: return a.apply(.asin, x[0])
    case .acos: return a.apply(.acos, x[0])
    case .atan: return a.apply(.atan, x[0])
    case .sinh: return a.apply(.sinh, x[0])
    case .cosh: return a.apply(.cosh, x[0])
    case .tanh: return a.apply(.tanh, x[0])
    case .sigmoid: return a.apply(.sigmoid, x[0])
    case .softplus: return a.apply(.softplus, x[0])
    case .exponentRange: return clamped(x[0], target.precision.exponentRange)
    case .sigmoidRange: return clamped(x[0], target.precision.sigmoidRange)
    case .erf: return a.apply(.erf, x[0])
    case .erfc: return a.apply(.erfc, x[0])
    case .lgamma: return a.apply(.lgamma, x[0])
    case .digamma: return a.apply(.digamma, x[0])
    case .power: return a.apply(.power, x[0], x[1])
    case .atan2: return a.apply(.atan2, x[0], x[1])
    case .polygamma: return a.apply(.polygamma, x[0], x[1])
    case .besselIE: return a.apply(.besselIE, x[0], x[1])
    case .less: return a.compare("olt", x[0], x[1])
    case .lessOrEqual: return a.compare("ole", x[0], x[1])
    case .equal: return a.compare("oeq", x[0], x[1])
    case .notEqual: return a.compare("une", x[0], x[1])
    case .and: return a.logical("and", x[0], x[1])
    case .or: return a.logical("or", x[0], x[1])
    case .not: return a.logical("xor", x[0], a.mask(true))
    case .isFinite: return a.compare("olt", a.intrinsic("fabs", x[0]), a.constant(.infinity))
    case .isNaN: return a.compare("uno", x[0], x[0])
    }
  }

  private func clamped(_ x: String, _ range: ClosedRange<Double>) -> String {
    ElementaryFunctions.clamped(a, x, range.lowerBound, range.upperBound)
  }

  /// The smaller or the larger; NaN where one is NaN.
  func extreme(_ x: [String], _ predicate: String) -> String {
    let chosen = a.select(a.compare(predicate, x[0], x[1]), x[0], x[1])
    return a.select(a.compare("uno", x[0], x[0]), x[0], chosen)
  }
}
