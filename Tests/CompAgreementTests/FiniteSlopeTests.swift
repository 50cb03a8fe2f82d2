import CompAgreement
import CompIR
import CompKit
import CompRuntime
import Testing

/// Derivatives in float are finite wherever the value is, unless the derivative itself is beyond float: chains stop
/// where a score is not finite.
///
/// What the derivative is, the reference evaluator tells in double at the same floats, where squares of floats
/// neither overflow nor vanish.
@Suite struct FiniteSlopeTests {
  /// Sizes of every order that float has, with signs, and what lies about turns of functions.
  static let sizes: [Double] = {
    var sizes = [
      0, 0.25, 0.49999, 0.5, 0.99999, 1, 1.00001, 9.99, 10, 10.01, 15.9, 16.1, 20, 20.1, 36, 50, 88,
      89,
    ]
    for exponent in -37...38 { for digit in [1, 3.3] { sizes.append(digit * pow10(exponent)) } }
    return sizes.filter { $0 < 3e38 }.flatMap { [$0, -$0] }.map { Double(Float($0)) }
  }()

  private static func pow10(_ exponent: Int) -> Double {
    (0..<abs(exponent)).reduce(1.0) { power, _ in exponent < 0 ? power / 10 : power * 10 }
  }

  /// The first result of a function, and last its gradient by the first parameter, at points.
  private func complaints(
    _ function: IRFunction, at points: [[Double]], tolerance: Double? = nil
  ) throws -> [String] {
    let gradient = try function.gradient(of: 0, withRespectTo: [0]).simplified()
    let dimension = function.parameters[0].type.shape.count
    var arguments: [ReferenceProgram.Argument] = [
      .varying(
        Columns(
          shape: function.parameters[0].type.shape, chains: points.count,
          values: (0..<dimension).flatMap { place in points.map { $0[place] } }))
    ]
    for parameter in function.parameters.dropFirst() {
      arguments.append(
        .varying(
          Columns(repeating: Tensor(shape: parameter.type.shape, values: []), chains: points.count))
      )
    }
    let key = RandomKey(seed: 0, step: 0, precision: .float)
    let native = try NativeKernel(gradient, .evaluate, VectorTarget(precision: .float, lanes: 8))
      .evaluate(arguments, chains: 0..<points.count, key: key)
    let right = ReferenceProgram(gradient).run(arguments, chains: 0..<points.count, key: key)
    let (values, slopes) = (native[0].values, native[native.count - 1].values)
    let rightSlopes = right[right.count - 1].values
    var complaints: [String] = []
    for (chain, point) in points.enumerated()
    where values[chain].isFinite && right[0].values[chain].isFinite {
      for place in 0..<dimension {
        let (slope, expected) = (
          slopes[place * points.count + chain], rightSlopes[place * points.count + chain]
        )
        guard expected.isFinite, abs(expected) < 1e38 else { continue }
        let isRight =
          slope.isFinite
          && tolerance.map { abs(slope - expected) <= $0 * abs(expected) + 1e-37 } ?? true
        if !isRight {
          complaints.append(
            "by \(place) at \(point): \(slope), not \(expected); value \(values[chain])")
        }
      }
    }
    return complaints
  }

  /// The operands of one function of the table as one vector.
  private func scalarFunction(_ function: ScalarFunction, order: Double? = nil) throws -> IRFunction
  {
    var b = IRBuilder(name: function.rawValue)
    let count = order == nil ? function.row.arity : 1
    let x = b.parameter("x", .real([count]))
    var operands = try (0..<count).map { place in
      try b.append(.reshape(.scalar), [b.append(.slice(starts: [place], limits: [place + 1]), [x])])
    }
    if let order { operands.insert(b.constant(order), at: 0) }
    let value = try b.append(.scalar(function), operands)
    return b.finish(results: [("value", value)])
  }

  @Test(
    arguments: ScalarFunction.allCases.filter { $0.row.operand == .real && $0.row.result == .real })
  func ofScalarFunctions(_ function: ScalarFunction) throws {
    if function == .polygamma || function == .besselIE {
      for order in [0.0, 1, 2] {
        let found = try complaints(
          scalarFunction(function, order: order), at: Self.sizes.map { [$0] })
        #expect(found.isEmpty, "\(found.prefix(4))")
      }
      return
    }
    let points =
      function.row.arity == 1
      ? Self.sizes.map { [$0] }
      : Self.sizes.flatMap { x in Self.sizes.filter { $0 != 0 }.map { [x, $0] } }
    let found = try complaints(scalarFunction(function), at: points)
    #expect(found.isEmpty, "\(found.count) of \(points.count): \(found.prefix(4))")
  }

  /// Slopes that are small but lead back from far out.
  @Test(arguments: [ScalarFunction.log1pSquare, .atan2])
  func farOutSlopesKeepTheirSize(_ function: ScalarFunction) throws {
    let points =
      function.row.arity == 1
      ? Self.sizes.map { [$0] } : Self.sizes.filter { $0 != 0 }.map { [$0, 2 * $0] }
    let found = try complaints(scalarFunction(function), at: points, tolerance: 1e-5)
    #expect(found.isEmpty, "\(found.prefix(4))")
  }

  // MARK: The library

  /// Functions of q, and what each element of q ranges over.
  static let functions: [(formula: String, ranges: [[Double]])] = {
    let reals = [0, 1e-30, 1e-6, 0.01, 0.5, 1, 3, 9.5, 10.5, 21, 100, 1e3, 1e4].flatMap {
      [$0, -$0]
    }
    let positives = [1e-30, 1e-6, 0.01, 0.5, 1, 3, 9.99, 10, 10.01, 100, 1e4]
    // Products of two of them, and their inverses, are floats with room to spare.
    let moderate = positives.filter { $0 > 1e-7 }
    let shares = [1e-30, 1e-6, 0.01, 0.5, 0.99, 1 - 1e-6, 1 - 6e-8]
    let counts: [Double] = [0, 1, 2, 9, 10, 11, 1e4]
    return [
      ("gaussian_log_density(q[0], q[1], q[2])", [reals, reals, positives]),
      (
        "student_t_log_density(q[0], q[1], q[2], q[3])", [reals, positives, reals, [0.01, 1, 100]]
      ),
      ("laplace_log_density(q[0], q[1], q[2])", [reals, reals, positives]),
      ("logistic_log_density(q[0], q[1], q[2])", [reals, reals, positives]),
      ("cauchy_log_density(q[0], q[1], q[2])", [reals, reals, positives]),
      ("gumbel_log_density(q[0], q[1], q[2])", [reals, reals, positives]),
      ("exponential_log_density(q[0], q[1])", [positives, positives]),
      ("gamma_log_density(q[0], q[1], q[2])", [moderate, positives, moderate]),
      ("inverse_gamma_log_density(q[0], q[1], q[2])", [moderate, positives, moderate]),
      ("beta_log_density(q[0], q[1], q[2])", [shares, positives, positives]),
      ("lognormal_log_density(q[0], q[1], q[2])", [positives, reals, positives]),
      ("half_normal_log_density(q[0], q[1])", [positives, positives]),
      ("half_cauchy_log_density(q[0], q[1])", [positives, positives]),
      ("weibull_log_density(q[0], q[1], q[2])", [positives, positives, positives]),
      ("pareto_log_density(q[0], q[1], q[2])", [positives, positives, positives]),
      ("von_mises_log_density(q[0], q[1], q[2])", [[-3, -1e-6, 0, 0.5, 3], reals, positives]),
      ("bernoulli_log_density(1, q[0]) + bernoulli_log_density(0, q[0])", [shares]),
      ("binomial_log_density(7, 20, q[0])", [shares]),
      ("poisson_log_density(q[0], q[1])", [counts, positives]),
      ("negative_binomial_log_density(q[0], q[1], q[2])", [counts, positives, positives]),
      ("gaussian_mixture_log_density(q[0], [q[1], 2], q[2])", [reals, reals, positives]),
      ("xlogy(q[0], q[1])", [reals, positives]),
      ("xlog1py(q[0], q[1])", [reals, positives + [0, -0.5]]),
      ("log_beta(q[0], q[1])", [positives, positives]),
      ("log_poisson_term(q[0], q[1])", [positives, positives]),
      ("stirling_correction(q[0])", [[10, 11, 1e4, 1e15]]),
      ("log_erfc(q[0])", [sizes.filter { abs($0) < 1e18 }]),
      ("log_sum_exp([q[0], q[1], -1e30])", [reals, reals]),
      ("sum(softmax([q[0], q[1]]) * [1, 2])", [reals, reals]),
      ("norm([q[0], q[1]])", [reals, reals]),
      (
        "log_sum_exp([gumbel_log_density(q[0]), gaussian_log_density(q[0], q[1])])", [reals, reals]
      ),
      ("min(exp(q[0]), 1) + max(-exp(q[0]), -2)", [reals]),
      ("exp(-exp(q[0]))", [reals]),
      ("if q[0] > 0 { log(q[0]) } else { 0 }", [reals]),
      ("if q[0] > 1 { sqrt(q[0] - 1) } else { q[0] }", [reals]),
    ]
  }()

  private func grid(_ ranges: [[Double]]) -> [[Double]] {
    ranges.reduce([[]]) { points, range in
      points.flatMap { point in range.map { point + [Double(Float($0))] } }
    }
  }

  private func energy(_ program: String) throws -> IRFunction {
    let made = samplers(of: program)
    guard case .chain(let chain)? = made.first?.method else { throw ShapeError("no chain") }
    var energy = chain.energy
    energy.results = [energy.results[0]]
    return try energy.simplified()
  }

  @Test(arguments: functions.indices) func ofTheLibrarysFunctions(_ index: Int) throws {
    let (formula, ranges) = Self.functions[index]
    let energy = try energy(
      """
      component odd over q: R[\(ranges.count)] { energy = -(\(formula)) }
      let d = sample(odd, count: 2, using: gibbs())
      """)
    let points = grid(ranges)
    let found = try complaints(energy, at: points)
    #expect(found.isEmpty, "\(formula): \(found.count) of \(points.count): \(found.prefix(4))")
  }

  /// Densities in unconstrained coordinates, near the ends of their supports and far out.
  @Test(arguments: StandardLibraryAgreementTests.densities.flatMap(\.calls))
  func ofTheLibrarysDensities(_ density: String) throws {
    let energy = try energy(
      """
      variable w: R[3]
      let d = sample(\(density), count: 2, using: gibbs())
      """)
    let dimension = energy.parameters[0].type.shape.count
    guard dimension > 0, energy.parameters[1].type.shape.count == 0 else { return }
    var points = Self.sizes.filter { abs($0) <= 1e4 }.map { Array(repeating: $0, count: dimension) }
    for place in 0..<dimension {
      for size in Self.sizes where abs(size) <= 1e4 {
        for other in [0.3, -7] {
          var point = Array(repeating: other, count: dimension)
          point[place] = size
          points.append(point.map { Double(Float($0)) })
        }
      }
    }
    let found = try complaints(energy, at: points)
    #expect(found.isEmpty, "\(density): \(found.count) of \(points.count): \(found.prefix(4))")
  }
}
