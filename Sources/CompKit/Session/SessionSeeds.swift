import CompPlatform
import CompRuntime
import CompSource

/// Seeds of calls that name none: small numbers, so that a script can name them.
final class SessionSeeds: @unchecked Sendable {
  private let lock = Mutex<Void>()
  private var session: UInt64
  private var count: UInt64 = 0
  private var list: [(span: Span, seed: UInt64)] = []

  /// - Parameter session: the seed from which all follow.
  init(_ session: UInt64) { self.session = session }

  /// What was given since `begin`.
  var given: [(span: Span, seed: UInt64)] { lock.withLock { list } }

  /// Where the seeds stand, to go back to.
  struct State {
    fileprivate let session: UInt64
    fileprivate let count: UInt64
  }

  var state: State {
    get { lock.withLock { State(session: session, count: count) } }
    set { lock.withLock { (session, count) = (newValue.session, newValue.count) } }
  }

  func restart(_ session: UInt64) { lock.withLock { (self.session, count) = (session, 0) } }

  func begin() { lock.withLock { list = [] } }

  func next(for span: Span) -> UInt64 {
    lock.withLock {
      count += 1
      let seed = SplitMix64.mixed(SplitMix64.mixed(session) ^ count) >> 33
      list.append((span, seed))
      return seed
    }
  }
}
