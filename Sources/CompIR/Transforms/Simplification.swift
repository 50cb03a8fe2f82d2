extension IRFunction {
  /// The optimising passes, in their order.
  package func simplified() -> IRFunction {
    // Constants first: what they make equal, the later passes merge.
    let folded = foldingConstants().eliminatingCommonSubexpressions()
    // Algebra on shared values; its rules hold for every function that keeps the IR's rules.
    let reduced = (try? folded.applyingAlgebra()) ?? folded
    // Long sums of terms that are alike become short; what uses a part of a sum must be alive.
    let alive = reduced.eliminatingDeadCode().hoistingLoopInvariants()
    let batched = (try? alive.batchingLikeTerms()) ?? alive
    return
      batched
      // What these made equal.
      .foldingConstants().eliminatingCommonSubexpressions()
      // Last: the others leave dead values behind.
      .eliminatingDeadCode()
  }
}
