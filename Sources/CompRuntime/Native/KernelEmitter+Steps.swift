import CompIR

/// The steps of an advance, and what goes from one to the next: states, what need not be computed again,
/// and the sums of what is reported.
extension KernelEmitter {
  private var stateCount: Int {
    switch shape {
    case .evaluate: 0
    case .advance(let slots): slots.states
    }
  }

  /// The steps: blocks of those that share random words, one after the other.
  func writeSteps() throws {
    let shared = layout.stepsPerBlock(target.precision)
    let end = a.emit("add i32 %step, %steps")
    let firstBlock = a.emit("udiv i32 %step, \(shared)")
    let lastBlock = a.emit("udiv i32 \(a.emit("sub i32 \(end), 1")), \(shared)")
    let blocks = a.emit("add i32 \(a.emit("sub i32 \(lastBlock), \(firstBlock)")), 1")
    let count = a.emit("zext i32 \(blocks) to i64")
    try openCarried()
    let carried = carriedState()
    let names = carried.map(\.value)
    let after = try a.loop(count, carrying: carried) { block, values in
      var current = values
      random.stepBlock = a.emit(
        "add i32 \(firstBlock), \(a.emit("trunc i64 \(block) to i32"))")
      random.words = [:]
      if shared > 1 { _ = words(block: .fixed(0)) }
      for phase in 0..<shared {
        random.phase = phase
        current = try guardedStep(current, shared: shared, phase: phase, end: end)
      }
      return current
    }
    storeCarried(names.isEmpty ? [] : after)
  }

  /// What steps need not compute again, computed once from the first state.
  private func openCarried() throws {
    guard let carried else { return }
    try emit(carried.prologue)
    for value in carried.pairs.map(\.value) where elementCount(value) > registerLimit {
      let home = allocate(elementCount(value))
      copy(value, to: home, count: elementCount(value))
      carriedHomes[value] = home
    }
    for (value, home) in carriedHomes { storage[value] = .memory(home) }
  }

  /// One step; where several share a block, those outside the range asked for are passed over.
  private func guardedStep(_ values: [String], shared: Int, phase: Int, end: String)
    throws -> [String]
  {
    if shared == 1 { return try step(values) }
    let first = a.emit("mul i32 \(random.stepBlock), \(shared)")
    let number = a.emit("add i32 \(first), \(phase)")
    let isLate = a.emit("icmp uge i32 \(number), %step")
    let isEarly = a.emit("icmp ult i32 \(number), \(end)")
    let (run, skip) = (a.freshLabel("run"), a.freshLabel("skip"))
    let before = a.block
    a.branch(a.emit("and i1 \(isLate), \(isEarly)"), run, skip)
    a.label(run)
    let kept = (storage, copies, random.words)
    random.pairs = [:]
    let next = try a.nested { try step(values) }
    (storage, copies, random.words) = kept
    let inside = a.block
    a.jump(skip)
    a.label(skip)
    let types = carriedState().map(\.type)
    return zip(types, zip(values, next)).map { type, pair in
      a.emit("phi \(type) [ \(pair.0), %\(before) ], [ \(pair.1), %\(inside) ]")
    }
  }

  /// The function once. `values` are the states' elements, then the sum of the acceptances and what rounding
  /// has taken from it.
  private func step(_ values: [String]) throws -> [String] {
    random.pairs = [:]
    if shared(1) { random.words = [:] }
    var place = 0
    for index in 0..<stateCount {
      let parameter = function.parameters[index]
      if let pointer = buffers[parameter.value] {
        // What was copied of it elsewhere is of the step before.
        storage[parameter.value] = .buffer(pointer)
        continue
      }
      guard case .registers(let elements)? = storage[parameter.value] else { continue }
      storage[parameter.value] = .registers(Array(values[place..<(place + elements.count)]))
      copies[parameter.value] = nil
      place += elements.count
    }
    for value in (carried?.pairs ?? []).map(\.value) where carriedHomes[value] == nil {
      let count = elementCount(value)
      storage[value] = .registers(Array(values[place..<(place + count)]))
      copies[value] = nil
      place += count
    }
    try emit(carried?.step ?? function.instructions)
    switch shape {
    case .evaluate:
      for (index, result) in function.results.enumerated() {
        let pointer = a.emit(
          "load ptr, ptr \(a.emit("getelementptr ptr, ptr %outputs, i64 \(index)"))")
        store(result.value, to: pointer)
      }
      return []
    case .advance(let slots):
      return advanced(Array(values[place...]), slots)
    }
  }

  private func shared(_ count: Int) -> Bool { layout.stepsPerBlock(target.precision) == count }

  /// The acceptance, where it is the same in each step.
  private var constantAcceptance: Double? {
    guard case .advance(let slots) = shape,
      case .constant(let tensor)? = definitions[function.results[slots.acceptance].value]?.operation
    else { return nil }
    return tensor.values.first
  }

  /// The states and carried values that are in registers, then the sum of the acceptances and what rounding
  /// has taken from it.
  private func carriedState() -> [(type: String, value: String)] {
    guard case .advance(let slots) = shape else { return [] }
    var carried: [(type: String, value: String)] = []
    for index in 0..<slots.states {
      guard case .registers(let elements)? = storage[function.parameters[index].value] else {
        continue
      }
      carried += elements.map { (target.vector, $0) }
    }
    for value in (self.carried?.pairs ?? []).map(\.value) where carriedHomes[value] == nil {
      carried += (0..<elementCount(value)).map { (target.vector, at(value, .fixed($0))) }
    }
    if constantAcceptance == nil {
      carried += [(target.vector, a.constant(0)), (target.vector, a.constant(0))]
    }
    return carried
  }

  /// The next states, carried values and sums after a step; those in memory are written there.
  private func advanced(_ sums: [String], _ slots: TransitionSlots) -> [String] {
    var next: [String] = []
    var pending: [(pointer: String, source: Int, count: Int)] = []
    for index in 0..<slots.states {
      let (parameter, result) = (function.parameters[index], function.results[index].value)
      let count = parameter.type.shape.count
      if let pointer = buffers[parameter.value] {
        pending.append((pointer, materialized(result), count))
      } else {
        next += (0..<count).map { at(result, .fixed($0)) }
      }
    }
    if let carried {
      let isTaken = at(carried.condition, .fixed(0))
      for pair in carried.pairs {
        func chosen(_ index: Index) -> String {
          a.select(isTaken, at(pair.proposed, index), at(pair.value, index))
        }
        if let home = carriedHomes[pair.value] {
          loop(elementCount(pair.value)) { storeScratch(chosen($0), home, $0) }
        } else {
          next += (0..<elementCount(pair.value)).map { chosen(.fixed($0)) }
        }
      }
    }
    for (pointer, source, count) in pending {
      loop(count) { index in
        storeBuffer(loadScratch(source, index), pointer, index)
      }
    }
    countDivergences(function.results[slots.diverged].value)
    countUnusable(function.results[slots.watched(of: function.results.count)].map(\.value))
    guard constantAcceptance == nil else { return next }
    return next + compensated(sums, at(function.results[slots.acceptance].value, .fixed(0)))
  }

  /// A sum and what rounding has taken from it, with one term more: Kahan 1965, "Further remarks on reducing
  /// truncation errors".
  private func compensated(_ sums: [String], _ term: String) -> [String] {
    let corrected = a.subtract(term, sums[1])
    let total = a.add(sums[0], corrected)
    return [total, a.subtract(a.subtract(total, sums[0]), corrected)]
  }

  /// Divergences are rare: they are added up in memory, behind a branch.
  private func countDivergences(_ value: IRValue) {
    if case .table(let tensor)? = storage[value], tensor.values.allSatisfy({ $0 == 0 }) { return }
    let diverged = at(value, .fixed(0))
    whereAny(a.compare("one", diverged, a.constant(0))) {
      add(diverged, toOutput: AdvanceSums.diverged)
    }
  }

  /// Infinities and NaNs among the watched values, which are rare too. A sum shows both.
  private func countUnusable(_ watched: [IRValue]) {
    guard !watched.isEmpty else { return }
    let values = watched.map { at($0, .fixed(0)) }
    let total = values.dropFirst().reduce(values[0]) { a.add($0, $1) }
    let infinity = a.constant(.infinity)
    whereAny(a.compare("uge", a.intrinsic("fabs", total), infinity)) {
      let (one, zero) = (a.constant(1), a.constant(0))
      for (place, value) in values.enumerated() {
        let isInfinite = a.compare("oeq", a.intrinsic("fabs", value), infinity)
        add(a.select(isInfinite, one, zero), toOutput: AdvanceSums.infinite(place))
        let isNaN = a.compare("uno", value, value)
        add(a.select(isNaN, one, zero), toOutput: AdvanceSums.notANumber(place))
      }
    }
  }

  private func whereAny(_ condition: String, _ body: () -> Void) {
    let (some, none) = (a.freshLabel("some"), a.freshLabel("none"))
    a.branch(a.any(condition), some, none)
    a.label(some)
    a.nested(body)
    a.jump(none)
    a.label(none)
  }

  private func add(_ value: String, toOutput index: Int) {
    let pointer = a.emit(
      "load ptr, ptr \(a.emit("getelementptr ptr, ptr %outputs, i64 \(index)"))")
    storeBuffer(a.add(loadBuffer(pointer, .fixed(0), .real), value), pointer, .fixed(0))
  }

  /// Writes the states back, and the sum of the acceptances.
  private func storeCarried(_ values: [String]) {
    guard case .advance(let slots) = shape else { return }
    var place = 0
    var varying = 0
    for index in 0..<slots.states {
      let parameter = function.parameters[index]
      let pointer = a.emit(
        "load ptr, ptr \(a.emit("getelementptr ptr, ptr %inputs, i64 \(varying)"))")
      varying += 1
      guard case .registers(let elements)? = storage[parameter.value] else { continue }
      for element in elements.indices {
        storeBuffer(values[place + element], pointer, .fixed(element))
      }
      place += elements.count
    }
    if let constantAcceptance {
      let steps = a.emit("uitofp i32 %steps to \(target.real)")
      let all = a.spread(steps, target.real, target.vector)
      add(a.multiply(all, a.constant(constantAcceptance)), toOutput: 0)
    } else {
      add(a.subtract(values[values.count - 2], values[values.count - 1]), toOutput: 0)
    }
  }
}
