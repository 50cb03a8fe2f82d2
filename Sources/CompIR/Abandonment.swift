import Synchronization

/// Thrown where a check or a run was cancelled.
public struct Interruption: Error {
  package init() {}
}

/// Whether the work of a thread has been abandoned, or has reached a limit of its run: its result is
/// then discarded, so it may return anything. Long loops check it with the number of steps that they
/// have made since the last check, at no measurable cost.
package struct Abandonment {
  private var steps = 0

  /// Steps of arithmetic between two questions: some milliseconds.
  private static let patience = 1 << 20

  /// Raised where the work that this thread does is abandoned.
  @TaskLocal package static var flag: AbandonmentFlag?

  package init() {}

  package mutating func isSeen(after steps: Int) -> Bool {
    self.steps += steps
    guard self.steps > Self.patience else { return false }
    self.steps = 0
    return Self.isNow
  }

  package static var isNow: Bool {
    (flag?.isRaised ?? false) || (Allowance.current?.isExceeded ?? false)
  }
}

/// Tells the thread that does some work that nobody waits for it.
package final class AbandonmentFlag: Sendable {
  private let raised = Atomic(false)
  package init() {}
  package var isRaised: Bool { raised.load(ordering: .relaxed) }
  package func raise() { raised.store(true, ordering: .relaxed) }
}
