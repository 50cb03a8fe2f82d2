import CompSource

/// What is said of names and arguments.
extension Diagnostic {
  package static func unknownName(_ name: String, at span: Span, among names: [String])
    -> Diagnostic
  {
    let near = nearestName(to: name, among: names)
    return Diagnostic(
      .unknownName, "cannot find '\(name)' in this scope",
      at: [Label(span, "not a name of this program or of the standard library")],
      help: near.map { "a name like it is in scope: '\($0)'" },
      suggestion: near.map { Suggestion("did you mean '\($0)'?", replace: span, with: $0) })
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
      at: [Label(span, "no such member")],
      notes: names.isEmpty ? [] : ["its members are \(names.joined(separator: ", "))"],
      suggestion: near.map { Suggestion("did you mean '\($0)'?", replace: span, with: $0) })
  }

  package static func unknownArgument(
    _ label: String, of callee: String, at span: Span, among names: [String]
  ) -> Diagnostic {
    let near = nearestName(to: label, among: names)
    return Diagnostic(
      .unknownArgument, "'\(callee)' has no argument '\(label)'",
      at: [Label(span, "no such argument")],
      notes: [
        names.isEmpty
          ? "'\(callee)' takes no arguments" : "its arguments are \(names.joined(separator: ", "))"
      ],
      suggestion: near.map { Suggestion("did you mean '\($0)'?", replace: span, with: $0) })
  }

  package static func missingArgument(
    _ name: String, of callee: String, at span: Span, type: String
  )
    -> Diagnostic
  {
    Diagnostic(
      .missingArgument, "'\(callee)' needs the argument '\(name)'",
      at: [Label(span, "'\(name)'\(type.isEmpty ? "" : " (\(type))") is missing")],
      help: "write '\(name): …' among the arguments")
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
      .tooManyArguments, "'\(callee)' takes \(counted(expected, "argument"))",
      at: [Label(span, "this one is too many")], help: "remove it, or name it")
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
        + (declared.map { [Label($0, "declared with 'let' here")] } ?? []),
      help: "declare it with 'var' to change it")
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

  package static func importFailed(_ path: String, at span: Span, reason: String) -> Diagnostic {
    Diagnostic(
      .importFailed, "cannot import \"\(path)\"", at: [Label(span, reason)],
      help: "the path is relative to the importing file")
  }
}

/// `1 argument`, `2 arguments`
func counted(_ count: Int, _ noun: String) -> String {
  "\(count) \(noun)\(count == 1 ? "" : "s")"
}
