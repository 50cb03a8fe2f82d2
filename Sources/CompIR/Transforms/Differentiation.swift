/// What cannot be differentiated, in words.
package struct DifferentiationError: Error, CustomStringConvertible {
  package var description: String
}

/// Loops up to this many passes are unrolled to be differentiated.
private let unrollingLimit = 4096

extension IRFunction {
  /// The function with, after its own results, the gradient of one result by some parameters.
  ///
  /// Reverse mode (Griewank and Walther 2008, chapter 3): the adjoint of each value is accumulated
  /// from its uses, last instruction first. The result is a function of the same IR, so it can be
  /// differentiated again.
  package func gradient(of result: Int, withRespectTo parameters: [Int]) throws -> IRFunction {
    try checkDifferentiable()
    var builder = IRBuilder(name: "\(name)_gradient")
    var map: [IRValue: IRValue] = [:]
    for parameter in self.parameters {
      map[parameter.value] = builder.parameter(
        parameter.name, parameter.type, isUniform: parameter.isUniform)
    }
    var tape: [(operation: Operation, operands: [IRValue], result: IRValue)] = []
    let wanted = results[result].value
    try record(instructions, into: &builder, &map, &tape)
    guard let output = map[wanted], builder.type(of: output) == .real(.scalar) else {
      throw DifferentiationError(description: "only a single real has a gradient")
    }
    // Only what depends on the parameters has an adjoint worth computing.
    var active: Set<IRValue> = Set(parameters.compactMap { map[self.parameters[$0].value] })
    for entry in tape where entry.operands.contains(where: active.contains) {
      if case .stopGradient = entry.operation { continue }
      if builder.type(of: entry.result).element == .real { active.insert(entry.result) }
    }
    var adjoints: [IRValue: IRValue] = [output: builder.constant(1)]
    var check = CancellationCheck()
    // Values whose adjoint may be zero where their slopes are not finite: in a branch of a selection that is
    // not taken, below a minimum that another value is, below an exponential that underflows. Their
    // operands' adjoints must be zero too, whatever the slope is: that of log at a negative number is NaN.
    var inBranches: Set<IRValue> = []
    let tame = tameValues(tape)
    for entry in tape.reversed() where active.contains(entry.result) {
      try check()
      guard let adjoint = adjoints[entry.result] else { continue }
      let isInBranch = inBranches.contains(entry.result)
      let contributions = try adjointContributions(
        entry.operation, entry.operands, entry.result, adjoint, active,
        isInBranch && !(entry.operation.hasTameSlopes(entry.operands, tame)), &builder)
      for (operand, contribution) in zip(entry.operands, contributions) {
        guard let contribution, active.contains(operand) else { continue }
        if isInBranch || entry.operation.mayStopAdjoints { inBranches.insert(operand) }
        if let known = adjoints[operand] {
          adjoints[operand] = try builder.append(.scalar(.add), [known, contribution])
        } else {
          adjoints[operand] = contribution
        }
      }
    }
    var outputs = results.map { ($0.name, map[$0.value] ?? $0.value) }
    for index in parameters {
      let parameter = self.parameters[index]
      let value =
        map[parameter.value].flatMap { adjoints[$0] }
        ?? builder.constant(
          Tensor(
            shape: parameter.type.shape,
            values: Array(repeating: 0, count: parameter.type.shape.count)))
      outputs.append(("d_\(parameter.name)", value))
    }
    return builder.finish(results: outputs)
  }

  /// The values whose slopes are finite wherever a result that depends on them alone is: polynomials of the
  /// parameters, and bounded functions of them. No adjoint below them needs a gate.
  private func tameValues(
    _ tape: [(operation: Operation, operands: [IRValue], result: IRValue)]
  ) -> Set<IRValue> {
    var made: Set<IRValue> = []
    var tame: Set<IRValue> = []
    for entry in tape {
      made.insert(entry.result)
      // What the tape does not make is a parameter.
      tame.formUnion(entry.operands.filter { !made.contains($0) })
      if entry.operation.keepsTame(entry.operands, tame) { tame.insert(entry.result) }
    }
    return tame
  }

  /// Whether the function has a gradient, which it may not have for its loops alone.
  package func checkDifferentiable() throws(DifferentiationError) {
    try checkDifferentiable(instructions)
  }

  private func checkDifferentiable(
    _ instructions: [Instruction]
  ) throws(DifferentiationError) {
    for instruction in instructions {
      guard case .repeat(let count, _, let body) = instruction.kind else { continue }
      guard body.condition == nil else {
        throw DifferentiationError(
          description: "a loop that ends by a condition has no derivative here")
      }
      guard count <= unrollingLimit else {
        throw DifferentiationError(
          description: "a loop of \(count) passes is too long to be differentiated")
      }
      try checkDifferentiable(body.instructions)
    }
  }

  /// Copies instructions, loops unrolled, and notes them in order.
  private func record(
    _ instructions: [Instruction], into builder: inout IRBuilder,
    _ map: inout [IRValue: IRValue],
    _ tape: inout [(operation: Operation, operands: [IRValue], result: IRValue)]
  ) throws {
    var check = CancellationCheck()
    for instruction in instructions {
      try check()
      switch instruction.kind {
      case .operation(let operation, let operands):
        let copied = operands.map { map[$0] ?? $0 }
        if case .reduce(.product, let axes) = operation {
          map[instruction.results[0]] = try recordProduct(
            of: copied[0], axes, into: &builder, &tape)
          continue
        }
        let value = try builder.append(operation, copied)
        map[instruction.results[0]] = value
        tape.append((operation, copied, value))
      case .repeat(let count, let initial, let body):
        var carried = initial.map { map[$0] ?? $0 }
        for _ in 0..<count {
          try CancellationCheck.now()
          for (parameter, value) in zip(body.parameters, carried) { map[parameter] = value }
          try record(body.instructions, into: &builder, &map, &tape)
          carried = body.results.map { map[$0] ?? $0 }
        }
        for (result, value) in zip(instruction.results, carried) { map[result] = value }
      }
    }
  }
}

/// A product over axes as products of halves, of halves of these, and so on: its derivative then
/// divides by nothing, and holds where elements are zero.
private func recordProduct(
  of operand: IRValue, _ axes: [Int], into builder: inout IRBuilder,
  _ tape: inout [(operation: Operation, operands: [IRValue], result: IRValue)]
) throws -> IRValue {
  func apply(_ operation: Operation, _ operands: IRValue...) throws -> IRValue {
    let result = try builder.append(operation, operands)
    tape.append((operation, operands, result))
    return result
  }
  let from = builder.type(of: operand).shape
  let kept = (0..<from.rank).filter { !axes.contains($0) }
  let rest = kept.map { from.dimensions[$0] }
  var count = axes.reduce(1) { $0 * from.dimensions[$1] }
  guard count > 0 else { return try apply(.reduce(.product, axes: axes), operand) }
  var value = try apply(
    .reshape(Shape([count] + rest)), apply(.transpose(axes + kept), operand))
  func rows(_ start: Int, _ limit: Int) throws -> IRValue {
    try apply(
      .slice(starts: [start] + rest.map { _ in 0 }, limits: [limit] + rest), value)
  }
  while count > 1 {
    let half = count / 2
    let pairs = try apply(.scalar(.multiply), rows(0, half), rows(half, 2 * half))
    value =
      count % 2 == 0 ? pairs : try apply(.concatenate(axis: 0), pairs, rows(2 * half, count))
    count = half + count % 2
  }
  return try apply(.reshape(Shape(rest)), value)
}

/// The adjoints that an operation hands to its operands.
///
/// - Parameter isInBranch: whether an adjoint of zero may stand beside a slope that is not finite.
private func adjointContributions(
  _ operation: Operation, _ operands: [IRValue], _ result: IRValue, _ adjoint: IRValue,
  _ active: Set<IRValue>, _ isInBranch: Bool, _ builder: inout IRBuilder
) throws -> [IRValue?] {
  func shape(_ value: IRValue) -> Shape { builder.type(of: value).shape }
  func apply(_ operation: Operation, _ operands: IRValue...) throws -> IRValue {
    try builder.append(operation, operands)
  }
  /// A contribution in the shape of the operand: summed where a scalar was spread.
  func gathered(_ contribution: IRValue, for operand: IRValue) throws -> IRValue {
    let (from, to) = (shape(contribution), shape(operand))
    if from == to { return contribution }
    if to.isScalar {
      return try apply(.reduce(.sum, axes: Array(0..<from.rank)), contribution)
    }
    return try apply(.broadcast(to), contribution)
  }
  /// The adjoint in the full shape of the result.
  let full = result
  let spread = try shape(adjoint) == shape(full) ? adjoint : apply(.broadcast(shape(full)), adjoint)
  switch operation {
  case .constant, .booleanConstant, .normal, .uniform, .stopGradient:
    return operands.map { _ in nil }
  case .scalar(.gate):
    // Where the first is zero the second has no slope, whatever the adjoint is.
    return [
      try gathered(apply(.scalar(.multiply), spread, operands[1]), for: operands[0]),
      try gathered(apply(.scalar(.gate), operands[0], spread), for: operands[1]),
    ]
  case .scalar(.divide) where active.contains(operands[1]):
    // By the divisor the slope is −a / b²: the adjoint comes between its factors, which may overflow alone.
    let product: Operation = .scalar(isInBranch ? .gate : .multiply)
    let share =
      isInBranch
      ? try apply(product, spread, apply(.scalar(.divide), builder.constant(1), operands[1]))
      : try apply(.scalar(.divide), spread, operands[1])
    let byDivisor = try apply(.scalar(.negate), apply(product, share, result))
    return [try gathered(share, for: operands[0]), try gathered(byDivisor, for: operands[1])]
  case .scalar(let function):
    // Moved, not copied: a second owner would make every instruction a copy of all before it.
    var helper = DerivativeBuilder(builder)
    builder = IRBuilder(name: "")
    let partials = try function.row.derivative(&helper, operands, result)
    swap(&builder, &helper.builder)
    var contributions: [IRValue?] = []
    for (operand, partial) in zip(operands, partials) {
      guard let partial, active.contains(operand) else {
        contributions.append(nil)
        continue
      }
      let isGated = isInBranch && !function.hasFiniteSlopes
      let product = try apply(.scalar(isGated ? .gate : .multiply), spread, partial)
      // Where a scalar was spread, an adjoint of one element stands for all.
      contributions.append(try gathered(product, for: operand))
    }
    return contributions
  case .select:
    let zero = builder.constant(0)
    let a = try apply(.select, operands[0], spread, zero)
    let b = try apply(.select, operands[0], zero, spread)
    return [nil, try gathered(a, for: operands[1]), try gathered(b, for: operands[2])]
  case .reshape: return [try apply(.reshape(shape(operands[0])), spread)]
  case .broadcast:
    let extra = shape(result).rank - shape(operands[0]).rank
    return [try apply(.reduce(.sum, axes: Array(0..<extra)), spread)]
  case .transpose(let permutation):
    var inverse = permutation
    for (position, axis) in permutation.enumerated() { inverse[axis] = position }
    return [try apply(.transpose(inverse), spread)]
  case .slice(let starts, let limits):
    let after = zip(shape(operands[0]).dimensions, limits).map { $0 - $1 }
    return [try apply(.pad(before: starts, after: after), spread)]
  case .pad(let before, _):
    let limits = zip(before, shape(operands[0]).dimensions).map { $0 + $1 }
    return [try apply(.slice(starts: before, limits: limits), spread)]
  case .concatenate(let axis):
    var start = 0
    var pieces: [IRValue?] = []
    for operand in operands {
      var starts = Array(repeating: 0, count: shape(operand).rank)
      var limits = shape(operand).dimensions
      starts[axis] = start
      limits[axis] += start
      start = limits[axis]
      pieces.append(try apply(.slice(starts: starts, limits: limits), spread))
    }
    return pieces
  case .reduce(let reduction, let axes):
    let from = shape(operands[0])
    /// A reduced value in the operand's shape again.
    func restored(_ value: IRValue) throws -> IRValue {
      let kept = (0..<from.rank).filter { !axes.contains($0) }
      let order = axes + kept
      let spreadShape = Shape(order.map { from.dimensions[$0] })
      let wide = try apply(.broadcast(spreadShape), value)
      var inverse = order
      for (position, axis) in order.enumerated() { inverse[axis] = position }
      return try apply(.transpose(inverse), wide)
    }
    let wide = try restored(spread)
    switch reduction {
    case .sum: return [wide]
    case .product:
      // Only an empty one is recorded as it is.
      return [nil]
    case .maximum, .minimum:
      // Elements that tie share the adjoint.
      let (zero, one) = (builder.constant(0), builder.constant(1))
      let hit = try apply(.scalar(.equal), operands[0], restored(result))
      let ties = try apply(.reduce(.sum, axes: axes), apply(.select, hit, one, zero))
      return [try apply(.select, hit, apply(.scalar(.divide), wide, restored(ties)), zero)]
    case .all, .any: return [nil]
    }
  case .matrixMultiply:
    let (a, b) = (operands[0], operands[1])
    let (ra, rb) = (shape(a).rank, shape(b).rank)
    if ra == 1, rb == 1 {
      return [
        try apply(.scalar(.multiply), spread, b), try apply(.scalar(.multiply), spread, a),
      ]
    }
    func row(_ value: IRValue) throws -> IRValue {
      try apply(.reshape([1, shape(value).count]), value)
    }
    func column(_ value: IRValue) throws -> IRValue {
      try apply(.reshape([shape(value).count, 1]), value)
    }
    let a2 = ra == 2 ? a : try row(a)
    let b2 = rb == 2 ? b : try column(b)
    let g2 = try apply(
      .reshape([shape(a2).dimensions[0], shape(b2).dimensions[1]]), spread)
    // Of a vector beside a matrix the adjoint is a product with a vector again.
    let da =
      !active.contains(a)
      ? nil
      : ra == 1
        ? try apply(.matrixMultiply, b, spread)
        : try apply(.matrixMultiply, g2, apply(.transpose([1, 0]), b2))
    let db =
      !active.contains(b)
      ? nil
      : rb == 1
        ? try apply(.matrixMultiply, apply(.transpose([1, 0]), a), spread)
        : try apply(.matrixMultiply, apply(.transpose([1, 0]), a2), g2)
    return [da, db]
  case .gather:
    return [
      try apply(.scatterAdd(count: shape(operands[0]).dimensions[0]), spread, operands[1]), nil,
    ]
  case .scatterAdd: return [try apply(.gather, spread, operands[1]), nil]
  case .cumulativeSum(let axis):
    // The adjoint of a running sum is the running sum from the other end.
    let total = try apply(.reduce(.sum, axes: [axis]), spread)
    let from = shape(result)
    let order = [axis] + (0..<from.rank).filter { $0 != axis }
    let wide = try apply(.broadcast(Shape(order.map { from.dimensions[$0] })), total)
    var inverse = order
    for (position, source) in order.enumerated() { inverse[source] = position }
    let restored = try apply(.transpose(inverse), wide)
    let running = try apply(.cumulativeSum(axis: axis), spread)
    return [
      try apply(
        .scalar(.add), apply(.scalar(.subtract), restored, running), spread)
    ]
  case .cholesky:
    // Murray (2016), "Differentiation of the Cholesky decomposition", eq. 10:
    // Ā = ½ L⁻ᵀ (Φ(LᵀL̄) + Φ(LᵀL̄)ᵀ) L⁻¹, Φ the lower half with the diagonal halved.
    let l = result
    let n = shape(l).dimensions[0]
    var mask = [Double](repeating: 0, count: n * n)
    for i in 0..<n { for j in 0...i { mask[i * n + j] = i == j ? 0.5 : 1 } }
    let lower = builder.constant(Tensor(shape: [n, n], values: mask))
    let inner = try apply(.matrixMultiply, apply(.transpose([1, 0]), l), spread)
    let phi = try apply(.scalar(.multiply), inner, lower)
    let symmetric = try apply(.scalar(.add), phi, apply(.transpose([1, 0]), phi))
    let left = try apply(.triangularSolve(transposed: true), l, symmetric)
    let both = try apply(
      .triangularSolve(transposed: true), l, apply(.transpose([1, 0]), left))
    let half = builder.constant(0.5)
    return [try apply(.scalar(.multiply), half, both)]
  case .triangularSolve(let transposed):
    // x = L⁻¹ b: b̄ = L⁻ᵀ x̄, L̄ = −tril(b̄ xᵀ); transposed: L̄ = −tril(x b̄ᵀ).
    let (l, x) = (operands[0], result)
    let n = shape(l).dimensions[0]
    let db = try apply(.triangularSolve(transposed: !transposed), l, spread)
    let columns = shape(x).rank == 2 ? shape(x).dimensions[1] : 1
    let db2 = try apply(.reshape([n, columns]), db)
    let x2 = try apply(.reshape([n, columns]), x)
    let (left, right) = transposed ? (x2, db2) : (db2, x2)
    let outer = try apply(.matrixMultiply, left, apply(.transpose([1, 0]), right))
    var mask = [Double](repeating: 0, count: n * n)
    for i in 0..<n { for j in 0...i { mask[i * n + j] = -1 } }
    let lower = builder.constant(Tensor(shape: [n, n], values: mask))
    return [try apply(.scalar(.multiply), outer, lower), db]
  }
}

extension ScalarFunction {
  /// Whether its slopes are finite wherever its operands are, and if they are not.
  fileprivate var hasFiniteSlopes: Bool {
    switch self {
    case .negate, .add, .subtract, .minimum, .maximum, .exponentRange, .sigmoidRange: true
    case .absolute, .sign, .floor, .ceil, .round, .squareRoot, .exp, .expm1, .log, .log1p,
      .log1pSquare, .sin,
      .cos, .tan, .asin, .acos, .atan, .sinh, .cosh, .tanh, .sigmoid, .softplus, .erf, .erfc,
      .lgamma, .digamma, .multiply, .gate, .divide, .power, .atan2, .polygamma, .besselIE, .less,
      .lessOrEqual, .equal, .notEqual, .and, .or, .not, .isFinite, .isNaN:
      false
    }
  }
}
