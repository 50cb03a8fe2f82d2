import CompIR

/// Reductions along axes, and what undoes them.
extension Expr {
  /// Reduced along one axis, or over all elements.
  package func reduced(_ reduction: Reduction, along axis: Int?) throws(ShapeError) -> Expr {
    let axes = axis.map { [$0] } ?? Array(0..<shape.rank)
    return axes.isEmpty ? self : try .apply(.reduce(reduction, axes: axes), [self])
  }

  /// The value of a reduction repeated along the axis that was reduced: of the given shape again.
  /// Without an axis the value is a scalar, which spreads by itself.
  package func spread(along axis: Int?, to shape: Shape) throws(ShapeError) -> Expr {
    guard let axis else { return self }
    let order = [axis] + (0..<shape.rank).filter { $0 != axis }
    let wide = try Expr.apply(.broadcast(Shape(order.map { shape.dimensions[$0] })), [self])
    var inverse = order
    for (position, source) in order.enumerated() { inverse[source] = position }
    return try .apply(.transpose(inverse), [wide])
  }

  /// The mean along an axis.
  package func mean(along axis: Int) throws(ShapeError) -> Expr {
    try .scalar(.divide, reduced(.sum, along: axis), Expr(Double(max(shape.dimensions[axis], 1))))
  }

  /// The variance along an axis, divided by n − 1; NaN of one value.
  package func variance(along axis: Int) throws(ShapeError) -> Expr {
    let residual = try Expr.scalar(
      .subtract, self, mean(along: axis).spread(along: axis, to: shape))
    let squares = try Expr.scalar(.multiply, residual, residual).reduced(.sum, along: axis)
    return try .scalar(.divide, squares, Expr(Double(shape.dimensions[axis] - 1)))
  }

  /// `log Σ exp` along one axis, or over all elements: stable, and −∞ where all are.
  package func logSumExp(along axis: Int? = nil) throws(ShapeError) -> Expr {
    // Of one element it is the element.
    let count = axis.map { shape.dimensions[$0] } ?? shape.count
    if count == 1 { return try reduced(.sum, along: axis) }
    let largest = try Expr.apply(.stopGradient, [reduced(.maximum, along: axis)])
    // All −∞ would give NaN by ∞ − ∞.
    let pivot = try Expr.apply(
      .select, [.scalar(.equal, largest, Expr(-.infinity)), Expr(0), largest])
    let moved = try Expr.scalar(.subtract, self, pivot.spread(along: axis, to: shape))
    let total = try Expr.scalar(.exp, moved).reduced(.sum, along: axis)
    return try .scalar(.add, pivot, .scalar(.log, total))
  }

  /// The Euclidean norm along one axis, or of all elements. Its gradient at zero is taken as zero.
  package func norm(along axis: Int? = nil) throws(ShapeError) -> Expr {
    let square = try Expr.scalar(.multiply, self, self).reduced(.sum, along: axis)
    let isZero = try Expr.scalar(.equal, square, Expr(0))
    let safe = try Expr.apply(.select, [isZero, Expr(1), square])
    return try .apply(.select, [isZero, Expr(0), .scalar(.squareRoot, safe)])
  }
}
