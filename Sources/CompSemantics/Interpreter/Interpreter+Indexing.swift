import CompIR
import CompSource
import CompSyntax

extension Interpreter {
  /// `value[i, j]`, where an index may be a range.
  func index(
    _ value: Value, _ indices: [Value], _ spans: [Span], _ baseSpan: Span, _ span: Span
  ) throws -> Value {
    if case .poison = value { throw Poisoned() }
    for index in indices { if case .poison = index { throw Poisoned() } }
    if case .list(let elements) = value {
      guard indices.count == 1 else { throw Diagnostic.notIndexable("a list", at: span) }
      switch indices[0] {
      case .unknown: return .unknown(.any)
      case .range(let range):
        guard range.lowerBound >= 0, range.upperBound <= elements.count else {
          throw Diagnostic.indexOutOfRange(
            range.upperBound, count: elements.count, at: spans[0])
        }
        return .list(Array(elements[range]))
      default:
        let position = try integer(indices[0], at: spans[0], what: "the index of a list")
        guard elements.indices.contains(position) else {
          throw Diagnostic.indexOutOfRange(position, count: elements.count, at: spans[0])
        }
        return elements[position]
      }
    }
    let isUnknown = indices.contains { if case .unknown = $0 { true } else { false } }
    if case .unknown(let type) = value {
      switch type {
      case .tensor(let shape?):
        guard indices.count <= shape.count else {
          throw Diagnostic.notIndexable(describeType(value), at: span)
        }
        var rest = Array(shape.dropFirst(indices.count))
        for (position, index) in indices.enumerated().reversed() {
          if case .range(let range) = index { rest.insert(range.count, at: 0) }
          if case .integer(let i) = index, let size = shape[position], !(0..<size).contains(i) {
            throw Diagnostic.indexOutOfRange(i, count: size, at: spans[position])
          }
        }
        return .unknown(.tensor(rest))
      case .tensor(nil), .any: return .unknown(.any)
      case .list(let element): return .unknown(element)
      case .real, .integer, .boolean, .string, .label, .range, .void, .mask, .record, .function,
        .density, .samples, .data, .sampler, .adaptation, .report:
        throw Diagnostic.notIndexable(describeType(value), at: span)
      }
    }
    guard let shape = shapeOf(value)?.compactMap({ $0 }), indices.count <= shape.count else {
      throw Diagnostic.notIndexable(describeType(value), at: span)
    }
    if isUnknown { return .unknown(.tensor(nil)) }
    let expr = try asExpr(value, baseSpan)
    let isSymbol: Bool
    switch value {
    case .symbol, .variable: isSymbol = true
    default: isSymbol = false
    }
    // An index that depends on a draw looks up a row.
    if let first = indices.first, case .symbol = first {
      return try lookUpRow(value, indices, spans, baseSpan, span)
    }
    if let first = indices.first, case .variable = first {
      return try lookUpRow(value, indices, spans, baseSpan, span)
    }
    var starts = Array(repeating: 0, count: shape.count)
    var limits = shape
    var kept: [Int] = []
    for (axis, index) in indices.enumerated() {
      switch index {
      case .range(let range):
        guard range.lowerBound >= 0, range.upperBound <= shape[axis] else {
          throw Diagnostic.indexOutOfRange(
            range.upperBound, count: shape[axis], at: spans[axis])
        }
        starts[axis] = range.lowerBound
        limits[axis] = range.upperBound
        kept.append(range.count)
      default:
        let position = try integer(index, at: spans[axis], what: "an index")
        guard (0..<shape[axis]).contains(position) else {
          throw Diagnostic.indexOutOfRange(position, count: shape[axis], at: spans[axis])
        }
        starts[axis] = position
        limits[axis] = position + 1
      }
    }
    kept += shape.dropFirst(indices.count)
    let sliced = try Expr.apply(
      .reshape(Shape(kept)), [.apply(.slice(starts: starts, limits: limits), [expr])])
    if case .variable = value, case .variable(let part) = sliced.node { return .variable(part) }
    return isSymbol ? .symbol(sliced) : known(sliced)
  }

  private func lookUpRow(
    _ value: Value, _ indices: [Value], _ spans: [Span], _ baseSpan: Span, _ span: Span
  ) throws -> Value {
    let row = Value.symbol(
      try .apply(.gather, [asExpr(value, baseSpan), asExpr(indices[0], spans[0])]))
    if indices.count == 1 { return row }
    return try index(
      row, Array(indices.dropFirst()), Array(spans.dropFirst()), baseSpan, span)
  }

  /// A tensor or list with one element replaced: `x[i] = value`.
  func replacing(
    _ value: Value, at indices: [Value], _ spans: [Span], with element: Value, _ span: Span
  ) throws -> Value {
    if case .unknown = value { return value }
    for index in indices { if case .unknown = index { return widened(value) } }
    if case .list(var elements) = value, indices.count == 1 {
      let position = try integer(indices[0], at: spans[0], what: "the index of a list")
      guard elements.indices.contains(position) else {
        throw Diagnostic.indexOutOfRange(position, count: elements.count, at: spans[0])
      }
      elements[position] = element
      return .list(elements)
    }
    guard let shape = shapeOf(value)?.compactMap({ $0 }), !indices.isEmpty,
      indices.count <= shape.count
    else { throw Diagnostic.notIndexable(describeType(value), at: span) }
    var offset = 0
    var width = shape.reduce(1, *)
    for (axis, index) in indices.enumerated() {
      let position = try integer(index, at: spans[axis], what: "an index")
      guard (0..<shape[axis]).contains(position) else {
        throw Diagnostic.indexOutOfRange(position, count: shape[axis], at: spans[axis])
      }
      width /= max(shape[axis], 1)
      offset += position * width
    }
    guard shapeOf(element)?.compactMap({ $0 }) == Array(shape.dropFirst(indices.count)) else {
      if case .unknown = element { return widened(value) }
      throw Diagnostic.shapeMismatch(
        "the new element", at: span,
        reason: "it is \(describeType(element)), in \(describeType(value))")
    }
    let total = shape.reduce(1, *)
    let flat = try Expr.apply(.reshape([total]), [asExpr(value, span)])
    let piece = try Expr.apply(.reshape([width]), [asExpr(element, span)])
    var pieces: [Expr] = []
    if offset > 0 { pieces.append(try .apply(.slice(starts: [0], limits: [offset]), [flat])) }
    pieces.append(piece)
    if offset + width < total {
      pieces.append(try .apply(.slice(starts: [offset + width], limits: [total]), [flat]))
    }
    let joined = try Expr.apply(
      .reshape(Shape(shape)), [pieces.count == 1 ? piece : .apply(.concatenate(axis: 0), pieces)])
    if joined.constantValue != nil { return known(joined) }
    return .symbol(joined)
  }
}
