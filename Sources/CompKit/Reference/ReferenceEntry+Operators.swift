extension ReferenceEntry {
  /// Operators, those that bind most tightly first.
  static let operators: [ReferenceEntry] = [
    .init(
      ".", "draws.x, .red",
      "a member: a variable of draws or data, a field of a record or report, a name of an imported file; with nothing before it a label"
    ),
    .init("[]", "x[0], path[2..<5]", "an element, counted from 0, or a part of a variable"),
    .init(
      "^", "a ^ b, p ^ b",
      "power, element by element; of a density tempering: the log density times b > 0. Groups to the right"
    ),
    .init("!", "!a", "not, element by element"),
    .init(
      "*", "a * b, p * q, 0.3 * p",
      "product, element by element; of densities their product, in which variables of one name are shared; a number before a density is its weight in a mixture"
    ),
    .init(
      "/", "a / b, p / q",
      "quotient, element by element, always a Real; of densities log p − log q, an error where it is provably improper"
    ),
    .init("@", "a @ b", "the matrix product; of two vectors their dot product"),
    .init(
      "+", "a + b, 0.3 * p + 0.7 * q",
      "sum, element by element; of densities their mixture, the weights normalised, equal where none is given"
    ),
    .init("-", "a - b, -a", "difference, or the negative, element by element; densities have none"),
    .init(
      "..<", "a..<b",
      "the whole numbers from a to b − 1: of a loop, a slice, the values of a variable"),
    .init("==", "a == b", "whether equal, element by element; comparisons do not chain"),
    .init("!=", "a != b", "whether different, element by element"),
    .init("<", "a < b", "whether less, element by element"),
    .init("<=", "a <= b", "whether less or equal, element by element"),
    .init(">", "a > b", "whether greater, element by element"),
    .init(">=", "a >= b", "whether greater or equal, element by element"),
    .init("&&", "a && b", "and, element by element"),
    .init("||", "a || b", "or, element by element"),
    .init(
      "|", "p | {y: 2.5}",
      "conditioning: p where y is 2.5. Several at once, labels by name, parts as {path[0]: [0, 0]}; what is fixed is no more in the draws"
    ),
    .init("|>", "x |> f(a)", "f(x, a): what stands before is the first argument"),
    .init("->", "func f(x: Real) -> Real", "before the type of a function's result"),
    .init(
      "=", "let a = 1, a = 2",
      "gives a name its value; of a 'var' a new one; in a body what it gives"),
    .init(
      ":", "mean: 0, x: R[2], {a: 1}",
      "after the name of an argument or of a field its value, after a declared name its type"),
  ]
}
