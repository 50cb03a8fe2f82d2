import CompIR
import CompLanguage
import CompModel
import CompSource

/// How the free variables of a density lie in a sampler's state: real ones as a flat vector of
/// unconstrained coordinates, discrete ones as a vector of values.
struct CoordinateLayout {
  var dimension = 0
  var discreteCount = 0
  /// For each member of the space its value in terms of the state.
  var values: [(member: Space.Member, value: Expr)] = []
  /// The finite values of each discrete coordinate; nil for one without end.
  var discreteValues: [[Int]?] = []
  /// The log of the Jacobian of the transforms.
  var logJacobian: Expr = Expr(0)

  /// - Parameter position, discrete: the state's leaves are made by the caller once the sizes are
  ///   known; so the layout is found in two steps, sizes first.
  static func sizes(of space: Space) -> (dimension: Int, discrete: Int) {
    var dimension = 0
    var discrete = 0
    for member in space.members {
      let domain = member.variable.domain
      if domain.isDiscrete {
        discrete += member.elements.count
      } else if domain == .simplex {
        dimension += member.elements.count - 1
      } else {
        dimension += member.elements.count
      }
    }
    return (dimension, discrete)
  }

  init(_ space: Space, position: Expr, discrete: Expr, interpreter: Interpreter, at span: Span)
    throws
  {
    var jacobians: [Expr] = []
    for member in space.members {
      let domain = member.domain
      let count = member.elements.count
      if member.variable.domain.isDiscrete {
        values.append(
          (
            member,
            try .apply(
              .slice(starts: [discreteCount], limits: [discreteCount + count]), [discrete])
          ))
        discreteCount += count
        let finite = member.variable.domain.finiteValues
        if finite == nil, let all = member.variable.domain.countRange {
          throw Diagnostic.tooManyValues(all.count, of: member.variable.name, at: span)
        }
        discreteValues += Array(repeating: finite, count: count)
        continue
      }
      let width = domain == .simplex ? count - 1 : count
      let u = try Expr.apply(
        .slice(starts: [dimension], limits: [dimension + width]), [position])
      dimension += width
      var pieces: [Expr] = []
      for piece in try Self.pieces(of: member) {
        let part = try piece.slice(of: u)
        guard let transform = piece.transform else {
          pieces.append(part)
          continue
        }
        let bounds = piece.bounds.map { Expr($0) }
        pieces.append(
          try piece.joinable(interpreter.applyTransform(transform, [part] + bounds, at: span)))
        jacobians.append(
          try interpreter.applyTransform(transform + "_log_jacobian", [part] + bounds, at: span)
            .total())
      }
      values.append(
        (member, pieces.count == 1 ? pieces[0] : try .apply(.concatenate(axis: 0), pieces)))
    }
    logJacobian = try .sum(jacobians)
  }

  /// The state that stands for given values of the variables.
  static func state(
    of space: Space, values: [Coordinate: Expr], interpreter: Interpreter, at span: Span
  ) throws -> (position: Expr, discrete: Expr) {
    var positions: [Expr] = []
    var discretes: [Expr] = []
    for member in space.members {
      let scalars = try member.part.coordinates.map { coordinate -> Expr in
        guard let value = values[coordinate] else {
          throw ShapeError("nothing draws \(coordinate.variable)[\(coordinate.element)]")
        }
        return try .apply(.reshape([1]), [value])
      }
      let x = scalars.count == 1 ? scalars[0] : try Expr.apply(.concatenate(axis: 0), scalars)
      if member.variable.domain.isDiscrete {
        discretes.append(x)
        continue
      }
      for piece in try pieces(of: member) {
        let part = try piece.slice(of: x)
        positions.append(
          try piece.transform.map {
            try piece.joinable(
              interpreter.applyTransform(
                $0 + "_inverse", [part] + piece.bounds.map { Expr($0) }, at: span))
          } ?? part)
      }
    }
    func joined(_ parts: [Expr]) throws -> Expr {
      if parts.isEmpty { return Expr(Tensor(shape: [0], values: [])) }
      return parts.count == 1 ? parts[0] : try .apply(.concatenate(axis: 0), parts)
    }
    return (try joined(positions), try joined(discretes))
  }

  /// Some elements of a variable that are transformed together.
  private struct Piece {
    /// The elements; nil for all.
    var elements: Range<Int>?
    /// A function of the standard library's `transforms`; nil for what is unconstrained.
    var transform: String?
    /// Scalars, or one number an element.
    var bounds: [Tensor] = []

    /// The elements out of all; one element with bounds is a scalar, so that what is made of it has the shape
    /// that densities give it.
    func slice(of vector: Expr) throws -> Expr {
      var part = vector
      if let elements, elements != 0..<vector.shape.count {
        part = try .apply(
          .slice(starts: [elements.lowerBound], limits: [elements.upperBound]), [vector])
      }
      return !bounds.isEmpty && part.shape.count == 1 ? try .apply(.reshape([]), [part]) : part
    }

    /// A transformed slice as a vector.
    func joinable(_ transformed: Expr) throws -> Expr {
      transformed.shape.isScalar ? try .apply(.reshape([1]), [transformed]) : transformed
    }
  }

  private static func pieces(of member: Space.Member) throws -> [Piece] {
    let domain = member.domain
    if !member.isWhole, domain == .simplex || domain == .ordered {
      throw ShapeError("a part of a simplex or of ordered values cannot be sampled alone")
    }
    switch domain {
    case .simplex: return [Piece(transform: "simplex")]
    case .ordered: return [Piece(transform: "ordered")]
    case .interval(let lows, let highs):
      if domain.isUnbounded { return [Piece()] }
      if lows.count == 1, highs.count == 1 { return [piece(nil, lows, highs)] }
      // Neighbours that are bounded on the same sides, together.
      let ends = (0..<member.elements.count).map {
        domain.bounds(ofElement: $0) ?? (lower: -.infinity, upper: .infinity)
      }
      func sides(_ place: Int) -> [Bool] {
        [ends[place].lower.isFinite, ends[place].upper.isFinite]
      }
      var pieces: [Piece] = []
      var start = 0
      for end in 1...max(ends.count, 1) where end >= ends.count || sides(end) != sides(start) {
        let run = ends[start..<min(end, ends.count)]
        pieces.append(piece(start..<end, run.map(\.lower), run.map(\.upper)))
        start = end
      }
      return pieces
    case .labels, .range, .natural: return []
    }
  }

  /// A piece of elements that are bounded on the same sides.
  private static func piece(_ elements: Range<Int>?, _ lows: [Double], _ highs: [Double]) -> Piece {
    func bound(_ values: [Double]) -> Tensor {
      values.allSatisfy { $0 == values.first } ? Tensor(values.first ?? 0) : Tensor(values)
    }
    let (low, high) = (bound(lows), bound(highs))
    switch (lows.allSatisfy(\.isFinite), highs.allSatisfy(\.isFinite)) {
    case (true, true):
      return Piece(elements: elements, transform: "interval_between", bounds: [low, high])
    case (true, false): return Piece(elements: elements, transform: "interval_above", bounds: [low])
    case (false, true):
      return Piece(elements: elements, transform: "interval_below", bounds: [high])
    case (false, false): return Piece(elements: elements)
    }
  }

  /// An expression over the variables as one over the state.
  func substituted(_ expr: Expr) throws -> Expr {
    var table: [String: (elements: [Int: Int], value: Expr)] = [:]
    for (member, value) in values {
      var places: [Int: Int] = [:]
      for (place, element) in member.elements.enumerated() { places[element] = place }
      table[member.variable.name] = (places, value)
    }
    let lookup = table
    var substitution = Substitution { part, element in
      guard let entry = lookup[part.name], let place = entry.elements[element] else { return nil }
      return .component(entry.value, place)
    }
    return try substitution(expr)
  }
}

extension Interpreter {
  /// (the coordinates that users see) → position, discrete.
  package func unconstraining(_ space: Space, at span: Span) throws -> IRFunction {
    let coordinates = space.coordinates
    let seen = Expr.Leaf("values", .real([coordinates.count]))
    var values: [Coordinate: Expr] = [:]
    for (place, coordinate) in coordinates.enumerated() {
      values[coordinate] = try .apply(
        .reshape(.scalar), [.apply(.slice(starts: [place], limits: [place + 1]), [Expr(seen)])])
    }
    let state = try CoordinateLayout.state(of: space, values: values, interpreter: self, at: span)
    var lowering = Lowering(name: "unconstrain")
    lowering.parameter(seen)
    let position = try lowering.lower(state.position)
    let discrete = try lowering.lower(state.discrete)
    return try lowering.finishing([("position", position), ("discrete", discrete)])
  }

  /// A function of the standard library, applied.
  func applyStandard(_ name: String, _ arguments: [Value], at span: Span) throws -> Expr {
    guard case .function(let function)? = try standard(name),
      case .literal(let literal, let closure) = function.body
    else { throw ShapeError("the standard library has no '\(name)'") }
    var named: [String: BoundArgument] = [:]
    for (parameter, argument) in zip(literal.parameters, arguments) {
      named[parameter.name.name] = BoundArgument(value: argument, span: span, expression: nil)
    }
    return try asExpr(
      try whileDrawing { try call(function, literal, closure, named, at: span) }, span)
  }

  /// The same, applied to symbols.
  func applyTransform(_ name: String, _ arguments: [Expr], at span: Span) throws -> Expr {
    try applyStandard(name, arguments.map { .symbol($0) }, at: span)
  }
}
