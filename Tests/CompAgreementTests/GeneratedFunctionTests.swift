import CompAgreement
import CompIR
import CompRuntime
import Foundation
import Testing

/// Machine code is tried for the vectors of AVX2; others have the same operations.
let targets = [
  VectorTarget(precision: .float, lanes: 8), VectorTarget(precision: .double, lanes: 4),
]

/// How many functions or programs of each kind are generated: `COMP_AGREE=500 swift test …` goes on
/// for longer.
func generated(_ standard: Int) -> Range<UInt64> {
  let asked = ProcessInfo.processInfo.environment["COMP_AGREE"].flatMap(Int.init)
  return 0..<UInt64(asked ?? standard)
}

/// Random functions of the IR as machine code against the reference evaluator.
///
/// Sums that cancel and functions of what has an error already make units in the last place
/// meaningless, so each value has a bound of its own: the running error analysis of
/// `BoundedArithmetic`, by which every operation is allowed the units that are stated for it — one
/// for sums, products and roots, two for quotients, what `AccurateFunction` has for functions, four for
/// polygamma and Bessel functions and random normals — and passes the errors of its operands on.
/// Nothing in it is fitted to what is found. Where a test may turn within the error of what it tests,
/// nothing is compared.
@Suite struct GeneratedFunctionTests {
  private func arguments(_ function: IRFunction, chains: Int, seed: UInt64)
    -> [ReferenceProgram.Argument]
  {
    var random = SplitMix64(seed: seed)
    func values(_ count: Int) -> [Double] {
      (0..<count).map { _ in Double.random(in: -1.5...1.5, using: &random) }
    }
    return function.parameters.map { parameter in
      let shape = parameter.type.shape
      return parameter.isUniform
        ? .uniform(Tensor(shape: shape, values: values(shape.count)))
        : .varying(Columns(shape: shape, chains: chains, values: values(shape.count * chains)))
    }
  }

  private func expectAgreement(_ agreement: Agreement, _ function: IRFunction) {
    for complaint in agreement.complaints { Issue.record("\(complaint)\n\(function)") }
  }

  @Test(arguments: generated(24)) func valuesAgree(_ seed: UInt64) throws {
    var function = try RandomFunction.evaluated(seed: seed)
    try function.verify()
    if seed % 2 == 1 {
      function = try function.simplified()
      try function.verify()
    }
    for target in targets {
      expectAgreement(
        try Agreement(
          of: function, arguments(function, chains: 11, seed: seed), chains: 3..<14, target),
        function)
    }
  }

  @Test(arguments: generated(8)) func derivativesAgree(_ seed: UInt64) throws {
    let made = try RandomFunction.evaluated(seed: seed, isSmooth: true)
    // The result to be differentiated is the last; here it is the first.
    var total = made
    total.results = [made.results[made.results.count - 1]]
    let function = try total.withDerivatives.simplified()
    try function.verify()
    #expect(function.results.map(\.name) == ["total", "d_x0", "projected", "second"])
    for target in targets {
      expectAgreement(
        try Agreement(
          of: function, arguments(function, chains: 5, seed: seed), chains: 3..<8, target), function
      )
    }
  }

  @Test(arguments: generated(12)) func transitionsAgree(_ seed: UInt64) throws {
    let function = try RandomFunction.transition(seed: seed, rejects: seed % 2 == 0)
    try function.verify()
    for target in targets {
      expectAgreement(
        try Agreement(
          ofTransition: function, states: 2, arguments(function, chains: 9, seed: seed),
          chains: 5..<14, steps: 3, target), function)
    }
  }

  /// Bounds say something: most values are compared, to twelve bits of twenty-four or better.
  @Test func boundsAreTight() throws {
    var total = Agreement()
    for seed: UInt64 in 100..<106 {
      let function = try RandomFunction.evaluated(seed: seed)
      for target in targets {
        total += try Agreement(
          of: function, arguments(function, chains: 11, seed: seed), chains: 0..<11, target)
      }
    }
    #expect(total.compared > 3 * total.undetermined)
    #expect(total.tight * 10 > total.compared * 9)
  }

  /// The generator makes all that there is: else the tests above would be silent on some of it.
  @Test func everythingIsGenerated() throws {
    var made: Set<String> = []
    func walk(_ instructions: [IRFunction.Instruction]) {
      for instruction in instructions {
        switch instruction.kind {
        case .operation(let operation, _): made.insert(Self.kind(of: operation))
        case .repeat(_, _, let body):
          made.insert(body.condition == nil ? "repeat" : "repeat while")
          walk(body.instructions)
        }
      }
    }
    for seed: UInt64 in 0..<300 { walk(try RandomFunction.evaluated(seed: seed).instructions) }
    let wanted = Self.kinds + ["repeat", "repeat while"] + ScalarFunction.allCases.map(\.rawValue)
    #expect(wanted.filter { !made.contains($0) } == [])
  }

  private static let kinds = [
    "constant", "boolean constant", "select", "reshape", "broadcast", "transpose", "slice", "pad",
    "concatenate", "sum", "product", "maximum", "minimum", "all", "any", "product of matrices",
    "gather", "scatter", "cumulative sum", "cholesky", "solve", "solve transposed", "normal",
    "uniform", "stop gradient",
  ]

  private static func kind(of operation: CompIR.Operation) -> String {
    switch operation {
    case .constant: "constant"
    case .booleanConstant: "boolean constant"
    case .scalar(let function): function.rawValue
    case .select: "select"
    case .reshape: "reshape"
    case .broadcast: "broadcast"
    case .transpose: "transpose"
    case .slice: "slice"
    case .pad: "pad"
    case .concatenate: "concatenate"
    case .reduce(let reduction, _): reduction.rawValue
    case .matrixMultiply: "product of matrices"
    case .gather: "gather"
    case .scatterAdd: "scatter"
    case .cumulativeSum: "cumulative sum"
    case .cholesky: "cholesky"
    case .triangularSolve(let transposed): transposed ? "solve transposed" : "solve"
    case .normal: "normal"
    case .uniform: "uniform"
    case .stopGradient: "stop gradient"
    }
  }
}
