import CompIR
import Testing

/// What is infinite or not a number gives the limit, or NaN where there is none: in machine code and in the
/// reference evaluator.
@Suite struct InfiniteValueTests {
  private static let infinity = Double.infinity

  static let values: [(formula: String, point: [Double], value: Double)] = [
    ("log_sum_exp([q[0], q[1]])", [infinity, infinity], infinity),
    ("log_sum_exp([q[0], q[1]])", [infinity, 1], infinity),
    ("log_sum_exp([q[0], q[1]])", [infinity, -infinity], infinity),
    ("log_sum_exp([q[0], q[1]])", [-infinity, -infinity], -infinity),
    ("log_sum_exp([q[0], q[1]])", [-infinity, 2], 2),
    ("log_sum_exp([q[0], q[1]])", [.nan, 1], .nan),
    ("log_sum_exp([q[0], q[1]])", [1, .nan], .nan),
    ("log_sum_exp([q[0], q[1]])", [infinity, .nan], .nan),
    ("log_sum_exp([q[0], q[1]])", [.nan, -infinity], .nan),
    ("sum(log_sum_exp([[q[0], q[1]], [0, 0]], axis: 0))", [infinity, infinity], infinity),
    ("softmax([q[0], q[1]])[0]", [infinity, 1], 1),
    ("softmax([q[0], q[1]])[1]", [infinity, 1], 0),
    ("softmax([q[0], q[1]])[0]", [infinity, infinity], .nan),
    ("softmax([q[0], q[1], 0])[2]", [infinity, infinity], 0),
    ("softmax([q[0], q[1]])[0]", [-infinity, -infinity], .nan),
    ("softmax([q[0], q[1]])[0]", [infinity, .nan], .nan),
    ("log_softmax([q[0], q[1]])[0]", [infinity, 1], 0),
    ("log_softmax([q[0], q[1]])[1]", [infinity, 1], -infinity),
    ("softmax([[q[0], q[1]], [0, 1]], axis: 0)[0, 0]", [infinity, 1], 1),
    ("exp(covariance([[q[0], q[1]], [q[0], 2], [q[0], 3]])[0, 1])", [1, .nan], .nan),
    ("exp(covariance([[q[0], q[1]], [q[0], 2], [q[0], 3]])[0, 0])", [1, .nan], 1),
    ("mean([q[0], q[1]])", [infinity, 1], infinity),
    ("std([q[0], q[1]])", [infinity, 1], .nan),
    ("sum([[0, 1], [1, 0]] @ [q[0], q[1]])", [.nan, 1], .nan),
  ]

  @Test(arguments: values.indices) func aValueIsTheLimit(_ index: Int) throws {
    let (formula, point, expected) = Self.values[index]
    let evaluate = try FormulaEvaluation(formula, dimension: point.count)
    for evaluator in FormulaEvaluation.evaluators {
      let found = try evaluate(at: point, in: evaluator).value
      #expect(
        found == expected || found.isNaN && expected.isNaN,
        "\(formula) at \(point) by \(evaluator.map { "\($0)" } ?? "the reference"): \(found)")
    }
  }

  static let gradients: [(formula: String, point: [Double], gradient: [Double])] = [
    ("log_sum_exp([q[0], q[1]])", [infinity, 1], [1, 0]),
    ("log_sum_exp([q[0], q[1]])", [-infinity, 1], [0, 1]),
    ("log_sum_exp([q[0], q[1]])", [infinity, -infinity], [1, 0]),
    ("log_sum_exp([[q[0], q[1]], [0, 0]], axis: 1)[0]", [infinity, 1], [1, 0]),
    ("softmax([q[0], q[1]])[0]", [infinity, 1], [0, 0]),
    ("log_softmax([q[0], q[1]])[0]", [infinity, 1], [0, 0]),
  ]

  @Test(arguments: gradients.indices) func aDerivativeIsTheLimit(_ index: Int) throws {
    let (formula, point, expected) = Self.gradients[index]
    let evaluate = try FormulaEvaluation(formula, dimension: point.count)
    for evaluator in FormulaEvaluation.evaluators {
      let found = try evaluate(at: point, in: evaluator).gradient
      #expect(
        found == expected,
        "\(formula) at \(point) by \(evaluator.map { "\($0)" } ?? "the reference"): \(found)")
    }
  }
}
