import CompSource

/// A type as written.
public struct TypeExpression: Sendable {
  public indirect enum Kind: Sendable {
    /// `Int`, `Real`, `R[2, n]`, `Positive[3]`, `Between(0, 1)[2]`, `Simplex[3]`: a name, arguments
    /// in parentheses (empty if none), dimensions in brackets (nil if no brackets). A dimension is
    /// an expression; a lower-case name not otherwise bound is a dimension to infer.
    case named(Identifier, arguments: [Expression], dimensions: [Expression]?)
    /// `{red, green, blue}`
    case labels([Identifier])
    /// `{x: R[2], y: Real}`
    case record([(name: Identifier, type: TypeExpression)])
    /// `0..<10`
    case range(lower: Expression, upper: Expression)
    /// `{red, green}[6]`, `(0..<3)[n]`: a tensor of labels or of values of a range.
    case shaped(TypeExpression, dimensions: [Expression])
    /// `[T]`
    case list(TypeExpression)
    /// `(A, B) -> C`
    case function(parameters: [TypeExpression], result: TypeExpression)
    /// `Density<S given T>`, `Samples<S>`, `Data<S>`: name, then the arguments in angle brackets.
    case generic(Identifier, space: TypeExpression, given: TypeExpression?)
    case missing
  }
  public let kind: Kind
  public let span: Span
  public let tokens: Range<Int>
  public init(_ kind: Kind, span: Span, tokens: Range<Int>) {
    self.kind = kind
    self.span = span
    self.tokens = tokens
  }

  /// What is written in brackets behind it; nil if there are none.
  public var dimensions: [Expression]? {
    switch kind {
    case .named(_, _, let dimensions): dimensions
    case .shaped(_, let dimensions): dimensions
    case .labels, .record, .range, .list, .function, .generic, .missing: nil
    }
  }
}
