import CompIR
import Testing

@Suite struct PhiloxTests {
  /// Known answers of Random123's kat_vectors for philox4x32, 10 rounds.
  @Test func knownAnswers() {
    let zero = Philox.block((0, 0, 0, 0), key: (0, 0))
    #expect(zero == (0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8))
    let ones = Philox.block(
      (0xffff_ffff, 0xffff_ffff, 0xffff_ffff, 0xffff_ffff), key: (0xffff_ffff, 0xffff_ffff))
    #expect(ones == (0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd))
    let pi = Philox.block(
      (0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344), key: (0xa409_3822, 0x299f_31d0))
    #expect(pi == (0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1))
  }

  /// Mean and variance of 100,000 normals within five standard errors: a false alarm once in a
  /// million runs; the seed is fixed. Blocks of chains do not change the bits.
  @Test func normalsAreNormalAndDoNotDependOnBlocks() throws {
    var b = IRBuilder(name: "noise")
    let z = try b.append(.normal(site: 3, [2]), [])
    let program = ReferenceProgram(b.finish(results: [("z", z)]))
    let key = RandomKey(seed: 42, step: 7)
    let count = 50_000
    let all = program.run([], chains: 0..<count, key: key)[0].values
    let n = Double(all.count)
    let mean = all.reduce(0, +) / n
    let square = all.reduce(0) { $0 + $1 * $1 } / n
    #expect(abs(mean) < 5 / n.squareRoot())
    #expect(abs(square - 1) < 5 * (2 / n).squareRoot())
    let part = program.run([], chains: 100..<140, key: key)[0].values
    #expect(Array(part[0..<40]) == Array(all[100..<140]))
    #expect(Array(part[40..<80]) == Array(all[(count + 100)..<(count + 140)]))
  }
}
