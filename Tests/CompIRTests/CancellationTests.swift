import CompIR
import Testing

/// Passes of a compilation end where it is cancelled, and ask for that every few hundred instructions.
@Suite struct CancellationTests {
  /// A long sum of terms that differ.
  private static let long: IRFunction = {
    var b = IRBuilder(name: "long")
    let x = b.parameter("x", .real(.scalar))
    var total = x
    for place in 0..<4_000 {
      if let product = try? b.append(.scalar(.multiply), [total, b.constant(Double(place) / 7)]),
        let sine = try? b.append(.scalar(.sin), [product])
      {
        total = sine
      }
    }
    return b.finish(results: [("y", total)])
  }()

  private static let passes: [(name: String, run: @Sendable (IRFunction) throws -> IRFunction)] = [
    ("folding", { try $0.foldingConstants() }),
    ("common subexpressions", { try $0.eliminatingCommonSubexpressions() }),
    ("dead code", { try $0.eliminatingDeadCode() }),
    ("loop invariants", { try $0.hoistingLoopInvariants() }),
    ("algebra", { try $0.applyingAlgebra() }), ("batching", { try $0.batchingLikeTerms() }),
    ("inverted factors", { try $0.invertingKnownFactors() }),
    ("gradient", { try $0.gradient(of: 0, withRespectTo: [0]) }),
    ("all", { try $0.simplified() }),
  ]

  /// A probe that cancels at one of the questions.
  private func probe(cancelsAt last: Int) -> CancellationProbe {
    nonisolated(unsafe) var asked = 0
    return CancellationProbe {
      asked += 1
      if asked >= last { throw Interruption() }
    }
  }

  @Test(arguments: passes.indices, [1, 3]) func aPassIsCancelled(_ index: Int, _ question: Int) {
    let (name, run) = Self.passes[index]
    #expect(throws: Interruption.self, "\(name)") {
      try CancellationProbe.$current.withValue(probe(cancelsAt: question)) {
        try run(Self.long)
      }
    }
  }

  @Test func abandonedWorkIsCancelledToo() {
    let flag = AbandonmentFlag()
    flag.raise()
    #expect(throws: Interruption.self) {
      try Abandonment.$flag.withValue(flag) { try Self.long.simplified() }
    }
  }
}
