import CompIR
import CompSemantics
import Foundation

/// Which evaluator carries out functions of the IR. Nothing else in the project knows.
package enum Backend: Sendable {
  /// The reference evaluator, in double precision.
  case reference

  /// Chains are evaluated in blocks of this many: their values fit the second-level cache.
  static let blockSize = 256

  /// A function's results for the chains of a range, blocks spread over threads. The results do not
  /// depend on blocks or threads.
  package func run(
    _ function: IRFunction, _ arguments: [ReferenceProgram.Argument], chains: Range<Int>,
    key: RandomKey = RandomKey(seed: 0, step: 0)
  ) -> [Columns] {
    switch self {
    case .reference:
      return ReferenceProgram(function).run(arguments, chains: chains, key: key)
    }
  }
}
