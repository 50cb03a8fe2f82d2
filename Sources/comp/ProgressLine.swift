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

  /// `sampling 42 %, 1.2e+06 transitions/s, 3 s left, 2 divergences`
  static func line(_ progress: SamplingProgress, elapsed: Double) -> String {
    let share = Double(progress.transitions) / Double(max(progress.totalTransitions, 1))
    let rate = elapsed > 0 ? Double(progress.transitions) / elapsed : 0
    let left = share > 0 ? elapsed * (1 - share) / share : 0
    var text =
      progress.phase.rawValue
      + String(printf: " %.0f %%, %.3g transitions/s, %.0f s left", share * 100, rate, left)
    if progress.divergences > 0 { text += ", \(progress.divergences) divergences" }
    return text
  }

  func clear() {
    lock.withLock {
      if isVisible { Descriptor.standardError.say("\r\u{1B}[K") }
      isVisible = false
      phase = nil
    }
  }
}
