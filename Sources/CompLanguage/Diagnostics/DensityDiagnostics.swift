import CompModel
import CompSource

/// What is said of densities and their composition.
extension Diagnostic {
  package static func mixtureSpacesDiffer(_ a: (String, Span), _ b: (String, Span)) -> Diagnostic {
    Diagnostic(
      .mixtureSpacesDiffer, "the parts of a mixture are densities over different spaces",
      at: [Label(b.1, "over \(b.0)"), Label(a.1, "over \(a.0)")],
      help: "place them on the same variables with 'on', or multiply them with '*'")
  }

  package static func drawsSpaceDiffers(_ draws: (String, Span), _ other: (String, Span))
    -> Diagnostic
  {
    Diagnostic(
      .mixtureSpacesDiffer, "these cannot be compared: their variables differ",
      at: [Label(other.1, "over \(other.0)"), Label(draws.1, "over \(draws.0)")],
      help: "compare draws with the density that they should follow, over the same variables")
  }

  package static func unknownVariable(
    _ name: String, of space: String, at span: Span, among: [String]
  )
    -> Diagnostic
  {
    let near = nearestName(to: name, among: among)
    return Diagnostic(
      .unknownVariable, "there is no variable '\(name)' in \(space)",
      at: [Label(span, "no such variable")],
      notes: listed(among, "variable"),
      suggestion: near.map { Suggestion("did you mean '\($0)'?", replace: span, with: $0) })
  }

  package static func improperQuotient(
    _ title: String, at span: Span, direction: String, variance: String
  )
    -> Diagnostic
  {
    Diagnostic(
      .improperQuotient, "'\(title)' is not a density: it grows without bound",
      at: [Label(span, "its precision is \(variance) along \(direction)")],
      notes: [
        "the divisor is narrower than the dividend there, so the quotient has no finite integral"
      ],
      help:
        "divide by a wider density, lower the power of the divisor, or multiply by another factor"
    )
  }

  package static func unsuppliedGiven(_ names: [String], of title: String, at span: Span)
    -> Diagnostic
  {
    let list = names.map { "'\($0)'" }.joined(separator: ", ")
    return Diagnostic(
      .unsuppliedGiven, "nothing supplies \(list), on which '\(title)' is conditional",
      at: [Label(span, "conditional on \(list)")],
      help:
        "multiply by a density over \(names[0]), its prior, or fix it: | {\(names[0]): …}")
  }

  package static func misplacedWeight(at span: Span, reason: String, help: String) -> Diagnostic {
    Diagnostic(
      .misplacedWeight, "a number can weigh a density only as a part of a mixture",
      at: [Label(span, reason)], help: help)
  }

  package static func differenceOfDensities(at span: Span) -> Diagnostic {
    Diagnostic(
      .misplacedWeight, "densities cannot be subtracted",
      at: [Label(span, "this could be negative, so it is no density")],
      help: "to push away from q divide by it: p / q ^ 0.5")
  }

  package static func loneWeight(at span: Span) -> Diagnostic {
    misplacedWeight(
      at: span, reason: "this density is weighted, but is not a part of a mixture",
      help: "remove the number, or add the mixture's other parts: 0.3 * p + 0.7 * q")
  }

  package static func supportMismatch(_ name: String, _ a: (String, Span), _ b: (String, Span))
    -> Diagnostic
  {
    Diagnostic(
      .supportMismatch, "the factors disagree about the variable '\(name)'",
      at: [Label(b.1, "here it is \(b.0)"), Label(a.1, "here it is \(a.0)")],
      help: "place one of them on another variable with 'on'")
  }

  package static func variableShapesDiffer(
    _ name: String, _ a: (String, Span), _ b: (String, Span)
  ) -> Diagnostic {
    Diagnostic(
      .dimensionMismatch, "the factors give the variable '\(name)' different shapes",
      at: [Label(b.1, "here it is \(b.0)"), Label(a.1, "here it is \(a.0)")],
      help: "variables of one name are shared; place one of the two on another: q on y")
  }

  package static func componentGivesNothing(_ name: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .componentGivesNothing, "the component '\(name)' gives no density",
      at: [Label(span, "expected 'energy', 'log_density', 'score' or 'support'")],
      help: "write 'energy = …' (up to a constant) or 'log_density = …' (normalised) in its body")
  }

  /// The body of a component ends in a value.
  package static func namelessOutput(at span: Span) -> Diagnostic {
    let start = Span(span.source, span.range.lowerBound..<span.range.lowerBound)
    return Diagnostic(
      .componentGivesNothing, "the body of a component gives what it names",
      at: [Label(span, "is this 'energy', 'log_density' or 'support'?")],
      suggestion: Suggestion("up to a constant", replace: start, with: "energy = "))
  }

  package static func componentGivesTwice(_ name: String, _ first: Span, _ second: Span)
    -> Diagnostic
  {
    Diagnostic(
      .componentGivesTwice, "the component '\(name)' gives its density in two ways",
      at: [Label(second, "given again here"), Label(first, "given here")],
      help: "give one of 'energy', 'log_density' and 'score'; a 'support' may stand beside it")
  }

  /// The same output again.
  package static func componentGivesTwice(_ output: String, at span: Span, _ first: Span)
    -> Diagnostic
  {
    Diagnostic(
      .componentGivesTwice, "'\(output)' is given twice",
      at: [Label(span, "given again here"), Label(first, "given here")],
      help: "a component has one \(output): add the two up, or remove one")
  }

  /// Reports a density all of whose variables are fixed. Where it is conditional on others, what is
  /// missing is a density over these: a prior.
  package static func nothingLeft(_ density: Density, at span: Span) -> Diagnostic {
    guard density.given.isEmpty else {
      return unsuppliedGiven(density.given.names, of: density.title, at: span)
    }
    return Diagnostic(
      .nothingLeft, "nothing is left of '\(density.title)' to draw",
      at: [Label(span, "all its variables are fixed")],
      help: "leave one of its variables free; energy(p, at: v) gives its energy at a point")
  }

  package static func noClosedForm(_ what: String, at span: Span, reason: String, help: String)
    -> Diagnostic
  {
    Diagnostic(.noClosedForm, "\(what) has no closed form", at: [Label(span, reason)], help: help)
  }

  package static func placementMismatch(
    _ title: String, at span: Span, reason: String, beside others: [Label] = [], help: String
  )
    -> Diagnostic
  {
    Diagnostic(
      .placementMismatch, "'\(title)' cannot be placed here", at: [Label(span, reason)] + others,
      help: help)
  }

  /// `p given {y: 2}`.
  package static func valuesGiven(_ span: Span) -> Diagnostic {
    Diagnostic(
      .placementMismatch, "'given' names variables, and no values of them",
      at: [Label(span, "values")],
      help: "a density is conditioned on values by '|': (prior * likelihood) | \(span.text)")
  }

  /// `p | x > 0`.
  package static func conditionedOnComparison(_ span: Span) -> Diagnostic {
    Diagnostic(
      .typeMismatch, "a density is conditioned on values of its variables: p | {x: 2}",
      at: [Label(span, "a comparison")],
      help:
        "a part of the space is kept by a factor: component inside over … { support = \(span.text) }"
    )
  }

  package static func gradeTooWeak(
    _ asker: String, needs: Grade, has: Grade, density: String, at span: Span, factor: Label?,
    alternatives: String
  ) -> Diagnostic {
    Diagnostic(
      .gradeTooWeak, "\(asker) needs \(needs.article) density, but '\(density)' is \(has.article)",
      at: [Label(span, "of grade \(has.rawValue)")] + (factor.map { [$0] } ?? []),
      notes: [needs.meaning], help: alternatives)
  }

  /// A sampler's body asks for an energy where the density that it samples gives a score alone.
  static func targetHasNoEnergy(at span: Span) -> Diagnostic {
    Diagnostic(
      .gradeTooWeak, "a score has no energy",
      at: [Label(span, "the density that is sampled gives a score alone")],
      notes: [Grade.energy.meaning],
      help: "declare the sampler 'for p: Energy', or move by score(p, at: x) alone")
  }

  package static func hardSupport(
    _ sampler: String, factor: String, at span: Span, declaration: Span?
  )
    -> Diagnostic
  {
    Diagnostic(
      .hardSupport, "\(sampler) cannot keep to the hard support of '\(factor)'",
      at: [Label(span, "moves by the score alone")]
        + (declaration.map { [Label($0, "'support' is a hard constraint")] } ?? []),
      notes: ["an unadjusted step may leave the support, and nothing rejects it"],
      help: "use mala(…), hmc(…) or gibbs(), which reject")
  }

  package static func discreteSampler(_ sampler: String, variable: String, at span: Span)
    -> Diagnostic
  {
    Diagnostic(
      .discreteSampler, "\(sampler) cannot move the discrete variable '\(variable)'",
      at: [Label(span, "it moves real variables alone")],
      help: "use gibbs(), which draws each variable given the others")
  }

  package static func invalidTemper(at span: Span, power: String) -> Diagnostic {
    Diagnostic(
      .invalidTemper, "a density can be raised to positive powers only",
      at: [Label(span, "this is \(power)")],
      help: "to divide by a density write p / q, or p / q ^ b")
  }

  package static func unnormalizedMixture(_ title: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .unnormalizedMixture, .warning,
      "the weights of this mixture are shifted by unknown constants",
      at: [Label(span, "the normaliser of '\(title)' is not known")],
      help: "normalize('\(title)') estimates it, so that the weights mean what they say")
  }

  package static func possiblyImproper(_ title: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .possiblyImproper, .warning, "it is not known whether '\(title)' is a density",
      at: [Label(span, "a quotient without a closed form may have no finite integral")],
      help: "see that the divisor's tails are wider than the dividend's")
  }

  package static func variableFixedTwice(_ name: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .variableFixedTwice, "'\(name)' is fixed twice", at: [Label(span, "fixed again here")],
      help: "remove one of the two")
  }
}
