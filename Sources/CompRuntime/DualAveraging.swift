import CompPlatform

/// Tunes the logarithm of a step size until a statistic of the transitions, here the acceptance
/// pooled over the chains, has a target mean.
///
/// Hoffman and Gelman 2014, section 3.2.1, with their constants γ = 0.05, t₀ = 10, κ = 0.75.
struct DualAveraging {
  private let target: Double
  private let center: Double
  private var logStep: Double
  private var averagedLogStep = 0.0
  private var error = 0.0
  private var count = 0.0

  init(initial: Double, target: Double) {
    self.target = target
    center = log(10 * initial)
    logStep = log(initial)
  }

  /// The step size to try next.
  var step: Double { exp(logStep) }
  /// The step size to keep when the warmup ends.
  var averagedStep: Double { count > 0 ? exp(averagedLogStep) : step }

  mutating func observe(_ acceptance: Double) {
    count += 1
    error += (target - acceptance - error) / (count + 10)
    logStep = center - count.squareRoot() / 0.05 * error
    let weight = pow(count, -0.75)
    averagedLogStep = weight * logStep + (1 - weight) * averagedLogStep
  }
}
