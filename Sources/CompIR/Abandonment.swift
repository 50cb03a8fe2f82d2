import Synchronization

/// Whether the work of a thread has been abandoned: nobody then looks at what it computes, so it may end
/// with anything. Long loops ask, with the steps that they have made; it costs them nothing that could be
/// measured.
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

  package static var isNow: Bool { flag?.isRaised ?? false }
}

/// Tells the thread that does some work that nobody waits for it.
package final class AbandonmentFlag: Sendable {
  private let raised = Atomic(false)
  package init() {}
  package var isRaised: Bool { raised.load(ordering: .relaxed) }
  package func raise() { raised.store(true, ordering: .relaxed) }
}
