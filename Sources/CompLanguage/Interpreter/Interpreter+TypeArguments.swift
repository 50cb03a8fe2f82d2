import CompSource
import CompSyntax

/// Checks what stands behind a type's name: bounds in parentheses, sizes in brackets.
extension Interpreter {
  /// Checks that a type is written with as many bounds as it takes.
  ///
  /// - Throws: a diagnostic that names the type with bounds, or with a size, that was probably meant.
  func checkArguments(_ arguments: [Expression], of name: String, at span: Span) throws {
    let bounds = NamedType.boundCounts[name] ?? 0
    if arguments.count < bounds { throw Diagnostic.missingBounds(name, at: span) }
    guard arguments.count > bounds else { return }
    throw Diagnostic.tooManyBounds(name, bounds: bounds, found: arguments, at: span)
  }

  /// Checks that a type that has no elements is written without sizes.
  func checkIsScalar(_ kind: NamedType, _ dimensions: [Expression]?, at span: Span) throws {
    guard let dimensions else { return }
    let sizes = dimensions.map(\.span.text).joined(separator: ", ")
    throw Diagnostic(
      .typeMismatch, "'\(kind.rawValue)' has no sizes in brackets",
      at: [.init(span, "not a type")],
      help: kind == .integer
        ? "the elements of a tensor are Reals: R[\(sizes)]"
        : "write \(kind.rawValue), or a list [\(kind.rawValue)]")
  }
}

extension Interpreter.NamedType {
  /// How many bounds each type takes that takes any.
  static let boundCounts = ["Between": 2, "Above": 1, "Below": 1]
  /// The types of parameters that no random variable has.
  static let parametersOnly = ["PositiveDefinite", "Weights"]
}

extension Diagnostic {
  /// Reports bounds behind a type that takes none, or fewer.
  ///
  /// - Parameter bounds: how many the type takes.
  static func tooManyBounds(
    _ name: String, bounds: Int, found: [Expression], at span: Span
  ) -> Diagnostic {
    let texts = found.map(\.span.text)
    let place = found[0].span.union(found[found.count - 1].span)
    let takes =
      bounds == 0 ? "no bounds" : bounds == 1 ? "one bound" : "two bounds"
    let isSized = ["R", "Simplex", "Ordered", "Natural", "PositiveDefinite"].contains(name)
    let help: String
    switch (name, found.count) {
    case ("Int", 2): help = "whole numbers between bounds are of type \(texts[0])..<\(texts[1])"
    case ("Natural", 2):
      help = "counts between bounds are of type \(texts[0])..<\(texts[1])"
    case ("Between", _):
      help = "write Between(\(texts[0]), \(texts[1]))"
    case ("Above", 2), ("Below", 2), ("Real", 2), ("R", 2), ("Positive", 2), ("UnitInterval", 2):
      help = "a number between bounds is of type Between(\(texts[0]), \(texts[1]))"
    case ("Real", 1), ("Positive", 1), ("UnitInterval", 1), ("Above", _), ("Below", _):
      help =
        "bounds are given by Between(low, high), Above(low) and Below(high); sizes stand in brackets: R[3]"
    default:
      help =
        isSized
        ? "sizes are written in brackets: \(name)[\(texts.joined(separator: ", "))]"
        : "bounds are given by Between(low, high), Above(low) and Below(high)"
    }
    return Diagnostic(
      .tooManyArguments, "the type '\(name)' takes \(takes)",
      at: [
        Label(
          place,
          bounds == 0 ? "these arguments would have no effect" : "\(found.count) are given")
      ], help: help)
  }

  /// Reports a variable of more values than can be told apart.
  static func tooManyValues(at span: Span) -> Diagnostic {
    Diagnostic(
      .limitExceeded, "a variable cannot have this many values",
      at: [Label(span, "at most 10⁶ values are told apart")],
      help: "counts without an end are of type Natural")
  }

  /// Reports a discrete variable that a sampler would have to visit value by value.
  package static func tooManyValues(_ count: Int, of name: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .limitExceeded, "'\(name)' has too many values to be sampled beside other variables",
      at: [Label(span, "it has \(count) values; at most 10⁶ are told apart")],
      help: "condition on it: p | {\(name): …}")
  }

  /// Reports a bound that is not a number, or infinite.
  static func invalidBound(_ bound: Double, of name: String, at span: Span) -> Diagnostic {
    let help: String
    switch name {
    case "Above": help = bound < 0 ? "numbers without bounds are of type Real" : "write Above(0)"
    case "Below": help = bound > 0 ? "numbers without bounds are of type Real" : "write Below(0)"
    default:
      help =
        "with one bound write Above(low) or Below(high), without bounds Real, with two Between(0, 1)"
    }
    return Diagnostic(
      .valueOutOfDomain, "a bound of '\(name)' is \(bound.isNaN ? "not a number" : "infinite")",
      at: [Label(span, "expected a finite number")], help: help)
  }

  /// Reports an interval whose length is beyond the largest number.
  static func intervalTooWide(_ low: Double, _ high: Double, at span: Span) -> Diagnostic {
    Diagnostic(
      .valueOutOfDomain,
      "the interval from \(formatReal(low)) to \(formatReal(high)) has no finite length",
      at: [Label(span, "its length is beyond the largest number")],
      help: "choose narrower bounds, or a distribution without bounds")
  }
}
