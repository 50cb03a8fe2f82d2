import CompKit
import Testing

/// What programs print: the language outside its densities.
@Suite struct LanguageTests {
  static let programs: [(String, String)] = [
    ("print(1 + 2 * 3 ^ 2)", "19"),
    ("print(7 / 2, div(7, 2), mod(-7, 2), 2 ^ -1)", "3.5 3 1 0.5"),
    ("print([1, 2, 3] * 2)", "[2, 4, 6]"),
    ("print([[1, 2], [3, 4]] @ [1, 1])", "[3, 7]"),
    (
      "func power(x: Real, n: Int) -> Real {\nvar y = 1.0\nfor i in 0..<n { y = y * x }\nreturn y\n}\nprint(power(2, 10))",
      "1024"
    ),
    ("func sq(x: R[n]) -> Real = sum(x ^ 2)\nprint(sq([3, 4]))", "25"),
    ("let double = func(x) = 2 * x\nprint(double(4), [1, 2] |> double)", "8 [2, 4]"),
    ("var n = 0\nrepeat 5 { n = n + 2 }\nprint(n)", "10"),
    ("print([i * j for i in 0..<3 for j in 0..<3 if i < j])", "[0, 0, 2]"),
    ("let r = {a: 1, b: [1, 2]}\nprint(r.b[1], r)", "2 {a: 1, b: [1, 2]}"),
    ("print(if 1 < 2 { \"yes\" } else { \"no\" })", "yes"),
    ("let n = 3\nprint(\"n is \\(n + 1)\")", "n is 4"),
    ("print(1.23456789, 1e-10, infinity, -0.0)", "1.23457 1e-10 inf 0"),
    ("print(quantile([1, 2, 3, 4], 0.5), mean([1, 2, 3]), std([1, 2, 3]))", "2.5 2 1"),
    ("print([1, 2, 3, 4][1..<3], max(1, 2, 3), min([4, 5]))", "[2, 3] 3 4"),
    (
      "func soft(x: Real, k: Real = 1) -> Real {\n  let z = k * x\n  return if z > 30 { x } else { log1p(exp(z)) / k }\n}\nprint(soft(0), soft(40))",
      "0.693147 40"
    ),
    (
      "func sharpen(p: Density<S>, by: Real) = p ^ by\nprint(energy(sharpen(gaussian(0, 1), 2), at: 0) < 1)",
      "true"
    ),
    (
      "func fact(n: Int) -> Int {\nif n < 2 { return 1 }\nreturn n * fact(n - 1)\n}\nprint(fact(10))",
      "3628800"
    ),
  ]

  @Test(arguments: programs) func prints(_ program: String, _ expected: String) throws {
    #expect(try run(program).transcript.lines == [expected])
  }
}
