import CompKit
import CompStdlib
import Testing

/// Copies of the library's samplers under another name: each gives the same draws as the original, and is refused
/// for the same densities. So no code depends on a sampler's name.
@Suite struct SamplerTraitTests {
  static let samplers = ["exact", "ula", "mala", "hmc", "gibbs", "ais"]

  static let densities = [
    "gaussian(1, 2)", "gaussian([0, 1], 1) * wall", "poisson(3)", "categorical([0.2, 0.8])",
    "field", "half * gaussian(0, 1) on x", "student_t(4, means[k], 1) on x * poisson(2) on k",
  ]

  private static let declarations = """
    let means = [0.5 * i for i in 0..<60]
    variable x: Real
    variable k: 0..<60
    component wall over x: R[2] { energy = sum(x ^ 4) }
    component field over x: Real { score = -x }
    component half over x: Real { support = x > 0 }
    """

  private func copy(of name: String) throws -> String {
    let file = try #require(
      StandardLibrary.files.first { $0.source.contains("\nsampler \(name)(") })
    let lines = file.source.split(separator: "\n", omittingEmptySubsequences: false)
      .drop { !$0.hasPrefix("sampler \(name)(") }
    return (lines.prefix { $0 != "}" } + ["}"]).joined(separator: "\n")
      .replacing("sampler \(name)(", with: "sampler copied(")
  }

  /// The code of the first error, or the draws.
  private func outcome(_ density: String, _ sampler: String, _ declaration: String) -> [String] {
    let program = Comp.compile(
      "\(Self.declarations)\n\(declaration)\nlet d = sample(\(density), count: 4, using: \(sampler)(), seed: 1)",
      name: "test.comp", options: RunOptions(usesReference: true))
    if let error = program.errors.first { return [error.code.rawValue] }
    do {
      let draws = try Comp.run(program).draws("d")
      return draws?.coordinateNames.map { "\(draws?.values(of: $0) ?? [])" } ?? []
    } catch { return ["\((error as? Diagnostic)?.code.rawValue ?? "no diagnostic")"] }
  }

  @Test(arguments: samplers, densities)
  func copiesBehaveAlike(_ sampler: String, _ density: String) throws {
    let original = outcome(density, sampler, "")
    #expect(try original == outcome(density, "copied", copy(of: sampler)))
    #expect(!original.isEmpty)
  }

  /// A sampler that makes no use of the score leaves discrete variables to their sweeps.
  @Test func withoutAScoreDiscreteVariablesAreSwept() {
    let density = "categorical([0.2, 0.8])"
    let walk = """
      sampler walk() for p: Energy {
        state x = start(p)
        transition {
          let y = x + noise(like: x)
          x = accept(y, else: x, log_ratio: energy(p, at: x) - energy(p, at: y))
        }
      }
      """
    #expect(outcome(density, "walk", walk).first?.hasPrefix("C0") == false)
    #expect(outcome(density, "hmc", "").first?.hasPrefix("C04") == true)
  }
}
