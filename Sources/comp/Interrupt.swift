import Foundation

/// Ctrl-C: the first asks the run to stop, which it does between transitions, keeping what is
/// finished; the second ends the process.
final class Interrupt: @unchecked Sendable {
  private let lock = NSLock()
  private var requested = false
  private var source: (any DispatchSourceSignal)?

  var isRequested: Bool {
    lock.lock()
    defer { lock.unlock() }
    return requested
  }

  static func watch() -> Interrupt {
    let interrupt = Interrupt()
    signal(SIGINT, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
    source.setEventHandler {
      interrupt.lock.lock()
      interrupt.requested = true
      interrupt.lock.unlock()
      signal(SIGINT, SIG_DFL)
    }
    source.resume()
    interrupt.source = source
    return interrupt
  }
}
