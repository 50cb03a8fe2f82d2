import CompIR
import CompPlatform

/// Holds a value once it has been made.
final class Cache<Value>: @unchecked Sendable {
  private let lock = Mutex<Void>()
  private var known: Value?

  func value(_ make: () throws -> Value) rethrows -> Value {
    if let known = lock.withLock({ known }) { return known }
    let made = try make()
    // What work gives that was abandoned or cancelled is no value of it.
    guard CancellationCheck.isResultWanted else { return made }
    lock.withLock { known = known ?? made }
    return made
  }
}
