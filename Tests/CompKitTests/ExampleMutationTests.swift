import CompKit
import Foundation
import Testing

/// The asserts of the examples bite: with its mathematics changed each example fails one of them.
@Suite struct ExampleMutationTests {
  /// An example, what stands in it, and what is put in its place.
  static let mutations: [(example: String, original: String, mutated: String)] = [
    (
      "colored_positions.comp", "categorical([0.2, 0.3, 0.5]) on", "categorical([0.3, 0.2, 0.5]) on"
    ),
    (
      "colored_positions.comp", "mean: [-2, 0, 3][color], std: 1)",
      "mean: [-2, 0, 3][color], std: 1.1)"
    ),
    ("colored_positions.comp", "mean: [-2, 0, 3][color]", "mean: [-2, 0, 2.5][color]"),
    ("colored_positions.comp", "mean: [-2, 0, 3][color]", "mean: [-1.9, 0, 3][color]"),
    ("colored_positions.comp", "{x: 0.0}", "{x: 0.2}"),
    ("colored_positions.comp", "{color: .red}", "{color: .green}"),
    ("eight_schools.comp", "std: 5) on mu\n", "std: 10) on mu\n"),
    (
      "eight_schools.comp", "gaussian(mean: mu, std: tau) on theta",
      "gaussian(mean: 0, std: tau) on theta"
    ),
    (
      "eight_schools.comp", "gaussian(mean: mu, std: tau) on theta",
      "gaussian(mean: mu, std: 2 * tau) on theta"
    ),
    ("eight_schools.comp", "half_cauchy(scale: 5) on tau", "half_cauchy(scale: 2) on tau"),
    ("eight_schools.comp", "half_cauchy(scale: 5) on tau", "half_normal(scale: 5) on tau"),
    ("eight_schools.comp", "{y: [28,", "{y: [-28,"),
    (
      "eight_schools.comp", "gaussian(mean: theta, std: [15, 10, 16, 11, 9, 11, 10, 18])",
      "gaussian(mean: theta, std: [15, 10, 16, 11, 9, 11, 10, 18] / 2)"
    ),
    ("factored.comp", "gaussian(mean: 1, std: 2)", "gaussian(mean: 1.1, std: 2)"),
    ("factored.comp", "gaussian(mean: 1, std: 2)", "gaussian(mean: 1, std: 2.2)"),
    ("factored.comp", "gamma(shape: 3, rate: 2)", "gamma(shape: 2, rate: 2)"),
    ("factored.comp", "gamma(shape: 3, rate: 2)", "gamma(shape: 6, rate: 4)"),
    ("factored.comp", "stiffness * sum", "2 * stiffness * sum"),
    ("factored.comp", "spring(4)", "spring(3)"),
    ("factored.comp", "mean: [0, 0], std: 1", "mean: [0, 0], std: 1.1"),
    ("factored.comp", "mean: [0, 0], std: 1", "mean: [0.1, 0], std: 1"),
    ("gaussian_mixture_product.comp", "a * b", "a"),
    (
      "gaussian_mixture_product.comp", "component both = a * b",
      "component both = 0.5 * a + 0.5 * b"
    ),
    ("gaussian_mixture_product.comp", "[[-1, 0], [1, 0]], [1, 1]", "[[-1, 0], [1.2, 0]], [1, 1]"),
    ("gaussian_mixture_product.comp", "[1, 0.8], [0.4, 0.6]", "[1, 0.8], [0.6, 0.4]"),
    ("gaussian_mixture_product.comp", "[1, 0.8]", "[1, 1]"),
    (
      "gaussian_mixture_product.comp", "mala(step_size: 0.3, steps: 60)",
      "ula(step_size: 0.3, steps: 60)"
    ),
    ("guidance.comp", "strength: 0.6", "strength: 0.5"),
    ("guidance.comp", "p * c\n", "p ^ 2 * c\n"),
    ("guidance.comp", "p * c\n", "c\n"),
    ("guidance.comp", "guide(p, toward: c", "guide(c, toward: p"),
    ("guidance.comp", "mean: 2, std: 1", "mean: 1.8, std: 1"),
    ("guidance.comp", "mean: 0, std: 2", "mean: 0.2, std: 2"),
    ("kalman.comp", "z[t] + 1", "z[t] + 0.9"),
    ("kalman.comp", "std: 0.5) on z[t + 1]", "std: 0.6) on z[t + 1]"),
    ("kalman.comp", "std: 0.3) on y", "std: 0.4) on y"),
    ("kalman.comp", "std: 2) on z[0]", "std: 1) on z[0]"),
    ("kalman.comp", "{y: readings}", "{y: readings + 0.05}"),
    ("mixture.comp", "0.3 * near + 0.7 * far\n", "0.35 * near + 0.65 * far\n"),
    ("mixture.comp", "0.3 * near + 0.7 * far\n", "near * far\n"),
    ("mixture.comp", "mean: -2, std: 0.5", "mean: -2, std: 0.9"),
    ("mixture.comp", "mean: -2, std: 0.5", "mean: -1.8, std: 0.5"),
    ("mixture.comp", "mean: 3, std: 1", "mean: 3, std: 1.15"),
    ("negation.comp", "wide / avoid ^ 0.5", "wide * avoid ^ 0.5"),
    ("negation.comp", "wide / avoid ^ 0.5", "wide / avoid ^ 0.6"),
    ("negation.comp", "wide / avoid ^ 0.5", "wide / avoid"),
    ("negation.comp", "gaussian(mean: 1, std: 2)", "gaussian(mean: 1.1, std: 2)"),
    ("negation.comp", "gaussian(mean: 0, std: 1)", "gaussian(mean: 0, std: 1.05)"),
    ("planner.comp", "spring(20) on", "spring(10) on"),
    ("planner.comp", "smooth * clear |", "smooth |"),
    ("planner.comp", "radius: 0.3)", "radius: 0.1)"),
    ("planner.comp", "center: [0.5, 0.1]", "center: [0.5, -0.1]"),
    ("planner.comp", "energy = 20 * softplus", "energy = -20 * softplus"),
    ("planner.comp", "path[9]: [1, 0]}\nlet straight", "path[9]: [0.8, 0]}\nlet straight"),
    ("planner.comp", "energy = stiffness", "energy = 4 * stiffness"),
    ("regression.comp", "[[1, v] for v in x]", "[[1, v ^ 2] for v in x]"),
    ("regression.comp", "mean: [0, 0], std: 10) on w", "mean: [1, 1], std: 1) on w"),
    ("regression.comp", "design @ w, std: 0.2", "design @ w, std: 0.4"),
    (
      "regression.comp", "prior * likelihood | {y: observed}",
      "prior * likelihood | {y: observed + 0.05}"
    ),
    ("regression.comp", "prior * likelihood |", "prior * likelihood ^ 2 |"),
    ("ring_and_half.comp", "ring_energy() * right_half", "ring_energy()"),
    ("ring_and_half.comp", "width: Real = 0.2", "width: Real = 0.4"),
    ("ring_and_half.comp", "radius: Real = 2", "radius: Real = 2.1"),
    ("ring_and_half.comp", "/ width) ^ 2 / 2", "/ width) ^ 2"),
    ("ring_and_half.comp", "x[0] > 0 }", "x[0] > 0.5 }"),
    ("ring_and_half.comp", "x[0] > 0 }", "x[1] > 0 }"),
    (
      "ring_and_half.comp", "mala(step_size: 0.02, steps: 1_000)", "mala(step_size: 0.02, steps: 3)"
    ),
    ("tempering.comp", "base ^ 0.25", "base ^ 0.3"),
    ("tempering.comp", "base ^ 0.25", "base * base"),
    ("tempering.comp", "mean: [1, -1]", "mean: [1, -1.2]"),
    ("tempering.comp", "std: [1, 2]", "std: [1, 1.9]"),
    ("two_gaussians.comp", "left * right", "left"),
    ("two_gaussians.comp", "component both  = left * right", "component both  = left + right"),
    ("two_gaussians.comp", "left * right", "left * right ^ 1.1"),
    ("two_gaussians.comp", "mean: [-1, 0]", "mean: [-0.9, 0]"),
    ("two_gaussians.comp", "std: [1.0, 0.5]", "std: [1.0, 0.6]"),
    ("two_gaussians.comp", "steps: 100", "steps: 2"),
    ("two_gaussians.comp", "mala(step_size: 0.1, steps: 100)", "ula(step_size: 0.1, steps: 100)"),
    ("lens.comp", "1.0 } else { 0.5 }", "1.0 } else { 1.0 }"),
    ("lens.comp", "* shapes.above()", "* shapes.above(1.6)"),
    ("lens.comp", "* shapes.above()", ""),
    ("lens.comp", "steps: 200)", "steps: 10)"),
    ("lens.comp", "[x, 0]", "[1.1 * x, 0]"),
    ("lens.comp", "-1..<2 if x != 0", "-1..<2"),
  ]

  @Test func everyExampleIsMutated() throws {
    let found = Set(Self.mutations.map(\.example))
    // What only lends its names to another is tested there.
    for name in ExampleTests.examples where name != "shapes.comp" { #expect(found.contains(name)) }
  }

  @Test(arguments: mutations) func isCaught(
    _ mutation: (example: String, original: String, mutated: String)
  ) throws {
    let path = root.path + "/examples/" + mutation.example
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let place = try #require(
      text.range(of: mutation.original), "'\(mutation.original)' is not in \(mutation.example)")
    let program = Comp.compile(
      text.replacingCharacters(in: place, with: mutation.mutated), name: path,
      options: RunOptions(threads: 2).unconfined)
    let transcript = Transcript()
    var failure: DiagnosticCode?
    if program.isValid {
      do {
        _ = try Comp.run(program, in: transcript.environment)
      } catch let diagnostic as Diagnostic { failure = diagnostic.code }
    } else {
      // What is known before running fails in the check.
      failure = program.diagnostics.first { $0.severity == .error }?.code
    }
    #expect(failure == .assertionFailed)
  }
}
