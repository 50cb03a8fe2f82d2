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
    (
      "func near(center: R[n], k: Real) = gaussian(mean: center, std: 1 / sqrt(k))\nprint(log_density(near([1, 2], 4), at: [1, 2]))",
      "-0.451583"
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
    // Whole numbers
    ("print(div(-7, 2), mod(-7, 2), mod(7, -2), div(7, -2), 4 / 2)", "-4 1 -1 -4 2"),
    (
      "print(3_037_000_499 ^ 2, 2 ^ 62, 10 ^ 20, (-2) ^ 3)",
      "9223372030926249001 4611686018427387904 1e+20 -8"
    ),
    ("let n: Int = floor(7 / 2)\nprint(n, max(2, 3), abs(-3), round(2.6))", "3 3 3 3"),
    ("func twice(n: Int) = 2 * n\nprint([twice(n) for n in [1, 2]])", "[2, 4]"),
    // Tensors
    (
      "let m = [[1, 2], [3, 4]]\nprint(m[0], m[0][1], m[0, 1], m[0..<1], m[0..<2, 1], m[[1, 0]], m[m[0] > 1])",
      "[1, 2] 2 2 [[1, 2]] [2, 4] [[3, 4], [1, 2]] [[3, 4]]"
    ),
    (
      "var m = [[1, 2], [3, 4]]\nm[0][1] = 7\nm[1] = [8, 9]\nm[0..<2, 0] = [5, 6]\nprint(m)",
      "[[5, 7], [6, 9]]"
    ),
    (
      "let m = [[1, 2], [3, 4]]\nprint(m @ m, m @ [1, 1], [1, 1] @ m, [1, 2] @ [3, 4])",
      "[[7, 10], [15, 22]] [3, 7] [4, 6] 11"
    ),
    (
      "print([[i, j] for i in 0..<2 for j in 0..<2 if i != j], (0..<3) * 2, sum(0..<5))",
      "[[0, 1], [1, 0]] [0, 2, 4] 10"
    ),
    (
      "let m = [[1, 5], [3, 4]]\nprint(sum(m, axis: 0), max(m, axis: 1), mean(m), mean(m, axis: 1), std([1, 3]))",
      "[4, 9] [5, 4] [2, 4.5] [3, 3.5] 1.41421"
    ),
    (
      "print(sort([3, 1, 2]), argsort([3, 1, 2]), argmax([3, 1, 2]), median([1, 5, 2]), quantile([1, 2, 3, 4], [0.25, 0.5]))",
      "[1, 2, 3] [1, 2, 0] 0 2 [1.75, 2.5]"
    ),
    (
      "print(solve([[0, 1], [1, 0]], [3, 5]), inverse([[0, 1], [2, 0]]), determinant([[1, 2], [3, 4]]), eigenvalues([[2, 1], [1, 2]]))",
      "[5, 3] [[0, 0.5], [1, 0]] -2 [1, 3]"
    ),
    (
      "print(concatenate([[1, 2], [3]]), reverse([1, 2, 3]), differences([1, 4, 9]), cumulative_sum([1, 2, 3]), outer([1, 2], [3, 4]))",
      "[1, 2, 3] [3, 2, 1] [3, 5] [1, 3, 6] [[3, 4], [6, 8]]"
    ),
    (
      "print(log_sum_exp([0, 0]), softmax([0, 0]), norm([[3, 4], [6, 8]], axis: 1), shape([[1, 2, 3]]), length([1, 2]), count([[1, 2]]))",
      "0.693147 [0.5, 0.5] [5, 10] [1, 3] 2 2"
    ),
    (
      "print(sum([1, 2, 3] > 1), mean([1, 2, 3] > 1), any([1, 2] > 5), all([true, true]))",
      "2 0.666667 false true"
    ),
    (
      "print(asinh(1), acosh(2), atanh(0.5), log2(8), log10(1_000), clamp(5, 0, 3))",
      "0.881374 1.31696 0.549306 3 3 3"
    ),
    // Functions
    (
      "func adder(k: Real) = func(x) = x + k\nprint([f(2) for f in [adder(3), adder(1)]])", "[5, 3]"
    ),
    ("func f(x: Real) -> Real { 2 * x }\nprint(f(2))", "4"),
    ("func far(a: R[n], b: R[n]) = norm(a - b)\nlet n = 7\nprint(far([0, 0], [3, 4]))", "5"),
    ("let sum = 3\nprint(sum)", "3"),
    ("repeat 2 { print(\"x\") }", "x\nx"),
    ("var n = 0\nrepeat 9 while n < 3 { n = n + 1 }\nprint(n)", "3"),
    // Printing
    (
      "print([\"a\", \"b\"], {name: \"p\", at: [0, 1]}, 1..<4, true)",
      "[\"a\", \"b\"] {name: \"p\", at: [0, 1]} 1..<4 true"
    ),
    (
      "func f(x: Real, k: Real = 1) -> Real = x\nprint(f, sum)",
      "func f(x: Real, k: Real = 1) -> Real func sum(x, axis: …)"
    ),
    (
      "component c(k: Real = 1) over x: R[2] { energy = k * sum(x ^ 2) }\nprint(c, c(2))",
      "component c(k: Real = 1) over x: R[2] c: Density<{x: R[2]}>, Exact"
    ),
    ("variable x: R[3]\nprint(x, x[0] + 1)", "x: R[3] a Real that depends on x"),
  ]

  /// Formulas of random variables, with energies and scores at points.
  static let formulas: [(String, String)] = [
    (
      "component huber(k: Real = 1) over x: Real {\n  if abs(x) < k { energy = x ^ 2 / 2 } else { energy = k * (abs(x) - k / 2) }\n}\nprint(energy(huber, at: 0.5), energy(huber, at: 3), score(huber, at: 3), score(huber(2), at: -1))",
      "0.125 2.5 -1 1"
    ),
    (
      "func pick(x) {\n  if x < -1 { return 1 }\n  else if x < 0 { return 2 * x ^ 2 }\n  if x < 1 { return 3 * x }\n  return 4\n}\ncomponent c over x: Real { energy = pick(x) }\nprint([energy(c, at: x) for x in [-2, -0.5, 0.5, 3]])",
      "[1, 0.5, 1.5, 4]"
    ),
    (
      "component root over x: Real {\n  var z = 1.0\n  repeat 20 { z = z - (z ^ 3 - x) / (3 * z ^ 2) }\n  energy = z ^ 2\n}\nprint(energy(root, at: 8), score(root, at: 8))",
      "4 -0.333333"
    ),
    (
      "component size over x: R[2] { energy = norm(x) }\nprint(score(size, at: [0, 0]), score(size, at: [3, 4]))",
      "[0, 0] [-0.6, -0.8]"
    ),
    (
      "component ring over x: R[2] { energy = ((norm(x) - 2) / 0.2) ^ 2 / 2 }\ncomponent more over x: R[2] { energy = 2 * energy(ring, at: x) + sum(x ^ 2) }\ncomponent half over x: R[2] { score = score(more, at: x) / 2 }\nprint(energy(more, at: [2, 0]), score(half, at: [2, 0]))",
      "4 [-2, 0]"
    ),
    (
      "component c over x: R[3] { energy = (mean(x) - 1) ^ 2 + max(x) }\nprint(energy(c, at: [1, 2, 3]), score(c, at: [1, 2, 3]))",
      "4 [-0.666667, -0.666667, -1.66667]"
    ),
    (
      "variable theta: R[3]\nvariable y: R[5]\nlet group = [0, 0, 1, 2, 1]\nlet p = gaussian() on theta * gaussian(mean: theta[group], std: 1) on y\nprint(energy(p, at: {theta: [1, 2, 3], y: [1, 1, 2, 3, 2]}) - 4 * log(2 * pi))",
      "7"
    ),
    (
      "variable k: 0..<3\nlet table = [[1.0, 2], [3, 4], [5, 6]]\ncomponent c over (i: 0..<3, y: R[2]) { energy = sum((y - table[i]) ^ 2) + table[i][1] }\nprint(energy(c, at: {i: 2, y: [5, 7]}) - energy(c, at: {i: 0, y: [1, 2]}))",
      "5"
    ),
  ]

  /// Element-wise log densities keep to the support, in known numbers and in formulas.
  static let supports: [(String, String)] = [
    (
      "print(uniform_log_density([0.5, 3], low: 0, high: [1, 2]), exponential_log_density([-1, 1]))",
      "[0, -inf] [-inf, -1]"
    ),
    (
      "print(poisson_log_density([-1, 1.5], 2), bernoulli_log_density(2, 0.3), binomial_log_density(5, 3, 0.5))",
      "[-inf, -inf] -inf -inf"
    ),
    (
      "print(categorical_log_density([0, 7], [0.5, 0.5]), box_log_density([1, 4], [0, 0], [3, 3]), dirichlet_log_density([0.2, 0.9], [1, 1]))",
      "[-0.693147, -inf] -inf -inf"
    ),
    (
      "print(gaussian_mixture_log_density([0, 1], [0, 1], [1, 1]) - gaussian_mixture_log_density([1, 0], [0, 1]))",
      "[0, 0]"
    ),
    ("print(gaussian_mixture_log_density([0, 0], [[0, 0], [0, 0]], [1, 1]) + log(2 * pi))", "0"),
    (
      "component high over s: Positive { energy = -sum(uniform_log_density([1, 2], low: 0, high: s)) }\nprint(energy(high, at: 1.5))",
      "inf"
    ),
  ]

  @Test(arguments: programs + formulas + supports) func prints(
    _ program: String, _ expected: String
  ) throws {
    #expect(try run(program).transcript.lines.joined(separator: "\n") == expected)
  }
}
