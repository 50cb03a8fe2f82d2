import CompPlatform

/// Ctrl-C, as long as this is held: the process does not end by it, a function is called.
final class InterruptSignal {
  private let source: any DispatchSourceSignal

  /// Returns when none is lost any more.
  ///
  /// - Parameter tell: called at each one, on another thread.
  init(_ tell: @escaping @Sendable () -> Void) {
    signal(SIGINT, SIG_IGN)
    source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
    let isWatched = DispatchSemaphore(value: 0)
    source.setEventHandler(handler: tell)
    source.setRegistrationHandler { isWatched.signal() }
    source.resume()
    isWatched.wait()
  }
}
