import CompKit

/// Observations go in as inputs, draws come out as arrays.
func fitLine(through points: [(x: Double, y: Double)]) throws -> Draws? {
  let program = Comp.compile(
    """
    input x: R[n]
    input y: R[n]
    variable w: R[2]
    variable seen: R[length(x)]
    let design = [[1, v] for v in x]
    let line = gaussian(mean: [0, 0], std: 10) on w * gaussian(mean: design @ w, std: 0.2) on seen
    let draws = sample(line | {seen: y}, count: 4_000)
    """,
    name: "line.comp",
    options: RunOptions(
      seed: 7, inputs: ["x": InputValue(points.map(\.x)), "y": InputValue(points.map(\.y))]))
  guard program.isValid else { throw program.errors[0] }
  return try Comp.run(program).draws("draws")
}

func showLine() throws {
  guard let draws = try fitLine(through: [(0, 1.1), (1, 2.9), (2, 5.2)]) else { return }
  for row in draws.summary {
    print("\(row.name): \(row.mean) ± \(row.std), standard error \(row.mcse)")
  }
  if let (shape, values) = draws.tensor(of: "w") { print(shape, values.count) }
}
