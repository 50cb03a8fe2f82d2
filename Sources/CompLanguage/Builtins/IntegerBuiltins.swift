import CompSource

extension Builtin {
  /// Whole division: `/` gives a Real always.
  static let integers: [Builtin] = [
    division("div", "whole division, rounded down: div(-7, 2) is −4") { a, b in
      let quotient = a / b
      return a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient
    },
    division("mod", "the remainder of div, with the sign of b: mod(-7, 2) is 1") { a, b in
      // The smallest Int over −1 overflows; every remainder of −1 is 0.
      if b == -1 { return 0 }
      let rest = a % b
      return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest
    },
  ]

  private static func division(
    _ name: String, _ text: String, _ body: @escaping @Sendable (Int, Int) -> Int
  ) -> Builtin {
    Builtin(name, [Parameter("a", .integer), Parameter("b", .integer)], documentation: text) {
      interpreter, call in
      if case .unknown = call.value("a") { return .unknown(.integer) }
      if case .unknown = call.value("b") { return .unknown(.integer) }
      let a = try interpreter.integer(call.value("a"), at: call.span("a"), what: "a dividend")
      let b = try interpreter.integer(call.value("b"), at: call.span("b"), what: "a divisor")
      guard b != 0 else {
        throw Diagnostic.valueOutOfDomain(
          "the divisor 0", at: call.span("b"), expected: "a number that is not zero")
      }
      guard name == "mod" || !(a == .min && b == -1) else {
        throw Diagnostic.integerOverflow(name, at: call.span)
      }
      return .integer(body(a, b))
    }
  }
}
