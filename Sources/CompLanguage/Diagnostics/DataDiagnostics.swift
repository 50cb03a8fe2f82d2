import CompModel
import CompSource

/// Diagnostics of data beside densities and draws.
extension Diagnostic {
  /// Data of which whole rows are needed has missing values.
  package static func missingInData(_ name: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .missingValue, "'\(name)' has missing values",
      at: [Label(span, "whole rows are needed here")],
      help: "choose the rows that have all values: d.\(name)[present(d)]")
  }

  /// Draws or data that cannot be compared, since their variables differ.
  package static func observationsDiffer(
    _ a: (String, Span), _ b: (String, Span), _ reason: String, wanted: Space
  ) -> Diagnostic {
    Diagnostic(
      .mixtureSpacesDiffer, "these cannot be compared: \(reason)",
      at: [Label(b.1, "over \(b.0)"), Label(a.1, "over \(a.0)")],
      help: "read data with the variables of the draws: as: \(wanted.description)")
  }

  /// A single value that was asked for is missing.
  package static func valueIsMissing(_ what: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .missingValue, "\(what) is missing", at: [Label(span, "the file has no value here")],
      help: "present(x) says which values are there")
  }

  /// Some values of a variable are missing whose values bound one another.
  package static func missingInPart(_ variable: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .missingValue, "'\(variable)' has some of its values and misses others",
      at: [Label(span, "its values bound one another, so they are fixed together")],
      help: "fix all of them, or none")
  }

  /// Labels stand beside numbers, or beside other labels.
  package static func labelsDiffer(_ reason: String, at span: Span, help: String? = nil)
    -> Diagnostic
  {
    Diagnostic(
      .typeMismatch, "labels and numbers do not agree", at: [Label(span, reason)], help: help)
  }
}
