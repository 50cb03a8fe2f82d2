extension Operation {
  /// The type of the result, or what is wrong with the operands. The one place of these rules.
  package func resultType(of operands: [TensorType]) throws(ShapeError) -> TensorType {
    let type = try unboundedType(of: operands)
    if let excess = type.shape.excess {
      let shape = type.shape.rank > Shape.rankLimit ? "the result" : "\(type.shape)"
      throw ShapeError("\(shape) has \(excess)", isTooLarge: true)
    }
    return type
  }

  private func unboundedType(of operands: [TensorType]) throws(ShapeError) -> TensorType {
    func arity(_ count: Int) throws(ShapeError) {
      guard operands.count == count else {
        throw ShapeError("expected \(count) operands, found \(operands.count)")
      }
    }
    func reals() throws(ShapeError) {
      guard operands.allSatisfy({ $0.element == .real }) else {
        throw ShapeError("expected numbers, found truth values")
      }
    }
    switch self {
    case .constant(let tensor):
      try arity(0)
      return .real(tensor.shape)
    case .booleanConstant:
      try arity(0)
      return .boolean(.scalar)
    case .scalar(let function):
      let row = function.row
      try arity(row.arity)
      for operand in operands where operand.element != row.operand {
        throw ShapeError(
          row.operand == .real
            ? "expected numbers, found truth values" : "expected truth values, found numbers")
      }
      return TensorType(shape: try spread(operands.map(\.shape)), element: row.result)
    case .select:
      try arity(3)
      guard operands[0].element == .boolean else {
        throw ShapeError("the condition is not a truth value")
      }
      guard operands[1].element == operands[2].element else {
        throw ShapeError("one branch gives numbers, the other truth values")
      }
      return TensorType(
        shape: try spread(operands.map(\.shape)), element: operands[1].element)
    case .reshape(let shape):
      try arity(1)
      guard operands[0].shape.count == shape.count else {
        throw ShapeError("\(operands[0].shape) has not as many elements as \(shape)")
      }
      return TensorType(shape: shape, element: operands[0].element)
    case .broadcast(let shape):
      try arity(1)
      let from = operands[0].shape.dimensions
      guard shape.dimensions.suffix(from.count) == from[...] else {
        throw ShapeError("\(operands[0].shape) cannot be repeated to \(shape)")
      }
      return TensorType(shape: shape, element: operands[0].element)
    case .transpose(let permutation):
      try arity(1)
      guard permutation.sorted() == Array(0..<operands[0].shape.rank) else {
        throw ShapeError("the axes of \(operands[0].shape) cannot be permuted by \(permutation)")
      }
      return TensorType(
        shape: Shape(permutation.map { operands[0].shape.dimensions[$0] }),
        element: operands[0].element)
    case .slice(let starts, let limits):
      try arity(1)
      let dimensions = operands[0].shape.dimensions
      guard starts.count == dimensions.count, limits.count == dimensions.count,
        zip(zip(starts, limits), dimensions).allSatisfy({
          0 <= $0.0 && $0.0 <= $0.1 && $0.1 <= $1
        })
      else { throw ShapeError("the slice lies outside \(operands[0].shape)") }
      return TensorType(
        shape: Shape(zip(starts, limits).map { $1 - $0 }), element: operands[0].element)
    case .pad(let before, let after):
      try arity(1)
      try reals()
      let dimensions = operands[0].shape.dimensions
      guard before.count == dimensions.count, after.count == dimensions.count,
        (before + after).allSatisfy({ $0 >= 0 })
      else { throw ShapeError("the padding does not fit \(operands[0].shape)") }
      return .real(Shape(dimensions.indices.map { before[$0] + dimensions[$0] + after[$0] }))
    case .concatenate(let axis):
      guard let first = operands.first, (0..<first.shape.rank).contains(axis) else {
        throw ShapeError("nothing to concatenate along axis \(axis)")
      }
      var total = 0
      for operand in operands {
        var expected = first.shape.dimensions
        guard operand.element == first.element, operand.shape.rank == expected.count else {
          throw ShapeError("\(operand.shape) cannot be joined with \(first.shape)")
        }
        expected[axis] = operand.shape.dimensions[axis]
        guard operand.shape.dimensions == expected else {
          throw ShapeError("\(operand.shape) cannot be joined with \(first.shape)")
        }
        total += expected[axis]
      }
      var dimensions = first.shape.dimensions
      dimensions[axis] = total
      return TensorType(shape: Shape(dimensions), element: first.element)
    case .reduce(let reduction, let axes):
      try arity(1)
      let wanted: Element =
        switch reduction {
        case .all, .any: .boolean
        case .sum, .product, .maximum, .minimum: .real
        }
      guard operands[0].element == wanted else {
        throw ShapeError("\(reduction) needs \(wanted == .real ? "numbers" : "truth values")")
      }
      guard Set(axes).count == axes.count,
        axes.allSatisfy({ (0..<operands[0].shape.rank).contains($0) })
      else { throw ShapeError("\(operands[0].shape) has no such axes") }
      let dimensions = operands[0].shape.dimensions
      if reduction == .maximum || reduction == .minimum {
        guard axes.allSatisfy({ dimensions[$0] > 0 }) else {
          throw ShapeError("nothing has no \(reduction)")
        }
      }
      return TensorType(
        shape: Shape(dimensions.indices.filter { !axes.contains($0) }.map { dimensions[$0] }),
        element: wanted)
    case .matrixMultiply:
      try arity(2)
      try reals()
      let (a, b) = (operands[0].shape.dimensions, operands[1].shape.dimensions)
      guard (1...2).contains(a.count), (1...2).contains(b.count) else {
        throw ShapeError("a matrix product needs vectors or matrices")
      }
      guard a[a.count - 1] == b[0] else {
        throw ShapeError("the inner dimensions \(a[a.count - 1]) and \(b[0]) differ")
      }
      return .real(Shape(Array(a.dropLast()) + Array(b.dropFirst())))
    case .gather:
      try arity(2)
      try reals()
      guard operands[0].shape.rank >= 1, operands[1].shape.rank <= 1 else {
        throw ShapeError("\(operands[0].shape) cannot be indexed by \(operands[1].shape)")
      }
      return .real(
        Shape(operands[1].shape.dimensions + operands[0].shape.dimensions.dropFirst()))
    case .scatterAdd(let count):
      try arity(2)
      try reals()
      let (rows, index) = (operands[0].shape.dimensions, operands[1].shape.dimensions)
      guard index.count <= 1, Array(rows.prefix(index.count)) == index else {
        throw ShapeError("\(operands[0].shape) does not fit the indices \(operands[1].shape)")
      }
      return .real(Shape([count] + rows.dropFirst(index.count)))
    case .cumulativeSum(let axis):
      try arity(1)
      try reals()
      guard (0..<operands[0].shape.rank).contains(axis) else {
        throw ShapeError("\(operands[0].shape) has no axis \(axis)")
      }
      return operands[0]
    case .cholesky:
      try arity(1)
      try reals()
      let dimensions = operands[0].shape.dimensions
      guard dimensions.count == 2, dimensions[0] == dimensions[1] else {
        throw ShapeError("expected a square matrix, found \(operands[0].shape)")
      }
      return operands[0]
    case .triangularSolve:
      try arity(2)
      try reals()
      let (a, b) = (operands[0].shape.dimensions, operands[1].shape.dimensions)
      guard a.count == 2, a[0] == a[1], (1...2).contains(b.count), b[0] == a[0] else {
        throw ShapeError("\(operands[0].shape) and \(operands[1].shape) are no system of equations")
      }
      return operands[1]
    case .normal(_, let shape), .uniform(_, let shape):
      try arity(0)
      return .real(shape)
    case .stopGradient:
      try arity(1)
      return operands[0]
    }
  }

  /// The shape to which scalars are spread.
  private func spread(_ shapes: [Shape]) throws(ShapeError) -> Shape {
    var result = Shape.scalar
    for shape in shapes where !shape.isScalar {
      if result.isScalar {
        result = shape
      } else if result != shape {
        throw ShapeError("the shapes \(result) and \(shape) differ")
      }
    }
    return result
  }
}
