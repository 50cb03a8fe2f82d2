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

  /// `log Σ exp` along one axis, or over all elements, without overflow: −∞ where all elements are, ∞ where
  /// one is, NaN where one is NaN.
  package func logSumExp(along axis: Int? = nil) throws(ShapeError) -> Expr {
    // Of one element it is the element.
    let count = axis.map { shape.dimensions[$0] } ?? shape.count
    if count == 1 { return try reduced(.sum, along: axis) }
    let largest = try Expr.apply(.stopGradient, [reduced(.maximum, along: axis)])
    // An infinite pivot would give NaN by ∞ − ∞.
    let isFinite = try Expr.scalar(.isFinite, largest)
    let pivot = try Expr.apply(.select, [isFinite, largest, Expr(0)])
    let moved = try Expr.scalar(.subtract, self, pivot.spread(along: axis, to: shape))
    let total = try Expr.scalar(.exp, moved).reduced(.sum, along: axis)
    let value = try Expr.scalar(.add, pivot, .scalar(.log, total))
    guard mayBeInfinite else { return value }
    // The derivative of a total that is infinite would be NaN: there the infinite element has it.
    let isInfinite = try Expr.scalar(.equal, self, Expr(.infinity))
    let infinite = try Expr.apply(.select, [isInfinite, self, Expr(0)]).reduced(.sum, along: axis)
    return try .apply(.select, [isFinite, value, .scalar(.add, largest, infinite)])
  }

  /// Expressions of more levels than this are not searched for the ends of their ranges.
  private static let searchedDepth = 64

  /// Whether an element may be ∞, as far as that is soon seen.
  private var mayBeInfinite: Bool {
    guard depth <= Self.searchedDepth else { return true }
    var finder = RangeFinder()
    return finder.range(of: self).upper == .infinity
  }

  /// `x − log Σ exp(x)` along one axis, or over all elements. A lone ∞ takes all: its value is 0. Several have
  /// no limit, and give NaN.
  package func logSoftmax(along axis: Int? = nil) throws(ShapeError) -> Expr {
    let total = try logSumExp(along: axis)
    let difference = try Expr.scalar(.subtract, self, total.spread(along: axis, to: shape))
    let isInfinite = try Expr.scalar(.equal, self, Expr(.infinity))
    let infinities = try Expr.apply(.select, [isInfinite, Expr(1), Expr(0)])
      .reduced(.sum, along: axis)
    let isAlone = try Expr.scalar(
      .and, .scalar(.equal, total, Expr(.infinity)), .scalar(.equal, infinities, Expr(1)))
    let takesAll = try Expr.scalar(.and, isInfinite, isAlone.spread(along: axis, to: shape))
    return try .apply(.select, [takesAll, Expr(0), difference])
  }

  /// The Euclidean norm along one axis, or of all elements. Its gradient at zero is taken as zero.
  package func norm(along axis: Int? = nil) throws(ShapeError) -> Expr {
    let square = try Expr.scalar(.multiply, self, self).reduced(.sum, along: axis)
    let isZero = try Expr.scalar(.equal, square, Expr(0))
    let safe = try Expr.apply(.select, [isZero, Expr(1), square])
    return try .apply(.select, [isZero, Expr(0), .scalar(.squareRoot, safe)])
  }
}
