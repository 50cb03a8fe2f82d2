import Foundation

/// Ends the process where one program takes too long.
final class Watchdog: @unchecked Sendable {
  /// With which the process then exits.
  static let status: Int32 = 77
  /// Seconds for one program. Half a second is given to a run; variables of a million elements take two,
  /// and the rest is for a busy machine.
  private static let limit = 20.0

  private let lock = NSLock()
  private var start: Date?

  init() {
    Thread.detachNewThread { [weak self] in
      while let self {
        Thread.sleep(forTimeInterval: 0.25)
        let start = self.lock.withLock { self.start }
        if let start, Date().timeIntervalSince(start) > Self.limit { _exit(Self.status) }
      }
    }
  }

  func begin() { lock.withLock { start = Date() } }
  func end() { lock.withLock { start = nil } }
}
