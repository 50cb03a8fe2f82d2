import CompKit
import Foundation
import Testing

/// Samplers may be given factors as they are written, none folded into closed forms.
@Suite struct FoldingTests {
  /// Some factors with closed forms beside one without, and a product that is in closed form whole.
  static let targets = [
    """
    variable x: R[3]
    let factors = [
      gaussian(mean: [k, 0, -k], covariance: [[2, 0.5 * k, 0], [0.5 * k, 1, 0], [0, 0, 1]]) on x
      for k in 0..<3
    ]
    component tails = student_t(df: 5) on x
    let p = product(factors) * tails
    """,
    """
    let p = gaussian(mean: [-1, 0], std: [1, 0.5]) * gaussian(mean: [1, 0], std: [0.5, 1])
    """,
    """
    variable x: Real
    let p = (0.4 * gaussian(mean: -1, std: 0.5) + 0.6 * gaussian(mean: 2, std: 1)) ^ 2 * gaussian(1, 2) * laplace(0, 1)
    """,
  ]

  static func program(
    _ target: String, _ rest: String, folds: Bool, precision: Precision = .float
  ) throws -> Program {
    let program = Comp.compile(
      target + "\n" + rest,
      options: RunOptions(
        threads: 2, outputDirectory: NSTemporaryDirectory() + "comp-tests", precision: precision,
        foldsFactors: folds
      ).unconfined)
    for diagnostic in program.errors {
      Issue.record("\(DiagnosticRenderer().render(diagnostic))")
    }
    return program
  }

  static func draws(
    _ target: String, _ call: String, folds: Bool, precision: Precision = .float
  ) throws -> Draws {
    let program = try program(
      target, "let draws = \(call)", folds: folds, precision: precision)
    return try #require(try Comp.run(program).draws("draws"))
  }

  @Test func thePlanTellsWhetherFactorsAreFolded() throws {
    func plan(folds: Bool) throws -> String {
      let transcript = Transcript()
      try Comp.run(
        Self.program(Self.targets[0], "print(plan(p))", folds: folds), in: transcript.environment)
      return transcript.lines.joined(separator: "\n")
    }
    let (folded, written) = (try plan(folds: true), try plan(folds: false))
    #expect(folded.contains("  folded: gaussian (3 times) into 1 Gaussian term\n  energy: tails"))
    #expect(written.contains("  energy: gaussian (3 times) * tails"))
    #expect(!written.contains("folded"))
  }

  /// Each factor is then evaluated: the transition is another function.
  @Test(arguments: targets) func transitionsDiffer(_ target: String) throws {
    let call = "let draws = sample(p, count: 4, using: hmc(step_size: 0.1))"
    let folded = try Self.program(target, call, folds: true).functionListing
    let written = try Self.program(target, call, folds: false).functionListing
    #expect(folded.contains("// hmc") && written.contains("// hmc"))
    #expect(folded != written)
  }

  /// In double the same chains go the same way, but for rounding: energies differ by a constant at
  /// most, and scores not at all. Rounding errors of some 1e-15 grow less than a millionfold in
  /// these 12 steps, and turn one decision of 2,000 with a chance below 1e-11.
  @Test(arguments: targets) func chainsAgree(_ target: String) throws {
    let call =
      "sample(p, count: 500, using: hmc(step_size: 0.1, leapfrog: 3, steps: 4), seed: 5)"
    let folded = try Self.draws(target, call, folds: true, precision: .double)
    let written = try Self.draws(target, call, folds: false, precision: .double)
    for name in folded.coordinateNames {
      let (a, b) = (
        try #require(folded.values(of: name)), try #require(written.values(of: name))
      )
      #expect(zip(a, b).allSatisfy { abs($0 - $1) < 1e-9 })
    }
  }

  /// Smirnov's limit for two samples of n values from one distribution is P(√(n/2) D > c) ≤
  /// 2 exp(−2 c²): with c = 2.8, 3e-7 for each of six coordinates. At this n a displacement of a
  /// twentieth of the mass is found.
  @Test(arguments: targets) func drawsHaveOneDistribution(_ target: String) throws {
    let count = 8_000
    func call(_ seed: Int) -> String {
      "sample(p, count: \(count), using: hmc(step_size: 0.3, leapfrog: 5, steps: 40), seed: \(seed))"
    }
    let folded = try Self.draws(target, call(11), folds: true)
    let written = try Self.draws(target, call(12), folds: false)
    for name in folded.coordinateNames {
      let distance = smirnovDistance(
        try #require(folded.values(of: name)), try #require(written.values(of: name)))
      #expect(distance < 2.8 * (2 / Double(count)).squareRoot())
    }
  }

  @Test func recordsTellIt() throws {
    for folds in [true, false] {
      let file = "unfolded-\(folds).csv"
      let program = try Self.program(
        Self.targets[0],
        "save(sample(p, count: 8, using: hmc(step_size: 0.1), seed: 1), to: \"\(file)\")",
        folds: folds)
      try Comp.run(program)
      let record = try RecordedRun(
        contentsOf: program.options.outputDirectory + "/" + file + ".json")
      #expect(record.options.foldsFactors == folds)
    }
  }
}
