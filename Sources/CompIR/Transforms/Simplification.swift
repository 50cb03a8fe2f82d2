extension IRFunction {
  /// The optimising passes, in their order.
  package func simplified() -> IRFunction {
    // Constants first: what they make equal, the next pass merges.
    foldingConstants()
      .eliminatingCommonSubexpressions()
      // Last: the others leave dead values behind.
      .eliminatingDeadCode()
  }
}
