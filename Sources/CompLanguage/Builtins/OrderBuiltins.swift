import CompIR
import CompSource

extension Builtin {
  /// What orders numbers. Their order must be known: random values have none before they are drawn.
  static let order: [Builtin] = [
    ordering("sort", "the elements in rising order, along the first axis; nan comes last") {
      column in column.sorted(by: precedes)
    },
    ordering(
      "argsort",
      "the positions of the elements in rising order, along the first axis; nan comes last"
    ) { column in
      column.indices.sorted {
        precedes(column[$0], column[$1]) || !precedes(column[$1], column[$0]) && $0 < $1
      }.map(Double.init)
    },
    extreme(
      "argmin",
      "the position of the smallest element, along the first axis; of the first nan where there is one"
    ) { $0 < $1 },
    extreme(
      "argmax",
      "the position of the largest element, along the first axis; of the first nan where there is one"
    ) { $0 > $1 },
    Builtin(
      "quantile", [Parameter("x", .tensor), Parameter("q", .numbers)],
      documentation: "the q-quantile along the first axis, by linear interpolation; for several q "
        + "one row each; nan where an element is nan"
    ) { interpreter, call in try interpreter.quantile(call) },
    Builtin(
      "median", [Parameter("x", .tensor)],
      documentation: "the median along the first axis; nan where an element is nan"
    ) { interpreter, call in
      try interpreter.byColumn(call) { [quantile(of: $0.sorted(by: precedes), 0.5)] }
    },
  ]

  /// Each column rearranged.
  private static func ordering(
    _ name: String, _ text: String, _ body: @escaping @Sendable ([Double]) -> [Double]
  ) -> Builtin {
    Builtin(name, [Parameter("x", .tensor)], documentation: text) { interpreter, call in
      try interpreter.byColumn(call, keepsRows: true, body)
    }
  }

  /// The position of an extreme element of each column; of a vector an Int.
  private static func extreme(
    _ name: String, _ text: String, _ precedes: @escaping @Sendable (Double, Double) -> Bool
  ) -> Builtin {
    Builtin(name, [Parameter("x", .tensor)], documentation: text) { interpreter, call in
      let found = try interpreter.byColumn(call) { column in
        // As with min and max, what is not a number decides.
        let found = column.firstIndex(where: \.isNaN)
        return [Double(found ?? column.indices.max { precedes(column[$1], column[$0]) } ?? 0)]
      }
      if case .tensor(let tensor) = found, tensor.shape.isScalar {
        return .integer(Int(tensor.values[0]))
      }
      return found
    }
  }
}

/// Returns whether a number stands before another in rising order, in which nan comes last.
private func precedes(_ a: Double, _ b: Double) -> Bool { b.isNaN ? !a.isNaN : a < b }

/// The quantile of sorted numbers, by linear interpolation between neighbours.
private func quantile(of sorted: [Double], _ q: Double) -> Double {
  if sorted.last?.isNaN != false { return .nan }
  let place = q * Double(sorted.count - 1)
  let below = min(max(Int(place), 0), sorted.count - 1)
  let above = min(below + 1, sorted.count - 1)
  let (part, low, high) = (place - Double(below), sorted[below], sorted[above])
  if part == 0 || low == high { return low }
  let distance = high - low
  // Between −∞ and ∞ there is no value; a distance may also overflow.
  return distance.isFinite ? low + part * distance : (1 - part) * low + part * high
}

extension Interpreter {
  fileprivate func quantile(_ call: Builtin.Call) throws -> Value {
    if case .unknown = call.value("q") { return .unknown(.tensor(nil)) }
    guard let levels = try asTensor(call.value("q")) else {
      throw Diagnostic.shapeDependsOnDraw(at: call.span("q"), what: "the level of a quantile")
    }
    guard levels.shape.rank <= 1 else {
      throw mismatch(.vector, call.value("q"), at: call.span("q"))
    }
    for level in levels.values where !(0...1).contains(level) {
      throw Diagnostic.valueOutOfDomain(
        "the quantile \(formatReal(level))", at: call.span("q"), expected: "a number from 0 to 1")
    }
    var ordered = call
    ordered.arguments["x"]?.value = try byColumn(call, keepsRows: true) { $0.sorted(by: precedes) }
    let rows = try levels.values.map { level in
      try byColumn(ordered) { [CompLanguage.quantile(of: $0, level)] }
    }
    return levels.shape.isScalar
      ? rows[0] : try gather(rows, rows.map { _ in call.span("x") })
  }

  /// To put an element in its place, about.
  private static let stepsOfOrder = 30

  /// Each column of the argument `x` turned into one number, or into as many as it has.
  fileprivate func byColumn(
    _ call: Builtin.Call, keepsRows: Bool = false,
    _ body: @escaping @Sendable ([Double]) -> [Double]
  ) throws -> Value {
    if case .unknown = call.value("x") {
      guard let shape = shapeOf(call.value("x")) else { return .unknown(.tensor(nil)) }
      return .unknown(.numbers(keepsRows ? shape : Array(shape.dropFirst())))
    }
    guard let tensor = try asTensor(call.value("x")) else {
      throw Diagnostic.orderOfRandomValues(call.name, at: call.span("x"))
    }
    guard let rows = tensor.shape.dimensions.first, rows > 0 else {
      throw Diagnostic.empty(call.name, at: call.span("x"))
    }
    let width = tensor.shape.count / rows
    let values = try compute(Self.stepsOfOrder * tensor.shape.count) {
      var values = [Double](repeating: 0, count: keepsRows ? tensor.values.count : width)
      for column in 0..<width {
        let results = body((0..<rows).map { tensor.values[$0 * width + column] })
        for (row, value) in results.enumerated() { values[row * width + column] = value }
      }
      return values
    }
    let shape = keepsRows ? tensor.shape : Shape(Array(tensor.shape.dimensions.dropFirst()))
    return .tensor(Tensor(shape: shape, values: values))
  }
}
