import CompModel
import CompSource

extension Interpreter {
  /// Returns a density with its discrete variables summed out exactly, so that its integral over the
  /// others can be estimated; the density itself where it has none.
  ///
  /// - Throws: a diagnostic where they have too many values together.
  package func summingDiscrete(_ density: Density, at span: Span) throws -> Density {
    let discrete = density.space.members.filter(\.variable.domain.isDiscrete)
    guard let first = discrete.first else { return density }
    if !density.given.isEmpty {
      throw Diagnostic.unsuppliedGiven(density.given.names, of: density.title, at: span)
    }
    for member in discrete where member.variable.domain.finiteValues == nil {
      throw Diagnostic.tooManyStates(
        density.title, member.part.description, isEndless: member.domain.countRange == nil,
        at: span)
    }
    sumCount += 1
    guard
      let summed = try Density.summed(
        density, over: Set(discrete.flatMap(\.coordinates)), suffix: "″\(sumCount)", span: span)
    else {
      throw Diagnostic.tooManyStates(
        density.title, first.variable.name, isEndless: false, at: span)
    }
    return summed.named(density.title)
  }
}

extension Diagnostic {
  /// Reports discrete variables whose values cannot all be summed over.
  ///
  /// - Parameter isEndless: whether the variable has infinitely many values by itself.
  static func tooManyStates(_ title: String, _ variable: String, isEndless: Bool, at span: Span)
    -> Diagnostic
  {
    Diagnostic(
      .tooManyStates, "the integral of '\(title)' cannot be estimated",
      at: [
        Label(
          span,
          isEndless
            ? "'\(variable)' has infinitely many values to sum over"
            : "the discrete variables, '\(variable)' among them, have too many values together")
      ],
      notes: ["an integral sums over each value of each discrete variable, exactly"],
      help: isEndless
        ? "condition on it, | {\(variable): …}, or give the variable a last value: 0..<100"
        : "condition on some of them: | {\(variable): …}")
  }
}
