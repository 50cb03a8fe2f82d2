import CompKit
import CompPlatform

/// One line that tells how far the run is, over all chains, rewritten in place; on a terminal alone.
final class ProgressLine: @unchecked Sendable {
  private let isShown: Bool
  private let lock = Mutex<Void>()
  private var last = Date.distantPast
  private var started = Date()
  private var phase: SamplingProgress.Phase?
  private var isVisible = false

  init(isShown: Bool) { self.isShown = isShown }

  func show(_ progress: SamplingProgress) {
    guard isShown else { return }
    lock.withLock {
      let now = Date()
      if progress.phase != phase {
        phase = progress.phase
        started = now
        last = now
      }
      guard now.timeIntervalSince(last) > 0.1 else { return }
      last = now
      let text = "\r\u{1B}[K" + Self.line(progress, elapsed: now.timeIntervalSince(started))
      Descriptor.standardError.say(text)
      isVisible = true
    }
  }

  /// `sampling 42 %, 1.2e+06 transitions/s, 3 s left, 2 divergences`, or
  /// `compiling 'p' for hmc: machine code, 3 s`
  static func line(_ progress: SamplingProgress, elapsed: Double) -> String {
    if let compilation = progress.compilation {
      return line(of: compilation) + String(printf: ", %.0f s", compilation.seconds)
    }
    let share = Double(progress.transitions) / Double(max(progress.totalTransitions, 1))
    let rate = elapsed > 0 ? Double(progress.transitions) / elapsed : 0
    let left = share > 0 ? elapsed * (1 - share) / share : 0
    var text =
      progress.phase.rawValue
      + String(printf: " %.0f %%, %.3g transitions/s, %.0f s left", share * 100, rate, left)
    if progress.divergences > 0 { text += ", \(progress.divergences) divergences" }
    return text
  }

  /// `compiling 'p' for hmc: machine code`
  static func line(of compilation: CompilationProgress) -> String {
    "compiling '\(compilation.density)' for \(compilation.sampler): \(compilation.step.rawValue)"
  }

  /// Runs something that may take long, with a line that says what, once it has lasted half a second.
  func during<T>(_ text: String, _ body: () throws -> T) rethrows -> T {
    guard isShown else { return try body() }
    let (over, silent) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    let start = Date()
    let isFollowed = startedThread(stackSize: 1 << 18) { [self] in
      var pause = 500
      while over.wait(timeout: .now() + .milliseconds(pause)) == .timedOut {
        pause = 200
        let seconds = String(printf: ", %.0f s", Date().timeIntervalSince(start))
        lock.withLock {
          Descriptor.standardError.say("\r\u{1B}[K" + text + seconds)
          isVisible = true
        }
      }
      silent.signal()
    }
    defer {
      if isFollowed {
        // The line is cleared once nothing can write it again.
        over.signal()
        silent.wait()
        clear()
      }
    }
    return try body()
  }

  func clear() {
    lock.withLock {
      if isVisible { Descriptor.standardError.say("\r\u{1B}[K") }
      isVisible = false
      phase = nil
    }
  }
}
