import CompIR
import CompModel
import CompSource

extension Builtin {
  /// What makes one number of many. With `axis:` it does so along that axis alone.
  static let reductions: [Builtin] = [
    reduction("sum", .sum, "the sum of all elements, or along an axis; truth values count as 1"),
    reduction("prod", .product, "the product of all elements, or along an axis"),
    reduction("any", .any, "whether any element is true"),
    reduction("all", .all, "whether all elements are true"),
    extremum("min", .minimum, .minimum), extremum("max", .maximum, .maximum),
    moment(
      "mean", "the mean along the first axis, or along the one given; or of a density", \.mean
    ) { x, axis throws(ShapeError) in try x.mean(along: axis) },
    moment(
      "variance",
      "the variance along the first axis, or along the one given, divided by n − 1; or of a density",
      \.variance
    ) { x, axis throws(ShapeError) in try x.variance(along: axis) },
    moment(
      "std", "the standard deviation along the first axis, or along the one given; or of a density",
      \.deviation
    ) { x, axis throws(ShapeError) in try .scalar(.squareRoot, x.variance(along: axis)) },
    Builtin(
      "covariance", [Parameter("x", .matrix)],
      documentation: "the covariance matrix of the columns of x; divided by n − 1"
    ) { interpreter, call in
      try interpreter.covariance(call, isCorrelation: false)
    },
    Builtin(
      "correlation", [Parameter("x", .matrix)],
      documentation: "the correlation matrix of the columns of x"
    ) { interpreter, call in
      try interpreter.covariance(call, isCorrelation: true)
    },
    alongAxis("norm", "the Euclidean norm of all elements, or along an axis") {
      x, axis throws(ShapeError) in try x.norm(along: axis)
    },
    alongAxis("log_sum_exp", "log Σ exp of all elements, or along an axis, without overflow") {
      x, axis throws(ShapeError) in try x.logSumExp(along: axis)
    },
    spreadAlongAxis("softmax", "exp(x) / Σ exp(x), over all elements or along an axis") {
      x, axis throws(ShapeError) in try .scalar(.exp, x.logSoftmax(along: axis))
    },
    spreadAlongAxis("log_softmax", "x − log Σ exp(x), over all elements or along an axis") {
      x, axis throws(ShapeError) in try x.logSoftmax(along: axis)
    },
    Builtin("dot", [Parameter("a", .vector), Parameter("b", .vector)], documentation: "Σ aᵢbᵢ") {
      interpreter, call in
      try interpreter.operate(
        .matrixMultiply, [call.operand("a"), call.operand("b")], named: call.name)
    },
    Builtin("count", [Parameter("x")], documentation: "the number of elements, of draws, of rows") {
      interpreter, call in
      switch call.value("x") {
      case .list(let elements): return .integer(elements.count)
      case .samples(let samples): return .integer(samples.count)
      case .data(let data): return .integer(data.rows)
      case .unknown: return .unknown(.integer)
      case let value:
        guard let shape = interpreter.shapeOf(value) else {
          throw interpreter.mismatch(.sequence, value, at: call.span("x"))
        }
        let known = shape.compactMap { $0 }
        return known.count == shape.count ? .integer(known.reduce(1, *)) : .unknown(.integer)
      }
    },
  ]

  private static func reduction(_ name: String, _ reduction: Reduction, _ text: String) -> Builtin {
    let isTruth = reduction == .all || reduction == .any
    return Builtin(
      name, [Parameter("x", isTruth ? .truths : .countable), axisParameter], documentation: text
    ) { interpreter, call in
      let value = isTruth ? call.value("x") : try interpreter.numeric(call.value("x"), call.span)
      return try interpreter.reduce(
        reduction, value, call.span("x"), along: try interpreter.axis(call, of: value), named: name)
    }
  }

  /// `max(x)`, `max(x, axis: 0)`, and element by element `max(a, b, …)`.
  private static func extremum(
    _ name: String, _ function: ScalarFunction, _ reduction: Reduction
  ) -> Builtin {
    Builtin(
      name,
      [
        Parameter("a", .numbers), Parameter("b", .numbers, optional: true),
        Parameter("axis", .integer, optional: true, namedOnly: true),
      ], variadic: true,
      documentation: "the \(reduction == .minimum ? "smallest" : "largest") of all elements, or "
        + "along an axis; of several arguments element by element"
    ) { interpreter, call in
      guard call.has("b") else {
        let axis = try interpreter.axis(call, of: call.value("a"))
        return try interpreter.reduce(
          reduction, call.value("a"), call.span("a"), along: axis, named: name)
      }
      var operands = [call.operand("a"), call.operand("b")]
      if call.has("axis") {
        throw Diagnostic.unknownArgument(
          "axis", of: "\(name)(a, b)", at: call.span("axis"), among: ["a", "b"])
      }
      operands += call.rest.map { ($0.value, $0.span) }
      var result = operands[0]
      for next in operands.dropFirst() {
        if let exact = exactInteger(function, of: [result.0, next.0]) {
          result = (exact, call.span)
          continue
        }
        let larger = try interpreter.elementwise(function, [result, next], named: name)
        result = (interpreter.whole(larger, function, of: [result.0, next.0]), call.span)
      }
      return result.0
    }
  }

  static let axisParameter = Parameter("axis", .integer, optional: true)

  /// A statistic along the first axis, or along the one given; or of a density.
  private static func moment(
    _ name: String, _ text: String,
    _ ofDensity: @escaping @Sendable (Density.Moments) -> [Double],
    _ body: @escaping @Sendable (Expr, Int) throws(ShapeError) -> Expr
  ) -> Builtin {
    Builtin(name, [Parameter("x", .distributed), axisParameter], documentation: text) {
      interpreter, call in
      if case .unknown(.density) = call.value("x") { return .unknown(.any) }
      if let density = try interpreter.density(ofMoment: call) {
        guard let moments = density.moments else {
          throw Diagnostic.noClosedForm(
            "the \(name) of '\(density.title)'", at: call.span("x"), reason: "it is not known",
            help: "draw from it: \(name)(sample(…).\(density.space.names.first ?? "x"))")
        }
        return interpreter.values(ofDensity(moments), over: density.space)
      }
      let value = try interpreter.numeric(call.value("x"), call.span)
      let axis = try interpreter.axis(call, of: value) ?? 0
      guard let shape = interpreter.shapeOf(value) else { return .unknown(.tensor(nil)) }
      guard !shape.isEmpty else {
        throw Diagnostic.typeMismatch(
          expected: "a tensor", found: interpreter.describeType(value), at: call.span("x"),
          help: "a \(name) is taken over several numbers: \(name)([1, 2, 3])")
      }
      if shape[axis] == 0 { throw Diagnostic.empty(name, at: call.span("x")) }
      if case .unknown = value { return .unknown(.numbers(shape.removing(axis))) }
      let x = try interpreter.asExpr(value, call.span("x"))
      return try interpreter.simplest(of: x) { try body(x, axis) }
    }
  }

  private static func alongAxis(
    _ name: String, _ text: String,
    _ body: @escaping @Sendable (Expr, Int?) throws(ShapeError) -> Expr
  ) -> Builtin {
    Builtin(name, [Parameter("x", .numbers), axisParameter], documentation: text) {
      interpreter, call in
      let axis = try interpreter.axis(call, of: call.value("x"))
      if case .unknown = call.value("x") {
        guard let axis, let shape = interpreter.shapeOf(call.value("x")) else {
          return .unknown(axis == nil ? .real : .tensor(nil))
        }
        return .unknown(.numbers(shape.removing(axis)))
      }
      let x = try interpreter.asExpr(call.value("x"), call.span("x"))
      if x.shape.count == 0, name != "norm" { throw Diagnostic.empty(name, at: call.span("x")) }
      return try interpreter.simplest(of: x) { try body(x, axis) }
    }
  }

  /// The same, where the result has the shape of the argument.
  private static func spreadAlongAxis(
    _ name: String, _ text: String,
    _ body: @escaping @Sendable (Expr, Int?) throws(ShapeError) -> Expr
  ) -> Builtin {
    Builtin(name, [Parameter("x", .tensor), axisParameter], documentation: text) {
      interpreter, call in
      let axis = try interpreter.axis(call, of: call.value("x"))
      if case .unknown = call.value("x") { return call.value("x") }
      let x = try interpreter.asExpr(call.value("x"), call.span("x"))
      if x.shape.count == 0 { throw Diagnostic.empty(name, at: call.span("x")) }
      return try interpreter.simplest(of: x) { try body(x, axis) }
    }
  }
}

extension Array {
  func removing(_ index: Int) -> [Element] {
    var copy = self
    if indices.contains(index) { copy.remove(at: index) }
    return copy
  }
}

extension Interpreter {
  /// The argument `axis:`, checked against the value's rank; nil where it is not given.
  func axis(_ call: Builtin.Call, of value: Value) throws -> Int? {
    guard call.has("axis") else { return nil }
    if case .unknown = call.value("axis") { return nil }
    let axis = try integer(call.value("axis"), at: call.span("axis"), what: "an axis")
    guard let rank = shapeOf(value)?.count else { return axis }
    guard (0..<rank).contains(axis) else {
      throw Diagnostic.noSuchAxis(
        axis, type: describeType(value), rank: rank, at: call.span("axis"))
    }
    return axis
  }

  /// Truth values as ones and zeros; numbers as they are.
  func numeric(_ value: Value, _ span: Span) throws -> Value {
    switch value {
    case .boolean(let flag): return .integer(flag ? 1 : 0)
    case .mask(let tensor): return .tensor(tensor)
    case .list(let elements) where elements.isEmpty:
      return .tensor(Tensor(shape: [0], values: []))
    case .list(let elements):
      let flags = elements.compactMap { element -> Double? in
        if case .boolean(let flag) = element { flag ? 1 : 0 } else { nil }
      }
      return flags.count == elements.count && !flags.isEmpty ? .tensor(Tensor(flags)) : value
    case .symbol(let expr) where expr.type.element == .boolean:
      return try operate(.select, [(value, span), (.real(1), span), (.real(0), span)], named: "if")
    case .unknown(.boolean): return .unknown(.real)
    case .unknown(.mask(let shape)): return .unknown(.tensor(shape))
    case .void, .integer, .tensor, .string, .label, .labels, .range, .record, .symbol, .variable,
      .function, .component, .density, .weighted, .call, .samplerDeclaration, .sampler, .samples,
      .data, .report, .module, .adaptation, .target, .unknown, .poison:
      return value
    }
  }

  /// A reduction over all elements, or along an axis.
  func reduce(
    _ reduction: Reduction, _ value: Value, _ span: Span, along axis: Int?, named name: String
  ) throws -> Value {
    let isTruth = reduction == .all || reduction == .any
    guard let shape = shapeOf(value) else {
      if case .list(let elements) = value, elements.isEmpty {
        return try ofNothing(reduction, span)
      }
      if case .list(let elements) = value, isTruth {
        let flags = elements.compactMap { if case .boolean(let flag) = $0 { flag } else { nil } }
        return .boolean(reduction == .all ? flags.allSatisfy { $0 } : flags.contains(true))
      }
      return .unknown(isTruth ? .boolean : axis == nil ? .real : .tensor(nil))
    }
    if case .unknown = value {
      let rest = axis.map { shape.removing($0) } ?? []
      return .unknown(isTruth ? (rest.isEmpty ? .boolean : .mask(rest)) : .numbers(rest))
    }
    if shape.isEmpty { return value }
    if shape.contains(0), axis == nil { return try ofNothing(reduction, span) }
    return try operate(
      .reduce(reduction, axes: axis.map { [$0] } ?? Array(0..<shape.count)), [(value, span)],
      named: name)
  }

  private func ofNothing(_ reduction: Reduction, _ span: Span) throws -> Value {
    switch reduction {
    case .sum: .real(0)
    case .product: .real(1)
    case .all: .boolean(true)
    case .any: .boolean(false)
    case .maximum: throw Diagnostic.empty("max", at: span)
    case .minimum: throw Diagnostic.empty("min", at: span)
    }
  }

  /// The density of which a moment is asked for; nil where it is asked of numbers.
  fileprivate func density(ofMoment call: Builtin.Call) throws -> Density? {
    guard isDensity(call.value("x")) else { return nil }
    if call.has("axis") {
      throw Diagnostic.unknownArgument(
        "axis", of: "\(call.name) of a density", at: call.span("axis"), among: [])
    }
    return try asDensity(call.value("x"), at: call.span("x"))
  }

  /// One number a coordinate, in the shape of the only variable, or as a record of the variables.
  fileprivate func values(_ numbers: [Double], over space: Space) -> Value {
    var rest = numbers[...]
    let fields = space.members.map { member -> (name: String, value: Value) in
      let own = rest.prefix(member.elements.count)
      rest = rest.dropFirst(own.count)
      return (member.variable.name, .tensor(Tensor(shape: member.shape, values: Array(own))))
    }
    return fields.count == 1 ? fields[0].value : .record(fields)
  }

  /// The covariance or correlation of a matrix's columns.
  fileprivate func covariance(_ call: Builtin.Call, isCorrelation: Bool) throws -> Value {
    if case .unknown = call.value("x") {
      let width = shapeOf(call.value("x")).flatMap { $0.last ?? nil }
      return .unknown(.tensor([width, width]))
    }
    let x = try asExpr(call.value("x"), call.span("x"))
    guard x.shape.dimensions[0] > 1 else {
      throw Diagnostic.valueOutOfDomain(
        "a table of \(counted(x.shape.dimensions[0], "row"))", at: call.span("x"),
        expected: "two rows or more")
    }
    return try simplest(of: x) {
      var residual = try Expr.scalar(.subtract, x, x.mean(along: 0).spread(along: 0, to: x.shape))
      if isCorrelation {
        let spread = try Expr.scalar(.squareRoot, x.variance(along: 0))
        residual = try .scalar(.divide, residual, spread.spread(along: 0, to: x.shape))
      }
      let product = try Expr.apply(
        .matrixMultiply, [.apply(.transpose([1, 0]), [residual]), residual])
      return try .scalar(.divide, product, Expr(Double(x.shape.dimensions[0] - 1)))
    }
  }
}
