import CompAgreement
import CompKit
import CompRuntime
import Testing

/// Random compositions as machine code against the reference evaluator, within the bounds of a running
/// error analysis (see `GeneratedFunctionTests`): energies with first and second derivatives, and steps
/// of samplers.
@Suite struct GeneratedProgramTests {
  @Test(arguments: generated(12)) func compositionsAgree(_ seed: UInt64) throws {
    let text = RandomComposition.program(seed: seed)
    let program = Comp.compile(text, name: "composition.comp")
    // Some are refused: quotients that may be improper, mixtures over unlike supports.
    guard program.isValid else { return }
    for sampler in program.compiledSamplers {
      for target in targets {
        let agreement = try Agreement(of: sampler, chains: 0..<9, steps: 2, target)
        #expect(agreement.complaints == [], "\(text)")
      }
    }
  }

  /// Most programs that are generated are programs, and most of what they compute is compared.
  @Test func compositionsAreValid() throws {
    var (valid, total) = (0, Agreement())
    for seed: UInt64 in 0..<40 {
      let program = Comp.compile(RandomComposition.program(seed: seed), name: "composition.comp")
      guard let sampler = program.compiledSamplers.first, program.isValid else { continue }
      valid += 1
      if valid <= 4 { total += try Agreement(of: sampler, chains: 0..<9, steps: 2, targets[0]) }
    }
    #expect(valid >= 30)
    #expect(total.compared > 2 * total.undetermined && total.tight * 3 > total.compared)
  }
}
