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

/// Checks for cancellation on behalf of a compiler pass, which counts the instructions and nodes that it visits.
package struct CancellationCheck {
  private var steps = 0

  /// Instructions between two questions: under a millisecond.
  private static let patience = 256

  package init() {}

  /// Counts a step.
  ///
  /// - Throws: `Interruption` where the compilation was cancelled; the limit that its run has exceeded.
  package mutating func callAsFunction() throws {
    steps += 1
    guard steps == Self.patience else { return }
    steps = 0
    try Self.now()
  }

  /// Asks at once.
  package static func now() throws {
    if Abandonment.isNow { throw Interruption() }
    try CancellationProbe.current?.check()
  }
}

extension CancellationCheck {
  /// Whether what was computed last may be kept: it may be cut short where the work was cancelled meanwhile.
  package static var isResultWanted: Bool {
    do { try now() } catch { return false }
    return true
  }
}

/// Reports to the passes of a compilation whether it was cancelled.
///
/// A class, since machine code of a task-local function crashes when it is optimised by Swift 6.3.
package final class CancellationProbe: Sendable {
  /// The probe of this thread; nil where nothing is cancelled but by abandonment.
  @TaskLocal package static var current: CancellationProbe?

  fileprivate let check: @Sendable () throws -> Void

  /// - Parameter check: throws where the work was cancelled.
  package init(_ check: @escaping @Sendable () throws -> Void) { self.check = check }
}
