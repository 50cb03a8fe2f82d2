import CompIR
import CompModel
import CompSource
import CompSyntax

/// `value[i, j]`, where an index may be a number, a range, or a tensor of numbers or truth values.
extension Interpreter {
  /// A part of a value. In a branch that may not be taken an index may be out of range: its value is unknown.
  func index(
    _ value: Value, _ indices: [Value], _ spans: [Span], _ baseSpan: Span, _ span: Span
  ) throws -> Value {
    do { return try part(of: value, indices, spans, baseSpan, span) } catch let error as Diagnostic
      where isUncertain && error.code == .indexOutOfRange
    {
      return .unknown(.any)
    }
  }

  private func part(
    of value: Value, _ indices: [Value], _ spans: [Span], _ baseSpan: Span, _ span: Span
  ) throws -> Value {
    if case .poison = value { throw Poisoned() }
    if case .data(let data) = value, let column = data.incompleteColumn {
      return try index(column, of: data, indices, spans, span)
    }
    if let help = indexHint(value) {
      throw Diagnostic.notIndexable(
        describeType(value), count: indices.count, rank: nil, at: span, help: help)
    }
    for (index, place) in zip(indices, spans) {
      if case .poison = index { throw Poisoned() }
      try expectIndex(index, at: place)
    }
    switch value {
    case .list(let elements):
      return try indexList(elements.elements, indices, spans, span)
    case .labels(let tensor, let names):
      // A random label would be a number.
      if let first = indices.first, isRandom(first) {
        throw Diagnostic.shapeDependsOnDraw(at: spans[0], what: "an index of labels")
      }
      return try labels(
        try index(.tensor(tensor), indices, spans, baseSpan, span), names: names)
    case .unknown(.labels(let shape, let names)):
      let picked = try indexUnknown(.tensor(shape), indices, spans, span)
      if case .unknown(.tensor(let rest?)) = picked { return .unknown(.labels(rest, names: names)) }
      return .unknown(.label)
    case .range(let range):
      guard indices.count == 1, case .integer(let position) = indices[0] else { break }
      try check(position, within: range.count, at: spans[0])
      return .integer(range.lowerBound + position)
    case .unknown(let type):
      return try indexUnknown(type, indices, spans, span)
    default: break
    }
    guard let shape = shapeOf(value)?.compactMap({ $0 }), indices.count <= shape.count else {
      throw Diagnostic.notIndexable(
        describeType(value), count: indices.count, rank: shapeOf(value)?.count, at: span,
        help: nil)
    }
    if indices.contains(where: { if case .unknown = $0 { true } else { false } }) {
      return .unknown(.tensor(nil))
    }
    // An index that depends on a draw looks up a row.
    if isRandom(indices[0]) { return try lookUpRow(value, indices, spans, baseSpan, span) }
    if case .variable(let part) = value,
      let (elements, rest) = try row(in: part.shape, indices, spans)
    {
      return .variable(
        VariablePart(variable: part.variable, elements: Array(part.elements[elements]), shape: rest)
      )
    }
    if case .mask(let mask) = value {
      if let row = try row(of: mask, indices, spans) {
        return row.shape.isScalar ? .boolean(row.values[0] != 0) : .mask(row)
      }
      let numbers = try pick(Expr(mask), indices, spans)
      return known(try .scalar(.notEqual, numbers, Expr(0)))
    }
    if case .tensor(let tensor) = value, let row = try row(of: tensor, indices, spans) {
      return .tensor(row)
    }
    let picked = try pick(asExpr(value, baseSpan), indices, spans)
    switch value {
    case .variable:
      if case .variable(let part) = picked.node { return .variable(part) }
      return .symbol(picked)
    case .symbol: return .symbol(picked)
    default: return known(picked)
    }
  }

  /// Values of a column with missing ones: data again where some of them are missing.
  private func index(
    _ column: DataSet.Column, of data: DataSet, _ indices: [Value], _ spans: [Span], _ span: Span
  ) throws -> Value {
    let all = column.tensor(rows: data.rows)
    let picked = try index(.tensor(all), indices, spans, span, span)
    guard case .tensor(let tensor) = picked else { return picked }
    guard tensor.values.contains(where: \.isNaN) else {
      if case .labels(let names) = column.domain { return try labels(picked, names: names) }
      return picked
    }
    let kept = Array(tensor.shape.dimensions.dropFirst())
    guard let rows = tensor.shape.dimensions.first else {
      throw Diagnostic.valueIsMissing("this value of '\(column.name)'", at: span)
    }
    let rest = DataSet.Column(
      name: column.name, shape: Shape(kept), domain: column.domain, values: tensor.values)
    return .data(DataSet(source: data.source, rows: rows, columns: [rest]))
  }

  private func indexHint(_ value: Value) -> String? {
    switch value.type {
    case .samples, .data: hint(for: value, as: .numbers)
    case .record: "the fields of a record are named: r.x"
    case .density: "a part of a variable is named after 'on', or in p | {x[0]: 1}"
    case .integer, .real, .boolean, .string, .label, .labels, .range, .void, .tensor, .mask, .list,
      .function, .sampler, .adaptation, .report, .any:
      nil
    }
  }

  private func isRandom(_ index: Value) -> Bool {
    switch index {
    case .symbol, .variable: true
    default: false
    }
  }

  /// The positions that an index names: of labels, the rows of a table with a row for each.
  private func asPositions(_ index: Value) throws -> Tensor? {
    if case .labels(let tensor, _) = index { return tensor }
    return try asTensor(index)
  }

  private func expectIndex(_ index: Value, at span: Span) throws {
    switch index.type {
    case .integer, .real, .tensor, .range, .mask, .labels, .any: return
    case .boolean, .string, .label, .void, .list, .record, .function, .density, .samples, .data,
      .sampler, .adaptation, .report:
      if case .list(let elements) = index, elements.isEmpty { return }
      throw mismatch(.integer, index, at: span)
    }
  }

  private func check(_ position: Int, within count: Int, at span: Span) throws {
    guard (0..<count).contains(position) else {
      throw Diagnostic.indexOutOfRange(position, count: count, at: span)
    }
  }

  /// The positions that an index picks of an axis, and whether the axis goes.
  private func positions(_ index: Value, of count: Int, at span: Span) throws -> (
    Shape, [Int]
  ) {
    switch index {
    case .range(let range):
      if !range.isEmpty {
        try check(range.lowerBound, within: count, at: span)
        try check(range.upperBound - 1, within: count, at: span)
      } else if range.lowerBound < 0 || range.upperBound > count {
        throw Diagnostic.indexOutOfRange(range.upperBound, count: count, at: span)
      }
      return ([range.count], Array(range))
    case .mask(let mask):
      guard mask.shape.dimensions == [count] else {
        throw Diagnostic.shapeMismatch(
          "the index", at: span,
          reason: "this is \(describeType(index)), where \(count) truth values are needed")
      }
      let chosen = mask.values.indices.filter { mask.values[$0] != 0 }
      return ([chosen.count], chosen)
    default:
      guard let tensor = try asPositions(index) else {
        let position = try integer(index, at: span, what: "an index")
        try check(position, within: count, at: span)
        return (.scalar, [position])
      }
      let chosen = try tensor.values.map { number in
        let position = try integer(.real(number), at: span, what: "an index")
        try check(position, within: count, at: span)
        return position
      }
      return (tensor.shape, chosen)
    }
  }

  /// The row of a known tensor that Int indices select; nil for other indices.
  private func row(of tensor: Tensor, _ indices: [Value], _ spans: [Span]) throws -> Tensor? {
    guard let (elements, rest) = try row(in: tensor.shape, indices, spans) else { return nil }
    return Tensor(shape: rest, values: Array(tensor.values[elements]))
  }

  /// The row-major positions that Int indices into the leading axes select, and the shape of what they
  /// select; nil for other indices. Takes a time in proportion to the number of axes.
  ///
  /// - Precondition: there are at most as many indices as axes.
  private func row(in shape: Shape, _ indices: [Value], _ spans: [Span]) throws -> (
    elements: Range<Int>, shape: Shape
  )? {
    var offset = 0
    var width = shape.count
    for (axis, index) in indices.enumerated() {
      guard case .integer(let position) = index else { return nil }
      let size = shape.dimensions[axis]
      try check(position, within: size, at: spans[axis])
      width /= size
      offset += position * width
    }
    return (
      offset..<(offset + width), Shape(Array(shape.dimensions.dropFirst(indices.count)))
    )
  }

  /// Known indices into the leading axes of an expression.
  private func pick(_ expr: Expr, _ indices: [Value], _ spans: [Span]) throws -> Expr {
    let dimensions = expr.shape.dimensions
    var starts = Array(repeating: 0, count: dimensions.count)
    var limits = dimensions
    var shape: [Int] = []
    var scattered: [(axis: Int, positions: [Int])] = []
    for (axis, index) in indices.enumerated() {
      let (kept, positions) = try positions(index, of: dimensions[axis], at: spans[axis])
      shape += kept.dimensions
      if let first = positions.first, positions == Array(first..<(first + positions.count)) {
        starts[axis] = first
        limits[axis] = first + positions.count
      } else if positions.isEmpty {
        limits[axis] = 0
      } else {
        scattered.append((axis, positions))
      }
    }
    shape += dimensions.dropFirst(indices.count)
    var picked = try Expr.apply(.slice(starts: starts, limits: limits), [expr])
    for (axis, positions) in scattered {
      // The axis is brought to the front, where rows are gathered, and back.
      let order = [axis] + (0..<dimensions.count).filter { $0 != axis }
      var inverse = order
      for (position, source) in order.enumerated() { inverse[source] = position }
      let rows = try Expr.apply(
        .gather, [.apply(.transpose(order), [picked]), Expr(Tensor(positions.map(Double.init)))])
      picked = try .apply(.transpose(inverse), [rows])
    }
    return try .apply(.reshape(Shape(shape)), [picked])
  }

  private func indexList(
    _ elements: [Value], _ indices: [Value], _ spans: [Span], _ span: Span
  ) throws -> Value {
    guard let first = indices.first else { return .list(elements) }
    if case .unknown = first { return .unknown(.any) }
    if isRandom(first) {
      throw Diagnostic.shapeDependsOnDraw(at: spans[0], what: "the index of a list")
    }
    let (shape, chosen) = try positions(first, of: elements.count, at: spans[0])
    guard shape.isScalar else {
      guard indices.count == 1 else {
        throw Diagnostic.notIndexable(
          "a list", count: indices.count, rank: 1, at: span, help: nil)
      }
      return try gather(chosen.map { elements[$0] }, chosen.map { _ in span })
    }
    let element = elements[chosen[0]]
    if indices.count == 1 { return element }
    return try index(element, Array(indices.dropFirst()), Array(spans.dropFirst()), span, span)
  }

  private func indexUnknown(_ type: Type, _ indices: [Value], _ spans: [Span], _ span: Span) throws
    -> Value
  {
    switch type {
    case .tensor(let shape?), .mask(let shape?):
      guard indices.count <= shape.count else {
        throw Diagnostic.notIndexable(
          "\(type)", count: indices.count, rank: shape.count, at: span, help: nil)
      }
      var kept: [Int?] = []
      for (position, index) in indices.enumerated() {
        switch index {
        case .range(let range): kept.append(range.count)
        case .integer(let i):
          if let size = shape[position] { try check(i, within: size, at: spans[position]) }
        case .mask, .unknown(.mask), .unknown(.range): kept.append(nil)
        default: kept += shapeOf(index) ?? []
        }
      }
      kept += shape.dropFirst(indices.count)
      if case .mask = type { return .unknown(kept.isEmpty ? .boolean : .mask(kept)) }
      return .unknown(kept.isEmpty ? .real : .tensor(kept))
    case .tensor(nil), .mask(nil), .any: return .unknown(.any)
    case .list(let element): return .unknown(element)
    case .range: return .unknown(.integer)
    case .real, .integer, .boolean, .string, .label, .labels, .void, .record, .function, .density,
      .samples,
      .data, .sampler, .adaptation, .report:
      throw Diagnostic.notIndexable(
        "\(type)", count: indices.count, rank: nil, at: span, help: nil)
    }
  }

  /// Checks that a random index is a whole number. Where it is not a row of the table for each of its
  /// values its place is noted: another factor may yet give its variables fewer values.
  private func checkRows(_ index: Expr, of table: Expr, at span: Span, _ tableSpan: Span) throws {
    guard let rows = table.shape.dimensions.first else { return }
    var finder = RangeFinder()
    let range = finder.range(of: index)
    guard range.isKnown else { return }
    if !range.lies(from: 0, to: Double(rows - 1)) {
      lookUpPlaces.append(LookUpPlace(rows: rows, range: range, index: span, table: tableSpan))
    }
    guard range.isWhole else {
      throw Diagnostic.typeMismatch(
        expected: "an index that is a whole number", found: "one that may lie between", at: span,
        help: "round it: floor(\(span.text))")
    }
  }

  private func lookUpRow(
    _ value: Value, _ indices: [Value], _ spans: [Span], _ baseSpan: Span, _ span: Span
  ) throws -> Value {
    let (table, position) = (try asExpr(value, baseSpan), try asExpr(indices[0], spans[0]))
    try checkRows(position, of: table, at: spans[0], baseSpan)
    let row = Value.symbol(try .apply(.gather, [table, position]))
    if indices.count == 1 { return row }
    return try index(
      row, Array(indices.dropFirst()), Array(spans.dropFirst()), baseSpan, span)
  }
}

/// `x[i] = value`
extension Interpreter {
  /// Replaces one element of a known tensor that a name holds, without copying the others.
  ///
  /// - Returns: false where the assignment is none of that kind; nothing is changed then.
  func replaceElement(
    of name: String, at indices: [Value], _ spans: [Span], with element: Value, in scope: Scope
  ) throws -> Bool {
    guard let place = try elementPlace(in: name, at: indices, spans, for: element, in: scope) else {
      return false
    }
    return scope.update(name) { value in
      guard case .tensor(var tensor) = value else { return }
      // Once the name holds nothing, the local reference is the only one, and is changed in place.
      value = .void
      tensor.values[place.offset] = place.number
      value = .tensor(tensor)
    }
  }

  /// The row-major position of one element of the tensor that a name holds, and the number to put there; nil
  /// where the indices select more, or where one of the values is none of that kind.
  ///
  /// The caller holds no reference to the value while it changes it.
  private func elementPlace(
    in name: String, at indices: [Value], _ spans: [Span], for element: Value, in scope: Scope
  ) throws -> (offset: Int, number: Double)? {
    guard case .tensor(let tensor)? = scope.binding(name)?.value, !indices.isEmpty,
      indices.count == tensor.shape.rank
    else { return nil }
    let number: Double
    switch element {
    case .integer(let whole): number = Double(whole)
    case .tensor(let scalar) where scalar.shape.isScalar: number = scalar.values[0]
    default: return nil
    }
    // An index out of range may be left to the general way, which knows of branches.
    if isUncertain { return nil }
    return try row(in: tensor.shape, indices, spans).map { ($0.elements.lowerBound, number) }
  }

  /// A value with a part of it replaced, where the part is found by one index after another.
  package func replacing(
    _ value: Value, along path: ArraySlice<[Value]>, _ spans: ArraySlice<[Span]>,
    with part: Value, _ partSpan: Span, _ span: Span
  ) throws -> Value {
    guard let indices = path.first, let places = spans.first else { return part }
    if path.count == 1 {
      return try replacing(value, at: indices, places, with: part, partSpan, span)
    }
    let inner = try replacing(
      try index(value, indices, places, span, span), along: path.dropFirst(), spans.dropFirst(),
      with: part, partSpan, span)
    return try replacing(value, at: indices, places, with: inner, partSpan, span)
  }

  /// A tensor or list with one part replaced.
  package func replacing(
    _ value: Value, at indices: [Value], _ spans: [Span], with element: Value, _ elementSpan: Span,
    _ span: Span
  ) throws -> Value {
    do {
      return try replaced(value, at: indices, spans, with: element, elementSpan, span)
    } catch let error as Diagnostic where isUncertain && error.code == .indexOutOfRange {
      return widened(value)
    }
  }

  private func replaced(
    _ value: Value, at indices: [Value], _ spans: [Span], with element: Value, _ elementSpan: Span,
    _ span: Span
  ) throws -> Value {
    if case .unknown = value { return value }
    for index in indices { if case .unknown = index { return widened(value) } }
    if case .list(let list) = value, indices.count == 1 {
      var elements = list.elements
      let position = try integer(indices[0], at: spans[0], what: "the index of a list")
      try check(position, within: elements.count, at: spans[0])
      elements[position] = element
      return try makeList(elements, at: span)
    }
    if case .unknown = element { return widened(value) }
    guard let shape = shapeOf(value)?.compactMap({ $0 }), !indices.isEmpty,
      indices.count <= shape.count
    else {
      throw Diagnostic.notIndexable(
        describeType(value), count: indices.count, rank: shapeOf(value)?.count, at: span, help: nil)
    }
    if indices.count == 1, case .symbol(let number) = indices[0], number === passNumber {
      return .symbol(
        try replacing(asExpr(value, span), at: number, with: asExpr(element, elementSpan)))
    }
    // Where each element of the part stands in the whole.
    let total = shape.reduce(1, *)
    let numbers = Expr(Tensor(shape: Shape(shape), values: (0..<total).map(Double.init)))
    let places = try pick(numbers, indices, spans)
    guard let offsets = places.constantValue else {
      throw Diagnostic.shapeDependsOnDraw(at: spans[0], what: "an index")
    }
    var part = try asExpr(element, elementSpan)
    if part.shape.isScalar, !offsets.shape.isScalar {
      part = try .apply(.broadcast(offsets.shape), [part])
    }
    guard part.shape == offsets.shape else {
      throw Diagnostic.shapeMismatch(
        "the new part", at: elementSpan,
        reason: "this is \(describeType(element)), where \(offsets.shape) is needed",
        other: .init(span, "of \(describeType(value))"))
    }
    // The whole and the part in one vector, of which each element is taken from the one or the other.
    var order = (0..<total).map(Double.init)
    for (position, offset) in offsets.values.enumerated() {
      order[Int(offset)] = Double(total + position)
    }
    let flat = try Expr.apply(.reshape([total]), [asExpr(value, span)])
    let piece = try Expr.apply(.reshape([offsets.shape.count]), [part])
    let joined = try Expr.apply(
      .reshape(Shape(shape)), [merged(flat, piece, offsets.values.map { Int($0) }, order)])
    return joined.constantValue != nil ? known(joined) : .symbol(joined)
  }

  /// A tensor with a row replaced whose number only the code knows.
  private func replacing(_ whole: Expr, at number: Expr, with row: Expr) throws -> Expr {
    let rest = Shape(Array(whole.shape.dimensions.dropFirst()))
    guard row.shape == rest || row.shape.isScalar else {
      throw ShapeError("a row of \(rest) is replaced by \(row.shape)")
    }
    let numbers = (0..<whole.shape.count).map { Double($0 / max(rest.count, 1)) }
    let places = Expr(Tensor(shape: whole.shape, values: numbers))
    let spread = row.shape.isScalar ? row : try .apply(.broadcast(whole.shape), [row])
    return try .apply(.select, [.scalar(.equal, places, number), spread, whole])
  }

  /// A vector with a part put in at some places: by slices where they are one stretch.
  private func merged(_ flat: Expr, _ piece: Expr, _ places: [Int], _ order: [Double]) throws
    -> Expr
  {
    guard let first = places.first else { return flat }
    let end = first + places.count
    guard places == Array(first..<end) else {
      return try .apply(
        .gather, [.apply(.concatenate(axis: 0), [flat, piece]), Expr(Tensor(order))])
    }
    var pieces = [piece]
    if first > 0 {
      pieces.insert(try .apply(.slice(starts: [0], limits: [first]), [flat]), at: 0)
    }
    if end < order.count {
      pieces.append(try .apply(.slice(starts: [end], limits: [order.count]), [flat]))
    }
    return pieces.count == 1 ? piece : try .apply(.concatenate(axis: 0), pieces)
  }
}
