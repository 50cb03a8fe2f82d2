import CompIR
import CompPlatform

/// The stack on which programs are read, checked and run, in bytes: calls of a program nest on it,
/// and threads other than the first have little of their own.
private let stackSize = 512 << 20

/// Carries out work on a thread with a deep stack, and waits for it; on this one where the system gives none.
///
/// - Parameter allowance: counts what the work uses.
func onDeepStack<T>(_ allowance: Allowance, _ body: () -> T) -> T {
  withoutActuallyEscaping(body) { body in
    let work = DeepWork(body)
    if startDeepThread(allowance, isInterrupted: { false }, { work.run() }) { work.done.wait() }
    return work.outcome ?? body()
  }
}

/// Carries out work on a thread with a deep stack, and waits for it until it is cancelled or over its
/// time. It is then told to end, and its outcome is discarded: it must have no effects.
///
/// - Returns: nil where it was not waited for.
func checkedWork<T: Sendable>(
  _ allowance: Allowance, isInterrupted: () -> Bool, _ body: @escaping @Sendable () -> T
) -> T? {
  let work = DeepWork(body)
  guard startDeepThread(allowance, isInterrupted: isInterrupted, { work.run() }) else {
    allowance.cancel()
    return nil
  }
  while work.done.wait(timeout: .now() + .milliseconds(10)) == .timedOut {
    if isInterrupted() {
      allowance.cancel()
      return nil
    }
    // What reaches the limit by itself says where.
    if allowance.isLate(by: 0.25) {
      allowance.cancel()
      return nil
    }
  }
  return work.outcome
}

/// Carries out a run on a thread with a deep stack, and waits for it until it does not respond: to its
/// cancellation for a quarter of a second, to the end of its time for a second, and, where it holds draws,
/// to the end of the time in which it may process them.
///
/// - Returns: nil where it was not waited for.
func watchedRun<T: Sendable>(
  _ allowance: Allowance, _ environment: RunEnvironment, _ body: @escaping @Sendable () -> T
) -> T? {
  let work = DeepWork(body)
  guard
    startDeepThread(
      allowance, isInterrupted: { environment.leavesWork && environment.isInterrupted() },
      { work.run() })
  else { return nil }
  var cancellation: Date?
  while work.done.wait(timeout: .now() + .milliseconds(10)) == .timedOut {
    guard environment.leavesWork else { continue }
    if cancellation == nil, environment.isInterrupted() { cancellation = Date() }
    let patience = allowance.holdsDraws ? environment.secondsAfterInterruption + 5 : 0.25
    let isDeaf = cancellation.map { Date().timeIntervalSince($0) > patience } ?? false
    if isDeaf || allowance.isLate(by: 1) { return nil }
  }
  return work.outcome
}

/// Starts a thread with a deep stack. If the system has no address space for one, retries for ten seconds, in which
/// abandoned work may end and release its stack.
///
/// - Returns: false if no thread was started. After ten seconds the memory limit is then noted as exceeded.
private func startDeepThread(
  _ allowance: Allowance, isInterrupted: () -> Bool, _ body: @escaping @Sendable () -> Void
) -> Bool {
  let start = Date()
  while !startedThread(
    stackSize: stackSize, { Allowance.$current.withValue(allowance, operation: body) })
  {
    if isInterrupted() || allowance.isLate { return false }
    if Date().timeIntervalSince(start) > 10 {
      allowance.note(.memory)
      return false
    }
    usleep(10_000)
  }
  return true
}

/// Work with its outcome, which one thread sets before the other reads it.
private final class DeepWork<T>: @unchecked Sendable {
  let done = DispatchSemaphore(value: 0)
  private var body: (() -> T)?
  private(set) var outcome: T?

  init(_ body: @escaping () -> T) { self.body = body }

  func run() {
    outcome = body?()
    body = nil
    done.signal()
  }
}
