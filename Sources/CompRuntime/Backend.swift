import CompIR
import CompSemantics
import Foundation

/// Which evaluator carries out functions of the IR. Nothing else in the project knows.
package enum Backend: Sendable {
  /// The reference evaluator, in double precision.
  case reference

  /// Chains are evaluated in blocks of this many: their values fit the second-level cache.
  static let blockSize = 256

  /// Makes a function ready to be run many times.
  func prepare(_ function: IRFunction) -> Kernel {
    switch self {
    case .reference: .reference(ReferenceProgram(function))
    }
  }

  /// A function's results for the chains of a range. They do not depend on how chains are split
  /// into ranges.
  package func run(
    _ function: IRFunction, _ arguments: [ReferenceProgram.Argument], chains: Range<Int>,
    key: RandomKey = RandomKey(seed: 0, step: 0)
  ) -> [Columns] {
    prepare(function).run(arguments, chains: chains, key: key)
  }
}

/// A function of the IR, made ready to be run on blocks of chains.
enum Kernel: Sendable {
  case reference(ReferenceProgram)

  func run(
    _ arguments: [ReferenceProgram.Argument], chains: Range<Int>,
    key: RandomKey = RandomKey(seed: 0, step: 0)
  ) -> [Columns] {
    switch self {
    case .reference(let program): program.run(arguments, chains: chains, key: key)
    }
  }
}
