import CompIR

/// Writes a function of the IR as the LLVM IR of a kernel.
///
/// Chains lie across the lanes of vectors. A tensor of few elements is a list of registers, one an
/// element; one of many is a loop over memory, or over nothing at all where its elements are
/// computed in the loop of their only user. The rule stands in `emit(_:_:)`.
final class KernelEmitter {
  /// Where a value's elements are.
  enum Storage {
    case registers([String])
    /// Constants: immediates where the place is known, a table in memory elsewhere.
    case table(Tensor)
    /// In `scratch`, from this element on.
    case memory(Int)
    /// In a parameter's buffer.
    case buffer(String)
    /// Among the uniform arguments, from this one on.
    case uniform(Int)
    /// Computed where it is used.
    case deferred(Operation, [IRValue])
  }

  let function: IRFunction
  let shape: KernelShape
  let target: VectorTarget
  /// Tensors of more elements live in memory.
  let registerLimit: Int
  let a: FunctionAssembly
  var storage: [IRValue: Storage] = [:]
  /// Copies in memory of what is in registers, for loops.
  var copies: [IRValue: Int] = [:]
  /// The buffers of parameters that do not fit registers.
  private var buffers: [IRValue: String] = [:]
  let uses: [ValueUses]
  /// The operation that makes each value.
  let definitions: [IRValue: (operation: Operation, operands: [IRValue])]
  /// What an advance need not compute again in each step.
  let carried: CarriedEvaluations?
  let isCarried: Set<IRValue>
  /// Where in `scratch` those carried values are that do not fit registers.
  private var carriedHomes: [IRValue: Int] = [:]
  /// Elements of `scratch` that are taken.
  var scratch = 0
  /// Tables that code reads, as global constants.
  var tables: [Tensor: String] = [:]
  /// The first chain of the vector, as an `i64`: its number, and its place in buffers.
  var firstChain = "%first"
  var column = "%column"
  /// The words of random counters: chains, step, pass; what was made of them.
  var random = RandomContext()
  let layout: RandomLayout

  struct RandomContext {
    var chains = ""
    var highChain = ""
    /// The step's number divided by the steps that share a block, an `i32`.
    var stepBlock = ""
    var phase = 0
    var pass = "0"
    /// Words and pairs already made, by pass and block.
    var words: [String: [String]] = [:]
    var pairs: [String: (String, String)] = [:]
  }

  init(_ function: IRFunction, _ shape: KernelShape, _ target: VectorTarget, registerLimit: Int) {
    self.function = function
    self.shape = shape
    self.target = target
    self.registerLimit = registerLimit
    a = FunctionAssembly(target)
    definitions = function.definitions
    switch shape {
    case .evaluate: carried = nil
    case .advance(let states): carried = function.carriedEvaluations(states: states)
    }
    let pairs = carried?.pairs ?? []
    isCarried = Set(pairs.map(\.value))
    var uses = function.valueUses
    for pair in pairs { uses[pair.proposed.id].count += 1 }
    self.uses = uses
    layout = function.randomLayout
  }

  // MARK: The kernel

  /// The kernel's text, and what it needs beside it.
  func write() throws {
    loadUniforms()
    _ = try a.loop("%groups") { group, _ in
      openGroup(group)
      try writeSteps()
      return []
    }
    a.line("ret void")
  }

  private var stateCount: Int {
    switch shape {
    case .evaluate: 0
    case .advance(let states): states
    }
  }

  private func loadUniforms() {
    var place = 0
    for parameter in function.parameters where parameter.isUniform {
      let count = parameter.type.shape.count
      storage[parameter.value] =
        count > registerLimit
        ? .uniform(place) : .registers((0..<count).map { loadUniform(.fixed(place + $0)) })
      place += count
    }
  }

  /// The vector's chains, and the parameters that do not change from step to step.
  private func openGroup(_ group: String) {
    column = a.emit("mul i64 \(group), \(target.lanes)")
    firstChain = a.emit("add i64 %chain, \(column)")
    let low = a.emit("trunc i64 \(firstChain) to i32")
    let lanes = (0..<target.lanes).map { "i32 \($0)" }.joined(separator: ", ")
    random.chains = a.emit(
      "add \(target.words) \(a.spread(low, "i32", target.words)), <\(lanes)>")
    let high = a.emit("trunc i64 \(a.emit("lshr i64 \(firstChain), 32")) to i32")
    random.highChain = a.emit("shl i32 \(high), 24")
    var place = 0
    for parameter in function.parameters where !parameter.isUniform {
      let pointer = a.emit(
        "load ptr, ptr \(a.emit("getelementptr ptr, ptr %inputs, i64 \(place)"))")
      place += 1
      let count = parameter.type.shape.count
      if count > registerLimit {
        storage[parameter.value] = .buffer(pointer)
        buffers[parameter.value] = pointer
      } else {
        storage[parameter.value] = .registers(
          (0..<count).map { loadBuffer(pointer, .fixed($0), parameter.type.element) })
      }
    }
  }

  /// The steps: blocks of those that share random words, one after the other.
  private func writeSteps() throws {
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
    case .advance(let states):
      return advanced(Array(values[place...]), states)
    }
  }

  private func shared(_ count: Int) -> Bool { layout.stepsPerBlock(target.precision) == count }

  // MARK: What steps carry

  /// The acceptance, where it is the same in each step.
  private var constantAcceptance: Double? {
    guard case .advance(let states) = shape,
      case .constant(let tensor)? = definitions[function.results[states].value]?.operation
    else { return nil }
    return tensor.values.first
  }

  /// The states and carried values that are in registers, then the sum of the acceptances and what rounding
  /// has taken from it.
  private func carriedState() -> [(type: String, value: String)] {
    guard case .advance(let states) = shape else { return [] }
    var carried: [(type: String, value: String)] = []
    for index in 0..<states {
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
  private func advanced(_ sums: [String], _ states: Int) -> [String] {
    var next: [String] = []
    var pending: [(pointer: String, source: Int, count: Int)] = []
    for index in 0..<states {
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
    countDivergences(function.results[states + 1].value)
    countUnusable(function.results[(states + 2)...].map(\.value))
    guard constantAcceptance == nil else { return next }
    return next + compensated(sums, at(function.results[states].value, .fixed(0)))
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
    whereAny(a.compare("one", diverged, a.constant(0))) { add(diverged, toOutput: 1) }
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
        add(a.select(isInfinite, one, zero), toOutput: 2 + 2 * place)
        let isNaN = a.compare("uno", value, value)
        add(a.select(isNaN, one, zero), toOutput: 3 + 2 * place)
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
    guard case .advance(let states) = shape else { return }
    var place = 0
    var varying = 0
    for index in 0..<states {
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

  // MARK: Instructions

  func emit(_ instructions: [IRFunction.Instruction]) throws {
    for instruction in instructions {
      switch instruction.kind {
      case .operation(let operation, let operands):
        try emit(operation, operands, instruction.results[0])
      case .repeat(let count, let initial, let body):
        try emit(count: count, initial, body, instruction.results)
      }
    }
  }

  /// An instruction's storage: registers where it is small, else deferred to its only user, else
  /// memory.
  private func emit(_ operation: Operation, _ operands: [IRValue], _ result: IRValue)
    throws
  {
    let count = elementCount(result)
    switch operation {
    case .constant(let tensor): storage[result] = .table(tensor)
    case .booleanConstant(let flag): storage[result] = .registers([a.mask(flag)])
    case .scalar, .select, .reshape, .broadcast, .transpose, .slice, .stopGradient:
      if count <= registerLimit {
        storage[result] = .registers(
          (0..<count).map { element(operation, operands, result, .fixed($0)) })
      } else {
        storage[result] = .deferred(operation, operands)
        keepIfShared(result)
      }
    case .matrixMultiply: multiplyMatrices(operands, result)
    case .reduce(let reduction, let axes): reduce(reduction, axes, operands[0], result)
    case .concatenate(let axis): concatenate(axis, operands, result)
    case .pad(let before, _): pad(before, operands[0], result)
    case .gather: gather(operands, result)
    case .scatterAdd: scatterAdd(operands, result)
    case .cumulativeSum(let axis): cumulativeSum(axis, operands[0], result)
    case .cholesky: cholesky(operands[0], result)
    case .triangularSolve(let transposed): triangularSolve(transposed, operands, result)
    case .normal(let site, _): draw(site, result, isNormal: true)
    case .uniform(let site, _): draw(site, result, isNormal: false)
    }
  }

  /// What several instructions use, or one in a loop further in, is computed once, into memory.
  func keepIfShared(_ value: IRValue) {
    let use = uses[value.id]
    if use.count > 1 || use.deepest > use.defined { _ = materialized(value) }
  }

  /// A loop of the IR. Values in registers are carried in registers, others in memory of their own.
  private func emit(
    count: Int, _ initial: [IRValue], _ body: IRFunction.Region, _ results: [IRValue]
  ) throws {
    var carried: [(type: String, value: String)] = []
    var homes: [Int?] = []
    for (parameter, value) in zip(body.parameters, initial) {
      let size = elementCount(parameter)
      if size <= registerLimit {
        homes.append(nil)
        let type = isBoolean(parameter) ? target.mask : target.vector
        carried += (0..<size).map { (type, at(value, .fixed($0))) }
      } else {
        let home = allocate(size)
        copy(value, to: home, count: size)
        homes.append(home)
      }
    }
    let kept = (storage, copies, random)
    let isConditional = body.condition != nil
    if isConditional { carried.append(("i1", "true")) }
    let after = try a.loop("\(count)", carrying: carried, testsLast: isConditional) {
      pass, values in
      let number = a.emit("trunc i64 \(pass) to i32")
      let outer = a.emit("mul i32 \(random.pass), 4096")
      random.pass = a.emit("add i32 \(a.emit("add i32 \(outer), \(number)")), 1")
      random.words = [:]
      random.pairs = [:]
      return try self.pass(body, homes, values)
    }
    (storage, copies, random) = kept
    var place = 0
    for (result, home) in zip(results, homes) {
      let size = elementCount(result)
      if let home {
        storage[result] = .memory(home)
      } else {
        storage[result] = .registers(Array(after[place..<(place + size)]))
        place += size
      }
    }
  }

  /// One pass of a loop: the next values of what is carried.
  private func pass(_ body: IRFunction.Region, _ homes: [Int?], _ values: [String])
    throws -> [String]
  {
    var place = 0
    for (parameter, home) in zip(body.parameters, homes) {
      let size = elementCount(parameter)
      if let home {
        storage[parameter] = .memory(home)
      } else {
        storage[parameter] = .registers(Array(values[place..<(place + size)]))
        copies[parameter] = nil
        place += size
      }
    }
    try emit(body.instructions)
    let goesOn = body.condition.map { at($0, .fixed(0)) }
    var next: [String] = []
    var pending: [(home: Int, source: Int, count: Int)] = []
    place = 0
    for (parameter, (result, home)) in zip(body.parameters, zip(body.results, homes)) {
      let size = elementCount(parameter)
      if let home {
        pending.append((home, materialized(result), size))
        continue
      }
      for element in 0..<size {
        let new = at(result, .fixed(element))
        let old = values[place + element]
        if let goesOn {
          next.append(
            isBoolean(parameter)
              ? a.selectMask(goesOn, new, old) : a.select(goesOn, new, old))
        } else {
          next.append(new)
        }
      }
      place += size
    }
    for (home, source, count) in pending {
      loop(count) { index in
        let new = loadScratch(source, index)
        let kept =
          goesOn.map { a.select($0, new, loadScratch(home, index)) } ?? new
        storeScratch(kept, home, index)
      }
    }
    if let goesOn { next.append(a.any(goesOn)) }
    return next
  }
}
