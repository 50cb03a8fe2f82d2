import CompPlatform
import CompSource

/// What happens while a program runs.
public enum RunEvent: Sendable {
  /// A line that the program prints.
  case printed(String)
  case reported(Diagnostic)
  /// How far the present call of `sample` has come; twenty times a second at most.
  case progressed(SamplingProgress)
  /// The last event of a run that ends well.
  case finished(RunResult)
}

extension Comp {
  /// Runs a program on a thread of its own.
  ///
  /// - Returns: what happens, as it happens. Where the run fails the stream throws as `run` does.
  ///   Ending the iteration early, or cancelling the task that iterates, stops the run between two
  ///   transitions.
  public static func events(of program: Program, options: RunOptions? = nil)
    -> AsyncThrowingStream<RunEvent, any Error>
  {
    AsyncThrowingStream { continuation in
      let state = StreamState()
      continuation.onTermination = { _ in state.stop() }
      let environment = RunEnvironment(
        print: { continuation.yield(.printed($0)) },
        report: { continuation.yield(.reported($0)) },
        isInterrupted: { state.isStopped },
        progress: { if state.mayTell($0) { continuation.yield(.progressed($0)) } })
      var endingSoon = environment
      // Nobody receives what would come of the draws.
      endingSoon.secondsAfterInterruption = 0
      let ending = endingSoon
      // As much as a main thread has: expressions may nest deeply.
      startThread(stackSize: 8 << 20) {
        do {
          continuation.yield(.finished(try run(program, options: options, in: ending)))
          continuation.finish()
        } catch { continuation.finish(throwing: error) }
      }
    }
  }
}

/// Whether a stream is still being read, and when it last told of progress.
private final class StreamState: Sendable {
  private let stopped = Mutex(false)
  private let last = Mutex(Date.distantPast)

  var isStopped: Bool { stopped.withLock { $0 } }
  func stop() { stopped.withLock { $0 = true } }

  func mayTell(_ progress: SamplingProgress) -> Bool {
    last.withLock { last in
      let now = Date()
      guard now.timeIntervalSince(last) >= 0.05 || progress.transitions >= progress.totalTransitions
      else { return false }
      last = now
      return true
    }
  }
}
