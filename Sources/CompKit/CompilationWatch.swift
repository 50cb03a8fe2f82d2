import CompIR
import CompPlatform
import CompRuntime

/// Reports the steps of a compilation while it lasts, once it has lasted half a second.
package final class CompilationWatch: Sendable {
  private struct State {
    var step = CompilationStep.analysing
    var isOver = false
  }

  private let state = Mutex(State())
  private let over = DispatchSemaphore(value: 0)

  /// In milliseconds: how long a compilation lasts before it is reported, and between two reports.
  private static let (patience, interval) = (500, 200)

  /// - Parameter report: called on a thread of its own, never after `end`.
  package init(
    of density: String, for sampler: String,
    _ report: @escaping @Sendable (SamplingProgress) -> Void
  ) {
    let start = Date()
    // Without a thread nothing is reported.
    _ = startedThread(stackSize: 1 << 18) { [self] in
      var pause = Self.patience
      while over.wait(timeout: .now() + .milliseconds(pause)) == .timedOut {
        pause = Self.interval
        state.withLock { state in
          guard !state.isOver else { return }
          report(
            SamplingProgress(
              phase: .compiling,
              compilation: CompilationProgress(
                density: density, sampler: sampler, step: state.step,
                seconds: Date().timeIntervalSince(start))))
        }
      }
    }
  }

  /// Runs a part of the compilation, whose steps are followed.
  func following<T>(_ part: () throws -> T) rethrows -> T {
    try CompilationStep.$follower.withValue(
      CompilationFollower { [self] in begin($0) }, operation: part)
  }

  package func begin(_ step: CompilationStep) { state.withLock { $0.step = step } }

  /// Ends the reports; further calls do nothing.
  package func end() {
    let wasOver = state.withLock { state in
      defer { state.isOver = true }
      return state.isOver
    }
    if !wasOver { over.signal() }
  }
}
