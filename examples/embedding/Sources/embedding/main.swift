import CompKit

let program = Comp.compile(
  """
  input spread: Real = 1
  component left  = gaussian(mean: [-1, 0], std: spread)
  component right = gaussian(mean: [ 1, 0], std: 0.5)
  let draws = sample(left * right, count: 10_000, seed: 1)
  """, options: RunOptions(inputs: ["spread": 0.5]))

for diagnostic in program.diagnostics { print(DiagnosticRenderer().render(diagnostic)) }
let result = try Comp.run(program)

guard let draws = result.draws("draws"), let x = draws.values(of: "x[0]") else {
  fatalError("the program names its draws")
}
print("\(draws.count) draws of \(draws.coordinateNames.joined(separator: ", "))")
print("mean of x[0]: \(x.reduce(0, +) / Double(x.count))")
print(draws.summaryText)
