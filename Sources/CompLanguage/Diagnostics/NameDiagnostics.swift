import CompSource

/// What is said of names and arguments.
extension Diagnostic {
  package static func unknownName(_ name: String, at span: Span, among names: [String])
    -> Diagnostic
  {
    let usual = UsualNames.meaning(of: name)
    var help: String?
    if case .advice(let text)? = usual { help = text }
    let near =
      help == nil
      ? usual?.name.flatMap { known in
        names.contains(known) || known == "true" || known == "false" ? known : nil
      }
        ?? nearestName(to: name, among: names) : nil
    return Diagnostic(
      .unknownName, "cannot find '\(name)' in this scope",
      at: [Label(span, "not a name of this program or of the standard library")], help: help,
      suggestion: near.map { Suggestion("did you mean '\($0)'?", replace: span, with: $0) })
  }

  /// - Parameter names: those that can be assigned to here.
  package static func assignmentToUnknown(
    _ name: String, at span: Span, isWhole: Bool, among names: [String]
  ) -> Diagnostic {
    if let near = nearestName(to: name, among: names) {
      return Diagnostic(
        .unknownName, "there is no '\(name)' to assign to", at: [Label(span, "not declared")],
        help: isWhole ? "or declare it: let \(name) = …" : nil,
        suggestion: Suggestion("did you mean '\(near)'?", replace: span, with: near))
    }
    return Diagnostic(
      .unknownName, "there is no '\(name)' to assign to", at: [Label(span, "not declared")],
      help: "a name that changes later is declared with 'var'",
      suggestion: isWhole
        ? Suggestion("declare it with 'let'", replace: span, with: "let \(name)") : nil)
  }

  package static func unknownType(_ name: String, at span: Span) -> Diagnostic {
    let names = Interpreter.NamedType.allNames
    // `R2`, as in mathematics.
    let size = name.hasPrefix("R") ? Int(name.dropFirst()) : nil
    let near =
      size.map { "R[\($0)]" } ?? UsualNames.type(name) ?? nearestName(to: name, among: names)
    return Diagnostic(
      .unknownName, "there is no type '\(name)'", at: [Label(span, "not a type")],
      help: "the types are Int, Real, Bool, String, R[n] and the supports, such as Positive and "
        + "Between(a, b)",
      suggestion: near.map { Suggestion("did you mean '\($0)'?", replace: span, with: $0) })
  }

  package static func notYetThere(_ name: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .unsupportedFeature, "'\(name)' is not there yet",
      at: [Label(span, "a part of the language that this version does not have")],
      help: substitute(for: name))
  }

  package static func duplicateName(_ name: String, at span: Span, first: Span?) -> Diagnostic {
    Diagnostic(
      .duplicateName, "'\(name)' is declared twice",
      at: [Label(span, "declared again here")]
        + (first.map { [Label($0, "first declared here")] } ?? []),
      help: "give one of them another name")
  }

  package static func unknownMember(
    _ name: String, of type: String, at span: Span, among names: [String]
  ) -> Diagnostic {
    let near = nearestName(to: name, among: names)
    return Diagnostic(
      .unknownMember, "a value of type \(type) has no member '\(name)'",
      at: [Label(span, "no such member")], notes: listed(names, "member"),
      suggestion: near.map { Suggestion("did you mean '\($0)'?", replace: span, with: $0) })
  }

  /// A field that a record's type does not have.
  package static func unknownMember(
    _ name: String, ofType type: String, at span: Span, among names: [String]
  ) -> Diagnostic {
    Diagnostic(
      .unknownMember, "the type \(type) has no field '\(name)'",
      at: [Label(span, "'\(name)' is one too many")], notes: listed(names, "field"))
  }

  package static func unknownArgument(
    _ label: String, of callee: String, at span: Span, among names: [String],
    alsoUnknown others: [Label] = []
  ) -> Diagnostic {
    let near =
      UsualNames.argument(label, among: names) ?? nearestName(to: label, among: names)
    return Diagnostic(
      .unknownArgument, "'\(callee)' has no argument '\(label)'",
      at: [Label(span, "no such argument")] + others,
      notes: names.isEmpty ? ["'\(callee)' takes no named arguments"] : listed(names, "argument"),
      help: near == nil ? UsualNames.argumentAdvice(label, among: names) : nil,
      suggestion: near.map { Suggestion("did you mean '\($0)'?", replace: span, with: $0) })
  }

  package static func missingArgument(
    _ name: String, of callee: String, at span: Span, type: String
  ) -> Diagnostic {
    missingArguments([(name, type)], of: callee, at: span, declaration: nil)
  }

  /// - Parameters:
  ///   - missing: the names and types of the arguments.
  ///   - declaration: where the program declares the callee.
  package static func missingArguments(
    _ missing: [(name: String, type: String)], of callee: String, at span: Span, declaration: Span?
  ) -> Diagnostic {
    let names = missing.map { "'\($0.name)'" }.joined(separator: ", ")
    let list = missing.map {
      "'\($0.name)'" + ($0.type.isEmpty ? "" : " (\($0.type))")
    }.joined(separator: ", ")
    return Diagnostic(
      .missingArgument,
      "'\(callee)' needs the argument\(missing.count == 1 ? "" : "s") \(names)",
      at: [Label(span, "\(list) \(missing.count == 1 ? "is" : "are") missing")]
        + (declaration.map { [Label($0, "'\(callee)' is declared here")] } ?? []),
      help: "write \(missing.map { "\($0.name): …" }.joined(separator: ", ")) among the arguments")
  }

  /// Arguments that no form of the callee takes together.
  ///
  /// - Parameter forms: the names of the arguments of each form.
  package static func argumentsExclude(
    _ label: String, at span: Span, of callee: String, forms: [[String]]
  ) -> Diagnostic {
    Diagnostic(
      .unknownArgument, "'\(callee)' takes no '\(label)' beside the other arguments",
      at: [Label(span, "not together with the others")],
      notes: ["it takes " + forms.map { $0.joined(separator: ", ") }.joined(separator: "; or ")])
  }

  package static func duplicateArgument(
    _ name: String, of callee: String, at span: Span, first: Span
  )
    -> Diagnostic
  {
    Diagnostic(
      .duplicateArgument, "the argument '\(name)' of '\(callee)' is given twice",
      at: [Label(span, "given again here"), Label(first, "first given here")],
      help: "remove one of the two")
  }

  package static func tooManyArguments(_ callee: String, at span: Span, expected: Int) -> Diagnostic
  {
    Diagnostic(
      .tooManyArguments,
      "'\(callee)' takes \(expected == 0 ? "no arguments" : counted(expected, "argument"))",
      at: [Label(span, expected == 0 ? "remove it" : "this one is too many")])
  }

  package static func usedTooEarly(_ name: String, at span: Span, declaration: Span) -> Diagnostic {
    Diagnostic(
      .unknownName, "'\(name)' is used before it is declared",
      at: [Label(span, "not known yet"), Label(declaration, "declared here")],
      help: "statements run from top to bottom: move the declaration up")
  }

  package static func recursiveComponent(
    _ name: String, at span: Span, declaration: Span,
    through other: (name: String, place: Span)? = nil
  ) -> Diagnostic {
    Diagnostic(
      .recursiveComponent, "the component '\(name)' is defined by itself",
      at: [
        Label(
          span,
          other.map { "this needs '\($0.name)', which needs '\(name)' again" }
            ?? "used here, inside its own definition"),
        Label(declaration, "declared here"),
      ] + (other.map { [Label($0.place, "'\($0.name)' is declared here")] } ?? []),
      notes: ["a component's definition is unfolded completely, so it cannot mention itself"],
      help: "for a chain of factors use product([… for t in 0..<n])")
  }

  package static func cannotAssign(_ name: String, at span: Span, declared: Span?) -> Diagnostic {
    Diagnostic(
      .cannotAssign, "'\(name)' cannot be assigned to",
      at: [Label(span, "assigned here")]
        + (declared.map { [Label($0, "it keeps the value that it is given here")] } ?? []),
      help: declared == nil ? nil : "declare it with 'var' to change it later")
  }

  /// - Parameter isInComponent: whether it is `return value` in the body of a component.
  package static func misplacedReturn(at span: Span, isInComponent: Bool = false) -> Diagnostic {
    let word = Span(span.source, span.range.lowerBound..<span.range.lowerBound + 6)
    return Diagnostic(
      .misplacedReturn, "there is nothing to return from",
      at: [Label(span, "outside of any function")],
      help: "'return' ends a 'func'; a component gives 'energy = …' or 'log_density = …'",
      suggestion: isInComponent
        ? Suggestion("up to a constant", replace: word, with: "energy =") : nil)
  }

  package static func misplacedEffect(_ name: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .misplacedEffect, "'\(name)' cannot be used in a formula of random variables",
      at: [Label(span, "when would this happen?")],
      notes: [
        "bodies of components, and branches whose condition depends on a random variable, are "
          + "formulas: they are evaluated for all draws at once"
      ],
      help: name == "sample"
        ? "for a quantity that is random place a density on a variable: gaussian() on x"
        : "use it outside, on draws: \(name)(…) after sample(…)")
  }

  /// `x <- 3`
  package static func arrowAssignment(
    _ name: String, _ target: Span, _ arrow: Span, isDeclared: Bool
  ) -> Diagnostic {
    let mended = isDeclared ? "\(name) =" : "let \(name) ="
    return Diagnostic(
      .invalidAssignment, "a name gets its value with '='",
      at: [Label(arrow, "this compares with a negative number")],
      suggestion: Suggestion("write '='", replace: target, with: mended))
  }

  package static func unusedValue(_ type: String, at span: Span, isComparison: Bool) -> Diagnostic {
    Diagnostic(
      .unusedValue, .warning, "nothing uses the value of this statement",
      at: [Label(span, type.hasPrefix("the ") ? "it is \(type)" : "it is of type \(type)")],
      help: type.hasPrefix("the function ")
        ? "call it with its arguments in parentheses"
        : isComparison
          ? "to check it write assert(…); to give a name a value write 'let name = …'"
          : "print(…) shows it, 'let name = …' keeps it")
  }

  package static func unknownLabel(_ label: String, at span: Span, among labels: [String])
    -> Diagnostic
  {
    let near = nearestName(to: label, among: labels)
    return Diagnostic(
      .unknownLabel, "'.\(label)' is not a label of this variable",
      at: [Label(span, "expected one of \(labels.map { "." + $0 }.joined(separator: ", "))")],
      suggestion: near.map { Suggestion("did you mean '.\($0)'?", replace: span, with: "." + $0) })
  }

  package static func importCycle(_ path: String, at span: Span, chain: [String]) -> Diagnostic {
    Diagnostic(
      .importFailed, "cannot import \"\(path)\"",
      at: [
        Label(span, chain.count == 2 ? "this is the file itself" : "the files import one another")
      ],
      notes: chain.count == 2 ? [] : [chain.joined(separator: " imports ")],
      help: "move what both need into a file of its own")
  }

  package static func importFailed(_ path: String, at span: Span, reason: String) -> Diagnostic {
    Diagnostic(
      .importFailed, "cannot import \"\(path)\"", at: [Label(span, reason)],
      help: "the path is relative to the importing file")
  }
}

/// `1 argument`, `2 arguments`; `2 axes`, where the plural is none of -s.
package func counted(_ count: Int, _ noun: String, _ plural: String? = nil) -> String {
  "\(count) \(count == 1 ? noun : plural ?? noun + "s")"
}

/// The note `its arguments are a, b`; none for no names.
func listed(_ names: [String], _ noun: String) -> [String] {
  switch names.count {
  case 0: []
  case 1: ["its only \(noun) is \(names[0])"]
  default: ["its \(noun)s are \(names.joined(separator: ", "))"]
  }
}

/// Names of the language whose meaning is still to come.
let plannedNames: Set<String> = [
  "nuts", "smc", "reverse", "ddim", "train", "diffusion",
  "ebm", "mlp", "unet", "adam", "cosine", "parameter",
]

/// What does today in the place of something planned.
private func substitute(for name: String) -> String? {
  switch name {
  case "nuts": "use hmc(…) or mala(…)"
  case "smc": "use ais(…)"
  case "train", "adam", "parameter":
    "give what is to be learned a prior and condition on the data: (prior * likelihood) | {y: table.y}, and sample it"
  case "diffusion", "ebm", "mlp", "unet", "cosine", "reverse", "ddim":
    "write the density as a component with an energy or a log density"
  default: nil
  }
}
