import CompLanguage
import CompModel
import CompSource

extension Interpreter {
  /// Checks that a density can be given to a sampler, and reports what is in the way.
  package func checkSampler(_ choice: SamplerChoice, for density: Density, at span: Span) throws {
    if !density.given.isEmpty {
      throw Diagnostic.unsuppliedGiven(density.given.names, of: density.title, at: span)
    }
    try checkProper(density, at: span)
    try checkIsBounded(density, at: span)
    if let part = density.space.members.first(where: {
      $0.variable.domain == .ordered && !$0.isWhole
    }) {
      throw Diagnostic.partOfOrderedSampled(part.variable.name, at: span)
    }
    let declaration = choice.definition.declaration
    let name = choice.definition.name
    let has = density.analysis.grade
    guard let needs = Grade(rawValue: declaration.need.name) else {
      throw Diagnostic.unknownName(
        declaration.need.name, at: declaration.need.span, among: Grade.allCases.map(\.rawValue))
    }
    if has < needs {
      let culprit = density.analysis.groups.first { $0.grade < needs }
      func isAtFault(_ factor: Factor) -> Bool {
        needs == .exact ? factor.draw == nil : factor.isScoreOnly
      }
      let leaves = culprit?.units.flatMap(\.leaves) ?? []
      let factor = (leaves.first { isAtFault($0.factor) } ?? leaves.first)?.factor
      let alternatives: String
      switch has {
      case .score: alternatives = "use ula(…), which moves by the score alone"
      case .energy, .normalized, .exact:
        alternatives = "use mala(…), hmc(…) or gibbs(), which need an energy alone"
      }
      throw Diagnostic.gradeTooWeak(
        name, needs: needs, has: has, density: density.title, at: choice.span,
        factor: factor.map {
          .init(
            $0.declaration,
            needs == .exact
              ? (culprit?.units.count ?? 1) > 1
                ? "'\($0.component)' stands in a product that has no closed form"
                : "'\($0.component)' has no closed form, and gives no 'draw'"
              : "'\($0.component)' gives no more than a \(Grade.score.rawValue)")
        }, alternatives: alternatives)
    }
    if needs == .score {
      if let hard = density.leaves.first(where: { $0.factor.support != nil }) {
        throw Diagnostic.hardSupport(
          name, factor: hard.factor.component, at: choice.span,
          declaration: hard.factor.declaration)
      }
    }
    if needs != .exact, let first = density.space.names.first,
      density.space.members.allSatisfy({ $0.variable.domain.isDiscrete }),
      try movesByScore(choice, at: span)
    {
      throw Diagnostic.discreteSampler(name, variable: first, at: choice.span)
    }
  }
}

extension Interpreter {
  /// Coordinates of a factor up to which its growth is looked for: it takes their number cubed.
  private static let searchedCoordinates = 64

  /// Checks that no factor that stands alone is a Gaussian upside down, such as that of `energy = -x ^ 2`.
  private func checkIsBounded(_ density: Density, at span: Span) throws {
    for group in density.analysis.groups where group.logNormalizer == nil && group.units.count == 1
    {
      guard case .factor(let factor) = group.units[0].kind,
        group.units[0].space.coordinates.count <= Self.searchedCoordinates,
        let form = group.units[0].closedForm
      else { continue }
      for term in form.terms {
        guard let (value, direction) = term.gaussian.improperDirection else { continue }
        throw Diagnostic.growsWithoutBound(
          factor, at: span, direction: describeDirection(direction, form.real, in: density.space),
          precision: formatReal(value))
      }
    }
  }
}

extension Diagnostic {
  /// Reports a component that is larger the farther out.
  fileprivate static func growsWithoutBound(
    _ factor: Factor, at span: Span, direction: String, precision: String
  ) -> Diagnostic {
    Diagnostic(
      .improperQuotient, "'\(factor.component)' is not a density: it grows without bound",
      at: [
        Label(span, "its precision is \(precision) along \(direction)"),
        Label(factor.declaration, "declared here"),
      ],
      help:
        "an energy is minus the log density, and rises far out: energy = x ^ 2, log_density = -x ^ 2"
    )
  }

  /// Reports increasing values of which a condition has fixed some.
  fileprivate static func partOfOrderedSampled(_ variable: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .unsupportedFeature, "a part of '\(variable)' cannot be sampled, whose values increase",
      at: [Label(span, "a condition fixes other values of '\(variable)', which bound these")],
      help:
        "fix all values of '\(variable)', or none; or declare the free ones as variables between their neighbours: variable v: Between(a, b)"
    )
  }
}
