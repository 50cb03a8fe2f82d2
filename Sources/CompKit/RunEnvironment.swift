import CompPlot
import CompRuntime
import CompSource

/// How far a call of `sample` has come.
public typealias SamplingProgress = CompRuntime.SamplingProgress
/// How far a sampler's compilation has come.
public typealias CompilationProgress = CompRuntime.CompilationProgress

/// The callbacks through which a run prints, reports diagnostics, and learns whether it is cancelled.
public struct RunEnvironment: Sendable {
  /// Receives each line that the program prints.
  public var print: @Sendable (String) -> Void
  /// Receives the values of each call of `print`, instead of their text, where it is given.
  public var printValues: (@Sendable ([OutputValue]) -> Void)?
  /// Gives the seed of a call that names none, in place of the one that follows from its place.
  package var chooseSeed: (@Sendable (Span) -> UInt64)?
  /// What is printed to, asked anew for each value that is shown.
  package var page: @Sendable () -> TerminalPage = { TerminalPage() }
  /// Receives each diagnostic, as it is found.
  public var report: @Sendable (Diagnostic) -> Void
  /// Asked every few milliseconds; true cancels the run. A call of `sample` that is then at work ends
  /// with the draws that are finished, and the program goes on with them for `secondsAfterInterruption`
  /// at most; everything else ends with `Interruption`.
  public var isInterrupted: @Sendable () -> Bool
  /// How long a program may process the draws of a call of `sample` that was cancelled.
  public var secondsAfterInterruption = 10.0
  /// Whether a run that does not respond to its cancellation is left to itself, with no further effects.
  package var leavesWork = true
  /// Receives how far the present call of `sample` has come; called by several threads, often. A
  /// compilation is reported once it has lasted half a second.
  public var progress: @Sendable (SamplingProgress) -> Void
  public init(
    print: @escaping @Sendable (String) -> Void = { Swift.print($0) },
    report: @escaping @Sendable (Diagnostic) -> Void = { _ in },
    isInterrupted: @escaping @Sendable () -> Bool = { false },
    progress: @escaping @Sendable (SamplingProgress) -> Void = { _ in }
  ) {
    self.print = print
    self.report = report
    self.isInterrupted = isInterrupted
    self.progress = progress
  }
}
