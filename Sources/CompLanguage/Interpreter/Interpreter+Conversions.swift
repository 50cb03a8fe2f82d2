import CompIR
import CompModel
import CompSource

/// From values to expressions, tensors and numbers.
extension Interpreter {
  /// A number, tensor, truth value or variable as an expression.
  package func asExpr(_ value: Value, _ span: Span) throws -> Expr {
    switch value {
    case .integer(let number): return Expr(Double(number))
    case .tensor(let tensor): return Expr(tensor)
    case .boolean(let flag): return Expr(flag)
    case .mask(let tensor): return try .scalar(.notEqual, Expr(tensor), Expr(0))
    case .symbol(let expr): return expr
    case .variable(let part): return Expr(part)
    case .list(let elements) where elements.isEmpty: return Expr(Tensor(shape: [0], values: []))
    case .range(let range):
      guard range.count <= Shape.elementLimit else {
        throw Diagnostic.tooManyElements("a tensor", of: range.count, at: span)
      }
      try effects.allowance.require(numbers: range.count)
      return Expr(Tensor(range.map(Double.init)))
    case .poison: throw Poisoned()
    case .void, .string, .label, .labels, .list, .record, .function, .component, .density,
      .weighted, .call, .samplerDeclaration, .sampler, .samples, .data, .report, .module,
      .adaptation, .target, .unknown:
      throw mismatch(.numbers, value, at: span)
    }
  }

  /// The numbers of a value; nil where it has none, or is a range of more than a tensor can hold.
  ///
  /// - Throws: the limit on memory, where the numbers of a range do not fit in it.
  func asTensor(_ value: Value) throws -> Tensor? {
    switch value {
    case .integer(let number): return Tensor(Double(number))
    case .tensor(let tensor): return tensor
    case .list(let elements) where elements.isEmpty: return Tensor(shape: [0], values: [])
    case .range(let range):
      guard range.count <= Shape.elementLimit else { return nil }
      try effects.allowance.require(numbers: range.count)
      return Tensor(range.map(Double.init))
    case .void, .boolean, .mask, .string, .label, .labels, .list, .record, .symbol, .variable,
      .function, .component, .density, .weighted, .call, .samplerDeclaration, .sampler, .samples,
      .data, .report, .module, .adaptation, .target, .unknown, .poison:
      return nil
    }
  }

  /// The dimensions of a number, tensor or symbol, as far as they are known.
  func shapeOf(_ value: Value) -> [Int?]? {
    if case .range(let range) = value {
      // What no tensor can hold has no size that others could take on.
      return [range.count <= Shape.elementLimit ? range.count : nil]
    }
    return switch value.type {
    case .integer, .real, .boolean: []
    case .tensor(let shape), .mask(let shape): shape
    case .range: [nil]
    case .labels(let shape, _): shape
    case .string, .label, .void, .list, .record, .function, .density, .samples, .data,
      .sampler, .adaptation, .report, .any:
      nil
    }
  }

  /// A picked part of draws of labels: one of them is a label.
  func labels(_ picked: Value, names: [String]) throws -> Value {
    guard let tensor = try asTensor(picked) else { return picked }
    guard tensor.shape.isScalar else { return .labels(tensor, names: names) }
    return .label(names[min(max(Int(tensor.values[0]), 0), names.count - 1)])
  }

  /// The space of draws, where it is known.
  package func spaceOfDraws(_ value: Value) -> Space? {
    if case .samples(let space) = value.type { space } else { nil }
  }

  /// The space of draws or of data, where it is known.
  package func spaceOfObservations(_ value: Value) -> Space? {
    switch value.type {
    case .samples(let space), .data(let space): space
    default: nil
    }
  }

  /// A whole number known beforehand.
  package func integer(_ value: Value, at span: Span, what: String) throws -> Int {
    switch value {
    case .integer(let number): return number
    case .tensor(let tensor) where tensor.shape.isScalar:
      let number = tensor.values[0]
      if let exact = Int(exactly: number) { return exact }
      if !number.isFinite || number == number.rounded() {
        throw Diagnostic.beyondInt(number, what, at: span)
      }
      throw mismatch(.integer, value, at: span)
    case .symbol, .variable, .unknown(.integer), .unknown(.tensor([])):
      throw Diagnostic.shapeDependsOnDraw(at: span, what: what)
    case .poison: throw Poisoned()
    case .void, .tensor, .boolean, .mask, .string, .label, .labels, .range, .list, .record,
      .function,
      .component, .density, .weighted, .call, .samplerDeclaration, .sampler, .samples, .data,
      .report, .module, .adaptation, .target, .unknown:
      throw mismatch(.integer, value, at: span)
    }
  }

  /// A real known beforehand.
  package func number(_ value: Value, at span: Span, what: String) throws -> Double {
    switch value {
    case .integer(let number): return Double(number)
    case .tensor(let tensor) where tensor.shape.isScalar: return tensor.values[0]
    case .symbol, .variable, .unknown(.integer), .unknown(.tensor([])):
      throw Diagnostic.shapeDependsOnDraw(at: span, what: what)
    case .poison: throw Poisoned()
    case .void, .tensor, .boolean, .mask, .string, .label, .labels, .range, .list, .record,
      .function,
      .component, .density, .weighted, .call, .samplerDeclaration, .sampler, .samples, .data,
      .report, .module, .adaptation, .target, .unknown:
      throw mismatch(.real, value, at: span)
    }
  }

  /// What a `for` walks over; nil where it is known only when running.
  func elements(of value: Value, at span: Span) throws -> Elements? {
    switch value {
    case .range(let range): return .range(range)
    case .list(let list): return .list(list.elements)
    case .tensor(let tensor) where tensor.shape.rank > 0: return .tensor(tensor)
    case .unknown(.tensor), .unknown(.mask), .unknown(.labels), .unknown(.list), .unknown(.range),
      .unknown(.any):
      return nil
    case .labels(let tensor, let names) where tensor.shape.rank > 0:
      let rows = Elements.tensor(tensor)
      return .list(try (0..<rows.count).map { try labels(rows.element($0), names: names) })
    case .mask(let tensor) where tensor.shape.rank > 0:
      let rows = Elements.tensor(tensor)
      return .list(
        try (0..<rows.count).map { position in
          let row = try asExpr(rows.element(position), span)
          return known(try .scalar(.notEqual, row, Expr(0)))
        })
    case .symbol(let expr) where expr.shape.rank > 0:
      let count = expr.shape.dimensions[0]
      try checkSymbolCount(count, at: span)
      return .list(
        try (0..<count).map { position in
          try index(.symbol(expr), [.integer(position)], [span], span, span)
        })
    case .variable(let part) where part.shape.rank > 0:
      try checkSymbolCount(part.shape.dimensions[0], at: span)
      return .list(
        try (0..<part.shape.dimensions[0]).map { position in
          try index(value, [.integer(position)], [span], span, span)
        })
    case .poison: throw Poisoned()
    case .void, .integer, .tensor, .boolean, .mask, .string, .label, .labels, .record, .symbol,
      .variable,
      .function, .component, .density, .weighted, .call, .samplerDeclaration, .sampler, .samples,
      .data, .report, .module, .adaptation, .target, .unknown:
      throw mismatch(.sequence, value, at: span)
    }
  }

  /// Each element of a random value is an expression of its own.
  private func checkSymbolCount(_ count: Int, at span: Span) throws {
    guard count <= 100_000 else {
      throw Diagnostic(
        .limitExceeded, "this has \(count) random elements",
        at: [.init(span, "here each is an expression of its own, of which there may be 100000")],
        help: "in place of a loop over the elements use operations on whole tensors: sum(x ^ 2)")
    }
  }

  /// The elements of something that can be walked over.
  enum Elements {
    case range(Range<Int>)
    case list([Value])
    case tensor(Tensor)
    var count: Int {
      switch self {
      case .range(let range): range.count
      case .list(let list): list.count
      case .tensor(let tensor): tensor.shape.dimensions[0]
      }
    }
    func element(_ position: Int) -> Value {
      switch self {
      case .range(let range): return .integer(range.lowerBound + position)
      case .list(let list): return list[position]
      case .tensor(let tensor):
        let rest = Shape(Array(tensor.shape.dimensions.dropFirst()))
        return .tensor(
          Tensor(
            shape: rest,
            values: Array(tensor.values[(position * rest.count)..<((position + 1) * rest.count)])))
      }
    }
  }
}
