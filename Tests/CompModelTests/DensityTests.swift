import CompModel
import Testing

/// Tests of `Density.analysis` on compositions that are built without a program.
@Suite struct DensityTests {
  private let x = real("x")
  private let y = real("y")

  @Test func gradesOfCompositions() throws {
    let normal = try gaussian(x, mean: 0, deviation: 1)
    let energy = try quartic(x)
    let score = density(
      "field", over: x, isScoreOnly: true, logDensity: energy.leaves[0].factor.logDensity)
    #expect(normal.analysis.grade == .exact)
    #expect(energy.analysis.grade == .energy)
    #expect(score.analysis.grade == .score)
    #expect(Density.product([normal, energy], span: nowhere).analysis.grade == .energy)
    #expect(Density.product([normal, score], span: nowhere).analysis.grade == .score)
    #expect(Density.power(normal, 3, span: nowhere).analysis.grade == .exact)
    #expect(Density.mixture([(1, normal), (2, normal)], span: nowhere).analysis.grade == .exact)
  }

  /// Factors that share no variable are groups of their own.
  @Test func independentGroups() throws {
    let whole = Density.product(
      try [gaussian(x, mean: 0, deviation: 1), quartic(y), gaussian(x, mean: 1, deviation: 2)],
      span: nowhere)
    let groups = whole.analysis.groups
    #expect(groups.map { $0.units.count }.sorted() == [1, 2])
    #expect(groups.map(\.grade).sorted() == [.energy, .exact])
    #expect(whole.analysis.logNormalizer == nil)
  }

  /// N(0, 1)³ integrates to (2π)^(−3/2) (2π/3)^½; N(0, 1) / N(0, ½²) to nothing finite.
  @Test func powersAndQuotients() throws {
    let normal = try gaussian(x, mean: 0, deviation: 1)
    let cube = Density.power(normal, 3, span: nowhere)
    #expect(
      abs(try #require(cube.analysis.logNormalizer) - (-1.8378770664093453 - 0.5493061443340549))
        < 1e-12)
    let improper = Density.quotient(
      normal, try gaussian(x, mean: 0, deviation: 0.5), power: 1, span: nowhere)
    #expect(improper.analysis.logNormalizer == nil)
  }

  /// Compositions as deep as they may be are walked through in a time in proportion to their size.
  @Test(.timeLimit(.minutes(1))) func deepCompositions() throws {
    let normal = try gaussian(x, mean: 0, deviation: 1)
    var deep = try quartic(x)
    for _ in 0..<1_000 { deep = .mixture([(1, deep), (1, normal)], span: nowhere) }
    #expect(deep.leaves.count == 1_001)
  }
}
