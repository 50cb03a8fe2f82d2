import CompIR
import CompModel
import Testing

@Suite struct ExpressionTests {
  @Test func summandsAddUpToTheWhole() throws {
    let x = real("x", [4])
    let whole = Expr(x.whole)
    let squares = try Expr.scalar(.multiply, whole, whole)
    let first = try Expr.apply(.slice(starts: [1], limits: [3]), [squares]).total()
    let sum = try Expr.scalar(
      .subtract, .scalar(.divide, squares.total(), Expr(2)), .scalar(.negate, first))
    let summands = try sum.summands()
    #expect(summands.count == 6)
    let point = ["x": [0.5, -1.5, 2, 3]]
    let values = try summands.map { try $0.value(point) ?? .nan }
    #expect(try values.reduce(0, +) == sum.value(point))
  }

  /// A sum is taken apart in a time in proportion to its length: squared it would take minutes.
  @Test(.timeLimit(.minutes(1))) func longSumsAreTakenApart() throws {
    let x = Expr(real("x", [100_000]).whole)
    let summands = try Expr.scalar(.multiply, x, x).total().summands()
    #expect(summands.count == 100_000)
    var sum = Expr(0)
    let term = Expr(real("y").whole)
    for _ in 0..<1_000 { sum = try .scalar(.add, sum, term) }
    #expect(try sum.summands().count == 1_001)
  }

  /// 2⁶⁰ occurrences of one node are visited once.
  @Test(.timeLimit(.minutes(1))) func sharedNodesStayShared() throws {
    let x = real("x")
    var sum = Expr(x.whole)
    for _ in 0..<60 { sum = try .scalar(.multiply, Expr(0.5), .scalar(.add, sum, sum)) }
    #expect(Expr.variables(in: [sum]) == [x.whole])
    #expect(!sum.isGround && !sum.drawsNumbers)
    #expect(try sum.value(["x": [3]]) == 3)
  }

  @Test func elementsOfVariablesStayParts() throws {
    let m = real("m", [3, 4])
    let row = try Expr.apply(.slice(starts: [1, 0], limits: [2, 4]), [Expr(m.whole)])
    guard case .variable(let part) = row.node else {
      Issue.record("a slice of a variable is no part of it")
      return
    }
    #expect(part.elements == [4, 5, 6, 7])
    let corner = try Expr.apply(.slice(starts: [1, 2], limits: [3, 4]), [Expr(m.whole)])
    #expect(Expr.variables(in: [corner]).map(\.elements) == [[6, 7, 10, 11]])
  }

  /// Intervals hold the values at points of the variable's domain.
  @Test func rangesHoldValues() throws {
    let x = Variable(name: "x", shape: .scalar, domain: .interval(lower: [-1], upper: [2]))
    let e = Expr(x.whole)
    let formulas = [
      try Expr.scalar(.exp, e), try .scalar(.multiply, e, e),
      try .scalar(.subtract, .scalar(.exp, e), e), try .scalar(.divide, Expr(1), .scalar(.exp, e)),
    ]
    for formula in formulas {
      var finder = RangeFinder()
      let range = finder.range(of: formula)
      #expect(range.lower > -.infinity && range.upper < .infinity)
      for step in 0...30 {
        let value = try #require(try formula.value(["x": [-1 + Double(step) / 10]]))
        #expect(range.lower <= value && value <= range.upper)
      }
    }
  }
}
