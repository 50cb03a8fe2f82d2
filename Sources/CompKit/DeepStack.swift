import CompPlatform

/// The stack on which programs are read, checked and run, in bytes: calls of a program nest on it,
/// and threads other than the first have little of their own.
private let stackSize = 512 << 20

/// Carries out work on a thread with a deep stack, and waits for it.
func onDeepStack<T>(_ body: () -> T) -> T {
  withoutActuallyEscaping(body) { body in
    let work = DeepWork(body)
    startThread(stackSize: stackSize) { work.run() }
    work.done.wait()
    return work.outcome ?? body()
  }
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
