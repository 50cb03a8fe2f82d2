import CompKit
import Foundation

struct NoSuchCity: Error {}

/// The program may call functions of Swift.
func weather() throws -> Double? {
  let temperature = HostFunction("temperature", "city", "month") { arguments in
    guard case .string(let city) = arguments[0], case .number(let month) = arguments[1],
      city == "Bern"
    else { throw NoSuchCity() }
    return .real(9 - 10 * cos(2 * .pi * month / 12))
  }
  let program = Comp.compile(
    """
    let prior = gaussian(mean: temperature("Bern", month: 7), std: 2)
    let draws = sample(prior * gaussian(mean: 21, std: 1), count: 1_000)
    let warmest = mean(draws.x)
    """, options: RunOptions(functions: [temperature]))
  return try Comp.run(program).number("warmest")
}
