import CompIR

extension Space {
  /// Moves coordinates that rounding has put on an end of their support to the nearest number inside: the end
  /// itself is no value, and a density may be infinite there.
  ///
  /// - Parameter values: the values of all coordinates, in the order of the space.
  package func interior(of values: Expr) throws -> Expr {
    var (lows, highs): ([Double], [Double]) = ([], [])
    for member in members {
      let domain = member.domain
      for position in member.elements.indices {
        let isShare = domain == .simplex
        let bounds = domain.bounds(ofElement: position) ?? (isShare ? 0 : -.infinity, .infinity)
        lows.append(bounds.0.isFinite ? bounds.0.nextUp : bounds.0)
        highs.append(bounds.1.isFinite ? bounds.1.nextDown : bounds.1)
      }
    }
    func bound(_ function: ScalarFunction, _ values: Expr, _ ends: [Double]) throws -> Expr {
      guard ends.contains(where: \.isFinite) else { return values }
      let isUniform = ends.allSatisfy { $0 == ends[0] }
      return try .scalar(function, values, Expr(isUniform ? Tensor(ends[0]) : Tensor(ends)))
    }
    return try bound(.minimum, bound(.maximum, values, lows), highs)
  }
}
