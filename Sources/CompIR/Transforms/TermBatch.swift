/// Values of one form, computed together: each step of the form once, on tensors with an axis more,
/// the first, along which the values lie.
struct TermBatch {
  /// What stands for one step of all the terms.
  private enum Step {
    /// The same value in each.
    case shared(IRValue)
    /// One slice of it for each.
    case wide(IRValue)
  }

  private(set) var builder: IRBuilder
  private let function: IRFunction
  private let terms: [IRValue]
  private let map: [IRValue: IRValue]
  private let definitions: Definitions
  private var steps: [[IRValue]: Step] = [:]
  private var count: Int { terms.count }

  /// - Parameter map: the values of `function` that the builder's function holds by now.
  init(
    of function: IRFunction, _ terms: [IRValue], _ builder: IRBuilder, _ map: [IRValue: IRValue],
    _ definitions: Definitions
  ) {
    self.function = function
    self.terms = terms
    self.builder = builder
    self.map = map
    self.definitions = definitions
  }

  /// All terms as one tensor `[count, shape…]`; nil where a step cannot be widened.
  mutating func widened() throws -> IRValue? {
    guard case .wide(let value)? = try step(terms) else { return nil }
    return value
  }

  private mutating func step(_ values: [IRValue]) throws -> Step? {
    if values.allSatisfy({ $0 == values[0] }) { return .shared(map[values[0]] ?? values[0]) }
    if let known = steps[values] { return known }
    try CancellationCheck.now()
    let steps = values.compactMap { definitions[$0] }
    guard steps.count == count, let made = try make(values, steps) else { return nil }
    self.steps[values] = made
    return made
  }

  private mutating func make(_ values: [IRValue], _ made: [Definitions.Value]) throws -> Step? {
    let shape = function.type(of: values[0]).shape
    let operation = made[0].operation
    switch operation {
    case .constant:
      let tensors = made.compactMap { step -> Tensor? in
        if case .constant(let tensor) = step.operation { return tensor }
        return nil
      }
      if tensors.allSatisfy({ $0 == tensors[0] }) { return .shared(builder.constant(tensors[0])) }
      return .wide(
        builder.constant(Tensor(shape: prefixed(shape), values: tensors.flatMap(\.values))))
    case .slice:
      return try slices(made)
    case .booleanConstant, .scalar, .select, .reshape, .broadcast, .transpose, .pad, .concatenate,
      .reduce, .matrixMultiply, .gather, .scatterAdd, .cumulativeSum, .cholesky, .triangularSolve,
      .normal, .uniform, .stopGradient:
      var operands: [Step] = []
      for place in made[0].operands.indices {
        guard let operand = try step(made.map { $0.operands[place] }) else { return nil }
        operands.append(operand)
      }
      if operands.isEmpty { return nil }
      return try widen(operation, operands, shape)
    }
  }

  /// An operation on what stands for its operands; `shape` is that of one term's result.
  private mutating func widen(_ operation: Operation, _ operands: [Step], _ shape: Shape) throws
    -> Step?
  {
    let shared = operands.compactMap { if case .shared(let value) = $0 { value } else { nil } }
    if shared.count == operands.count {
      return isRandom(operation) ? nil : .shared(try builder.append(operation, shared))
    }
    switch operation {
    case .scalar, .select:
      return .wide(
        try builder.append(operation, operands.map { try aligned($0, shape) }))
    case .stopGradient:
      return .wide(try builder.append(operation, [try whole(operands[0])]))
    case .reshape(let shape):
      return .wide(try builder.append(.reshape(prefixed(shape)), [try whole(operands[0])]))
    case .broadcast(let shape):
      let operand = try whole(operands[0])
      guard builder.type(of: operand).shape.rank == 1 else { return nil }
      return .wide(try spread(operand, shape))
    case .transpose(let permutation):
      return .wide(
        try builder.append(
          .transpose([0] + permutation.map { $0 + 1 }), [try whole(operands[0])]))
    case .pad(let before, let after):
      return .wide(
        try builder.append(
          .pad(before: [0] + before, after: [0] + after), [try whole(operands[0])]))
    case .concatenate(let axis):
      return .wide(
        try builder.append(.concatenate(axis: axis + 1), operands.map { try whole($0) }))
    case .reduce(let reduction, let axes):
      return .wide(
        try builder.append(
          .reduce(reduction, axes: axes.map { $0 + 1 }), [try whole(operands[0])]))
    case .cumulativeSum(let axis):
      return .wide(
        try builder.append(.cumulativeSum(axis: axis + 1), [try whole(operands[0])]))
    case .matrixMultiply:
      return try product(operands)
    case .gather:
      guard case .shared(let table) = operands[0], case .wide(let index) = operands[1],
        builder.type(of: index).shape.rank == 1
      else { return nil }
      return .wide(try builder.append(.gather, [table, index]))
    case .constant, .booleanConstant, .slice, .scatterAdd, .cholesky, .triangularSolve, .normal,
      .uniform:
      return nil
    }
  }

  /// Slices of one value at other places, or of other values at one place.
  private mutating func slices(_ made: [Definitions.Value]) throws -> Step? {
    var (starts, lengths) = ([[Int]](), [Int]())
    for step in made {
      guard case .slice(let first, let limits) = step.operation else { return nil }
      starts.append(first)
      lengths = zip(limits, first).map(-)
    }
    guard let source = try step(made.map { $0.operands[0] }) else { return nil }
    switch source {
    case .wide(let value):
      guard starts.allSatisfy({ $0 == starts[0] }) else { return nil }
      return .wide(
        try builder.append(
          .slice(starts: [0] + starts[0], limits: [count] + zip(starts[0], lengths).map(+)), [value]
        ))
    case .shared(let value):
      guard starts.allSatisfy({ $0.dropFirst() == starts[0].dropFirst() }) else { return nil }
      return .wide(try rows(of: value, starts.map { $0[0] }, lengths[0], starts[0], lengths))
    }
  }

  /// `length` rows from each of the places on, and of them what the slices keep of the other axes:
  /// `[count, length, rest…]`.
  private mutating func rows(
    of value: IRValue, _ places: [Int], _ length: Int, _ starts: [Int], _ lengths: [Int]
  ) throws -> IRValue {
    let source = builder.type(of: value).shape.dimensions
    // The other axes first, all rows.
    let kept = try builder.append(
      .slice(
        starts: [0] + starts.dropFirst(),
        limits: [source[0]] + zip(starts, lengths).dropFirst().map(+)), [value])
    let rest = Array(lengths.dropFirst())
    let stride = places[1] - places[0]
    let isRegular = zip(places, places.dropFirst()).allSatisfy { $1 - $0 == stride }
    if isRegular, stride >= length, places[0] + count * stride <= source[0] {
      let from = try builder.append(
        .slice(
          starts: [places[0]] + rest.map { _ in 0 }, limits: [places[0] + count * stride] + rest),
        [kept])
      let table = try builder.append(.reshape(Shape([count, stride] + rest)), [from])
      return try builder.append(
        .slice(starts: [0, 0] + rest.map { _ in 0 }, limits: [count, length] + rest), [table])
    }
    let index = places.flatMap { place in (0..<length).map { Double(place + $0) } }
    let gathered = try builder.append(.gather, [kept, builder.constant(Tensor(index))])
    return try builder.append(.reshape(Shape([count, length] + rest)), [gathered])
  }

  /// Matrices that all terms share, times vectors of their own, and products of such vectors.
  private mutating func product(_ operands: [Step]) throws -> Step? {
    switch (operands[0], operands[1]) {
    case (.shared(let matrix), .wide(let vectors)):
      guard builder.type(of: vectors).shape.rank == 2 else { return nil }
      if builder.type(of: matrix).shape.rank == 1 {
        return .wide(try builder.append(.matrixMultiply, [vectors, matrix]))
      }
      let turned = try builder.append(.transpose([1, 0]), [matrix])
      return .wide(try builder.append(.matrixMultiply, [vectors, turned]))
    case (.wide(let vectors), .shared(let other)):
      guard builder.type(of: vectors).shape.rank == 2 else { return nil }
      return .wide(try builder.append(.matrixMultiply, [vectors, other]))
    case (.wide(let a), .wide(let b)):
      guard builder.type(of: a).shape.rank == 2, builder.type(of: b).shape.rank == 2 else {
        return nil
      }
      let products = try builder.append(.scalar(.multiply), [a, b])
      return .wide(try builder.append(.reduce(.sum, axes: [1]), [products]))
    case (.shared, .shared):
      return nil
    }
  }

  /// An operand of an element-wise operation whose result has a shape in each term: scalars that all
  /// share stay scalars, all else fills `[count, shape…]`.
  private mutating func aligned(_ operand: Step, _ shape: Shape) throws -> IRValue {
    switch operand {
    case .shared(let value):
      if builder.type(of: value).shape.isScalar { return value }
      return try builder.append(.broadcast(prefixed(shape)), [value])
    case .wide(let value):
      let isScalar = builder.type(of: value).shape.rank == 1
      return isScalar && !shape.isScalar ? try spread(value, shape) : value
    }
  }

  /// One slice for each term, whether they share it or not.
  private mutating func whole(_ operand: Step) throws -> IRValue {
    switch operand {
    case .wide(let value): return value
    case .shared(let value):
      return try builder.append(.broadcast(prefixed(builder.type(of: value).shape)), [value])
    }
  }

  /// `[count]` to `[count, shape…]`.
  private mutating func spread(_ value: IRValue, _ shape: Shape) throws -> IRValue {
    let rows = try builder.append(.broadcast(Shape(shape.dimensions + [count])), [value])
    return try builder.append(.transpose([shape.rank] + Array(0..<shape.rank)), [rows])
  }

  private func prefixed(_ shape: Shape) -> Shape { Shape([count] + shape.dimensions) }

  private func isRandom(_ operation: Operation) -> Bool {
    switch operation {
    case .normal, .uniform: true
    case .constant, .booleanConstant, .scalar, .select, .reshape, .broadcast, .transpose, .slice,
      .pad, .concatenate, .reduce, .matrixMultiply, .gather, .scatterAdd, .cumulativeSum, .cholesky,
      .triangularSolve, .stopGradient:
      false
    }
  }
}
