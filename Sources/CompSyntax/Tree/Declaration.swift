import CompSource

/// A declaration: what gives a name to something that other files may use.
public struct Declaration: Sendable {
  public indirect enum Kind: Sendable {
    case input(type: TypeExpression, value: Expression?)
    case function(FunctionLiteral)
    case component(ComponentDeclaration)
    case sampler(SamplerDeclaration)
    /// `variable path: R[16, 2]`
    case variable(TypeExpression)
    /// `import "shapes.comp" as s`; the declaration's name is `s`, or the file's stem.
    case `import`(path: String, pathSpan: Span)
  }
  public let name: Identifier
  public let kind: Kind
  /// The text of the `///` comments above it, without the slashes; empty if there are none.
  public let documentation: String
  public init(name: Identifier, kind: Kind, documentation: String) {
    self.name = name
    self.kind = kind
    self.documentation = documentation
  }
}

/// `name: T = default`
public struct Parameter: Sendable {
  public let name: Identifier
  public let type: TypeExpression?
  public let defaultValue: Expression?
  public init(name: Identifier, type: TypeExpression?, defaultValue: Expression?) {
    self.name = name
    self.type = type
    self.defaultValue = defaultValue
  }
}

/// A random variable in a component's header: `x: R[2]`.
public struct VariableDeclaration: Sendable {
  public let name: Identifier
  public let type: TypeExpression
  public init(name: Identifier, type: TypeExpression) {
    self.name = name
    self.type = type
  }
}

/// `component ring(radius: Real = 2) over x: R[2] given t: Real { … }` or `component arc = p * q`,
/// or `component pair(gap: Real) = p(gap) * q`.
public struct ComponentDeclaration: Sendable {
  public enum Body: Sendable {
    /// Gives `energy`, `log_density`, `score`, `support`, `draw` by assignment.
    case block(Block)
    case composition(Expression)
  }
  /// Nil where no parentheses are written.
  public let parameters: [Parameter]?
  public let over: [VariableDeclaration]
  public let given: [VariableDeclaration]
  public let body: Body
  /// The names of its variables, those that it is conditional on last.
  public var variableNames: [String] { (over + given).map(\.name.name) }
  public init(
    parameters: [Parameter]?, over: [VariableDeclaration], given: [VariableDeclaration], body: Body
  ) {
    self.parameters = parameters
    self.over = over
    self.given = given
    self.body = body
  }
}

/// `sampler mala(step_size: Real, steps: Int = 1) for p: Energy { state x = start(p)  transition { … } }`
public struct SamplerDeclaration: Sendable {
  public let parameters: [Parameter]
  public let density: Identifier
  /// `Exact`, `Normalized`, `Energy`, `Score`, `Noised`
  public let need: Identifier
  /// At least one state and one transition among them.
  public let lines: [SamplerLine]
  public init(
    parameters: [Parameter], density: Identifier, need: Identifier, lines: [SamplerLine]
  ) {
    self.parameters = parameters
    self.density = density
    self.need = need
    self.lines = lines
  }

  public var states: [(name: Identifier, initial: Expression)] {
    lines.compactMap { if case .state(let name, let initial) = $0 { (name, initial) } else { nil } }
  }

  public var transition: Block {
    for case .transition(let block) in lines { return block }
    return Block(statements: [], span: density.span)
  }

  /// The statements beside them.
  public var prelude: [Statement] {
    lines.compactMap { if case .statement(let statement) = $0 { statement } else { nil } }
  }
}

/// What stands in the body of a sampler.
public enum SamplerLine: Sendable {
  case statement(Statement)
  /// `state x = start(p)`
  case state(name: Identifier, initial: Expression)
  /// `transition { … }`
  case transition(Block)
  /// Skipped by recovery; already reported.
  case missing
}

/// A parsed file.
public struct SyntaxTree: Sendable {
  public let source: SourceFile
  /// All tokens with their trivia; joined they are the source, byte for byte.
  public let tokens: [Token]
  public let statements: [Statement]
  /// What the lexer and parser had to report, in source order.
  public let diagnostics: [Diagnostic]
  /// Whether the first mistake is that the text ends, so that more of it may mend it.
  public let isUnfinished: Bool
  public init(
    source: SourceFile, tokens: [Token], statements: [Statement], diagnostics: [Diagnostic],
    isUnfinished: Bool = false
  ) {
    self.source = source
    self.tokens = tokens
    self.statements = statements
    self.diagnostics = diagnostics
    self.isUnfinished = isUnfinished
  }
}
