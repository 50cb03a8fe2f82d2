import CompPlatform
import Synchronization

/// The limits of one check or run, and its use of them so far.
///
/// Threads that work for a run find its allowance in `current`; without one nothing is counted.
package final class Allowance: Sendable {
  package let limits: Limits
  private let heldBytes = Atomic(0)
  private let textBytes = Atomic(0)
  private let fileCount = Atomic(0)
  private let fileBytes = Atomic(0)
  private let exceeded = Atomic(0)
  private let cancelled = Atomic(false)
  private let drawing = Atomic(false)
  /// In nanoseconds of the system's uptime.
  private let deadline = Atomic(UInt64.max)

  @TaskLocal package static var current: Allowance?

  package init(_ limits: Limits) {
    self.limits = limits
    restart()
  }

  /// Starts the time anew, and forgets what was exceeded, for the next entry of a session.
  package func restart() {
    exceeded.store(0, ordering: .relaxed)
    textBytes.store(0, ordering: .relaxed)
    guard limits.seconds < 1e9 else { return }
    let nanoseconds = UInt64(max(limits.seconds, 0) * 1e9)
    deadline.store(DispatchTime.now().uptimeNanoseconds + nanoseconds, ordering: .relaxed)
  }

  // MARK: Memory

  /// Counts bytes that are held from now on; the holder releases as many.
  package func hold(_ bytes: Int) {
    if heldBytes.wrappingAdd(bytes, ordering: .relaxed).newValue > limits.memory { note(.memory) }
  }

  package func release(_ bytes: Int) { heldBytes.wrappingSubtract(bytes, ordering: .relaxed) }

  /// Bytes that are held.
  package var memoryUse: Int { heldBytes.load(ordering: .relaxed) }

  /// Whether so many more bytes are within the limit; where they are not this is noted.
  package func admits(_ bytes: Int) -> Bool {
    let (sum, overflows) = memoryUse.addingReportingOverflow(bytes)
    if !overflows, sum <= limits.memory { return true }
    note(.memory)
    return false
  }

  /// Checks that so many more bytes are within the limit, before they are allocated.
  package func require(_ bytes: Int) throws {
    guard admits(bytes) else { throw ExceededLimit(.memory, limits) }
  }

  /// The same for numbers of eight bytes.
  package func require(numbers count: Int) throws {
    let (bytes, overflows) = count.multipliedReportingOverflow(by: 8)
    try require(overflows ? .max : bytes)
  }

  // MARK: Other resources

  /// Counts text that the program makes or prints.
  package func use(text bytes: Int) throws {
    try use(bytes, of: textBytes, upTo: limits.text, .text)
  }

  /// Counts a file that is written.
  package func useFile() throws { try use(1, of: fileCount, upTo: limits.files, .files) }

  /// Counts bytes that are written to files.
  package func use(fileBytes bytes: Int) throws {
    try use(bytes, of: fileBytes, upTo: limits.fileBytes, .fileBytes)
  }

  private func use(
    _ amount: Int, of counter: borrowing Atomic<Int>, upTo limit: Int, _ resource: LimitedResource
  ) throws {
    if counter.wrappingAdd(amount, ordering: .relaxed).newValue > limit {
      throw ExceededLimit(resource, limits)
    }
  }

  // MARK: Checks

  /// Cancels what is computed for the run, for good.
  package func cancel() { cancelled.store(true, ordering: .relaxed) }

  /// Notes that a limit was reached where no error can be thrown.
  package func note(_ resource: LimitedResource) {
    exceeded.store(resource.rawValue, ordering: .relaxed)
  }

  /// Whether chains are running, or draws of a cancelled call are being processed.
  package var holdsDraws: Bool { drawing.load(ordering: .relaxed) }

  package func note(holdsDraws flag: Bool) { drawing.store(flag, ordering: .relaxed) }

  package var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

  /// Whether a limit was reached, so that work in progress is of no use.
  package var isExceeded: Bool {
    exceeded.load(ordering: .relaxed) != 0 || cancelled.load(ordering: .relaxed) || isLate
  }

  /// Whether the run has taken longer than it may.
  package var isLate: Bool {
    let deadline = deadline.load(ordering: .relaxed)
    return deadline != .max && DispatchTime.now().uptimeNanoseconds > deadline
  }

  /// The limit of time, where it was reached and the run was not cancelled.
  package var lateness: ExceededLimit? {
    isLate && !isCancelled ? ExceededLimit(.time, limits) : nil
  }

  /// Whether the run has taken so many seconds longer than it may.
  package func isLate(by seconds: Double) -> Bool {
    let deadline = deadline.load(ordering: .relaxed)
    guard deadline != .max else { return false }
    return DispatchTime.now().uptimeNanoseconds > deadline + UInt64(seconds * 1e9)
  }

  /// Throws where a limit was reached, without asking for the time.
  package func checkNoted() throws {
    if cancelled.load(ordering: .relaxed) { throw Interruption() }
    if exceeded.load(ordering: .relaxed) != 0, let limit = takeExceeded() { throw limit }
  }

  /// Throws where a limit was reached.
  package func check() throws {
    try checkNoted()
    if isLate { throw ExceededLimit(.time, limits) }
  }

  /// The limit that was reached, which is then forgotten: what held too much is released when the
  /// statement ends.
  package func takeExceeded() -> ExceededLimit? {
    let noted = exceeded.exchange(0, ordering: .relaxed)
    return LimitedResource(rawValue: noted).map { ExceededLimit($0, limits) }
  }
}

/// Bytes that count as held by a run for as long as this object lives.
package final class MemoryCharge: Sendable {
  private let allowance: Allowance
  private let bytes: Atomic<Int>

  package init(_ bytes: Int, to allowance: Allowance) {
    self.allowance = allowance
    self.bytes = Atomic(bytes)
    allowance.hold(bytes)
  }

  /// Charges the run of this thread; nil where there is none, or where so few bytes are not worth it.
  package convenience init?(_ bytes: Int, atLeast threshold: Int = 1) {
    guard bytes >= threshold, let allowance = Allowance.current else { return nil }
    self.init(bytes, to: allowance)
  }

  package func grow(by more: Int) {
    bytes.wrappingAdd(more, ordering: .relaxed)
    allowance.hold(more)
  }

  deinit { allowance.release(bytes.load(ordering: .relaxed)) }
}
