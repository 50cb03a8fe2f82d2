import CompAgreement
import CompIR
import CompRuntime

/// A formula of the language in the elements of a vector `q`, evaluated at points.
struct FormulaEvaluation {
  /// The value and, after it, the gradient.
  private let function: IRFunction

  /// - Parameter dimension: the number of elements of `q`.
  init(_ formula: String, dimension: Int) throws {
    let made = samplers(
      of: """
        component odd over q: R[\(dimension)] { energy = -(\(formula)) }
        let d = sample(odd, count: 2, using: gibbs())
        """)
    guard case .chain(let chain)? = made.first?.method else { throw ShapeError("no chain") }
    var energy = chain.energy
    energy.results = [energy.results[0]]
    function = try energy.gradient(of: 0, withRespectTo: [0]).simplified()
  }

  /// The value of the formula and its gradient at a point, by machine code in a precision, or by the reference
  /// evaluator.
  func callAsFunction(at point: [Double], in precision: Precision?) throws -> (
    value: Double, gradient: [Double]
  ) {
    var arguments: [ReferenceProgram.Argument] = [
      .varying(Columns(shape: [point.count], chains: 1, values: point))
    ]
    for parameter in function.parameters.dropFirst() {
      arguments.append(
        .varying(Columns(repeating: Tensor(shape: parameter.type.shape, values: []), chains: 1)))
    }
    let key = RandomKey(seed: 0, step: 0, precision: precision ?? .double)
    let results =
      switch precision {
      case nil: ReferenceProgram(function).run(arguments, chains: 0..<1, key: key)
      case let precision?:
        try NativeKernel(
          function, .evaluate,
          VectorTarget(precision: precision, lanes: precision == .float ? 8 : 4)
        ).evaluate(arguments, chains: 0..<1, key: key)
      }
    return (-results[0].values[0], results[results.count - 1].values.map { -$0 })
  }

  /// The evaluators there are.
  static let evaluators: [Precision?] = [.float, .double, nil]
}
