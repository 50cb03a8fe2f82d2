import CompIR
import CompModel
import CompPlatform

/// Work that only computes, on a thread of its own: an interrupt leaves it to itself, for it holds nothing
/// that is finished and changes nothing that others see. It is told, which long loops notice
/// (`Abandonment`).
package final class AbandonedWork<Outcome: Sendable>: @unchecked Sendable {
  private let done = DispatchSemaphore(value: 0)
  private var outcome: Result<Outcome, any Error>?
  private let abandonment = AbandonmentFlag()

  /// How often interrupts are looked for, in milliseconds.
  private static var patience: Int { 20 }

  private init(_ compute: @escaping @Sendable () throws -> Outcome) {
    // Compositions nest.
    let allowance = Allowance.current
    startThread(stackSize: 256 << 20) { [self] in
      Allowance.$current.withValue(allowance) {
        Abandonment.$flag.withValue(abandonment) { outcome = Result(catching: compute) }
      }
      done.signal()
    }
  }

  /// What the work gives.
  ///
  /// - Parameter seconds: after which it is not waited for.
  /// - Throws: `Interruption` where the user asks to stop before it is there; what the work throws.
  package static func wait(
    for compute: @escaping @Sendable () throws -> Outcome, in interpreter: Interpreter,
    within seconds: Double = .infinity
  ) throws -> Outcome {
    let work = AbandonedWork(compute)
    let start = Date()
    do {
      while work.done.wait(timeout: .now() + .milliseconds(patience)) == .timedOut {
        try interpreter.checkInterruption()
        if Date().timeIntervalSince(start) > seconds { throw Interruption() }
      }
    } catch {
      work.abandonment.raise()
      throw error
    }
    guard let outcome = work.outcome else { throw Interruption() }
    return try outcome.get()
  }
}

extension Interpreter {
  /// Steps of arithmetic that are made without looking for interrupts: some milliseconds.
  private static let patience = 1 << 18

  /// Finds the closed forms of a density, which it then knows, and checks its random indices.
  package func analyze(_ density: Density) throws {
    try checkLookUps(in: density)
    let size = density.space.coordinates.count
    _ = try compute(size * size * size) { density.analysis.grade }
  }

  /// What work gives that only computes. Where it is long an interrupt abandons it.
  ///
  /// - Parameter steps: of arithmetic that it takes, about.
  /// - Throws: as `AbandonedWork.wait`.
  func compute<T: Sendable>(_ steps: Int, _ work: @escaping @Sendable () throws -> T) throws -> T {
    steps <= Self.patience ? try work() : try AbandonedWork.wait(for: work, in: self)
  }
}
