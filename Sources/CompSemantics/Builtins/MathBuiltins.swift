import CompIR
import CompSource

extension Builtin {
  /// The builtins on numbers, tensors and lists: everything but densities and running.
  package static let math: [Builtin] = elementwise + reductions + tensors + matrices

  private static let hidden: Set<ScalarFunction> = [
    .negate, .add, .subtract, .multiply, .divide, .power, .less, .lessOrEqual, .equal, .notEqual,
    .and, .or, .not,
  ]

  /// One for each element-wise function of the IR that has no operator.
  private static let elementwise: [Builtin] = ScalarFunction.allCases.filter {
    !hidden.contains($0)
  }.map { function in
    let row = function.row
    let names = row.arity == 1 ? ["x"] : ["a", "b"]
    return Builtin(
      function.rawValue, names.map { Parameter($0, optional: row.arity == 2 && $0 == "b") },
      variadic: function == .minimum || function == .maximum, documentation: row.documentation
    ) { interpreter, call in
      var operands = names.filter(call.has).map { (call.value($0), call.span($0)) }
      operands += call.rest.map { ($0.value, $0.span) }
      if row.arity == 2, operands.count == 1 {
        guard function == .minimum || function == .maximum else {
          throw Diagnostic.missingArgument("b", of: call.name, at: call.span, type: "Real")
        }
        return try interpreter.reduce(
          function == .minimum ? .minimum : .maximum, call.value("a"), call.span("a"),
          named: call.name)
      }
      if row.arity == 1 { return try interpreter.elementwise(function, operands, named: call.name) }
      var result = operands[0]
      for next in operands.dropFirst() {
        result = (
          try interpreter.elementwise(function, [result, next], named: call.name), call.span
        )
      }
      return result.0
    }
  }

  private static func reduction(_ name: String, _ reduction: Reduction, _ text: String) -> Builtin {
    Builtin(name, [Parameter("x")], documentation: text) { interpreter, call in
      try interpreter.reduce(reduction, call.value("x"), call.span("x"), named: name)
    }
  }

  private static let reductions: [Builtin] = [
    reduction("sum", .sum, "the sum of all elements"),
    reduction("prod", .product, "the product of all elements"),
    reduction("any", .any, "whether any element is true"),
    reduction("all", .all, "whether all elements are true"),
    Builtin("mean", [Parameter("x")], documentation: "the mean over the first axis") {
      interpreter, call in
      try interpreter.average(call.value("x"), call.span("x"), "mean")
    },
    Builtin("std", [Parameter("x")], documentation: "the standard deviation over the first axis") {
      interpreter, call in
      let variance = try interpreter.variance(call.value("x"), call.span("x"), "std")
      return try interpreter.elementwise(.squareRoot, [(variance, call.span)], named: "std")
    },
    Builtin("variance", [Parameter("x")], documentation: "the variance over the first axis") {
      interpreter, call in
      try interpreter.variance(call.value("x"), call.span("x"), "variance")
    },
    Builtin(
      "quantile", [Parameter("x"), Parameter("q")],
      documentation: "the q-quantile over the first axis, by linear interpolation"
    ) { interpreter, call in
      if case .unknown = call.value("x") { return .unknown(.tensor(nil)) }
      guard let tensor = interpreter.asTensor(call.value("x")), tensor.shape.rank >= 1,
        tensor.shape.dimensions[0] > 0
      else {
        throw Diagnostic.typeMismatch(
          expected: "a tensor of numbers", found: interpreter.describeType(call.value("x")),
          at: call.span("x"))
      }
      let q = try interpreter.number(call.value("q"), at: call.span("q"), what: "a quantile")
      guard (0...1).contains(q) else {
        throw Diagnostic.valueOutOfDomain(
          "the quantile \(formatReal(q))", at: call.span("q"), expected: "a number from 0 to 1")
      }
      let rows = tensor.shape.dimensions[0]
      let width = tensor.shape.count / rows
      let values = (0..<width).map { column -> Double in
        let sorted = (0..<rows).map { tensor.values[$0 * width + column] }.sorted()
        if sorted.contains(where: \.isNaN) { return .nan }
        let place = q * Double(rows - 1)
        let below = Int(place)
        let above = min(below + 1, rows - 1)
        return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
      }
      return .tensor(
        Tensor(shape: Shape(Array(tensor.shape.dimensions.dropFirst())), values: values))
    },
    Builtin("norm", [Parameter("x")], documentation: "the Euclidean norm") { interpreter, call in
      let x = (call.value("x"), call.span("x"))
      let square = try interpreter.elementwise(.multiply, [x, x], named: "norm")
      let total = try interpreter.reduce(.sum, square, x.1, named: "norm")
      return try interpreter.elementwise(.squareRoot, [(total, x.1)], named: "norm")
    },
    Builtin(
      "log_sum_exp", [Parameter("x")], documentation: "log Σ exp of a vector, without overflow"
    ) { interpreter, call in
      if case .unknown = call.value("x") { return .unknown(.real) }
      let expr = try interpreter.asExpr(call.value("x"), call.span("x"))
      guard expr.shape.rank == 1 else {
        throw Diagnostic.typeMismatch(
          expected: "a vector", found: interpreter.describeType(call.value("x")), at: call.span("x")
        )
      }
      return interpreter.simplest(try expr.logSumExp())
    },
    Builtin("dot", [Parameter("a"), Parameter("b")], documentation: "the inner product") {
      interpreter, call in
      try interpreter.operate(
        .matrixMultiply, [(call.value("a"), call.span("a")), (call.value("b"), call.span("b"))],
        named: "dot")
    },
    Builtin("cumulative_sum", [Parameter("x")], documentation: "running sums along the first axis")
    { interpreter, call in
      try interpreter.operate(
        .cumulativeSum(axis: 0), [(call.value("x"), call.span("x"))], named: call.name)
    },
    Builtin("count", [Parameter("x")], documentation: "the number of elements") {
      interpreter, call in
      switch call.value("x") {
      case .list(let elements): return .integer(elements.count)
      case .samples(let samples): return .integer(samples.count)
      case .data(let data): return .integer(data.rows)
      case .range(let range): return .integer(range.count)
      case let value:
        guard let shape = interpreter.shapeOf(value) else { return .unknown(.integer) }
        let known = shape.compactMap { $0 }
        return known.count == shape.count
          ? .integer(known.reduce(1, *)) : .unknown(.integer)
      }
    },
  ]

  private static let tensors: [Builtin] = [
    Builtin("div", [Parameter("a"), Parameter("b")], documentation: "whole division, rounded down")
    { interpreter, call in
      if case .unknown = call.value("a") { return .unknown(.integer) }
      if case .unknown = call.value("b") { return .unknown(.integer) }
      let a = try interpreter.integer(call.value("a"), at: call.span("a"), what: "a dividend")
      let b = try interpreter.integer(call.value("b"), at: call.span("b"), what: "a divisor")
      guard b != 0, !(a == .min && b == -1) else {
        throw Diagnostic.valueOutOfDomain(
          "the divisor \(b)", at: call.span("b"), expected: "a number that is not zero")
      }
      let quotient = a / b
      return .integer(a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient)
    },
    Builtin("mod", [Parameter("a"), Parameter("b")], documentation: "the remainder of div") {
      interpreter, call in
      if case .unknown = call.value("a") { return .unknown(.integer) }
      if case .unknown = call.value("b") { return .unknown(.integer) }
      let a = try interpreter.integer(call.value("a"), at: call.span("a"), what: "a dividend")
      let b = try interpreter.integer(call.value("b"), at: call.span("b"), what: "a divisor")
      guard b != 0, b != -1 else {
        if b == -1 { return .integer(0) }
        throw Diagnostic.valueOutOfDomain(
          "the divisor \(b)", at: call.span("b"), expected: "a number that is not zero")
      }
      let rest = a % b
      return .integer(rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest)
    },
    filled("zeros", 0), filled("ones", 1),
    Builtin(
      "linspace", [Parameter("from"), Parameter("to"), Parameter("count")],
      documentation: "numbers at equal distances, both ends included"
    ) { interpreter, call in
      let a = try interpreter.number(call.value("from"), at: call.span("from"), what: "a bound")
      let b = try interpreter.number(call.value("to"), at: call.span("to"), what: "a bound")
      let n = try interpreter.integer(call.value("count"), at: call.span("count"), what: "a count")
      guard (1...10_000_000).contains(n) else {
        throw Diagnostic.valueOutOfDomain(
          "the count \(n)", at: call.span("count"), expected: "one or more")
      }
      return .tensor(
        Tensor((0..<n).map { n == 1 ? a : a + (b - a) * Double($0) / Double(n - 1) }))
    },
    Builtin(
      "concatenate", [Parameter("parts")], documentation: "tensors joined along the first axis"
    ) { interpreter, call in
      guard let elements = try interpreter.elements(of: call.value("parts"), at: call.span) else {
        return .unknown(.tensor(nil))
      }
      return try interpreter.operate(
        .concatenate(axis: 0),
        (0..<elements.count).map { (elements.element($0), call.span("parts")) }, named: call.name)
    },
    Builtin(
      "stack", [Parameter("parts")], documentation: "tensors of one shape, along a new first axis"
    ) { interpreter, call in
      guard let elements = try interpreter.elements(of: call.value("parts"), at: call.span) else {
        return .unknown(.tensor(nil))
      }
      let values = (0..<elements.count).map { elements.element($0) }
      return try interpreter.gather(values, values.map { _ in call.span("parts") })
    },
    Builtin(
      "reshape", [Parameter("x"), Parameter("shape")],
      documentation: "the same elements in another shape"
    ) { interpreter, call in
      let sizes = try interpreter.shapeArgument(call.value("shape"), call.span("shape"))
      return try interpreter.operate(
        .reshape(sizes), [(call.value("x"), call.span("x"))], named: call.name)
    },
    Builtin(
      "replace", [Parameter("x"), Parameter("index"), Parameter("value")],
      documentation: "x with one element replaced"
    ) { interpreter, call in
      try interpreter.replacing(
        call.value("x"), at: [call.value("index")], [call.span("index")],
        with: call.value("value"), call.span)
    },
    Builtin(
      "clamp", [Parameter("x"), Parameter("low"), Parameter("high")],
      documentation: "x, moved to the nearer bound where it lies outside"
    ) { interpreter, call in
      let low = try interpreter.elementwise(
        .maximum, [(call.value("x"), call.span("x")), (call.value("low"), call.span("low"))],
        named: call.name)
      return try interpreter.elementwise(
        .minimum, [(low, call.span), (call.value("high"), call.span("high"))], named: call.name)
    },
    Builtin(
      "log_sigmoid", [Parameter("x")], documentation: "log of the sigmoid, without overflow"
    ) { interpreter, call in
      let minus = try interpreter.elementwise(
        .negate, [(call.value("x"), call.span("x"))], named: call.name)
      let soft = try interpreter.elementwise(.softplus, [(minus, call.span)], named: call.name)
      return try interpreter.elementwise(.negate, [(soft, call.span)], named: call.name)
    },
    Builtin("logit", [Parameter("p")], documentation: "log(p / (1 − p))") { interpreter, call in
      let p = (call.value("p"), call.span("p"))
      let minus = try interpreter.elementwise(.negate, [p], named: call.name)
      let rest = try interpreter.elementwise(.log1p, [(minus, p.1)], named: call.name)
      let log = try interpreter.elementwise(.log, [p], named: call.name)
      return try interpreter.elementwise(
        .subtract, [(log, p.1), (rest, p.1)], named: call.name)
    },
    Builtin("length", [Parameter("x")], documentation: "the size of the first axis, or of a list") {
      interpreter, call in
      if case .list(let elements) = call.value("x") { return .integer(elements.count) }
      guard let shape = interpreter.shapeOf(call.value("x")), let first = shape.first else {
        return .unknown(.integer)
      }
      return first.map { .integer($0) } ?? .unknown(.integer)
    },
  ]

  private static func filled(_ name: String, _ value: Double) -> Builtin {
    Builtin(
      name, [Parameter("shape", optional: true), Parameter("like", optional: true)],
      variadic: true, documentation: "a tensor of \(name)"
    ) { interpreter, call in
      if call.has("like") {
        guard let shape = interpreter.shapeOf(call.value("like")) else {
          return .unknown(.tensor(nil))
        }
        let sizes = shape.compactMap { $0 }
        guard sizes.count == shape.count else { return .unknown(.tensor(shape)) }
        let total = Shape(sizes)
        return .tensor(
          Tensor(shape: total, values: Array(repeating: value, count: total.count)))
      }
      var sizes: [Int] = []
      if call.has("shape") {
        if case .unknown = call.value("shape") { return .unknown(.tensor(nil)) }
        sizes += try interpreter.shapeArgument(call.value("shape"), call.span("shape")).dimensions
      }
      for argument in call.rest {
        sizes.append(
          try interpreter.integer(argument.value, at: argument.span, what: "a dimension"))
      }
      let shape = Shape(sizes)
      guard sizes.allSatisfy({ $0 >= 0 }), sizes.reduce(1.0, { $0 * Double($1) }) < 1e8 else {
        throw Diagnostic.valueOutOfDomain(
          "the shape \(sizes)", at: call.span, expected: "at most 10⁸ elements")
      }
      return .tensor(Tensor(shape: shape, values: Array(repeating: value, count: shape.count)))
    }
  }

  private static let matrices: [Builtin] = [
    Builtin("transpose", [Parameter("m")], documentation: "the transposed matrix") {
      interpreter, call in
      try interpreter.operate(
        .transpose([1, 0]), [(call.value("m"), call.span("m"))], named: call.name)
    },
    Builtin("cholesky", [Parameter("m")], documentation: "the lower Cholesky factor") {
      interpreter, call in
      try interpreter.operate(.cholesky, [(call.value("m"), call.span("m"))], named: call.name)
    },
    Builtin(
      "solve_triangular",
      [Parameter("l"), Parameter("b"), Parameter("transposed", optional: true)],
      documentation: "x of L x = b, or of Lᵀ x = b"
    ) { interpreter, call in
      var transposed = false
      if case .boolean(true) = call.value("transposed") { transposed = true }
      return try interpreter.operate(
        .triangularSolve(transposed: transposed),
        [(call.value("l"), call.span("l")), (call.value("b"), call.span("b"))], named: call.name)
    },
    Builtin("identity", [Parameter("n")], documentation: "the identity matrix") {
      interpreter, call in
      let n = try interpreter.integer(call.value("n"), at: call.span("n"), what: "a dimension")
      guard (1...4096).contains(n) else {
        throw Diagnostic.valueOutOfDomain(
          "the size \(n)", at: call.span("n"), expected: "1 to 4096")
      }
      var values = [Double](repeating: 0, count: n * n)
      for i in 0..<n { values[i * n + i] = 1 }
      return .tensor(Tensor(shape: [n, n], values: values))
    },
    Builtin(
      "diagonal", [Parameter("x")],
      documentation: "of a matrix its diagonal, of a vector the matrix with it"
    ) { interpreter, call in
      if case .unknown = call.value("x") { return .unknown(.tensor(nil)) }
      let x = try interpreter.asExpr(call.value("x"), call.span("x"))
      let n = x.shape.dimensions.first ?? 0
      var mask = [Double](repeating: 0, count: n * n)
      for i in 0..<n { mask[i * n + i] = 1 }
      let identity = Expr(Tensor(shape: [n, n], values: mask))
      if x.shape.rank == 1 {
        return interpreter.simplest(
          try .scalar(.multiply, identity, .apply(.broadcast([n, n]), [x])))
      }
      guard x.shape.dimensions == [n, n] else {
        throw Diagnostic.typeMismatch(
          expected: "a vector or a square matrix", found: "\(x.shape)", at: call.span("x"))
      }
      return interpreter.simplest(
        try .apply(.reduce(.sum, axes: [1]), [.scalar(.multiply, identity, x)]))
    },
    Builtin(
      "log_determinant", [Parameter("m")],
      documentation: "of a positive definite matrix, by its Cholesky factor"
    ) { interpreter, call in
      if case .unknown = call.value("m") { return .unknown(.real) }
      let m = try interpreter.asExpr(call.value("m"), call.span("m"))
      let factor = try Expr.apply(.cholesky, [m])
      let n = factor.shape.dimensions[0]
      var mask = [Double](repeating: 0, count: n * n)
      for i in 0..<n { mask[i * n + i] = 1 }
      let diagonal = try Expr.apply(
        .reduce(.sum, axes: [1]),
        [.scalar(.multiply, Expr(Tensor(shape: [n, n], values: mask)), factor)])
      return interpreter.simplest(
        try .scalar(.multiply, Expr(2), Expr.scalar(.log, diagonal).total()))
    },
    Builtin("inverse", [Parameter("m")], documentation: "of a positive definite matrix") {
      interpreter, call in
      if case .unknown = call.value("m") { return .unknown(.tensor(nil)) }
      let factor = try Expr.apply(
        .cholesky, [interpreter.asExpr(call.value("m"), call.span("m"))])
      let n = factor.shape.dimensions[0]
      var unit = [Double](repeating: 0, count: n * n)
      for i in 0..<n { unit[i * n + i] = 1 }
      let half = try Expr.apply(
        .triangularSolve(transposed: false), [factor, Expr(Tensor(shape: [n, n], values: unit))])
      return interpreter.simplest(
        try .apply(.triangularSolve(transposed: true), [factor, half]))
    },
    Builtin("outer", [Parameter("a"), Parameter("b")], documentation: "the matrix aᵢbⱼ") {
      interpreter, call in
      if case .unknown = call.value("a") { return .unknown(.tensor(nil)) }
      if case .unknown = call.value("b") { return .unknown(.tensor(nil)) }
      let a = try interpreter.asExpr(call.value("a"), call.span("a"))
      let b = try interpreter.asExpr(call.value("b"), call.span("b"))
      return interpreter.simplest(
        try .apply(
          .matrixMultiply,
          [.apply(.reshape([a.shape.count, 1]), [a]), .apply(.reshape([1, b.shape.count]), [b])]))
    },
    Builtin("trace", [Parameter("m")], documentation: "the sum of the diagonal") {
      interpreter, call in
      if case .unknown = call.value("m") { return .unknown(.real) }
      let m = try interpreter.asExpr(call.value("m"), call.span("m"))
      let n = m.shape.dimensions.first ?? 0
      var mask = [Double](repeating: 0, count: n * n)
      for i in 0..<n { mask[i * n + i] = 1 }
      return interpreter.simplest(
        try Expr.scalar(.multiply, Expr(Tensor(shape: [n, n], values: mask)), m).total())
    },
  ]
}

extension Interpreter {
  /// A constant's value, or the symbol.
  func simplest(_ expr: Expr) -> Value {
    Expr.variables(in: [expr]).isEmpty && expr.constantValue != nil ? known(expr) : .symbol(expr)
  }

  func shapeArgument(_ value: Value, _ span: Span) throws -> Shape {
    switch value {
    case .integer(let size): return [size]
    case .symbol, .variable: throw Diagnostic.shapeDependsOnDraw(at: span, what: "a shape")
    default: break
    }
    guard let tensor = asTensor(value), tensor.shape.rank <= 1 else {
      throw Diagnostic.typeMismatch(
        expected: "a size, or a list of sizes", found: describeType(value), at: span)
    }
    return Shape(
      try tensor.values.map {
        try integer(.real($0), at: span, what: "a dimension")
      })
  }

  /// A reduction over all elements. Of draws: over the first axis is `mean` and its kin alone.
  func reduce(_ reduction: Reduction, _ value: Value, _ span: Span, named name: String) throws
    -> Value
  {
    guard let shape = shapeOf(value) else {
      if case .list(let elements) = value, elements.isEmpty {
        return .real(reduction == .product ? 1 : 0)
      }
      if case .unknown = value {
        return .unknown(reduction == .all || reduction == .any ? .boolean : .real)
      }
      throw Diagnostic.typeMismatch(
        expected: "a tensor of numbers", found: describeType(value), at: span)
    }
    if case .unknown = value {
      return .unknown(reduction == .all || reduction == .any ? .boolean : .real)
    }
    if shape.isEmpty { return value }
    return try operate(
      .reduce(reduction, axes: Array(0..<shape.count)), [(value, span)], named: name)
  }

  /// The mean over the first axis.
  func average(_ value: Value, _ span: Span, _ name: String) throws -> Value {
    guard let shape = shapeOf(value), !shape.isEmpty else {
      if case .unknown = value { return .unknown(.tensor(nil)) }
      throw Diagnostic.typeMismatch(
        expected: "a tensor", found: describeType(value), at: span)
    }
    if case .unknown = value { return .unknown(.tensor(Array(shape.dropFirst()))) }
    let total = try operate(.reduce(.sum, axes: [0]), [(value, span)], named: name)
    return try arithmetic(
      .divide, total, span, .real(Double(shape[0] ?? 1)), span, span)
  }

  func variance(_ value: Value, _ span: Span, _ name: String) throws -> Value {
    let center = try average(value, span, name)
    guard let shape = shapeOf(value)?.compactMap({ $0 }), let rows = shape.first else {
      return center
    }
    if case .unknown = value { return center }
    let expr = try asExpr(value, span)
    let wide = try Expr.apply(.broadcast(Shape(shape)), [asExpr(center, span)])
    let residual = try Expr.scalar(.subtract, expr, wide)
    let squares = try Expr.apply(
      .reduce(.sum, axes: [0]), [.scalar(.multiply, residual, residual)])
    let result = try Expr.scalar(.divide, squares, Expr(Double(max(rows - 1, 1))))
    return result.constantValue != nil ? known(result) : .symbol(result)
  }
}
