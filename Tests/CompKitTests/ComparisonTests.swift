import CompKit
import Foundation
import Testing

/// `compare` of draws and data, in either order.
@Suite struct ComparisonTests {
  private static func write() throws {
    var text = "x,c\n"
    // Quantiles of a standard Gaussian, with labels of which every fourth is green.
    for index in 0..<200 {
      let u = (Double(index * 77 % 200) + 0.5) / 200
      text += "\(logit(u) / 1.702),\(index % 4 == 0 ? "green" : "red")\n"
    }
    try FileTests.write(text, "compared.csv")
  }

  private static func logit(_ u: Double) -> Double { log(u / (1 - u)) }

  private static let start = """
    variable x: Real
    variable c: {red, green}
    component p = gaussian(0, 1) on x * categorical([0.75, 0.25]) on c
    component q = gaussian(3, 1) on x * categorical([0.25, 0.75]) on c
    let d = data("compared.csv")

    """

  @Test(arguments: ["draws, d", "d, draws"]) func drawsAndData(_ arguments: String) throws {
    try Self.write()
    let lines = try FileTests.run(
      Self.start + """
        let draws = sample(p, count: 400, seed: 1)
        let far = sample(q, count: 400, seed: 1)
        let same = compare(\(arguments))
        let other = compare(\(arguments.replacing("draws", with: "far")))
        print(same.p_value > 0.01, other.p_value < 0.01)
        print(other)
        """
    ).lines
    #expect(lines[0] == "true true")
    #expect(lines[1].contains("c = red") && lines[1].contains("c = green"))
  }

  @Test func dataAndData() throws {
    try Self.write()
    #expect(try FileTests.run(Self.start + "print(compare(d, d).p_value > 0.5)").lines == ["true"])
  }

  @Test(arguments: [
    "compare(sample(gaussian(0, 1) on x, count: 8), d)",
    "compare(d, sample(gaussian(0, 1) on x, count: 8))",
    "compare(sample(gaussian(0, 1) on c, count: 8), data(\"compared.csv\", as: {c: {red, green}}))",
    "compare(sample(gaussian([0, 0], 1), count: 8), data(\"compared.csv\", as: {x: Real}))",
    "compare(sample(p, count: 8), gaussian())", "compare(d, 3)",
  ])
  func whatDiffersIsRefused(_ statement: String) throws {
    try Self.write()
    // There `c` is a real.
    let error = FileTests.error((statement.contains("on c,") ? "" : Self.start) + statement)
    #expect([.mixtureSpacesDiffer, .typeMismatch].contains(error?.code), "\(error?.message ?? "")")
  }

  @Test func valuesThatAreNotFiniteAreRefused() throws {
    try FileTests.write("x\n1\ninf\n", "infinite.csv")
    let error = FileTests.error("compare(data(\"infinite.csv\"), data(\"infinite.csv\"))")
    #expect(error?.code == .valueOutOfDomain)
  }
}
