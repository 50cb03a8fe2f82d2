import CompIR

extension Expr {
  /// The value of a scalar that depends on nothing random; nil for any other expression.
  package var groundValue: Double? {
    guard type == .real(.scalar), Expr.variables(in: [self]).isEmpty, !drawsNumbers else {
      return nil
    }
    if let known = constantValue { return known.values[0] }
    var lowering = Lowering(name: "constant")
    guard let value = try? lowering.lower(self) else { return nil }
    return ReferenceProgram(lowering.finish(results: [("value", value)])).runOnce([])[0].values[0]
  }
}
