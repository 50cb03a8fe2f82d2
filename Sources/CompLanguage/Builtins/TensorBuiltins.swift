import CompIR
import CompSource

extension Builtin {
  /// What makes tensors and rearranges them.
  static let tensors: [Builtin] = [
    filled("zeros", 0), filled("ones", 1),
    Builtin(
      "linspace", [Parameter("from", .real), Parameter("to", .real), Parameter("count", .integer)],
      documentation: "numbers at equal distances, both ends included"
    ) { interpreter, call in
      for name in ["from", "to", "count"] {
        if case .unknown = call.value(name) { return .unknown(.tensor([nil])) }
      }
      let a = try interpreter.number(call.value("from"), at: call.span("from"), what: "a bound")
      let b = try interpreter.number(call.value("to"), at: call.span("to"), what: "a bound")
      let n = try interpreter.integer(call.value("count"), at: call.span("count"), what: "a count")
      guard (1...Shape.elementLimit).contains(n) else {
        throw Diagnostic.valueOutOfDomain(
          "the count \(n)", at: call.span("count"), expected: "one or more, at most 10⁸")
      }
      try interpreter.effects.allowance.require(numbers: n)
      return .tensor(
        Tensor((0..<n).map { n == 1 ? a : a + (b - a) * Double($0) / Double(n - 1) }))
    },
    Builtin(
      "length", [Parameter("x", .sequence)],
      documentation: "the size of the first axis of a tensor, or of a list"
    ) { interpreter, call in
      if case .list(let elements) = call.value("x") { return .integer(elements.count) }
      if case .data(let data) = call.value("x") { return .integer(data.rows) }
      guard let shape = interpreter.shapeOf(call.value("x")), let first = shape.first else {
        return .unknown(.integer)
      }
      return first.map { .integer($0) } ?? .unknown(.integer)
    },
    Builtin(
      "shape", [Parameter("x", .shaped)],
      documentation: "the sizes of all axes: [2, 3] of an R[2, 3], [] of a number"
    ) { interpreter, call in
      guard let shape = interpreter.shapeOf(call.value("x")) else {
        return .unknown(.tensor([nil]))
      }
      let sizes = shape.compactMap { $0 }
      return sizes.count == shape.count
        ? .tensor(Tensor(sizes.map(Double.init))) : .unknown(.tensor([shape.count]))
    },
    Builtin(
      "reshape", [Parameter("x", .numbers), Parameter("shape", .shape)],
      documentation: "the same elements in another shape, row by row"
    ) { interpreter, call in
      if case .unknown = call.value("shape") { return .unknown(.tensor(nil)) }
      let sizes = try interpreter.shapeArgument(call.value("shape"), call.span("shape"))
      if let known = interpreter.shapeOf(call.value("x")), !known.contains(nil) {
        let count = known.compactMap { $0 }.reduce(1, *)
        guard count == sizes.count else {
          throw Diagnostic.cannotReshape(count, to: "\(sizes)", at: call.span("x"))
        }
      }
      return try interpreter.operate(.reshape(sizes), [call.operand("x")], named: call.name)
    },
    Builtin("flatten", [Parameter("x", .numbers)], documentation: "all elements as one vector") {
      interpreter, call in
      guard let shape = interpreter.shapeOf(call.value("x"))?.compactMap({ $0 }) else {
        return .unknown(.tensor([nil]))
      }
      if case .unknown = call.value("x") { return .unknown(.tensor([nil])) }
      return try interpreter.operate(
        .reshape([shape.reduce(1, *)]), [call.operand("x")], named: call.name)
    },
    Builtin(
      "concatenate", [Parameter("parts", .sequence), axisParameter],
      documentation: "tensors joined along the first axis, or along the one given; lists joined"
    ) { interpreter, call in try interpreter.concatenate(call) },
    Builtin(
      "stack", [Parameter("parts", .sequence)],
      documentation: "tensors of one shape, along a new first axis"
    ) { interpreter, call in
      guard let elements = try interpreter.elements(of: call.value("parts"), at: call.span("parts"))
      else { return .unknown(.tensor(nil)) }
      let values = (0..<elements.count).map { elements.element($0) }
      let stacked = try interpreter.gather(values, values.map { _ in call.span("parts") })
      if case .list(let rest) = stacked, !rest.isEmpty {
        throw interpreter.mismatch(.tensor, stacked, at: call.span("parts"))
      }
      return stacked
    },
    Builtin(
      "reverse", [Parameter("x", .sequence)],
      documentation: "a tensor's rows, or a list's elements, from the last to the first"
    ) { interpreter, call in
      if case .list(let elements) = call.value("x") { return .list(elements.reversed()) }
      guard let shape = interpreter.shapeOf(call.value("x")), let rows = shape.first ?? nil else {
        return call.value("x")
      }
      let backwards = Value.tensor(Tensor((0..<rows).reversed().map(Double.init)))
      return try interpreter.index(
        call.value("x"), [backwards], [call.span], call.span("x"), call.span)
    },
    Builtin(
      "differences", [Parameter("x", .tensor)],
      documentation: "each row less the one before: one row fewer"
    ) { interpreter, call in
      guard let shape = interpreter.shapeOf(call.value("x")), let rows = shape.first ?? nil else {
        return .unknown(.tensor(nil))
      }
      guard rows > 0 else { throw Diagnostic.empty(call.name, at: call.span("x")) }
      func rowsFrom(_ range: Range<Int>) throws -> (Value, Span) {
        let value = try interpreter.index(
          call.value("x"), [.range(range)], [call.span], call.span("x"), call.span)
        return (value, call.span("x"))
      }
      return try interpreter.elementwise(
        .subtract, [try rowsFrom(1..<rows), try rowsFrom(0..<(rows - 1))], named: call.name)
    },
    Builtin(
      "cumulative_sum", [Parameter("x", .tensor), axisParameter],
      documentation: "running sums along the first axis, or along the one given"
    ) { interpreter, call in
      let axis = try interpreter.axis(call, of: call.value("x")) ?? 0
      return try interpreter.operate(
        .cumulativeSum(axis: axis), [call.operand("x")], named: call.name)
    },
    Builtin(
      "replace", [Parameter("x", .sequence), Parameter("index"), Parameter("value")],
      documentation: "x with one element replaced"
    ) { interpreter, call in
      try interpreter.replacing(
        call.value("x"), at: [call.value("index")], [call.span("index")],
        with: call.value("value"), call.span("value"), call.span)
    },
  ]

  private static func filled(_ name: String, _ value: Double) -> Builtin {
    Builtin(
      name,
      [
        Parameter("shape", .shape, optional: true),
        Parameter("like", .shaped, optional: true, namedOnly: true),
      ], variadic: true,
      documentation: "a tensor of \(name): \(name)(3), \(name)(2, 3), \(name)([2, 3]), or "
        + "\(name)(like: x) in the shape of x"
    ) { interpreter, call in
      if call.has("like") {
        guard let shape = interpreter.shapeOf(call.value("like")) else {
          return .unknown(.tensor(nil))
        }
        let sizes = shape.compactMap { $0 }
        guard sizes.count == shape.count else {
          _ = try interpreter.asExpr(call.value("like"), call.span("like"))
          return .unknown(.tensor(shape))
        }
        let total = Shape(sizes)
        try interpreter.effects.allowance.require(numbers: total.count)
        return .tensor(
          Tensor(shape: total, values: Array(repeating: value, count: total.count)))
      }
      let arguments = [call.arguments["shape"]].compactMap { $0 } + call.rest
      var sizes: [Int] = []
      for argument in arguments {
        if case .unknown = argument.value { return .unknown(.tensor(nil)) }
        sizes += try interpreter.shapeArgument(argument.value, argument.span).dimensions
      }
      let shape = Shape(sizes)
      guard sizes.allSatisfy({ $0 >= 0 }), shape.excess == nil else {
        throw Diagnostic.valueOutOfDomain(
          sizes.count > Shape.rankLimit ? "a shape of \(sizes.count) sizes" : "the shape \(sizes)",
          at: arguments.first?.span ?? call.span,
          expected: "at most \(Shape.rankLimit) sizes from 0, and at most 10⁸ elements")
      }
      try interpreter.effects.allowance.require(numbers: shape.count)
      return .tensor(Tensor(shape: shape, values: Array(repeating: value, count: shape.count)))
    }
  }
}

extension Interpreter {
  func shapeArgument(_ value: Value, _ span: Span) throws -> Shape {
    switch value {
    case .integer(let size): return [size]
    case .symbol, .variable: throw Diagnostic.shapeDependsOnDraw(at: span, what: "a shape")
    default: break
    }
    guard let tensor = try asTensor(value), tensor.shape.rank <= 1 else {
      throw mismatch(.shape, value, at: span)
    }
    return Shape(
      try tensor.values.map { try integer(.real($0), at: span, what: "a dimension") })
  }

  /// Parts are values of their own, so that there cannot be very many.
  private func checkParts(_ count: Int, at span: Span) throws {
    guard count <= 4_000_000 else {
      throw Diagnostic.tooManyElements("a list", of: count, at: span)
    }
  }

  fileprivate func concatenate(_ call: Builtin.Call) throws -> Value {
    let span = call.span("parts")
    guard let elements = try elements(of: call.value("parts"), at: span) else {
      return .unknown(.any)
    }
    try checkParts(elements.count, at: span)
    let parts = (0..<elements.count).map { elements.element($0) }
    guard !parts.isEmpty else { throw Diagnostic.empty(call.name, at: span) }
    // An empty literal joins with anything.
    let filled = parts.filter { if case .list(let list) = $0 { !list.isEmpty } else { true } }
    if filled.isEmpty { return .list([]) }
    let lists = filled.compactMap { if case .list(let list) = $0 { list } else { nil } }
    if lists.count == filled.count {
      let all = lists.flatMap { $0 }
      return try gather(all, all.map { _ in span })
    }
    for part in filled { try expect(part, .tensor, at: span) }
    let axis = try axis(call, of: filled[0]) ?? 0
    do {
      return try operate(.concatenate(axis: axis), filled.map { ($0, span) }, named: call.name)
    } catch let diagnostic as Diagnostic where diagnostic.code == .dimensionMismatch {
      throw Diagnostic.shapeMismatch(
        "one of the parts", at: span,
        reason: "they are \(filled.map(describeType).joined(separator: ", "))",
        help: "parts may differ along the joined axis alone")
    }
  }
}
