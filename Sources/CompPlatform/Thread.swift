/// Runs something on a thread of its own, with a stack of so many bytes: expressions and formulas nest
/// deeply. What is not used of a stack takes no memory. Where the system gives no thread, it runs here.
package func startThread(stackSize: Int, _ body: @escaping @Sendable () -> Void) {
  if !startedThread(stackSize: stackSize, body) { body() }
}

/// Runs something on a thread of its own; false where the system gives no thread, and nothing is run.
package func startedThread(stackSize: Int, _ body: @escaping @Sendable () -> Void) -> Bool {
  var attributes = pthread_attr_t()
  pthread_attr_init(&attributes)
  defer { pthread_attr_destroy(&attributes) }
  pthread_attr_setstacksize(&attributes, stackSize)
  pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
  let work = Unmanaged.passRetained(ThreadWork(body))
  #if canImport(Darwin)
    var thread: pthread_t?
  #else
    var thread = pthread_t()
  #endif
  let status = pthread_create(&thread, &attributes, { runWork($0) }, work.toOpaque())
  if status != 0 { work.release() }
  return status == 0
}

/// What a thread runs.
private final class ThreadWork {
  let body: @Sendable () -> Void
  init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

@discardableResult
private func runWork(_ work: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  if let work { Unmanaged<ThreadWork>.fromOpaque(work).takeRetainedValue().body() }
  return nil
}
