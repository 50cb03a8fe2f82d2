import CompKit
import Foundation
import Testing

/// What must not grow with the size of a program, or must grow in proportion only: counts of instructions and
/// of copies, not times.
@Suite struct GrowthTests {
  /// The lines of the sampler's transition in the IR.
  private func transitionLength(_ program: String) -> Int {
    let listing = Comp.compile(program, name: "test.comp").functionListing
    let transition = listing.components(separatedBy: "// hmc").last ?? listing
    return transition.split(separator: "\n").count
  }

  /// A discrete variable of many values is drawn by a loop over them.
  @Test(arguments: [
    "student_t(4, means[k], 1) on x * categorical(w) on k",
    "student_t(3, 0, 1) on x * categorical(w) on k * gaussian(x + means[k], 1) on y | {y: 3.0}",
  ])
  func mixturesByLabels(density: String) {
    func program(_ count: Int) -> String {
      """
      variable k: 0..<\(count)
      variable x: Real
      variable y: Real
      let means = [0.1 * i for i in 0..<\(count)]
      let w = [1.0 for i in 0..<\(count)]
      let p = \(density)
      let s = sample(p, count: 10, using: hmc(0.1))
      """
    }
    let (few, many) = (transitionLength(program(30)), transitionLength(program(120)))
    #expect(few == many)
    #expect(many < 500)
  }

  @Test func mixturesOfManyComponents() {
    func program(_ count: Int) -> String {
      """
      let p = mixture([student_t(4, 0.1 * i, 1) for i in 0..<\(count)])
      let s = sample(p, count: 10, using: hmc(0.1))
      """
    }
    #expect(transitionLength(program(40)) == transitionLength(program(120)))
  }

  /// The loop over values draws each with its probability, also where an energy is infinite.
  @Test func loopedCandidatesHaveTheirProbabilities() throws {
    let program = """
      variable k: 0..<40
      variable x: Real
      let w = [if i < 5 || i == 39 { i + 1.0 } else { 0.0 } for i in 0..<40]
      let p = categorical(w) on k * student_t(3, 0, 1) on x
      let s = sample(p, count: 20_000, using: gibbs(), chains: 20_000, seed: 1)
      let shares = [mean([if s.k[i] == v { 1 } else { 0 } for i in 0..<20_000]) for v in 0..<40]
      """
    let shares = try #require(try run(program).result.numbers("shares"))
    for (value, share) in shares.enumerated() {
      let weight = value < 5 || value == 39 ? Double(value + 1) / 55 : 0
      // Five standard errors: a false alarm in 1.7 million for each of 40 values.
      let bound = 5 * (weight * (1 - weight) / 20_000).squareRoot()
      #expect(abs(share - weight) <= bound, "\(value)")
    }
  }

  /// Functions that call one another twice are followed once for each kind of argument: what comes after them
  /// is still checked in full.
  @Test func functionsAreFollowedOnce() {
    var program = "func f0(x: Real) = x\n"
    for i in 1...40 { program += "func f\(i)(x: Real) = f\(i - 1)(x) + f\(i - 1)(x)\n" }
    program += """
      var t = 0
      for i in 0..<3 { t = t + 1 }
      let l = ["a", "b"]
      print(l[t])
      """
    #expect(codes(program).count == 1)
  }

  /// Many mistakes are each reported once.
  @Test func manyMistakesAreReported() {
    let program = (0..<300).map { "let a\($0) = missing\($0) + missing\($0)" }.joined(
      separator: "\n")
    #expect(codes(program).count == 300)
  }

  @Test func elementsAreReplacedInPlace() throws {
    let program = """
      var x = zeros(5)
      let before = x
      for i in 0..<5 { x[i] = i * i }
      var names = ["a", "b", "c"]
      let old = names
      names[1] = "z"
      var m = zeros(2, 2)
      m[1, 0] = 3
      assert(sum(x) == 30 && sum(before) == 0, "a copy keeps its elements")
      assert(old[1] == "b" && names[1] == "z" && names[2] == "c")
      assert(m[1][0] == 3 && sum(m) == 3)
      """
    try run(program)
    #expect(codes("var x = zeros(5)\nx[5] = 1").count == 1)
    #expect(codes("var x = [\"a\"]\nx[1] = \"b\"").count == 1)
  }

  /// The draws of a variable are arranged once, however often a program uses them.
  @Test func drawsAreShared() throws {
    let result = try run(
      """
      variable x: R[3]
      let s = sample(gaussian() on x * gaussian() on y, count: 100, seed: 1)
      let sums = [sum(s.x[i]) + s.y[i] for i in 0..<100]
      assert(abs(mean(sums) - mean(s.y) - sum(mean(s.x))) < 1e-12)
      """
    ).result
    let draws = try #require(result.draws("s"))
    func address(_ values: [Double]?) -> Int? {
      values?.withUnsafeBufferPointer { $0.baseAddress.map { Int(bitPattern: $0) } }
    }
    let first = draws.tensor(of: "x")?.values
    #expect(address(first) != nil)
    #expect(address(first) == address(draws.tensor(of: "x")?.values))
    #expect(address(draws.tensor(of: "y")?.values) == address(draws.values(of: "y")))
  }

  /// A mixture's product made one factor at a time is the product of all.
  @Test func productsMadeInALoop() throws {
    try run(
      """
      variable x: R[6]
      var p = gaussian(0, 1) on x[0]
      for t in 1..<6 { p = p * gaussian(x[t - 1], 0.5) on x[t] }
      let q = gaussian(0, 1) on x[0] * product([gaussian(x[t - 1], 0.5) on x[t] for t in 1..<6])
      let at = [0.1, 0.2, -0.3, 0.4, 0.0, 1.0]
      assert(abs(log_density(p, at: at) - log_density(q, at: at)) < 1e-12)
      """)
  }
}
