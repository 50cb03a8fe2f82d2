import CompSource

/// An expression with its place. `tokens` is the range of the file's token array that it covers,
/// which makes the tree lossless: trivia hang on tokens.
public struct Expression: Sendable {
  public indirect enum Kind: Sendable {
    case integer(Int)
    case real(Double)
    case boolean(Bool)
    case string([StringPart])
    /// `.red`
    case label(String)
    case name(String)
    /// `[a, b]`
    case list([Expression])
    /// `[element for x in xs if c for y in ys]`
    case comprehension(element: Expression, clauses: [ComprehensionClause])
    /// `{x: 1, path[0]: [0, 0]}`; empty braces are the empty record.
    case record([RecordField])
    /// `(a, b)`: a list of variables after `on`, `given`, `keep:`. One parenthesised expression
    /// without a comma is `.parenthesized`.
    case tuple([Expression])
    case parenthesized(Expression)
    case call(callee: Expression, arguments: [Argument])
    /// `base.name`
    case member(base: Expression, name: Identifier)
    /// `base[i, j]`; an index may be a `.range`.
    case index(base: Expression, indices: [Expression])
    case unary(UnaryOperator, Expression)
    case binary(BinaryOperator, Expression, Expression, operatorSpan: Span)
    /// `lower..<upper`
    case range(lower: Expression, upper: Expression)
    /// `if c { a } else { b }` as a value; the branches are blocks whose last statement is the value.
    case conditional(Conditional)
    /// `func(x: Real, y) -> Real = body` or with a block.
    case function(FunctionLiteral)
    /// `density on target given (a, b)`; either clause may be absent, not both.
    case placement(density: Expression, target: Expression?, given: Expression?)
    /// `{x: R[2], label: 0..<10}` behind `as:`, `over:` or `given:` of a call: a space, not a record.
    case space(TypeExpression)
    /// Stands where the parser found no expression; already reported.
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
}

/// A name with its place.
public struct Identifier: Sendable {
  public let name: String
  public let span: Span
  public init(_ name: String, span: Span) {
    self.name = name
    self.span = span
  }
}

/// A piece of a string literal: text with escapes resolved, or `\(expression)`.
public enum StringPart: Sendable {
  case text(String)
  case interpolation(Expression)
}

/// `for pattern in sequence` or `if condition`, in a comprehension.
public enum ComprehensionClause: Sendable {
  case each(variable: Identifier, sequence: Expression)
  case filter(Expression)
}

/// `key: value` of a record. The key is a variable, or a part of one: `path[0]`.
public struct RecordField: Sendable {
  public let name: Identifier
  /// Empty for a plain name.
  public let indices: [[Expression]]
  public let value: Expression
  /// From the name to the last `]`.
  public let keySpan: Span
  public init(name: Identifier, indices: [[Expression]], value: Expression, keySpan: Span) {
    self.name = name
    self.indices = indices
    self.value = value
    self.keySpan = keySpan
  }
}

/// An argument of a call, with its label where one is written.
public struct Argument: Sendable {
  public let label: Identifier?
  public let value: Expression
  public init(label: Identifier?, value: Expression) {
    self.label = label
    self.value = value
  }
}

public enum UnaryOperator: String, Sendable, CaseIterable {
  case negate = "-"
  case not = "!"
}

public enum BinaryOperator: String, Sendable, CaseIterable {
  case power = "^"
  case multiply = "*"
  case divide = "/"
  case matrixMultiply = "@"
  case add = "+"
  case subtract = "-"
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case and = "&&"
  case or = "||"
  /// `p | {y: 2}`
  case condition = "|"
  /// `x |> f(a)`
  case pipe = "|>"
}

/// `if condition { … } else if … { … } else { … }`, as a statement or as a value.
public struct Conditional: Sendable {
  public let condition: Expression
  public let then: Block
  /// Absent where there is no `else`; an `else if` is a block of one conditional.
  public let otherwise: Block?
  public init(condition: Expression, then: Block, otherwise: Block?) {
    self.condition = condition
    self.then = then
    self.otherwise = otherwise
  }
}

/// `func(x) = 2 * x`
public struct FunctionLiteral: Sendable {
  public let parameters: [Parameter]
  public let result: TypeExpression?
  public let body: FunctionBody
  public init(parameters: [Parameter], result: TypeExpression?, body: FunctionBody) {
    self.parameters = parameters
    self.result = result
    self.body = body
  }
}

public enum FunctionBody: Sendable {
  /// `= expression`
  case expression(Expression)
  /// `{ … }`
  case block(Block)
}
