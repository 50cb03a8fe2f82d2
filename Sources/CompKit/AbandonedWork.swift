import CompSemantics
import Foundation

/// Work that only computes, on a thread of its own: an interrupt leaves it to itself, for it holds nothing
/// that is finished and changes nothing that others see.
final class AbandonedWork<Outcome: Sendable>: @unchecked Sendable {
  private let done = DispatchSemaphore(value: 0)
  private var outcome: Outcome?

  /// How often interrupts are looked for, in milliseconds.
  private static var patience: Int { 20 }

  private init(_ compute: @escaping @Sendable () -> Outcome) {
    let thread = Thread { [self] in
      outcome = compute()
      done.signal()
    }
    // That of threads which sort and add up is small.
    thread.stackSize = 8 << 20
    thread.start()
  }

  /// What the work gives.
  ///
  /// - Parameter seconds: after which it is not waited for.
  /// - Throws: `Interruption` where the user asks to stop before it is there.
  static func wait(
    for compute: @escaping @Sendable () -> Outcome, in interpreter: Interpreter,
    within seconds: Double = .infinity
  ) throws -> Outcome {
    let work = AbandonedWork(compute)
    let start = Date()
    while work.done.wait(timeout: .now() + .milliseconds(patience)) == .timedOut {
      try interpreter.checkInterruption()
      if Date().timeIntervalSince(start) > seconds { throw Interruption() }
    }
    guard let outcome = work.outcome else { throw Interruption() }
    return outcome
  }
}
