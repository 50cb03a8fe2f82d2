import CompIR
import CompLanguage
import CompModel
import CompSource

import func CompPlatform.log

/// The density that chains are drawn from when they start, for samplers that speak of it.
struct ChainBase {
  /// (position, discrete) → energy.
  var energy: Expr.FunctionReference
  /// The same, and last its gradient by the position.
  var gradient: SamplerTarget.Gradient
  /// () → position, discrete: a draw.
  var start: IRFunction
  /// The log of the integral of exp(−energy).
  var logNormalizer: Double
}

extension Interpreter {
  /// - Parameter start: the density given by the user; nil for a standard normal in unconstrained
  ///   coordinates.
  func base(
    _ start: Density?, of density: Density, over target: UnconstrainedDensity,
    _ choice: SamplerChoice, at span: Span
  ) throws -> ChainBase {
    if let variable = density.space.members.first(where: { $0.variable.domain.isDiscrete }) {
      throw Diagnostic.discreteSampler(
        choice.definition.name, variable: variable.variable.name, at: choice.span)
    }
    guard let start else { return try standardBase(over: target) }
    for member in density.space.members {
      guard let own = start.space.member(member.variable.name), own.elements == member.elements,
        own.variable.domain == member.variable.domain,
        start.space.members.count == density.space.members.count
      else {
        throw Diagnostic(
          .supportMismatch,
          "'\(start.title)' is no base for '\(choice.definition.name)'",
          at: [.init(span, "over \(start.space.description)")],
          notes: ["the density is over \(density.space.description)"],
          help: "start from a density over the same variables, with the same supports")
      }
    }
    let parts = density.space.members.map(\.part)
    let unconstrained = try UnconstrainedDensity(
      start.arranged(as: parts), interpreter: self, at: span)
    return ChainBase(
      energy: unconstrained.energy,
      gradient: gradient(
        of: unconstrained, start, at: span,
        help: "start from a density with a gradient, such as a gaussian"),
      start: try drawnStart(from: start, of: density.space, at: span),
      logNormalizer: start.analysis.logNormalizer ?? 0)
  }

  func standardBase(over target: UnconstrainedDensity) throws -> ChainBase {
    var lowering = Lowering(name: "base")
    lowering.parameter(target.position)
    lowering.parameter(target.discrete)
    let square = try Expr.scalar(.multiply, Expr(target.position), Expr(target.position))
    let half = try Expr.scalar(.multiply, Expr(0.5), square.total())
    let result = try lowering.lower(half)
    var draw = Lowering(name: "start")
    let normals = try draw.lower(
      Expr(
        .operation(.normal(site: 0, [target.dimension]), []), type: .real([target.dimension])))
    let none = try draw.lower(Expr(Tensor(shape: [0], values: [])))
    let energy = Expr.FunctionReference(
      simplifying: lowering.finish(results: [("energy", result)]))
    return ChainBase(
      energy: energy, gradient: .success(.init(gradientOf: energy)),
      start: try draw.finishing([("position", normals), ("discrete", none)]),
      logNormalizer: Double(target.dimension) / 2 * log(2 * .pi))
  }
}
