import CompIR

extension Expr {
  /// Scalars that add up to this scalar: a sum over a tensor is taken apart into its elements, so
  /// that what is independent is seen to be so.
  ///
  /// Beyond a million summands, or once the work is abandoned, the remaining expressions are returned whole.
  package func summands() throws(ShapeError) -> [Expr] {
    var elements = Elements()
    return try elements.summands(of: self)
  }
}

/// Elements of tensors as expressions of their own; shared ones are made once.
private struct Elements {
  private struct Key: Hashable {
    let expr: Expr
    let index: Int
  }
  private var known: [Key: Expr] = [:]
  /// For transposed and sliced expressions, which live as long as what is taken apart, the positions in their operands.
  private var moved: [ObjectIdentifier: [Double]] = [:]

  /// Summands that may be made yet.
  private var budget = 1 << 20
  private var abandonment = Abandonment()

  mutating func summands(of expr: Expr) throws(ShapeError) -> [Expr] {
    var all: [Expr] = []
    try add(expr, to: &all)
    return all
  }

  /// Appends what adds up to an expression.
  private mutating func add(_ expr: Expr, to all: inout [Expr]) throws(ShapeError) {
    budget -= 1
    // A summand takes some hundreds of steps.
    guard budget > 0, !abandonment.isSeen(after: 1 << 9) else {
      budget = 0
      return all.append(expr)
    }
    guard case .operation(let operation, let operands) = expr.node else {
      return all.append(expr)
    }
    switch operation {
    case .scalar(.add):
      try add(operands[0], to: &all)
      try add(operands[1], to: &all)
    case .scalar(.subtract):
      try add(operands[0], to: &all)
      try add(operands[1], to: &all) { e throws(ShapeError) in try .scalar(.negate, e) }
    case .scalar(.negate):
      try add(operands[0], to: &all) { e throws(ShapeError) in try .scalar(.negate, e) }
    case .scalar(.divide) where operands[1].constantValue != nil:
      try add(operands[0], to: &all) { e throws(ShapeError) in
        try .scalar(.divide, e, operands[1])
      }
    case .scalar(.multiply) where operands[0].constantValue != nil:
      try add(operands[1], to: &all) { e throws(ShapeError) in
        try .scalar(.multiply, operands[0], e)
      }
    case .scalar(.multiply) where operands[1].constantValue != nil:
      try add(operands[0], to: &all) { e throws(ShapeError) in
        try .scalar(.multiply, e, operands[1])
      }
    case .reduce(.sum, let axes)
    where axes.count == operands[0].shape.rank && operands[0].shape.count < budget:
      for index in 0..<operands[0].shape.count { try add(element(operands[0], index), to: &all) }
    case .matrixMultiply
    where operands[0].shape.rank == 1 && operands[1].shape.rank == 1
      && operands[0].shape.count < budget:
      for index in 0..<operands[0].shape.count {
        let (a, b) = (try element(operands[0], index), try element(operands[1], index))
        try add(.scalar(.multiply, a, b), to: &all)
      }
    default: all.append(expr)
    }
  }

  /// Appends what adds up to an expression, each changed in a way that keeps sums.
  private mutating func add(
    _ expr: Expr, to all: inout [Expr], _ change: (Expr) throws(ShapeError) -> Expr
  ) throws(ShapeError) {
    let start = all.count
    try add(expr, to: &all)
    budget -= all.count - start
    for index in start..<all.count { all[index] = try change(all[index]) }
  }

  /// The element at a row-major position, a scalar.
  private mutating func element(_ expr: Expr, _ index: Int) throws(ShapeError) -> Expr {
    if expr.shape.isScalar { return expr }
    let key = Key(expr: expr, index: index)
    if let found = known[key] { return found }
    let made = try make(expr, index)
    known[key] = made
    return made
  }

  private mutating func make(_ expr: Expr, _ index: Int) throws(ShapeError) -> Expr {
    if let tensor = expr.constantValue { return Expr(tensor.values[index]) }
    guard case .operation(let operation, let operands) = expr.node else {
      return try picked(expr, index)
    }
    switch operation {
    case .scalar, .select:
      var parts: [Expr] = []
      for operand in operands { parts.append(try element(operand, index)) }
      return try .apply(operation, parts)
    case .reshape: return try element(operands[0], index)
    case .broadcast: return try element(operands[0], index % max(operands[0].shape.count, 1))
    case .transpose, .slice:
      guard let from = try sources(of: expr, operation, operands[0].shape) else {
        return try picked(expr, index)
      }
      return try element(operands[0], Int(from[index]))
    case .concatenate(axis: 0):
      var start = 0
      for operand in operands {
        if index < start + operand.shape.count { return try element(operand, index - start) }
        start += operand.shape.count
      }
      return try picked(expr, index)
    case .gather where operands[0].shape.rank == 1:
      return try .apply(.gather, [operands[0], element(operands[1], index)])
    case .matrixMultiply where operands[0].shape.rank == 2 && operands[1].shape.rank == 1:
      let width = operands[0].shape.dimensions[1]
      let row = try Expr.apply(
        .reshape([width]),
        [.apply(.slice(starts: [index, 0], limits: [index + 1, width]), [operands[0]])])
      return try .apply(.matrixMultiply, [row, operands[1]])
    default: return try picked(expr, index)
    }
  }

  /// Returns the index in the operand of each element of a transposed or sliced expression; nil if it is not known.
  private mutating func sources(
    of expr: Expr, _ operation: Operation, _ shape: Shape
  ) throws(ShapeError) -> [Double]? {
    if let known = moved[ObjectIdentifier(expr)] { return known }
    let positions = Tensor(shape: shape, values: (0..<shape.count).map(Double.init))
    let from = try Expr.apply(operation, [Expr(positions)]).constantValue?.values
    if let from { moved[ObjectIdentifier(expr)] = from }
    return from
  }

  private func picked(_ expr: Expr, _ index: Int) throws(ShapeError) -> Expr {
    let flat =
      expr.shape.rank == 1 ? expr : try .apply(.reshape([expr.shape.count]), [expr])
    return try .apply(
      .reshape(.scalar), [.apply(.slice(starts: [index], limits: [index + 1]), [flat])])
  }
}
