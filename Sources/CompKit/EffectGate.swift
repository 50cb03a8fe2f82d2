import CompPlatform
import CompSource

/// Lets the effects of a run through until the run is left to itself.
final class EffectGate: Sendable {
  private let isClosed = Mutex(false)

  /// Waits for an effect that is under way, and lets no other through.
  func close() { isClosed.withLock { $0 = true } }

  /// The same environment, out of reach once the gate is closed.
  func guarding(_ environment: RunEnvironment) -> RunEnvironment {
    var guarded = environment
    guarded.print = { [self] line in through { environment.print(line) } }
    guarded.report = { [self] diagnostic in through { environment.report(diagnostic) } }
    if let printValues = environment.printValues {
      guarded.printValues = { [self] values in through { printValues(values) } }
    }
    return guarded
  }

  private func through(_ effect: () -> Void) { isClosed.withLock { if !$0 { effect() } } }
}
