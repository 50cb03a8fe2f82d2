import CompIR
import CompLanguage
import CompModel
import CompProgram
import CompSource

/// A density over the flat vector of unconstrained coordinates in which samplers move, beside its
/// discrete variables.
package struct UnconstrainedDensity: Sendable {
  package let dimension: Int
  package let discreteCount: Int
  let position: Expr.Leaf
  let discrete: Expr.Leaf
  let layout: CoordinateLayout
  /// (position, discrete) → the energy with the log-Jacobian of the transforms, then the log density
  /// of each watched factor.
  package let energy: Expr.FunctionReference
  private let unsimplifiedEnergy: IRFunction
  let watched: [SamplerProgram.Watched]
  /// Whether every factor gives an energy, and not a score alone.
  let hasEnergy: Bool

  package init(_ density: Density, interpreter: Interpreter, at span: Span) throws {
    (dimension, discreteCount) = CoordinateLayout.sizes(of: density.space)
    position = Expr.Leaf("position", .real([dimension]))
    discrete = Expr.Leaf("discrete", .real([discreteCount]))
    layout = try CoordinateLayout(
      density.space, position: Expr(position), discrete: Expr(discrete), interpreter: interpreter,
      at: span)
    let (units, watched) = try density.energyUnits(folding: interpreter.foldsFactors)
    self.watched = watched
    hasEnergy = !density.leaves.contains { $0.factor.isScoreOnly }
    var lowering = Lowering(name: "energy")
    lowering.parameter(position)
    lowering.parameter(discrete)
    let layout = layout
    let logs = try units.map { try layout.substituted($0) }
    let energy = try Expr.scalar(.negate, .scalar(.add, .sum(logs), layout.logJacobian))
    var results = [("energy", try lowering.lower(energy))]
    for (index, log) in logs.enumerated() {
      results.append(("log_density_\(index)", try lowering.lower(log)))
    }
    unsimplifiedEnergy = lowering.finish(results: results)
    self.energy = .init(simplifying: unsimplifiedEnergy)
  }

  /// - Throws: `DifferentiationError` where the energy has no gradient. What simplification leaves out is
  ///   no hindrance.
  func checkDifferentiable() throws {
    do { try unsimplifiedEnergy.checkDifferentiable() } catch {
      try energy.function.checkDifferentiable()
    }
  }
}

extension Density {
  /// The log densities that add up to the composition's, with the names and places under which their
  /// rejections are counted: factors that share both are one.
  ///
  /// - Parameter folding: whether closed forms are folded; otherwise each factor is as written.
  func energyUnits(folding: Bool) throws -> ([Expr], [SamplerProgram.Watched]) {
    var logs: [[Expr]] = []
    var watched: [SamplerProgram.Watched] = []
    var numbers: [SamplerProgram.Watched: Int] = [:]
    func add(_ log: Expr, _ name: String, _ span: Span) {
      let unit = SamplerProgram.Watched(component: name, place: span.place)
      if let number = numbers[unit] {
        logs[number].append(log)
      } else {
        numbers[unit] = logs.count
        logs.append([log])
        watched.append(unit)
      }
    }
    for group in analysis.groups {
      guard folding else {
        for unit in group.units { add(try unit.logDensity(), unit.title, unit.factorSpan) }
        continue
      }
      switch group.solution {
      case .closed(let form) where form.isCheaper(than: group.units):
        add(try form.logDensity(), Density.title(ofProduct: group.units), span)
      case .closed, .eliminated, .directed:
        for unit in group.units { add(try unit.evaluated(), unit.title, unit.factorSpan) }
      case .residual(let blocks, let rest):
        for block in blocks {
          add(
            try block.form.logDensity(), Density.title(ofProduct: block.units),
            block.units[0].factorSpan)
        }
        for unit in rest { add(try unit.evaluated(), unit.title, unit.factorSpan) }
      }
    }
    return (try logs.map { try .sum($0) }, watched)
  }

  /// The log density; that of a mixture with a closed form as one sum over all its terms, which are
  /// computed together.
  private func evaluated() throws -> Expr {
    if case .mixture = kind, let form = closedForm { return try form.logDensity() }
    return try logDensity()
  }
}

extension ClosedForm {
  /// Whether it has no more terms than the factors that were multiplied.
  fileprivate func isCheaper(than units: [Density]) -> Bool {
    terms.count <= units.reduce(0) { $0 + ($1.closedForm?.terms.count ?? 0) }
  }
}
