import CompPlatform

/// The compilation of a kernel, on a thread of its own: LLVM cannot be stopped, so that an interrupt leaves
/// it to itself. What comes of it is in the cache for the next call.
final class Compilation: @unchecked Sendable {
  private let done = DispatchSemaphore(value: 0)
  private var result: Result<NativeKernel, any Error>?

  /// How often interrupts are looked for, in milliseconds.
  private static let patience = 20
  /// The emitter and LLVM walk formulas as deep as programs may nest them.
  private static let stackSize = 512 << 20

  init(_ compile: @escaping @Sendable () throws -> NativeKernel) {
    startThread(stackSize: Self.stackSize) { [self] in
      result = Result { try compile() }
      done.signal()
    }
  }

  /// The kernel, when it is there.
  ///
  /// - Throws: what the compilation throws; `ChainFailure.interrupted`.
  func outcome(unless isInterrupted: () -> Bool) throws -> NativeKernel {
    while done.wait(timeout: .now() + .milliseconds(Self.patience)) == .timedOut {
      guard isInterrupted() else { continue }
      Self.leaveInPeace()
      throw ChainFailure.interrupted
    }
    guard let result else { throw ChainFailure.interrupted }
    return try result.get()
  }

  /// A process that ends while LLVM works takes LLVM's own globals from under it: it then ends at once,
  /// after what was written is out.
  private static func leaveInPeace() { _ = endsAtOnce }

  private static let endsAtOnce: Bool = {
    #if os(Linux)
      return on_exit(
        { status, _ in
          fflush(nil)
          _exit(status)
        }, nil) == 0
    #else
      return false
    #endif
  }()
}
