import Foundation

/// Whether the work of a thread has been abandoned: nobody then looks at what it computes, so it may end
/// with anything. Long loops ask, with the steps that they have made; it costs them nothing that could be
/// measured.
package struct Abandonment {
  private var steps = 0

  /// Steps of arithmetic between two questions: some milliseconds.
  private static let patience = 1 << 20

  package init() {}

  package mutating func isSeen(after steps: Int) -> Bool {
    self.steps += steps
    guard self.steps > Self.patience else { return false }
    self.steps = 0
    return Thread.current.isCancelled
  }
}
