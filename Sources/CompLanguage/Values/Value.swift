import CompIR
import CompModel
import CompProgram
import CompSource
import CompSyntax

/// A value of the language while a program is checked or run.
///
/// Numbers that are known are numbers; what depends on random variables or on a sampler's state is
/// a symbol; what only running can tell (in check mode: draws, reports) is unknown but typed.
package indirect enum Value: Sendable {
  case void
  case integer(Int)
  /// Reals; a `Real` is of shape `[]`.
  case tensor(Tensor)
  case boolean(Bool)
  /// Element-wise truth, as zeros and ones.
  case mask(Tensor)
  case string(String)
  case label(String)
  /// Draws of a variable of labels: their positions among its labels.
  case labels(Tensor, names: [String])
  case range(Range<Int>)
  case list(ListValue)
  case record(RecordValue)
  /// Reals or truth values over random variables, states and parameters.
  case symbol(Expr)
  /// A declared random variable or a part of one.
  case variable(VariablePart)
  case function(Function)
  /// A declared component, or several of one name told apart by their arguments.
  case component(ComponentFamily)
  case density(Density)
  /// `0.3 * p`: means something only as a part of a mixture.
  case weighted(Double, Density, Span)
  /// A product of components of which some wait for the sizes of their variables.
  case call(UnsizedDensity)
  case samplerDeclaration(SamplerDefinition)
  case sampler(SamplerChoice)
  case samples(Samples)
  case data(DataSet)
  case report(Report)
  /// An imported file's names.
  case module(Module)
  /// `adapted(accept: 0.8, initial: 0.1)`: a sampler's parameter to be tuned in the warmup.
  case adaptation(Adaptation)
  /// A density inside a sampler's body.
  case target(SamplerTarget)
  case unknown(Type)
  /// What an expression that was reported as wrong gives; using it says nothing more.
  case poison

  package static func real(_ value: Double) -> Value { .tensor(Tensor(value)) }

  /// The nearest Real, where this is an Int; else the value itself.
  ///
  /// The formulas of the library are about Reals. Products of large Ints would overflow in them.
  var asReal: Value {
    if case .integer(let number) = self { return .real(Double(number)) }
    return self
  }
}

/// A function written in the language, with what it closes over; or one of the builtins.
package struct Function: Sendable {
  package enum Body: Sendable {
    case literal(FunctionLiteral, closure: Scope)
    case builtin(Builtin)
    /// `NAME_log_density`
    case logDensity(ComponentFamily)
  }
  /// The name of a function literal until it is bound to one.
  static let anonymousName = "func"

  package var name: String
  package var body: Body
  package var declaration: Span?
  package var documentation: String

  package init(
    name: String, body: Body, declaration: Span? = nil, documentation: String = ""
  ) {
    self.name = name
    self.body = body
    self.declaration = declaration
    self.documentation = documentation
  }
}

/// A component as declared, with the scope of its declaration.
package struct ComponentDefinition: Sendable {
  package var name: String
  package var declaration: ComponentDeclaration
  package var span: Span
  package var scope: Scope
  package var documentation: String
  package var isStandard: Bool
}

/// The components of one name.
package struct ComponentFamily: Sendable {
  package var name: String
  package var definitions: [ComponentDefinition]
}

/// A component of the family with its arguments bound, not yet given shapes.
package struct ComponentCall: Sendable {
  package var definition: ComponentDefinition
  package var arguments: [String: BoundArgument]
  package var span: Span
}

package struct SamplerDefinition: Sendable {
  package var name: String
  package var declaration: SamplerDeclaration
  package var span: Span
  package var scope: Scope
  package var documentation: String
}

/// A sampler with its arguments: what `using:` takes.
package struct SamplerChoice: Sendable {
  package var definition: SamplerDefinition
  package var arguments: [String: Value]
  /// Whether `steps` was given, and is not the sampler's default.
  package var givesSteps: Bool
  package var span: Span

  /// Whether its draws are exact, which no transition makes.
  package var isExact: Bool { definition.declaration.need.name == Grade.exact.rawValue }
  /// The transitions between two kept draws.
  package var steps: Int {
    if case .integer(let count)? = arguments["steps"] { return count }
    return 1
  }
  /// The parameters that the warmup tunes.
  package var adapted: [(name: String, adaptation: Adaptation)] {
    definition.declaration.parameters.compactMap { parameter in
      guard case .adaptation(let adaptation)? = arguments[parameter.name.name] else { return nil }
      return (parameter.name.name, adaptation)
    }
  }
}

package struct Module: Sendable {
  package var name: String
  package var scope: Scope
}

/// What a report (summary, verification, comparison, plan) says: text for people, values for
/// programs.
package struct Report: Sendable {
  package var name: String
  package var text: String
  package var fields: [(name: String, value: Value)]
  /// The table with which the text begins, and what follows it, for those who lay it out anew.
  package var table: [[String]]
  package var remarks: String
  package init(
    name: String, text: String, fields: [(name: String, value: Value)], table: [[String]] = [],
    remarks: String = ""
  ) {
    self.name = name
    self.text = text
    self.fields = fields
    self.table = table
    self.remarks = remarks
  }
}

/// A data set: columns of reals gathered into variables.
package struct DataSet: Sendable {
  package struct Column: Sendable {
    package var name: String
    /// The shape of one row's value.
    package var shape: Shape
    package var domain: Domain
    /// Row-major: `[rows, shape…]`; NaN where a value is missing.
    package let values: [Double]
    /// Whether some values are missing. Such a column is no tensor: as a member of data it stays data.
    package let isIncomplete: Bool
    package init(name: String, shape: Shape, domain: Domain, values: [Double]) {
      self.name = name
      self.shape = shape
      self.domain = domain
      self.values = values
      isIncomplete = values.contains(where: \.isNaN)
    }
  }
  package var source: String
  package var rows: Int
  package var columns: [Column]
  package init(source: String, rows: Int, columns: [Column]) {
    self.source = source
    self.rows = rows
    self.columns = columns
  }

  /// Its variables.
  package var space: Space {
    Space(columns.map { Variable(name: $0.name, shape: $0.shape, domain: $0.domain).whole })
  }
}

extension Value {
  /// The names of the random variables that it depends on, where it is made of numbers.
  var mentionedVariables: [String] {
    switch self {
    case .symbol(let expr): Expr.variables(in: [expr]).map(\.name)
    case .variable(let part): [part.name]
    case .list(let elements): elements.flatMap(\.mentionedVariables)
    case .record(let fields): fields.flatMap(\.value.mentionedVariables)
    case .void, .integer, .tensor, .boolean, .mask, .string, .label, .labels, .range, .function,
      .component,
      .density, .weighted, .call, .samplerDeclaration, .sampler, .samples, .data, .report, .module,
      .adaptation, .target, .unknown, .poison:
      []
    }
  }

  package var type: Type {
    switch self {
    case .void: .void
    case .integer: .integer
    case .tensor(let tensor): .tensor(tensor.shape)
    case .boolean: .boolean
    case .mask(let tensor): .mask(tensor.shape.dimensions.map { $0 })
    case .string: .string
    case .label: .label
    case .labels(let tensor, let names): .labels(tensor.shape.dimensions.map { $0 }, names: names)
    case .range: .range
    case .list(let elements): .list(elements.first?.type ?? .any)
    case .record(let fields): .record(fields.map { ($0.name, $0.value.type) })
    case .symbol(let expr):
      switch expr.type.element {
      case .real: .tensor(expr.shape)
      case .boolean:
        expr.shape.isScalar ? .boolean : .mask(expr.shape.dimensions.map { $0 })
      }
    case .variable(let part): .tensor(part.shape)
    case .function, .component, .samplerDeclaration, .module: .function
    case .density(let density): .density(density.space)
    case .weighted(_, let density, _): .density(density.space)
    case .call: .density(nil)
    case .sampler: .sampler
    case .samples(let samples): .samples(samples.space)
    case .data(let data): .data(data.space)
    case .report(let report): .report(report.name)
    case .adaptation: .adaptation
    case .target: .density(nil)
    case .unknown(let type): type
    case .poison: .any
    }
  }
}
