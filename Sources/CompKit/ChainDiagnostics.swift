import CompIR
import CompModel
import CompProgram
import CompRuntime
import CompSource

extension Diagnostic {
  /// Reports that a run goes on in double.
  ///
  /// - Parameter reason: what the lower precision cannot hold apart.
  static func precisionRaised(_ reason: String, from precision: Precision, at span: Span)
    -> Diagnostic
  {
    Diagnostic(
      .precisionRaised, .note, "this run goes on in double, since \(precision) is too coarse",
      at: [.init(span, "while sampling this")], notes: [reason],
      help: "--precision double runs all chains in double from the start")
  }

  /// Reports that a warmup took longer than was asked for.
  static func warmupProlonged(
    from asked: Int, to made: Int, _ health: ChainHealth, at span: Span
  ) -> Diagnostic {
    Diagnostic(
      .warmupProlonged, .note,
      "the warmup was prolonged from \(asked) to \(made) transitions",
      at: [.init(span, "while sampling this")],
      notes: [
        health.isDrifting
          ? "the chains had not settled even then, so the draws are not trusted"
          : "the chains had not settled after \(asked)"
      ],
      help: "warmup: \(health.isDrifting ? 4 * made : made) has that many from the start")
  }
}

extension ChainHealth.Shortfall {
  /// What a precision cannot hold apart, in words.
  func described(in space: Space) -> String {
    switch self {
    case .coordinate(let number, let location, let spread):
      let name = space.unconstrainedNames.dropFirst(number).first ?? "a coordinate"
      return
        "'\(name)' has a spread of \(formatReal(spread)) around \(formatReal(location)), in unconstrained coordinates"
    case .energy(let size):
      return "energies of \(formatReal(size)) leave too few digits for their differences"
    case .end:
      return
        "a variable comes so near to an end of its interval that the energy, which is computed from it, is wrong there"
    case .noise(let size):
      return
        "rounding makes errors of \(formatReal(size, digits: 2)) in the energies, as where large terms cancel"
    case .count(let size):
      return "a discrete variable is as large as \(formatReal(size))"
    }
  }
}

extension ChainHealth.Misfit {
  /// How draws differ from draws of their density, in words.
  func described(in space: Space) -> String {
    let (index, size, quantity, unit) =
      switch self {
      case .location(let index, let size): (index, size, "mean", "of a standard deviation")
      case .spread(let index, let size): (index, size, "variance", "of it")
      }
    let name = space.unconstrainedNames.dropFirst(index).first ?? "a coordinate"
    return
      "the \(quantity) of \(name), in unconstrained coordinates, is too \(size > 0 ? "large" : "small") by about \(formatReal(abs(size), digits: 2)) \(unit), as the slope of the density shows"
  }
}

extension Space {
  /// Names of the unconstrained coordinates in which samplers move: those of the variables; a simplex has
  /// one fewer.
  fileprivate var unconstrainedNames: [String] {
    members.filter { !$0.variable.domain.isDiscrete }.flatMap { member in
      member.variable.domain == .simplex
        ? Array(member.columnNames.dropLast()) : member.columnNames
    }
  }
}
