import CompIR
import CompRuntime

/// Makes functions of the IR at random: every operation, on tensors that fit registers and on tensors
/// that do not, in loops too.
package struct RandomFunction {
  private var random: SplitMix64
  private var builder: IRBuilder
  private var reals: [IRValue] = []
  private var truths: [IRValue] = []
  private var site = 0
  /// Whether what is made can be differentiated, twice.
  private let isSmooth: Bool
  private var depth = 0

  /// Those of the parameters and of the states; beyond 64 elements a tensor lives in memory.
  private static let shapes: [Shape] = [
    [], [], [1], [2], [3], [5], [2, 3], [3, 3], [4, 4], [2, 1, 3], [70], [9, 9], [3, 25],
  ]

  private init(_ name: String, seed: UInt64, isSmooth: Bool) {
    random = SplitMix64(seed: seed)
    builder = IRBuilder(name: name)
    self.isSmooth = isSmooth
  }

  /// A function to be carried out once.
  ///
  /// - Parameter isSmooth: whether its last result is a real that can be differentiated by its first
  ///   parameter, twice.
  package static func evaluated(seed: UInt64, isSmooth: Bool = false) throws -> IRFunction {
    var maker = RandomFunction("random\(seed)", seed: seed, isSmooth: isSmooth)
    let parameters = (0..<3).map { place in
      maker.builder.parameter(
        "x\(place)", .real(maker.pick(shapes)), isUniform: place == 2)
    }
    maker.reals = parameters
    try maker.fill(count: isSmooth ? 10 : 22)
    var results = maker.reals.suffix(7).enumerated().map { ("y\($0)", $1) }
    results += maker.truths.suffix(2).enumerated().map { ("b\($0)", $1) }
    if isSmooth {
      var total = try maker.mean(of: parameters[0])
      for value in maker.reals.suffix(4) {
        total = try maker.builder.append(.scalar(.add), [total, maker.mean(of: value)])
      }
      results.append(("total", total))
    }
    return maker.builder.finish(results: results)
  }

  /// A transition with two states: its results are theirs, an acceptance, whether it diverged, and a
  /// value that is watched.
  ///
  /// - Parameter rejects: whether the first state is one of two values by a test, the second none but
  ///   itself, as what a step carries to the next asks for.
  package static func transition(seed: UInt64, rejects: Bool) throws -> IRFunction {
    var maker = RandomFunction("transition\(seed)", seed: seed, isSmooth: false)
    let shapes = [maker.pick(shapes), maker.pick(shapes)]
    let states = shapes.enumerated().map { maker.builder.parameter("s\($0)", .real($1)) }
    let h = maker.builder.parameter("h", .real([]), isUniform: true)
    maker.reals = states + [h]
    func energy(of x: IRValue) throws -> IRValue {
      let square = try maker.builder.append(.scalar(.multiply), [x, x])
      let soft = try maker.builder.append(.scalar(.softplus), [x])
      return try maker.mean(of: maker.builder.append(.scalar(.add), [square, soft]))
    }
    try maker.fill(count: 12)
    var next: [IRValue] = []
    for (state, shape) in zip(states, shapes) {
      let found = maker.reals.last { maker.builder.type(of: $0).shape == shape && $0 != state }
      let other = try found ?? maker.builder.append(.scalar(.negate), [state])
      let moved = try maker.builder.append(.scalar(.add), [state, maker.tamed(other)])
      next.append(try maker.tamed(moved))
    }
    let gain = try maker.builder.append(
      .scalar(.subtract), [energy(of: states[0]), energy(of: next[0])])
    let site = RandomLayout.site(after: maker.site, count: 1)
    let u = try maker.builder.append(.uniform(site: site, []), [])
    let log = try maker.builder.append(.scalar(.log), [u])
    let isTaken = try maker.builder.append(.scalar(.less), [log, gain])
    if rejects {
      next[0] = try maker.builder.append(.select, [isTaken, next[0], states[0]])
      next[1] = states[1]
    } else if shapes[0] == shapes[1] {
      // They change places.
      next = [states[1], next[0]]
    }
    let (zero, one) = (maker.builder.constant(0), maker.builder.constant(1))
    let acceptance = try maker.builder.append(.select, [isTaken, one, zero])
    return maker.builder.finish(results: [
      ("s0", next[0]), ("s1", next[1]), ("acceptance", acceptance), ("diverged", zero),
      ("watched", gain),
    ])
  }

  // MARK: Choices

  private mutating func pick<T>(_ values: [T]) -> T {
    values[Int(random.next() % UInt64(values.count))]
  }
  private mutating func number(_ range: ClosedRange<Double>) -> Double {
    Double.random(in: range, using: &random)
  }
  private mutating func isOne(in count: Int) -> Bool { random.next() % UInt64(count) == 0 }
  private func shape(_ value: IRValue) -> Shape { builder.type(of: value).shape }

  /// A value of at most so many elements; a new one if there is none.
  private mutating func real(
    atMost count: Int = 200, where isFit: (Shape) -> Bool = { _ in true }
  ) -> IRValue {
    let fitting = reals.filter { shape($0).count <= count && isFit(shape($0)) }
    // The newer ones more often, for long chains of operations.
    if !fitting.isEmpty { return pick(isOne(in: 2) ? fitting.suffix(4).map { $0 } : fitting) }
    return constant([3])
  }

  private mutating func constant(_ shape: Shape) -> IRValue {
    let values = (0..<shape.count).map { _ in isOne(in: 4) ? 0 : number(-2...2) }
    return builder.constant(Tensor(shape: shape, values: values))
  }

  private mutating func apply(_ operation: Operation, _ operands: IRValue...) throws -> IRValue {
    try builder.append(operation, operands)
  }

  /// In (−1, 1), so that chains of operations do not run off.
  private mutating func tamed(_ value: IRValue) throws -> IRValue {
    try apply(.scalar(.tanh), value)
  }

  private mutating func positive(_ value: IRValue) throws -> IRValue {
    try apply(.scalar(.add), apply(.scalar(.softplus), value), builder.constant(0.1))
  }

  private mutating func mean(of value: IRValue) throws -> IRValue {
    let shape = shape(value)
    let total = try apply(.reduce(.sum, axes: Array(0..<shape.rank)), value)
    return try apply(.scalar(.divide), total, builder.constant(Double(max(shape.count, 1))))
  }

  private mutating func truth() throws -> IRValue {
    if let known = truths.last, isOne(in: 2) { return known }
    let x = real()
    let test = pick([ScalarFunction.less, .lessOrEqual, .equal, .notEqual])
    return try apply(.scalar(test), x, isOne(in: 2) ? builder.constant(0.25) : partner(of: x))
  }

  /// A value of the same shape, or a scalar.
  private mutating func partner(of x: IRValue) -> IRValue {
    let wanted = shape(x)
    return real { $0 == wanted || $0.isScalar }
  }

  // MARK: Operations

  private mutating func fill(count: Int) throws {
    for _ in 0..<count { try grow() }
  }

  private mutating func keep(_ value: IRValue) {
    if builder.type(of: value).element == .real {
      reals.append(value)
    } else {
      truths.append(value)
    }
  }

  private mutating func grow() throws {
    switch Int(random.next() % 24) {
    case 0..<5: keep(try unary())
    case 5..<9: keep(try binary())
    case 9: keep(try choice())
    case 10: keep(try logic())
    case 11, 12: keep(try rearranged())
    case 13: keep(try windowed())
    case 14: keep(try reduction())
    case 15: keep(try product())
    case 16: keep(try lookedUp())
    case 17: keep(try scattered())
    case 18:
      let x = real { $0.rank > 0 }
      keep(try apply(.cumulativeSum(axis: Int(random.next() % UInt64(shape(x).rank))), tamed(x)))
    case 19: keep(try solved())
    case 20, 21: keep(try drawn())
    case 22: try loop()
    default: keep(isOne(in: 3) ? try apply(.stopGradient, real()) : constant(pick(Self.shapes)))
    }
  }

  private mutating func unary() throws -> IRValue {
    let functions = ScalarFunction.allCases.filter { $0.row.arity == 1 && $0.row.operand == .real }
    let function = pick(functions)
    let x = real()
    switch function {
    case .log, .squareRoot, .lgamma, .digamma:
      return try apply(.scalar(function), isOne(in: 6) ? x : positive(x))
    case .exp, .expm1, .sinh, .cosh, .asin, .acos, .log1p, .tan:
      return try apply(.scalar(function), isOne(in: 6) ? x : tamed(x))
    case .sign, .floor, .ceil, .round, .isFinite, .isNaN, .negate, .absolute, .log1pSquare, .sin,
      .cos, .atan, .tanh, .sigmoid, .softplus, .exponentRange, .sigmoidRange, .erf, .erfc, .add,
      .subtract, .multiply, .divide,
      .power, .gate, .minimum, .maximum, .atan2, .polygamma, .besselIE, .less, .lessOrEqual, .equal,
      .notEqual, .and, .or, .not:
      return try apply(.scalar(function), x)
    }
  }

  private mutating func binary() throws -> IRValue {
    let functions: [ScalarFunction] = [
      .add, .add, .subtract, .subtract, .multiply, .multiply, .gate, .divide, .divide, .power,
      .minimum, .maximum, .atan2, .polygamma, .besselIE,
    ]
    let function = pick(functions)
    let x = real()
    let y = partner(of: x)
    switch function {
    case .divide:
      let isPlain = isOne(in: 6)
      let divisor = isOne(in: 3) ? constant(shape(x)) : isPlain ? y : try positive(y)
      return try apply(.scalar(.divide), x, divisor)
    case .power: return try apply(.scalar(.power), positive(tamed(x)), tamed(y))
    case .polygamma, .besselIE:
      let order = builder.constant(Double(random.next() % 3))
      return try apply(.scalar(function), order, positive(tamed(x)))
    default: return try apply(.scalar(function), x, y)
    }
  }

  private mutating func choice() throws -> IRValue {
    let test = try truth()
    let wanted = shape(test)
    let x = real { wanted.isScalar || $0 == wanted || $0.isScalar }
    return try apply(.select, test, x, partner(of: x))
  }

  private mutating func logic() throws -> IRValue {
    let test = try truth()
    switch random.next() % 4 {
    case 0: return try apply(.scalar(.not), test)
    case 1:
      let axes = Array(0..<shape(test).rank)
      return try apply(.reduce(isOne(in: 2) ? .all : .any, axes: axes), test)
    case 2:
      let flag = try apply(.booleanConstant(isOne(in: 2)))
      return try apply(.scalar(isOne(in: 2) ? .and : .or), test, flag)
    default:
      let wanted = shape(test)
      let other = truths.last { shape($0) == wanted } ?? test
      return try apply(.scalar(isOne(in: 2) ? .and : .or), test, other)
    }
  }

  private mutating func rearranged() throws -> IRValue {
    let x = real()
    let dimensions = shape(x).dimensions
    switch random.next() % 4 {
    case 0: return try apply(.reshape([shape(x).count]), x)
    case 1 where shape(x).count <= 30: return try apply(.broadcast(Shape([3] + dimensions)), x)
    case 2:
      return try apply(.transpose(Array(dimensions.indices).shuffled(using: &random)), x)
    default:
      guard shape(x).rank > 0 else { return try apply(.reshape([1, 1]), x) }
      let other = constant(shape(x))
      let axis = Int(random.next() % UInt64(shape(x).rank))
      return try apply(.concatenate(axis: axis), x, other)
    }
  }

  private mutating func windowed() throws -> IRValue {
    let x = real { $0.rank > 0 }
    let dimensions = shape(x).dimensions
    if isOne(in: 2) {
      let before = dimensions.map { _ in Int(random.next() % 2) }
      let after = dimensions.map { _ in Int(random.next() % 3) }
      return try apply(.pad(before: before, after: after), x)
    }
    let starts = dimensions.map { Int(random.next() % UInt64(max($0, 1))) }
    let limits = zip(starts, dimensions).map { start, size in
      start + Int(random.next() % UInt64(size - start + 1))
    }
    // An empty slice says little; one in ten.
    let isEmpty = zip(starts, limits).contains { $0 == $1 }
    return try apply(
      .slice(starts: starts, limits: isEmpty && !isOne(in: 10) ? dimensions : limits), x)
  }

  private mutating func reduction() throws -> IRValue {
    let x = real { $0.rank > 0 && $0.count > 0 }
    let axes = Array(0..<shape(x).rank).filter { _ in !isOne(in: 3) }
    let reduction = pick([Reduction.sum, .sum, .product, .maximum, .minimum])
    return try apply(.reduce(reduction, axes: axes), reduction == .product ? tamed(x) : x)
  }

  private mutating func product() throws -> IRValue {
    let a = real { (1...2).contains($0.rank) }
    let inner = shape(a).dimensions[shape(a).rank - 1]
    let fitting = reals.filter {
      (1...2).contains(shape($0).rank) && shape($0).dimensions[0] == inner
    }
    let b =
      fitting.isEmpty || isOne(in: 3)
      ? constant(isOne(in: 2) ? [inner] : [inner, 2]) : pick(fitting)
    return try apply(.matrixMultiply, a, b)
  }

  /// An index into so many rows, now and then out of range.
  private mutating func index(rows: Int, count: Int?) throws -> IRValue {
    if let count, isOne(in: 3) {
      return builder.constant(
        Tensor((0..<count).map { _ in Double(random.next() % UInt64(max(rows, 1))) }))
    }
    let x = count.map { _ in real(atMost: 80) { $0.rank == 1 } } ?? real { $0.isScalar }
    guard (count == nil) == shape(x).isScalar else { return builder.constant(1) }
    let spread = try apply(.scalar(.sigmoid), x)
    return try apply(
      .scalar(.multiply), spread, builder.constant(Double(rows) * (isOne(in: 5) ? 1.5 : 1)))
  }

  private mutating func lookedUp() throws -> IRValue {
    let table = real { $0.rank > 0 }
    let index = try index(rows: shape(table).dimensions[0], count: isOne(in: 2) ? nil : 4)
    return try apply(.gather, table, index)
  }

  private mutating func scattered() throws -> IRValue {
    let rows = real { $0.rank > 0 && $0.dimensions[0] > 0 }
    let size = isOne(in: 2) ? 3 : 20
    let count = shape(rows).dimensions[0]
    let fitting = reals.filter { shape($0) == [count] }
    let places = fitting.last ?? constant([count])
    let spread = try apply(.scalar(.sigmoid), places)
    let index = try apply(.scalar(.multiply), spread, builder.constant(Double(size)))
    return try apply(.scatterAdd(count: size), rows, index)
  }

  private mutating func solved() throws -> IRValue {
    let n = pick([1, 2, 3, 9])
    let fitting = reals.filter { shape($0) == [n, n] }
    let matrix = try tamed(fitting.last ?? constant([n, n]))
    let square = try apply(.matrixMultiply, matrix, apply(.transpose([1, 0]), matrix))
    let identity = builder.constant(
      Tensor(shape: [n, n], values: (0..<(n * n)).map { $0 % (n + 1) == 0 ? 1 : 0 }))
    let factor = try apply(.cholesky, apply(.scalar(.add), square, identity))
    if isOne(in: 3) { return factor }
    let right = reals.last { shape($0) == [n] || shape($0) == [n, n] } ?? constant([n])
    // A constant factor, with zeros, now and then.
    let used = isOne(in: 4) ? identity : factor
    return try apply(.triangularSolve(transposed: isOne(in: 2)), used, right)
  }

  private mutating func drawn() throws -> IRValue {
    let shape = pick(Self.shapes)
    let isNormal = isOne(in: 2)
    let start = RandomLayout.site(after: site, count: shape.count)
    site = start + RandomLayout.size(count: shape.count, isNormal: isNormal)
    return try apply(isNormal ? .normal(site: start, shape) : .uniform(site: start, shape))
  }

  private mutating func loop() throws {
    guard depth < 2 else { return }
    let initial = [try tamed(real()), try tamed(real())]
    let (outside, known) = (reals, truths)
    let isConditional = !isSmooth && isOne(in: 2)
    let count = isOne(in: 3) ? 5 : Int(random.next() % 4)
    var outer = builder
    let results = try outer.repeat(count: count, initial: initial) { inner, carried in
      builder = inner
      defer { inner = builder }
      depth += 1
      defer { depth -= 1 }
      reals = outside.suffix(3) + carried
      truths = []
      var condition: IRValue?
      if isConditional {
        condition = try apply(.scalar(.less), mean(of: carried[0]), builder.constant(0.4))
      }
      try fill(count: 3)
      let next = try carried.map { old in
        try tamed(reals.last { shape($0) == shape(old) } ?? old)
      }
      return (next, condition)
    }
    builder = outer
    (reals, truths) = (outside + results, known)
  }
}
