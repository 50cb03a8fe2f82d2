import CompSource

/// A statement or declaration with its place.
public struct Statement: Sendable {
  public indirect enum Kind: Sendable {
    /// `let name: T = value`
    case `let`(name: Identifier, type: TypeExpression?, value: Expression)
    /// `var name: T = value`
    case `var`(name: Identifier, type: TypeExpression?, value: Expression)
    /// `name = value`, `name[i] = value`; in a component's body also `energy = …` and its kin.
    case assign(target: Expression, value: Expression)
    case expression(Expression)
    case `return`(Expression?)
    case conditional(Conditional)
    /// `for x in xs { … }`
    case `for`(variable: Identifier, sequence: Expression, body: Block)
    /// `repeat n { … }`, `repeat n while condition { … }`
    case `repeat`(count: Expression, condition: Expression?, body: Block)
    case declaration(Declaration)
    /// Skipped by recovery; already reported.
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

  /// The name that it defines.
  public var definedName: Identifier? {
    switch kind {
    case .let(let name, _, _), .var(let name, _, _): name
    case .declaration(let declaration): declaration.name
    case .assign, .expression, .return, .conditional, .for, .repeat, .missing: nil
    }
  }
}

/// `{ … }` with its statements.
public struct Block: Sendable {
  public let statements: [Statement]
  public let span: Span
  public init(statements: [Statement], span: Span) {
    self.statements = statements
    self.span = span
  }
}

extension Statement {
  /// Whether it is a comparison by itself.
  package var isComparison: Bool {
    if case .expression(let expression) = kind { expression.isComparison } else { false }
  }
}

extension Expression {
  /// Whether it is a comparison, `x > 0`.
  package var isComparison: Bool {
    guard case .binary(let operation, _, _, _) = kind else { return false }
    switch operation {
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: return true
    case .power, .multiply, .divide, .matrixMultiply, .add, .subtract, .and, .or, .condition,
      .pipe:
      return false
    }
  }
}

extension Block {
  /// Where its value stands: the last statement.
  package var resultSpan: Span { statements.last?.span ?? span }
}
