import CompIR
import Foundation
import Testing

/// Logarithms and distances of variables near the ends of their supports, where the variable itself has no digits
/// left, and their derivatives.
@Suite struct ExactEndsTests {
  typealias Make = @Sendable (inout IRBuilder, IRValue) throws -> IRValue

  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let places: [Double]
    /// A function of x, which is `offset + weight · curve(u)`.
    let offset: Double
    let weight: Double
    let curve: ScalarFunction
    let make: Make
    let expected: @Sendable (Double) -> Double
    var testDescription: String { name }
  }

  private static func softplus(_ u: Double) -> Double { max(u, 0) + log1p(exp(-abs(u))) }

  private static func unary(_ function: ScalarFunction, _ b: inout IRBuilder, _ x: IRValue) throws
    -> IRValue
  { try b.append(.scalar(function), [x]) }

  private static func minus(_ number: Double, _ b: inout IRBuilder, _ x: IRValue) throws -> IRValue
  {
    let constant = b.constant(number)
    return try b.append(.scalar(.subtract), [constant, x])
  }

  static let ends: [Double] = [-600, -80, -20, -1, 0, 1, 20, 36.5, 80, 600]

  static let cases: [Case] = [
    Case(
      name: "log x", places: ends, offset: 0, weight: 1, curve: .sigmoid,
      make: { b, x in try unary(.log, &b, x) }, expected: { -softplus(-$0) }),
    Case(
      name: "log(1 - x)", places: ends, offset: 0, weight: 1, curve: .sigmoid,
      make: { b, x in try unary(.log, &b, minus(1, &b, x)) }, expected: { -softplus($0) }),
    Case(
      name: "log1p(-x)", places: ends, offset: 0, weight: 1, curve: .sigmoid,
      make: { b, x in try unary(.log1p, &b, unary(.negate, &b, x)) }, expected: { -softplus($0) }),
    Case(
      name: "(1 - x)^3 / x", places: ends.filter { abs($0) < 200 }, offset: 0, weight: 1,
      curve: .sigmoid,
      make: { b, x in
        let three = b.constant(3)
        let power = try b.append(.scalar(.power), [minus(1, &b, x), three])
        return try b.append(.scalar(.divide), [power, x])
      }, expected: { exp(softplus(-$0) - 3 * softplus($0)) }),
    Case(
      name: "log(2π - x) in (0, 2π)", places: ends, offset: 0, weight: 2 * .pi, curve: .sigmoid,
      make: { b, x in try unary(.log, &b, minus(2 * .pi, &b, x)) },
      expected: { log(2 * .pi) - softplus($0) }),
    Case(
      name: "log(x - 10⁶) in (10⁶, 10⁶ + 0.3)", places: ends, offset: 1e6,
      weight: 1_000_000.3 - 1e6,
      curve: .sigmoid,
      make: { b, x in
        let low = b.constant(1e6)
        return try unary(.log, &b, b.append(.scalar(.subtract), [x, low]))
      }, expected: { log(1_000_000.3 - 1e6) - softplus(-$0) }),
    Case(
      name: "log(10⁶ + 0.3 - x)", places: ends, offset: 1e6, weight: 1_000_000.3 - 1e6,
      curve: .sigmoid,
      make: { b, x in try unary(.log, &b, minus(1_000_000.3, &b, x)) },
      expected: { log(1_000_000.3 - 1e6) - softplus($0) }),
    Case(
      name: "log(1 - x²) in (-1, 1)", places: ends, offset: -1, weight: 2, curve: .sigmoid,
      make: { b, x in
        let two = b.constant(2)
        return try unary(.log, &b, minus(1, &b, b.append(.scalar(.power), [x, two])))
      }, expected: { log(4) - softplus($0) - softplus(-$0) }),
    Case(
      name: "log1p(-x²) in (-1, 1)", places: ends, offset: -1, weight: 2, curve: .sigmoid,
      make: { b, x in
        try unary(.log1p, &b, unary(.negate, &b, b.append(.scalar(.multiply), [x, x])))
      }, expected: { log(4) - softplus($0) - softplus(-$0) }),
    Case(
      name: "sqrt(9 - x²) in (-3, 3)", places: ends.filter { abs($0) < 200 }, offset: -3, weight: 6,
      curve: .sigmoid,
      make: { b, x in
        try unary(.squareRoot, &b, minus(9, &b, b.append(.scalar(.multiply), [x, x])))
      },
      expected: { exp(0.5 * (log(36) - softplus($0) - softplus(-$0))) }),
    Case(
      name: "log(x / (1 - x))", places: ends, offset: 0, weight: 1, curve: .sigmoid,
      make: { b, x in try unary(.log, &b, b.append(.scalar(.divide), [x, minus(1, &b, x)])) },
      expected: { $0 }),
    Case(
      name: "log of a positive", places: ends + [-2000, 2000], offset: 0, weight: 3, curve: .exp,
      make: { b, x in try unary(.log, &b, x) }, expected: { log(3) + $0 }),
    Case(
      name: "log(x²)", places: ends + [-2000, 2000], offset: 0, weight: 1, curve: .exp,
      make: { b, x in try unary(.log, &b, b.append(.scalar(.multiply), [x, x])) },
      expected: { 2 * $0 }),
    Case(
      name: "log x above 2", places: ends + [-2000, 2000], offset: 2, weight: 1, curve: .exp,
      make: { b, x in try unary(.log, &b, x) }, expected: { log(2) + softplus($0 - log(2)) }),
    Case(
      name: "log(x - 2) above 2", places: ends + [-2000, 2000], offset: 2, weight: 1, curve: .exp,
      make: { b, x in
        let low = b.constant(2)
        return try unary(.log, &b, b.append(.scalar(.subtract), [x, low]))
      }, expected: { $0 }),
    Case(
      name: "log(2 - x) below 2", places: ends + [-2000, 2000], offset: 2, weight: -1, curve: .exp,
      make: { b, x in try unary(.log, &b, minus(2, &b, x)) }, expected: { $0 }),
    Case(
      name: "log(1 + x²) of a positive", places: ends, offset: 0, weight: 1, curve: .exp,
      make: { b, x in try unary(.log1pSquare, &b, x) }, expected: { softplus(2 * $0) }),
    Case(
      name: "log1p((-x) x) in (-1, 1)", places: ends, offset: -1, weight: 2, curve: .sigmoid,
      make: { b, x in
        try unary(.log1p, &b, b.append(.scalar(.multiply), [unary(.negate, &b, x), x]))
      }, expected: { log(4) - softplus($0) - softplus(-$0) }),
    Case(
      name: "log(x - x²)", places: ends, offset: 0, weight: 1, curve: .sigmoid,
      make: { b, x in
        let square = try b.append(.scalar(.multiply), [x, x])
        return try unary(.log, &b, b.append(.scalar(.subtract), [x, square]))
      }, expected: { -softplus($0) - softplus(-$0) }),
    Case(
      name: "log(1 - x³)", places: [-1, 0, 1, 20, 36.5], offset: 0, weight: 1,
      curve: .sigmoid,
      make: { b, x in
        let three = b.constant(3)
        return try unary(.log, &b, minus(1, &b, b.append(.scalar(.power), [x, three])))
      },
      expected: { u in
        let x = 1 / (1 + exp(-u))
        return -softplus(u) + log1p(x + x * x)
      }),
    Case(
      name: "log(2 - x⁴ / 8) in (0, 2)", places: ends.filter { abs($0) < 80 }, offset: 0, weight: 2,
      curve: .sigmoid,
      make: { b, x in
        let (four, eighth) = (b.constant(4), b.constant(0.125))
        let power = try b.append(.scalar(.power), [x, four])
        return try unary(
          .log, &b, minus(2, &b, b.append(.scalar(.multiply), [eighth, power])))
      },
      expected: { u in
        let x = 2 / (1 + exp(-u))
        return log(2) - softplus(u) + log((2 + x) * (4 + x * x) / 8)
      }),
    Case(
      name: "1 - x² in (-1, 0)", places: ends.filter { $0 > -80 }, offset: -1, weight: 1,
      curve: .sigmoid,
      make: { b, x in try minus(1, &b, b.append(.scalar(.multiply), [x, x])) },
      expected: { u in
        let share = exp(-softplus(-u))
        return share * (1 + exp(-softplus(u)))
      }),
    Case(
      name: "3 / x", places: ends.filter { abs($0) < 200 }, offset: 0, weight: 2, curve: .exp,
      make: { b, x in
        let three = b.constant(3)
        return try b.append(.scalar(.divide), [three, x])
      }, expected: { 1.5 * exp(-$0) }),
    Case(
      name: "x^-2", places: ends.filter { abs($0) < 200 }, offset: 0, weight: 2, curve: .exp,
      make: { b, x in
        let exponent = b.constant(-2)
        return try b.append(.scalar(.power), [x, exponent])
      }, expected: { 0.25 * exp(-2 * $0) }),
    Case(
      name: "log(3 x · x)", places: ends + [-2000, 2000], offset: 0, weight: 2, curve: .exp,
      make: { b, x in
        let three = b.constant(3)
        let product = try b.append(.scalar(.multiply), [three, x])
        return try unary(.log, &b, b.append(.scalar(.multiply), [product, x]))
      }, expected: { log(12) + 2 * $0 }),
    Case(
      name: "log x, guarded", places: ends, offset: 0, weight: 1, curve: .exp,
      make: { b, x in
        let (zero, one) = (b.constant(0), b.constant(1))
        let test = try b.append(.scalar(.less), [zero, x])
        return try unary(.log, &b, b.append(.select, [test, x, one]))
      }, expected: { $0 }),
  ]

  /// As elements of a vector, where x is sliced out of others, and as a scalar.
  @Test(arguments: cases, [false, true]) func areExact(_ row: Case, inVector: Bool) throws {
    var b = IRBuilder(name: "ends")
    let u = b.parameter("u", inVector ? .real([3]) : .real(.scalar))
    let range: ScalarFunction = row.curve == .exp ? .exponentRange : .sigmoidRange
    let inside = try b.append(.scalar(row.curve), [b.append(.scalar(range), [u])])
    let weight = inVector ? b.constant(Tensor([5, row.weight, 7])) : b.constant(row.weight)
    let offset = b.constant(row.offset)
    let all = try b.append(
      .scalar(.add), [offset, b.append(.scalar(.multiply), [weight, inside])])
    let x =
      inVector
      ? try b.append(.reshape(.scalar), [b.append(.slice(starts: [1], limits: [2]), [all])]) : all
    let value = try row.make(&b, x)
    let written = b.finish(results: [("value", value)])
    let function = try written.simplified()
    try function.verify()
    let gradient = try function.gradient(of: 0, withRespectTo: [0]).simplified()
    try gradient.verify()
    for place in row.places {
      let point = inVector ? Tensor([0.1, place, -0.2]) : Tensor(place)
      let found = ReferenceProgram(function).runOnce([point])[0].values[0]
      let expected = row.expected(place)
      #expect(
        abs(found - expected) <= 1e-12 * abs(expected), "at \(place): \(found), not \(expected)")
      let slope = ReferenceProgram(gradient).runOnce([point])[1].values[inVector ? 1 : 0]
      let h = 1e-5 * max(1, abs(place))
      let difference = (row.expected(place + h) - row.expected(place - h)) / (2 * h)
      #expect(
        abs(slope - difference) <= 1e-4 * abs(difference) + 1e-9,
        "slope at \(place): \(slope), not \(difference)")
      // Where x has its digits, the function as it was written is the same.
      if abs(place) <= 1 {
        let before = ReferenceProgram(written).runOnce([point])[0].values[0]
        #expect(abs(found - before) <= 1e-8 * max(1, abs(before)))
      }
    }
  }

  /// What is only like such a form stays as it is.
  @Test func otherFormsAreLeft() throws {
    var b = IRBuilder(name: "others")
    let u = b.parameter("u", .real(.scalar))
    let x = try b.append(.scalar(.sigmoid), [u])
    let (half, two) = (b.constant(0.5), b.constant(2))
    let values = [
      try b.append(.scalar(.log), [b.append(.scalar(.subtract), [two, x])]),
      try b.append(.scalar(.subtract), [half, x]),
      try b.append(.scalar(.log), [b.append(.scalar(.add), [x, half])]),
    ]
    let written = b.finish(results: values.enumerated().map { ("y\($0)", $1) })
    for place in [-3.0, 0.2, 5] {
      let before = ReferenceProgram(written).runOnce([Tensor(place)]).map { $0.values[0] }
      let after = ReferenceProgram(try written.simplified()).runOnce([Tensor(place)]).map {
        $0.values[0]
      }
      for (x, y) in zip(before, after) { #expect(abs(x - y) <= 1e-15) }
    }
  }

  /// A user's own test of an exponential that may vanish is no test of a support.
  @Test func comparisonsOfPlainExponentialsAreMade() throws {
    var b = IRBuilder(name: "plain")
    let u = b.parameter("u", .real(.scalar))
    let x = try b.append(.scalar(.exp), [u])
    let (zero, one) = (b.constant(0), b.constant(1))
    let value = try b.append(.select, [b.append(.scalar(.less), [zero, x]), one, zero])
    let function = try b.finish(results: [("value", value)]).simplified()
    #expect(ReferenceProgram(function).runOnce([Tensor(-1000)])[0].values == [0])
    #expect(ReferenceProgram(function).runOnce([Tensor(0)])[0].values == [1])
  }
}
