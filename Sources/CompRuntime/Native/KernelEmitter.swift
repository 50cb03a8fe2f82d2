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
  var buffers: [IRValue: String] = [:]
  let uses: [ValueUses]
  /// The operation that makes each value.
  let definitions: [IRValue: (operation: Operation, operands: [IRValue])]
  /// What an advance need not compute again in each step.
  let carried: CarriedEvaluations?
  let isCarried: Set<IRValue>
  /// Where in `scratch` those carried values are that do not fit registers.
  var carriedHomes: [IRValue: Int] = [:]
  /// Elements of `scratch` that are taken.
  var scratch = 0
  /// Tables that code reads, as global constants.
  var tables: [Tensor: String] = [:]
  /// The first chain of the vector, as an `i64`: its number, and its place in buffers.
  var firstChain = "%first"
  var column = "%column"
  /// The words of random counters: chains, step, iteration of loops; what was made of them.
  var random = RandomContext()
  let layout: RandomLayout

  struct RandomContext {
    var chains = ""
    var highChain = ""
    /// The step's number divided by the steps that share a block, an `i32`.
    var stepBlock = ""
    var phase = 0
    /// The number of the loops' iteration, an `i64`.
    var iteration = "0"
    /// Words and pairs already made, by iteration and block.
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
    case .advance(let slots): carried = function.carriedEvaluations(states: slots.states)
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
      index, values in
      let (radix, first) = layout.numbering.digits(of: count)
      let outer = a.emit("mul i64 \(random.iteration), \(radix)")
      random.iteration = a.emit("add i64 \(a.emit("add i64 \(outer), \(index)")), \(first)")
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
