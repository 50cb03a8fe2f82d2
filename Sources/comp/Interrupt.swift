import CompPlatform

/// Ctrl-C: the first asks the run to stop, which it does between transitions, keeping what is
/// finished; the second ends the process. Work that cannot be stopped between two of its steps within
/// a fifth of a second is ended by force: it holds nothing that is finished.
final class Interrupt: @unchecked Sendable {
  private let lock = Mutex<Void>()
  private var requested = false
  /// Whether the run has asked since, and so has been told.
  private var noticed = false
  private var isSampling = false
  private var signal: InterruptSignal?

  /// How long the run has to notice: a transition of many chains may take longer than other steps,
  /// and what the chains have finished is worth the wait.
  private static let patience = (other: 0.15, sampling: 5.0)

  var isRequested: Bool { lock.withLock { requested } }

  /// Whether the run is to stop; the run asks.
  func isNoticed() -> Bool {
    lock.withLock {
      noticed = noticed || requested
      return requested
    }
  }

  /// Whether chains are running.
  func note(isSampling flag: Bool) { lock.withLock { isSampling = flag } }

  static func watch() -> Interrupt {
    let interrupt = Interrupt()
    interrupt.signal = InterruptSignal { interrupt.request() }
    return interrupt
  }

  private func request() {
    let wait = lock.withLock {
      requested = true
      return isSampling ? Self.patience.sampling : Self.patience.other
    }
    CompPlatform.signal(SIGINT, SIG_DFL)
    DispatchQueue.global().asyncAfter(deadline: .now() + wait) { [self] in
      guard !lock.withLock({ noticed }) else { return }
      Descriptor.standardError.say("interrupted\n")
      exit(130)
    }
  }
}
