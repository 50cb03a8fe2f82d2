import CompSource

/// What is said of types and shapes.
extension Diagnostic {
  package static func typeMismatch(
    expected: String, found: String, at span: Span, help: String? = nil
  )
    -> Diagnostic
  {
    Diagnostic(
      .typeMismatch, "expected \(expected), found \(found)",
      at: [Label(span, "this is \(found)")], help: help)
  }

  package static func dimensionMismatch(
    _ operation: String, _ left: (String, Span), _ right: (String, Span), reason: String
  ) -> Diagnostic {
    Diagnostic(
      .dimensionMismatch, "the dimensions of the operands of '\(operation)' differ",
      at: [Label(left.1, "this is \(left.0)"), Label(right.1, "this is \(right.0)")],
      notes: [reason],
      help: "only scalars broadcast; else shapes must be equal")
  }

  package static func shapeMismatch(
    _ what: String, at span: Span, reason: String, other: Label? = nil, help: String? = nil
  )
    -> Diagnostic
  {
    Diagnostic(
      .shapeMismatch, "\(what) has the wrong shape",
      at: [Label(span, reason)] + (other.map { [$0] } ?? []), help: help)
  }

  package static func shapeDependsOnDraw(at span: Span, what: String) -> Diagnostic {
    Diagnostic(
      .shapeDependsOnDraw, "\(what) depends on a random draw",
      at: [Label(span, "known only while sampling")],
      notes: ["every shape, count and index bound is fixed before anything is sampled"],
      help: "use a number that is known beforehand, and select among values with 'if'")
  }

  package static func notCallable(_ type: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .notCallable, "\(type) cannot be called",
      at: [Label(span, "expected a function, a component or a sampler")])
  }

  package static func indexOutOfRange(_ index: Int, count: Int, at span: Span) -> Diagnostic {
    Diagnostic(
      .indexOutOfRange, "the index \(index) is out of range",
      at: [Label(span, "valid indices are 0..<\(count)")])
  }

  package static func invalidOperand(
    _ operation: String, _ operands: [(String, Span)], help: String? = nil
  ) -> Diagnostic {
    Diagnostic(
      .invalidOperand,
      "'\(operation)' cannot be applied to \(operands.map(\.0).joined(separator: " and "))",
      at: operands.map { Label($0.1, "this is \($0.0)") }, help: help)
  }

  package static func valueOutOfDomain(_ what: String, at span: Span, expected: String)
    -> Diagnostic
  {
    Diagnostic(
      .valueOutOfDomain, "\(what) is outside its domain", at: [Label(span, "expected \(expected)")])
  }

  package static func notIndexable(_ type: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .notIndexable, "\(type) cannot be indexed like this",
      at: [Label(span, "expected a tensor or a list with as many axes as indices")])
  }

  package static func missingReturn(_ name: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .missingReturn, "'\(name)' may end without a 'return'", at: [Label(span, "declared here")],
      help: "return a value on every path")
  }
}
