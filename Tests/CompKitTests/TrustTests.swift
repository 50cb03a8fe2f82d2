import CompKit
import Testing

/// What a run says of itself: draws that are not draws of their density are not trusted, and what could be
/// mended by itself was, with a note.
@Suite struct TrustTests {
  /// What a program prints, and the codes of what it reports.
  private func printed(_ program: String, precision: Precision = .float) throws -> (
    text: String, codes: [String]
  ) {
    let transcript = Transcript()
    let options = RunOptions(threads: 2, precision: precision)
    _ = try Comp.run(
      Comp.compile(program, name: "trust.comp", options: options), options: options,
      in: transcript.environment)
    return (
      transcript.lines.joined(separator: "\n"), transcript.diagnostics.map(\.code.rawValue)
    )
  }

  private func expectDistrust(_ program: String, _ words: String...) throws {
    let text = try printed(program + "\nlet s = summary(d)\nprint(s)\nprint(s.trusted)").text
    #expect(text.hasSuffix("false"), "\(text)")
    for word in words { #expect(text.contains(word), "\(text)") }
  }

  private func expectTrust(_ program: String) throws -> String {
    let (text, _) = try printed(
      program + "\nlet s = summary(d)\nprint(s)\nprint(s.mean)\nprint(s.trusted)")
    #expect(text.hasSuffix("true"), "\(text)")
    return text
  }

  // MARK: What is not trusted

  @Test func chainsThatNeverMoveAreNotTrusted() throws {
    for chains in [1, 4, 4_000] {
      try expectDistrust(
        "let d = sample(gaussian([0, 0, 0], 1), count: 4_000, chains: \(chains), using: mala(step_size: 1e4, steps: 10), seed: 1)",
        "never moved", "step_size:")
    }
  }

  /// One chain of eight starts where its energy lets it go nowhere.
  @Test func oneChainThatNeverMovesIsNotTrusted() throws {
    try expectDistrust(
      """
      component trap over x: Real { energy = if x < -1.2 { 1e30 * (x + 1.2) - 40 } else { x ^ 2 / 2 } }
      let d = sample(trap, count: 4_000, chains: 8, using: mala(step_size: 0.3, steps: 5), warmup: 0, seed: 3)
      """, "never moved")
  }

  /// Where no chain moved there is no R-hat to speak of, and the draws have no spread.
  @Test func chainsThatNeverMoveHaveNoSpread() throws {
    let (text, _) = try printed(
      """
      let d = sample(gaussian(0.1, 1), count: 3, chains: 1, using: mala(step_size: 1e30, steps: 10), warmup: 0, seed: 1)
      print(summary(d))
      print(summary(d).std)
      """)
    #expect(text.hasSuffix("\n0"), "\(text)")
    #expect(!text.contains("r_hat of"), "\(text)")
  }

  /// Fewer than one chain in a hundred does not change a probability by a hundredth: they are counted, and
  /// no ground for doubt of their own.
  @Test func aFewChainsThatNeverMovedAreCounted() throws {
    let (text, _) = try printed(
      """
      component trap over x: Real { energy = if x < -1.99 { 1e30 * (x + 1.99) - 40 } else { x ^ 2 / 2 } }
      let d = sample(trap, count: 40_000, chains: 4_000, using: mala(step_size: 1, steps: 20), warmup: 0, seed: 3)
      print(summary(d))
      """)
    #expect(text.contains(", 8 of 4000 chains never moved\n"), "\(text)")
    #expect(!text.contains("never moved:"), "\(text)")
  }

  @Test(arguments: ["lognormal(0, 1_000)", "lognormal(0, 300) on y"])
  func valuesThatAreNotFiniteAreNotTrusted(_ density: String) throws {
    try expectDistrust(
      "variable y: Positive\nlet d = sample(\(density), count: 4_000, seed: 1)",
      "infinite or NaN", "log_sum_exp")
  }

  @Test func fewerThanAHundredEffectiveDrawsAreNotTrusted() throws {
    try expectDistrust(
      "let d = sample(gaussian(0, 1), count: 99, seed: 1)", "99 effective draws", "count:")
    _ = try expectTrust("let d = sample(gaussian(0, 1), count: 100, seed: 1)")
    try expectDistrust(
      "let d = sample(gaussian(0, 1), count: 99, using: mala(steps: 50), seed: 1)",
      "99 effective draws")
    try expectDistrust(
      "let d = sample(gaussian(0, 1), count: 400, chains: 4, using: mala(step_size: 0.01), seed: 1)",
      "effective draws stand behind the mean of x")
  }

  /// A quartic's tail throws a few long trajectories out of thousands, which are rejected; a funnel's neck
  /// throws many.
  @Test func fewDivergencesAreCounted() throws {
    _ = try expectTrust(
      """
      component quartic over x: Real { energy = x ^ 4 }
      let d = sample(quartic, count: 2_000, seed: 1)
      assert(summary(d).divergences > 0)
      """)
    try expectDistrust(
      """
      component funnel over (v: Real, w: R[9]) { energy = v ^ 2 / 18 + sum(w ^ 2) * exp(-v) / 2 + 9 * v / 2 }
      let d = sample(funnel, count: 4_000, chains: 4, seed: 1)
      """, "transitions diverged")
  }

  /// Slice sampling by its default, one sweep for a draw: chains of one draw come in before it.
  @Test func samplersOfOneStepComeIn() throws {
    let text = try expectTrust(
      """
      component gamma_shaped over x: Positive { energy = x - 3 * log(x) }
      let d = sample(gamma_shaped, count: 4_000, using: gibbs(), seed: 7)
      """)
    // The mean of 4 has a standard error of 2/√4000; five of them are exceeded once in 2e6.
    let mean = try #require(Double(text.split(separator: "\n").dropLast().last ?? ""))
    #expect(abs(mean - 4) < 5 * 2 / 4_000.0.squareRoot())
  }

  @Test func oneDrawHasNoErrors() throws {
    for sampler in ["exact()", "mala(steps: 50)"] {
      try expectDistrust(
        "let d = sample(gaussian(0, 1), count: 1, using: \(sampler), seed: 1)", "n/a")
    }
    let text = try printed(
      "let s = summary(sample(gaussian(0, 1), count: 1, seed: 1))\nprint(s.std, s.mcse, s.r_hat)"
    ).text
    #expect(text == "nan nan nan")
  }

  /// The way in from the start, kept.
  @Test(arguments: ["gibbs(steps: 5)", "mala(step_size: 1e-7, steps: 5)"])
  func theWayInIsNotTrusted(_ sampler: String) throws {
    try expectDistrust(
      """
      let p = beta(1, 1) * beta(3e6 + 1, 7e6 + 1)
      let d = sample(p, count: 4_000, chains: 8, using: \(sampler), warmup: 0, seed: 1)
      """)
  }

  /// All chains still wander about their starts, far from the density, and agree.
  @Test func chainsThatGiveOneDrawOnTheirWayAreNotTrusted() throws {
    try expectDistrust(
      """
      variable m: Real
      let p = gaussian(0, 1e4) on m * student_t(3, 1_000, 1) on m
      let d = sample(p, count: 4_000, using: mala(step_size: 0.5, steps: 20), seed: 1)
      """, "on their way", "steps:")
  }

  @Test func whatHasNotArrivedAtTheBoundIsNotTrusted() throws {
    let program = """
      component far over x: Real { energy = (x - 1e4) ^ 2 / 2 }
      let d = sample(far, count: 800, chains: 8, using: mala(step_size: 0.001), warmup: 40, seed: 1)
      """
    #expect(try printed(program).codes == ["C0516"])
    try expectDistrust(program, "had not settled", "warmup:")
  }

  /// A label that one chain never changes may be stuck; of several that agree it is known.
  @Test func constantLabels() throws {
    let model = """
      variable k: 0..<3
      variable x: Real
      let p = categorical([1 - 2e-13, 1e-13, 1e-13]) on k * gaussian(k, 1) on x * student_t(3, 0, 5) on x
      """
    _ = try expectTrust("\(model)\nlet d = sample(p, count: 4_000, chains: 8, seed: 1)")
    try expectDistrust(
      "\(model)\nlet d = sample(p, count: 4_000, chains: 1, seed: 1)", "all draws of k are equal",
      "chains:")
  }

  @Test func theFactorAtFaultIsNamed() throws {
    let transcript = Transcript()
    _ = try Comp.run(
      Comp.compile(
        """
        component first over x: Real { support = x > -4 }
        component second over x: Real { support = x > 0 }
        let d = sample(first * second * gaussian(0, 1), count: 400, chains: 4, using: mala(step_size: 0.5, steps: 5), seed: 1)
        """, name: "fault.comp"), in: transcript.environment)
    let note = try #require(transcript.diagnostics.first)
    #expect(note.code == .rejectedEnergies && note.message.contains("'second'"))
  }

  // MARK: What is mended

  /// Errors of a mean of 4,000 nearly independent draws: five standard errors.
  @Test(arguments: [
    "energy = (x - 1e7) ^ 2 / 2", "energy = 1e8 + (x - 1e7) ^ 2 / 2",
  ]) func floatIsLeftWhereItCannotDo(_ energy: String) throws {
    for sampler in ["mala(steps: 20)", "hmc(steps: 5)", "mala(step_size: 0.5, steps: 50)"] {
      let (text, codes) = try printed(
        """
        component target over x: Real { \(energy) }
        let d = sample(target, count: 4_000, chains: 8, start: gaussian(1e7, 1), using: \(sampler), seed: 1)
        print(mean(d.x) - 1e7)
        print(summary(d).trusted)
        """)
      let lines = text.split(separator: "\n")
      #expect(abs(try #require(Double(lines[0]))) < 5 / 4_000.0.squareRoot())
      #expect(lines[1] == "true" && codes == ["C0517"])
    }
  }

  /// Energies of moderate size in which large terms cancel. The mean square under x⁴/4 is 2 Γ(3/4) / Γ(1/4), the
  /// variance of squares 0.543: five standard errors of half as many draws.
  @Test(arguments: [
    "1e8 * (sin(x) ^ 2 + cos(x) ^ 2 - 1)", "(1e4 + x ^ 2 / 2) ^ 2 - 1e8 - 1e4 * x ^ 2 - x ^ 4 / 4",
    "1e7 * log(1 + 1e-7 * abs(x) ^ 3) - abs(x) ^ 3",
  ]) func floatIsLeftWhereLargeTermsCancel(_ nothing: String) throws {
    for sampler in ["mala(steps: 20)", "hmc(steps: 5)", "gibbs(steps: 4)"] {
      let (text, codes) = try printed(
        """
        component target over x: Real { energy = x ^ 4 / 4 + \(nothing) }
        let d = sample(target, count: 4_000, chains: 8, using: \(sampler), seed: 1)
        print(mean(d.x ^ 2))
        print(summary(d).trusted)
        """)
      let lines = text.split(separator: "\n")
      let square = try #require(Double(lines[0]))
      let chance: Double = 5 * (0.543 / 2_000).squareRoot()
      #expect(lines[1] == "false" || abs(square - 0.67598) < chance, "\(sampler): \(text)")
      #expect(lines[1] == "false" || codes.contains("C0517"), "\(sampler): \(codes)")
    }
  }

  /// Sums of many terms that do not cancel are right enough in float.
  @Test func floatIsKeptWhereItWillDo() throws {
    let (_, codes) = try printed(
      """
      variable m: Real
      variable y: R[20_000]
      let p = gaussian(0, 10) on m * gaussian(m, 1) on y | {y: [3 + sin(1.0 * i * i) for i in 0..<20_000]}
      component target over m: Real { energy = sum([3 + sin(1.0 * i * i) - m for i in 0..<10_000] ^ 2) / 20 }
      let d = sample(target, count: 400, chains: 4, using: hmc(steps: 2), seed: 1)
      """)
    #expect(codes == [])
  }

  @Test func largeCountsRunInDouble() throws {
    let (text, codes) = try printed(
      """
      variable k: Natural
      let p = poisson(5e6) on k * poisson(5e6) on k
      let d = sample(p, count: 400, chains: 4, using: gibbs(steps: 10), seed: 1)
      print(mean(d.k) - 5e6)
      """)
    // The standard deviation is √2.5e6; five errors of at least a hundred effective draws.
    #expect(abs(try #require(Double(text))) < 5 * 1_582 / 10)
    #expect(codes.contains("C0517"))
  }

  @Test func doubleHasItsEndsToo() throws {
    try expectDistrust(
      """
      component target over x: Real { energy = 1e16 + x ^ 2 / 2 }
      let d = sample(target, count: 4_000, chains: 8, using: hmc(), seed: 1)
      """, "double is too coarse")
  }

  /// Chains that have a long way to go: the warmup goes on until they are there.
  @Test(arguments: [1, 5, 11, 17] as [UInt64]) func aWarmupIsProlonged(seed: UInt64) throws {
    let (text, codes) = try printed(
      """
      variable m: Real
      variable s: Positive
      variable y: R[40]
      let p = gaussian(0, 1e4) on m * lognormal(0, 3) on s * gaussian(m, s) on y
        | {y: [1013 + 3 * sin(1.0 * i * i) for i in 0..<40]}
      let d = sample(p, count: 8_000, chains: 8, seed: \(seed))
      print(std(d.m))
      print(summary(d).trusted)
      """)
    let lines = text.split(separator: "\n")
    let spread = try #require(Double(lines[0]))
    #expect(lines[1] == "false" || (0.30...0.38).contains(spread))
    #expect(codes == [] || codes == ["C0516"])
  }

  /// A quarter of (−2, 2), where chains start, has no finite score; they start elsewhere, and the step is
  /// that of the others.
  @Test func startsWithoutAScoreAreLeftOut() throws {
    let text = try expectTrust(
      """
      component half over x: Real { energy = x ^ 2 / 2 + (if x > 1 { 0 * sqrt(max(1 - x, 0)) } else { 0 }) }
      let d = sample(half, count: 4_000, chains: 40, using: hmc(steps: 5), seed: 1)
      """)
    #expect(!text.contains("e-"))
  }

  /// A chain that keeps several draws has a warmup, with nothing to tune too.
  @Test func samplersWithoutParametersHaveAWarmup() throws {
    _ = try expectTrust(
      """
      let p = beta(1, 1) * beta(3e6 + 1, 7e6 + 1)
      let d = sample(p, count: 4_000, chains: 8, using: gibbs(steps: 5), seed: 1)
      assert(abs(std(d.x) / sqrt(0.3 * 0.7 / 1e7) - 1) < 0.1, "the standard deviation")
      """)
  }

  /// A sampler of a user's that knows the scales of its target moves in the target's own units.
  @Test func aTunedSamplerMovesInTheCoordinates() throws {
    func acceptance(_ start: String) throws -> Double {
      let text = try printed(
        """
        sampler walk(step: Positive = adapted(accept: 0.35, initial: 0.5), steps: Int = 1) for p: Energy {
          state x = \(start)
          transition {
            let y = x + step * [1, 100] * noise(like: x)
            x = accept(y, else: x, log_ratio: energy(p, at: x) - energy(p, at: y))
          }
        }
        component long over x: R[2] { energy = (x[0] ^ 2 + (x[1] / 100) ^ 2) / 2 }
        let d = sample(long, count: 4_000, chains: 8, using: walk(steps: 20), seed: 1)
        print(min(summary(d).ess_bulk))
        """
      ).text
      return try #require(Double(text))
    }
    // In scaled coordinates the two hundredths too many leave x[0] without movement.
    #expect(try acceptance("start(p)") > 2_000)
    #expect(try acceptance("start(p, scaled: true)") < 1_000)
    #expect(
      codes(
        "sampler w(h: Real) for p: Energy { state x = start(p, scaled: 3)\ntransition { x = x } }\nlet d = sample(gaussian(0, 1), count: 4, using: w(1))"
      ) == ["C0301"])
  }

  // MARK: verify

  @Test(arguments: [
    ("gaussian(0, 1)", "gaussian(0, 1)"), ("poisson(3)", "poisson(3)"),
    ("gaussian([0, 0], 1)", "gaussian([0, 0], 1)"),
    ("gaussian([0, 0, 0], 1)", "gaussian([0, 0, 0], 1)"),
  ]) func aTestWithoutPowerSaysSo(_ drawn: String, _ claimed: String) throws {
    let text = try printed(
      "let v = verify(sample(\(drawn), count: 5, seed: 1), against: \(claimed))\nprint(v)\nprint(v.passed, v.has_power)"
    ).text
    #expect(text.contains("no power"))
    #expect(text.hasSuffix("false false"))
  }

  @Test func chainsThatDisagreeAreToldFirst() throws {
    let text = try printed(
      """
      let p = 0.5 * gaussian(-20, 1) + 0.5 * gaussian(20, 1)
      let d = sample(p, count: 4_000, chains: 4, using: hmc(), start: gaussian(0, 1), seed: 2)
      let v = verify(d, against: p)
      print(v)
      print(v.passed)
      """
    ).text
    #expect(text.hasPrefix("not trusted: r_hat of x"))
    #expect(text.hasSuffix("false"))
  }

  @Test func valuesThatAreNotFiniteAreNotVerified() throws {
    let text = try printed(
      "print(verify(sample(lognormal(0, 1_000), count: 100, seed: 1), against: lognormal(0, 1_000)))"
    ).text
    #expect(text.hasPrefix("not trusted: "))
  }
}
