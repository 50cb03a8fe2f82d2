extension IRFunction {
  /// The optimising passes, in their order.
  ///
  /// - Throws: `Interruption` where the compilation was cancelled.
  package func simplified() throws -> IRFunction {
    // Constants first: what they make equal, the later passes merge.
    let folded = try foldingConstants().eliminatingCommonSubexpressions()
    // Algebra on shared values; its rules hold for every function that keeps the IR's rules.
    let reduced = try unlessCancelled { try folded.applyingAlgebra() } ?? folded
    // Long sums of terms that are alike become short; what uses a part of a sum must be alive.
    let alive = try reduced.eliminatingDeadCode().hoistingLoopInvariants()
    let batched = try unlessCancelled { try alive.batchingLikeTerms() } ?? alive
    return
      try batched
      // What these made equal.
      .foldingConstants().eliminatingCommonSubexpressions()
      // Last: the others leave dead values behind.
      .eliminatingDeadCode()
  }
}

/// Returns the result of a pass; nil if the pass cannot be applied.
///
/// - Throws: where the compilation was cancelled.
func unlessCancelled(_ pass: () throws -> IRFunction) throws -> IRFunction? {
  do { return try pass() } catch let error where error is Interruption || error is ExceededLimit {
    throw error
  } catch { return nil }
}
