import CompKit
import Testing

/// Draws whose moments contradict the slope of their density are not trusted, whatever the sampler is called.
@Suite struct SlopeTrustTests {
  /// What `ula` was before its acceptance came from energies: on a density of which the score is constant but
  /// for its sign, its acceptance is one for every step.
  private let blind = """
    sampler blind(h: Positive = adapted(accept: 0.99, initial: 0.01), steps: Int = 1) for p: Score {
      state x = start(p, scaled: true)
      transition {
        let s = score(p, at: x)
        let y = x + h * s + sqrt(2 * h) * noise(like: x)
        let back = score(p, at: y)
        let out_cost = sum((y - x - h * s) ^ 2) / (4 * h)
        let home_cost = sum((x - y - h * back) ^ 2) / (4 * h)
        adapt(acceptance: exp(min(0, sum((s + back) * (y - x)) / 2 + out_cost - home_cost)))
        x = y
      }
    }
    """

  private func summary(_ program: String) throws -> (trusted: Bool, text: String) {
    let transcript = try run(program + "\nlet s = summary(d)\nprint(s)\nprint(s.trusted)")
      .transcript
    return (transcript.lines.last == "true", transcript.lines.joined(separator: "\n"))
  }

  /// The share below the 25 % quantile is known to √(0.25 · 0.75 / 4000) of 4,000 independent draws; a bias of
  /// a fiftieth is what an acceptance of 0.99 leaves.
  @Test func aTunedLangevinStepIsNotBlindToKinks() throws {
    let result = try run(
      """
      let d = sample(laplace(0, 1), count: 4_000, using: ula(steps: 1_000), seed: 1)
      let below = mean(if d.x < log(0.5) { 1 } else { 0 })
      """
    ).result
    let below = try #require(result.number("below"))
    let chance: Double = 5 * (0.25 * 0.75 / 4_000).squareRoot()
    #expect(abs(below - 0.25) < 0.02 + chance)
  }

  @Test(arguments: [
    "sample(laplace(0, 1), count: 4_000, chains: 8, using: blind(steps: 20), seed: 1)",
    "sample(laplace(0, 1), count: 4_000, using: blind(steps: 100), seed: 1)",
    "sample(kink, count: 4_000, chains: 8, using: ula(steps: 20), seed: 1)",
    "sample(gaussian(0, 1), count: 4_000, using: ula(step_size: 0.4, steps: 20), seed: 1)",
    "sample(gaussian([0, 0], [1, 3]), count: 4_000, chains: 8, using: ula(step_size: 0.5, steps: 30), seed: 1)",
  ]) func biasedStepsAreNotTrusted(_ call: String) throws {
    let (trusted, text) = try summary(
      "\(blind)\ncomponent kink over x: Real { score = -sign(x) }\nlet d = \(call)")
    #expect(!trusted && text.contains("the sampler corrects no step"), "\(text)")
  }

  /// The second has a jump, at which the identities of scores do not hold, the third a hard support.
  @Test(arguments: [
    ("gaussian([0, 0], 1)", "ula(step_size: 0.02, steps: 200)"), ("step", "hmc(steps: 20)"),
    ("cut * gaussian(0, 1)", "hmc(steps: 20)"), ("step", "mala(steps: 100)"),
    ("laplace(0, 1)", "hmc(steps: 10)"), ("cauchy(0, 1)", "mala(steps: 200)"),
  ]) func goodDrawsAreTrusted(_ density: String, _ sampler: String) throws {
    for chains in [8, 4_000] {
      let (trusted, text) = try summary(
        """
        component step over x: Real { energy = x ^ 2 / 2 + (if x > 0.5 { 1.5 } else { 0 }) }
        component cut over x: Real { support = x > 0.3 }
        let d = sample(\(density), count: 4_000, chains: \(chains), using: \(sampler), seed: 2)
        """)
      #expect(trusted, "\(text)")
    }
  }

  /// Chains of one draw that are on their way, all of them or a few. The bound is that of a share of 5 % among
  /// 4,000 draws, and a hundredth.
  @Test(arguments: [30, 10], 1...2) func shortWarmupsAreNotTrustedBlindly(warmup: Int, seed: Int)
    throws
  {
    for (density, quantile) in [
      ("student_t(3, 1_000, 1)", 997.6466), ("student_t(3, 100, 1)", 97.6466),
      ("cauchy(30, 1)", 23.68625),
    ] {
      let result = try run(
        """
        let d = sample(\(density), count: 4_000, using: hmc(), warmup: \(warmup), seed: \(seed))
        let below = mean(if d.x < \(quantile) { 1 } else { 0 })
        let trusted = if summary(d).trusted { 1 } else { 0 }
        """
      ).result
      let below = try #require(result.number("below"))
      let chance: Double = 5 * (0.05 * 0.95 / 4_000).squareRoot()
      let isRight = abs(below - 0.05) < 0.01 + chance
      #expect(isRight || result.number("trusted") == 0, "\(density): \(below)")
    }
  }
}
