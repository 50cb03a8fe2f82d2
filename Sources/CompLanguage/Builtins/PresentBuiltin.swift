import CompIR

extension Builtin {
  /// Which values of data are there.
  static let present = Builtin(
    "present", [Parameter("x")],
    documentation:
      "which values of a column of data are there, or which rows of data have all of theirs: d.y[present(d.y)]"
  ) { interpreter, call in
    switch call.value("x") {
    case .data(let data):
      if let column = data.incompleteColumn { return .mask(column.present(rows: data.rows)) }
      return .mask(data.presentRows)
    case .unknown(.data), .unknown(.any): return .unknown(.mask(nil))
    case let value:
      try interpreter.expect(value, .shaped, at: call.span("x"))
      guard let shape = interpreter.shapeOf(value) else { return .unknown(.mask(nil)) }
      let sizes = shape.compactMap { $0 }
      guard sizes.count == shape.count else { return .unknown(.mask(shape)) }
      let known = Shape(sizes)
      return .mask(Tensor(shape: known, values: Array(repeating: 1, count: known.count)))
    }
  }
}
