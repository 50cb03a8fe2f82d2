import CompIR
import CompPlatform

/// Holds a value once it has been made.
final class Cache<Value>: @unchecked Sendable {
  private let lock = Mutex<Void>()
  private var known: Value?

  func value(_ make: () throws -> Value) rethrows -> Value {
    if let known = lock.withLock({ known }) { return known }
    let made = try make()
    // What work gives that was abandoned is no value of it.
    guard !Abandonment.isNow else { return made }
    lock.withLock { known = known ?? made }
    return made
  }
}
