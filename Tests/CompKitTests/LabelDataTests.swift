import CompKit
import Foundation
import Testing

/// Labels of data and of draws are compared, counted and looked up by; they are never numbers.
@Suite struct LabelDataTests {
  private static let file = "labels-of-data.csv"
  private static let start = "let d = data(\"\(file)\")\n"

  private static func write() throws {
    try FileTests.write("c,y\nred,1\nblue,2\nred,4\n", file)
  }

  @Test(arguments: [
    "mean(d.c)", "std(d.c)", "variance(d.c)", "sum(d.c)", "max(d.c)", "d.c + 1", "2 * d.c", "-d.c",
    "exp(d.c)", "d.c < 1", "d.c == 1", "1 != d.c", "d.c @ d.y", "sort(d.c)", "quantile(d.c, 0.5)",
    "if d.c == .red { d.c } else { d.c }", "norm(d.c)", "reshape(d.c, [3])", "log_sum_exp(d.c)",
    "gaussian(mean: d.c, std: 1)", "gaussian(mean: [0, 0, 0], std: 1) | {x: d.c}",
    "log_density(gaussian(), at: d.c)", "log_density(gaussian() on c, at: d)", "correlation(d.c)",
    "(func(x: R[3]) = x)(d.c)", "clamp(d.c, 0, 1)", "median(d.c)", "cumulative_sum(d.c)",
  ])
  func theyAreNoNumbers(_ expression: String) throws {
    try Self.write()
    let error = try #require(FileTests.error(Self.start + "print(\(expression))"), "\(expression)")
    #expect(
      [.typeMismatch, .invalidOperand].contains(error.code), "\(expression): \(error.message)")
  }

  @Test func draws() throws {
    for expression in ["mean(draws.c)", "draws.c * 2", "draws.c == 1", "std(draws.c)"] {
      let error = FileTests.error(
        "variable c: {red, blue}\nlet draws = sample(categorical([0.5, 0.5]) on c, count: 8)\nprint(\(expression))"
      )
      #expect(error != nil, "\(expression)")
    }
  }

  @Test(arguments: [
    ("mean(d.c == .red)", "0.666667"), ("sum(d.c != .red)", "1"), ("[10, 20][d.c]", "[20, 10, 20]"),
    ("d.y[d.c == .red]", "[1, 4]"), ("count(d.c), length(d.c), shape(d.c)", "3 3 [3]"),
    ("[if l == .red { 1 } else { 0 } for l in d.c]", "[1, 0, 1]"), ("d.c[1]", ".blue"),
    ("zeros(like: d.c)", "[0, 0, 0]"), ("reverse(d.c)", "[.red, .blue, .red]"),
    ("all(d.c == d.c)", "true"),
  ])
  func whatLabelsAreFor(_ expression: String, _ value: String) throws {
    try Self.write()
    #expect(try FileTests.run(Self.start + "print(\(expression))").lines == [value])
  }

  /// The places of labels in a file need not be those of a variable: they are matched by name.
  @Test func labelsAreMatchedByName() throws {
    try Self.write()
    let lines = try FileTests.run(
      Self.start + """
        variable c: {red, green, blue}[3]
        component p = categorical([0.5, 0.2, 0.3]) on c
        print(exp(log_density(p, at: {c: d.c})))
        """
    ).lines
    #expect(lines == ["0.075"])
    let other = FileTests.error(
      Self.start
        + "variable c: {red, green}[3]\nprint(log_density(categorical([0.5, 0.5]) on c, at: {c: d.c}))"
    )
    #expect(other?.code == .unknownLabel)
  }
}
