import CompModel
import CompSource

/// What is said of types and shapes.
extension Diagnostic {
  package static func typeMismatch(
    expected: String, found: String, at span: Span, declared: Label? = nil, help: String? = nil
  ) -> Diagnostic {
    Diagnostic(
      .typeMismatch, "expected \(expected), found \(found)",
      at: [Label(span, "this is \(found)")] + (declared.map { [$0] } ?? []), help: help)
  }

  package static func notAVariableType(_ type: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .typeMismatch, "a random variable cannot be of type \(type)",
      at: [Label(span, "expected a support or a set of values")],
      help: "such as Real, R[3], Positive, Between(0, 1), Simplex[3], {red, green}, 0..<10, Natural"
    )
  }

  package static func notAVariable(_ text: String, at span: Span, among names: [String])
    -> Diagnostic
  {
    Diagnostic(
      .typeMismatch, "expected a variable, or a part of one, found '\(text)'",
      at: [Label(span, "not a variable")],
      notes: names.isEmpty ? [] : ["the variables are \(names.joined(separator: ", "))"],
      help: "a density is placed on names of variables: gaussian() on x, spring(1) on (a, b)")
  }

  /// One dimension's name for two sizes.
  package static func dimensionsDisagree(
    _ name: String, of type: String, _ first: (size: Int, span: Span),
    _ second: (size: Int, span: Span)
  ) -> Diagnostic {
    Diagnostic(
      .dimensionMismatch, "'\(name)' of \(type) would be both \(first.size) and \(second.size)",
      at: [
        Label(second.span, "here \(name) is \(second.size)"),
        Label(first.span, "here \(name) is \(first.size)"),
      ],
      notes: ["a dimension's name stands for one size wherever it appears"])
  }

  package static func dimensionMismatch(
    _ operation: String, _ left: (String, Span), _ right: (String, Span), reason: String
  ) -> Diagnostic {
    Diagnostic(
      .dimensionMismatch, "the dimensions of the operands of '\(operation)' differ",
      at: [Label(left.1, "this is \(left.0)"), Label(right.1, "this is \(right.0)")],
      notes: reason.hasPrefix("the shapes") ? [] : [reason],
      help: operation == "@"
        ? "the last dimension on the left must be the first on the right"
        : "only scalars broadcast; else shapes must be equal")
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
      at: [Label(span, "known only when draws are there")],
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
      at: [
        Label(
          span, count == 0 ? "there are no elements" : "valid indices are 0..<\(count)")
      ],
      help: index < 0
        ? "indices count from the front; the last element is x[length(x) - 1]"
        : index == count && count > 0
          ? "indices count from 0, so the last element is [\(count - 1)]" : nil)
  }

  /// Reports a random index that has no row in a table for some of its values.
  static func randomIndexOutOfRange(
    _ range: ValueRange, rows: Int, at span: Span, _ table: Span?
  ) -> Diagnostic {
    let values =
      range.lower == range.upper
      ? "the value \(formatReal(range.lower))"
      : range.upper == .infinity
        ? range.lower == -.infinity
          ? "any number" : "any number from \(formatReal(range.lower))"
        : range.lower == -.infinity
          ? "any number up to \(formatReal(range.upper))"
          : "values from \(formatReal(range.lower)) to \(formatReal(range.upper))"
    let low = range.lower < 0 ? "max(\(span.text), 0)" : span.text
    let inside = range.upper > Double(rows - 1) ? "min(\(low), \(rows - 1))" : low
    return Diagnostic(
      .indexOutOfRange, "a random index is out of range for some of its values",
      at: [Label(span, "the index takes \(values); valid indices are 0..<\(rows)")]
        + (table.map { [Label($0, "this has \(counted(rows, "row"))")] } ?? []),
      help: "give the table a row for each value, or the variable fewer values"
        + (table == nil ? "" : ", or write \(inside)")
    )
  }

  package static func invalidOperand(
    _ operation: String, _ operands: [(String, Span)], help: String? = nil
  ) -> Diagnostic {
    Diagnostic(
      .invalidOperand,
      "'\(operation)' cannot be applied to \(operands.map(\.0).joined(separator: " and "))",
      at: operands.map { Label($0.1, "this is \($0.0)") }, help: help)
  }

  package static func missingBounds(_ name: String, at span: Span) -> Diagnostic {
    let example =
      switch name {
      case "Between": "Between(0, 1)"
      case "Above": "Above(0)"
      default: "Below(0)"
      }
    return Diagnostic(
      .missingArgument, "'\(name)' needs its bounds", at: [Label(span, "a bound is missing")],
      help: "write \(example)")
  }

  package static func emptyInterval(_ low: Double, _ high: Double, at span: Span) -> Diagnostic {
    Diagnostic(
      .valueOutOfDomain, "there is nothing between \(formatReal(low)) and \(formatReal(high))",
      at: [Label(span, "the upper bound must be above \(formatReal(low))")])
  }

  package static func branchesDiffer(_ a: (String, Span), _ b: (String, Span)) -> Diagnostic {
    Diagnostic(
      .invalidOperand, "the branches of an 'if' give different kinds of values",
      at: [Label(b.1, "this is \(b.0)"), Label(a.1, "this is \(a.0)")],
      help: "which of them is taken differs from draw to draw: give numbers in both")
  }

  /// A condition that must hold before anything is drawn.
  package static func conditionDependsOnDraw(at span: Span, what: String) -> Diagnostic {
    Diagnostic(
      .shapeDependsOnDraw, "\(what) depends on a random draw",
      at: [Label(span, "known only while sampling")],
      help: "ask it of draws: assert(mean(draws.x) > 0)")
  }

  package static func cannotReshape(_ count: Int, to shape: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .shapeMismatch, "\(counted(count, "element")) cannot be arranged as \(shape)",
      at: [Label(span, "of \(counted(count, "element"))")])
  }

  package static func valueOutOfDomain(_ what: String, at span: Span, expected: String)
    -> Diagnostic
  {
    Diagnostic(
      .valueOutOfDomain, "\(what) is not allowed here", at: [Label(span, "expected \(expected)")])
  }

  /// The indices that an index must lie in, where no axis has as many.
  package static func noSuchAxis(_ axis: Int, type: String, rank: Int, at span: Span) -> Diagnostic
  {
    Diagnostic(
      .indexOutOfRange, "\(type) has no axis \(axis)",
      at: [
        Label(
          span, rank == 0 ? "a number has no axes" : "its axes are 0..<\(rank), the first is 0")
      ])
  }

  /// Reports a number that is asked for as an Int and is too large for one, or none.
  static func beyondInt(_ number: Double, _ what: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .valueOutOfDomain,
      number.isNaN
        ? "\(what) is not a number" : "\(what) of \(formatReal(number)) is too large",
      at: [Label(span, "expected a whole number of at most 64 bits")])
  }

  package static func integerOverflow(_ operation: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .valueOutOfDomain, "the result of '\(operation)' is beyond the range of Int",
      at: [Label(span, "an Int has 64 bits")],
      help: "begin with a Real, which has a wider range: 1.0 * …")
  }

  /// - Parameter what: `a list`, `a tensor`
  package static func tooManyElements(_ what: String, of count: Int, at span: Span) -> Diagnostic {
    Diagnostic(
      .limitExceeded, "\(what) cannot hold \(count) elements",
      at: [Label(span, "these would be stored one by one")],
      help: "use fewer elements, or go through a range without storing it: for i in 0..<n { … }")
  }

  /// - Parameter what: `a list`, `a record`
  static func nestedTooDeep(_ what: String, limit: Int, at span: Span) -> Diagnostic {
    Diagnostic(
      .limitExceeded, "\(what) cannot nest more than \(limit) deep",
      at: [Label(span, "this holds one that nests as deep as it may")],
      help: "keep the values side by side in one list")
  }

  static func compositionTooLarge(_ size: Int, at span: Span) -> Diagnostic {
    Diagnostic(
      .limitExceeded, "this composition has \(size) parts",
      at: [Label(span, "at most \(Density.sizeLimit) can be dealt with")],
      help: "a density that stands in several places counts in each; write p ^ 2 for p * p")
  }

  static func textTooLong(_ length: Int, at span: Span) -> Diagnostic {
    Diagnostic(
      .limitExceeded, "a text cannot hold \(length) bytes",
      at: [Label(span, "a text holds at most 256 MiB")], help: "print or save the parts of it")
  }

  package static func empty(_ name: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .valueOutOfDomain, "'\(name)' of nothing is not defined",
      at: [Label(span, "this has no elements")])
  }

  package static func orderOfRandomValues(_ name: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .shapeDependsOnDraw, "'\(name)' needs numbers that are known beforehand",
      at: [Label(span, "these depend on random variables")],
      help: "draw first, and use it on the draws: \(name)(draws.x)")
  }

  package static func singularMatrix(at span: Span) -> Diagnostic {
    Diagnostic(
      .valueOutOfDomain, "this matrix has no inverse", at: [Label(span, "its determinant is 0")])
  }

  /// Reports a matrix with an element that is infinite or not a number.
  static func matrixNotFinite(_ value: Double, at span: Span) -> Diagnostic {
    Diagnostic(
      .valueOutOfDomain,
      "an element of this matrix is \(value.isNaN ? "not a number" : "infinite")",
      at: [Label(span, "expected finite numbers")])
  }

  package static func notSymmetric(_ place: (row: Int, column: Int), at span: Span) -> Diagnostic {
    Diagnostic(
      .valueOutOfDomain, "this matrix is not symmetric",
      at: [
        Label(
          span,
          "[\(place.row), \(place.column)] differs from [\(place.column), \(place.row)]")
      ])
  }

  package static func notPositiveDefinite(
    eigenvalue: Double, direction: [Double], at span: Span
  ) -> Diagnostic {
    let shown = direction.prefix(6).map(formatReal).joined(separator: ", ")
    return Diagnostic(
      .valueOutOfDomain, "this matrix is not positive definite",
      at: [
        Label(
          span,
          "its eigenvalue along [\(shown)\(direction.count > 6 ? ", …" : "")] is \(formatReal(eigenvalue))"
        )
      ],
      help: "a covariance between two coordinates is at most the product of their deviations")
  }

  /// - Parameter rank: how many axes the value has, where that is known.
  package static func notIndexable(
    _ type: String, count: Int, rank: Int?, at span: Span, help: String?
  ) -> Diagnostic {
    let has = rank.map {
      $0 == 0 ? "a number has no elements" : "it has \(counted($0, "axis", "axes"))"
    }
    return Diagnostic(
      .notIndexable, "\(type) cannot be indexed like this",
      at: [
        Label(
          span,
          has.map { $0 + (rank == 0 ? "" : ", here are \(counted(count, "index", "indices"))") }
            ?? "expected a tensor or a list")
      ], help: help)
  }

  package static func missingReturn(_ name: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .missingReturn, "\(name) may end without a 'return'",
      at: [Label(span, "a value is needed on every path")],
      help: "end with 'return value', or give the value in both branches of an 'if'")
  }
}
