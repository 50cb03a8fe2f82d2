import CompLanguage
import CompModel
import CompSource

extension Interpreter {
  /// The sampler that the plan chooses where the program names none, and why.
  package func defaultSampler(for density: Density, at span: Span) throws -> (
    SamplerChoice, reason: String
  ) {
    let name: String
    let reason: String
    let isDiscrete = density.space.members.allSatisfy { $0.variable.domain.isDiscrete }
    switch density.analysis.grade {
    case .exact:
      name = "exact"
      reason = "the composition has exact draws"
    case .normalized, .energy:
      name = isDiscrete ? "gibbs" : "hmc"
      reason =
        isDiscrete ? "all variables are discrete" : "it has an energy that can be differentiated"
    case .score:
      name = "ula"
      reason = "only the score is known"
    }
    guard case .samplerDeclaration(let definition)? = try standard(name),
      case .sampler(var choice) = try choose(definition, [], at: span, in: globals)
    else { throw Diagnostic.unknownName(name, at: span, among: standardNames) }
    // Ten transitions between two kept draws: they cost little beside draws that repeat each other.
    if choice.arguments["steps"] != nil { choice.arguments["steps"] = .integer(10) }
    return (choice, reason)
  }
}
