import CompIR
import CompLanguage
import CompModel
import CompSource

extension Interpreter {
  /// Checks that chains of a density can start at draws of another.
  package func checkStart(_ start: Density, of density: Density, at span: Span) throws {
    if !start.given.isEmpty {
      throw Diagnostic.unsuppliedGiven(start.given.names, of: start.title, at: span)
    }
    try checkProper(start, at: span)
    guard start.analysis.grade == .exact else {
      throw Diagnostic.gradeTooWeak(
        "start", needs: .exact, has: start.analysis.grade, density: start.title, at: span,
        factor: nil,
        alternatives: "start from a density with exact draws, such as a gaussian")
    }
    let supplied = Set(start.space.coordinates)
    for member in density.space.members
    where !member.part.coordinates.allSatisfy({ supplied.contains($0) })
      || start.space.member(member.variable.name)?.variable.shape != member.variable.shape
    {
      throw Diagnostic(
        .unknownVariable, "'\(start.title)' gives '\(member.variable.name)' no start",
        at: [.init(span, "over \(start.space.description)")],
        notes: ["the draws are over \(density.space.description)"],
        help: "start from a density over all of them")
    }
  }

  /// () → position, discrete: uniform in (−2, 2) in unconstrained coordinates, and on the values of
  /// discrete variables (0 to 4 for one without end).
  func uniformStart(_ density: UnconstrainedDensity) throws -> IRFunction {
    let discreteValues = density.layout.discreteValues
    var lowering = Lowering(name: "start")
    func uniform(_ count: Int) -> Expr {
      Expr(.operation(.uniform(site: 0, [count]), []), type: .real([count]))
    }
    let spread = try Expr.scalar(
      .subtract, .scalar(.multiply, Expr(4), uniform(density.dimension)), Expr(2))
    let lows = discreteValues.map { Double($0?.first ?? 0) }
    let counts = discreteValues.map { Double($0?.count ?? 5) }
    let first = try Expr.scalar(
      .add, Expr(Tensor(lows)),
      .scalar(.floor, .scalar(.multiply, uniform(density.discreteCount), Expr(Tensor(counts)))))
    let position = try lowering.lower(spread)
    let discrete = try lowering.lower(first)
    return try lowering.finishing([("position", position), ("discrete", discrete)])
  }

  /// () → position, discrete: a draw of another density, taken to unconstrained coordinates.
  func drawnStart(from start: Density, of space: Space, at span: Span) throws -> IRFunction {
    let drawn = try drawExpressions(of: start)
    var lowering = Lowering(name: "start")
    let (position, discrete) = try CoordinateLayout.state(
      of: space, values: drawn, interpreter: self, at: span)
    let loweredPosition = try lowering.lower(position)
    let loweredDiscrete = try lowering.lower(discrete)
    return try lowering.finishing([("position", loweredPosition), ("discrete", loweredDiscrete)])
  }
}
