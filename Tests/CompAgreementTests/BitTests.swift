import CompAgreement
import CompIR
import CompKit
import CompProgram
import CompRuntime
import CompStdlib
import Foundation
import Testing

/// The bits of draws depend on the seed alone: not on the width of vectors, the size of blocks or the
/// number of threads.
@Suite struct BitTests {
  /// The samplers of the library, by their declarations.
  static let samplers: [String] = StandardLibrary.files.flatMap { file in
    file.source.split(separator: "\n").compactMap { line -> String? in
      guard line.hasPrefix("sampler ") else { return nil }
      return String(line.dropFirst("sampler ".count).prefix { $0 != "(" && $0 != " " })
    }
  }

  @Test func samplersAreFound() {
    #expect(Set(["ais", "exact", "gibbs", "hmc", "mala", "ula"]).isSubset(of: Self.samplers))
  }

  /// Real, positive and discrete variables, and one that is no product in closed form.
  private static let targets = [
    """
    variable x: R[2]
    let p = 0.3 * gaussian([-1, 0], 0.5) + 0.7 * gaussian([1, 1], [1, 0.4])
    """,
    """
    variable s: Positive
    variable t: Real
    let p = gamma(2, 1.5) on s * student_t(3, 0.5, 2) on t
    """,
    """
    variable color: {red, green, blue}
    variable x: Real
    let p = categorical([0.2, 0.3, 0.5]) on color * gaussian([-1, 0, 2][color], 0.7) on x
    """,
  ]

  /// Where something is tuned, by the first 192 chains, which the others follow.
  private func draws(
    _ program: SamplerProgram, _ precision: CompIR.Precision, lanes: Int?, blockSize: Int,
    threads: Int
  ) throws -> ChainOutcome {
    var backend = Backend(.native, precision: precision)
    (backend.lanes, backend.blockSize) = (lanes, blockSize)
    let chains = 330
    let adapts =
      if case .chain(let chain) = program.method { !chain.adapted.isEmpty } else { false }
    return try ChainDriver(backend: backend, isInterrupted: { false }, progress: { _ in }).run(
      ChainRequest(
        program: program, chains: chains, drawsPerChain: program.weighs ? 1 : 2,
        warmup: adapts ? 24 : 0, seed: 7, threads: threads,
        learners: 192))
  }

  private func expectSameBits(_ program: SamplerProgram, _ precision: CompIR.Precision) throws {
    let first = try draws(program, precision, lanes: nil, blockSize: 256, threads: 2)
    for (lanes, blockSize, threads) in [
      (4, 256, 1), (8, 64, 2), (16, 128, 3), (nil, 64, 1), (nil, 512, 8),
    ] as [(Int?, Int, Int)] {
      let other = try draws(
        program, precision, lanes: lanes, blockSize: blockSize, threads: threads)
      let what: Comment =
        "\(program.description), \(precision), \(lanes ?? 0) lanes, \(blockSize) chains"
      #expect(other.columns.map(bits) == first.columns.map(bits), what)
      #expect(other.logWeights.map(bits) == first.logWeights.map(bits), what)
      #expect(other.tuned.map(\.value) == first.tuned.map(\.value), what)
      #expect(other.scales == first.scales && other.divergences == first.divergences, what)
    }
  }

  private func bits(_ values: [Double]) -> [UInt64] { values.map(\.bitPattern) }

  /// Every sampler, with what its warmup tunes.
  @Test(arguments: samplers, [false, true])
  func samplersGiveTheSameBits(_ sampler: String, inDouble: Bool) throws {
    var tried = 0
    for target in Self.targets {
      let program = Comp.compile(
        "\(target)\nlet d = sample(p, count: 660, using: \(sampler))", name: "bits.comp")
      // Annealing knows no discrete variables.
      guard program.isValid, let compiled = program.compiledSamplers.first else { continue }
      tried += 1
      try expectSameBits(compiled, inDouble ? .double : .float)
    }
    #expect(tried >= 2)
  }

  /// Of chains that find no start those that learn begin where another does that learns, and those that
  /// follow where any other does.
  @Test(arguments: ["mala(steps: 4)", "hmc(steps: 4)"])
  func sharedStartsGiveTheSameBits(_ sampler: String) throws {
    let program = Comp.compile(
      """
      component sliver over x: R[2] { support = x[0] > 1.9 && x[1] > 1.9 && sum(x) < 5 }
      let d = sample(sliver, count: 660, using: \(sampler))
      """, name: "sliver.comp")
    let compiled = try #require(program.compiledSamplers.first)
    try expectSameBits(compiled, .float)
    let outcome = try draws(compiled, .float, lanes: nil, blockSize: 64, threads: 2)
    #expect(outcome.columns.allSatisfy { $0.allSatisfy { $0 > 1.9 && $0 < 3.1 } })
  }

  /// Sweeps of `gibbs` that are loops: of 16 coordinates in registers, of 70 in memory.
  @Test(arguments: [16, 70]) func loopedSweepsGiveTheSameBits(dimension: Int) throws {
    let program = Comp.compile(
      """
      component hollow over x: R[\(dimension)] { energy = sum([(sqrt(sum(x ^ 2) + k) - 3) ^ 2 for k in 0..<200]) / 200 }
      let d = sample(hollow, count: 660, using: gibbs())
      """, name: "hollow.comp")
    let compiled = try #require(program.compiledSamplers.first)
    guard case .chain(let chain) = compiled.method else {
      Issue.record("gibbs is no chain")
      return
    }
    #expect(isLooped(chain.transition, passes: dimension))
    try expectSameBits(compiled, .float)
    let agreement = try Agreement(
      of: compiled, chains: 3..<20, steps: 1, VectorTarget(precision: .double, lanes: 4))
    #expect(agreement.complaints == [])
    #expect(agreement.compared > 17 * dimension)
  }

  private func isLooped(_ function: IRFunction, passes: Int) -> Bool {
    function.instructions.contains {
      if case .repeat(passes, _, let body) = $0.kind { body.condition == nil } else { false }
    }
  }

  @Test(arguments: generated(6)) func generatedProgramsGiveTheSameBits(_ seed: UInt64) throws {
    let program = Comp.compile(RandomComposition.program(seed: seed), name: "composition.comp")
    guard program.isValid else { return }
    for sampler in program.compiledSamplers {
      for precision in [CompIR.Precision.float, .double] { try expectSameBits(sampler, precision) }
    }
  }

  /// Random functions, with loops, matrices and every scalar function, over vectors of each width, bit for
  /// bit; NaNs alone may differ in what they carry.
  @Test(arguments: generated(16), [false, true])
  func generatedFunctionsGiveTheSameBits(_ seed: UInt64, inDouble: Bool) throws {
    let precision = inDouble ? CompIR.Precision.double : .float
    let function = try RandomFunction.evaluated(seed: seed).simplified()
    var random = SplitMix64(seed: seed)
    func values(_ count: Int) -> [Double] {
      // Now and then far out, where functions take another way.
      (0..<count).map { _ in
        let size = Double.random(in: -1.5...1.5, using: &random)
        return Int.random(in: 0..<9, using: &random) == 0 ? size * 1e6 : size
      }
    }
    let chains = 3..<24
    let arguments = function.parameters.map { parameter -> ReferenceProgram.Argument in
      let shape = parameter.type.shape
      return parameter.isUniform
        ? .uniform(Tensor(shape: shape, values: values(shape.count)))
        : .varying(
          Columns(shape: shape, chains: chains.count, values: values(shape.count * chains.count)))
    }
    let key = RandomKey(seed: 5, step: 3, precision: precision)
    let results = try [2, 4, 8, 16].map { lanes in
      try NativeKernel(function, .evaluate, VectorTarget(precision: precision, lanes: lanes))
        .evaluate(arguments, chains: chains, key: key)
        .map { $0.values.map { $0.isNaN ? Double.nan.bitPattern : $0.bitPattern } }
    }
    for other in results.dropFirst() { #expect(other == results[0], "\(function)") }
  }
}
