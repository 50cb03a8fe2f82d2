import Dispatch

/// How many steps to take between two questions for an interrupt: so many that asking costs nothing, so few that an
/// interrupt is seen within some 20 ms.
struct PollingInterval {
  private(set) var steps = 16

  /// Counts of a kernel are floats, whole to 2²⁴.
  private static let limit = 1 << 16

  mutating func measure(_ work: () -> Void) {
    let start = DispatchTime.now().uptimeNanoseconds
    work()
    let elapsed = DispatchTime.now().uptimeNanoseconds - start
    if elapsed < 10_000_000 {
      steps = min(steps * 2, PollingInterval.limit)
    } else if elapsed > 40_000_000 {
      steps = max(steps / 2, 1)
    }
  }
}
