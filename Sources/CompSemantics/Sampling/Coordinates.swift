import CompIR
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
    func call(_ name: String, _ arguments: [Expr]) throws -> Expr {
      guard case .function(let function)? = try interpreter.standard(name),
        case .literal(let literal, let closure) = function.body
      else { throw ShapeError("the standard library has no '\(name)'") }
      var named: [String: BoundArgument] = [:]
      for (parameter, argument) in zip(literal.parameters, arguments) {
        named[parameter.name.name] = BoundArgument(
          value: .symbol(argument), span: span, expression: nil)
      }
      return try interpreter.asExpr(
        try interpreter.call(function, literal, closure, named, at: span), span)
    }
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
        discreteValues += Array(repeating: finite, count: count)
        continue
      }
      let width = domain == .simplex ? count - 1 : count
      let u = try Expr.apply(
        .slice(starts: [dimension], limits: [dimension + width]), [position])
      dimension += width
      if !member.isWhole, domain == .simplex || domain == .ordered {
        throw ShapeError("a part of a simplex or of ordered values cannot be sampled alone")
      }
      switch domain {
      case .simplex:
        values.append((member, try call("simplex", [u])))
        jacobians.append(try call("simplex_log_jacobian", [u]).total())
      case .ordered:
        values.append((member, try call("ordered", [u])))
        jacobians.append(try call("ordered_log_jacobian", [u]).total())
      case .interval:
        if domain.isUnbounded {
          values.append((member, u))
          continue
        }
        // Elements with bounds of one kind are transformed together.
        var pieces: [Expr] = []
        for position in 0..<count {
          let piece = try Expr.apply(.slice(starts: [position], limits: [position + 1]), [u])
          let (low, high) = domain.bounds(ofElement: position) ?? (-.infinity, .infinity)
          let isUniform: Bool
          if case .interval(let l, let h) = domain { isUniform = l.count == 1 && h.count == 1 } else { isUniform = false }
          let source = isUniform ? u : piece
          let (name, bounds): (String, [Expr])
          switch (low.isFinite, high.isFinite) {
          case (true, true): (name, bounds) = ("interval_between", [Expr(low), Expr(high)])
          case (true, false): (name, bounds) = ("interval_above", [Expr(low)])
          case (false, true): (name, bounds) = ("interval_below", [Expr(high)])
          case (false, false): (name, bounds) = ("", [])
          }
          if name.isEmpty {
            pieces.append(source)
          } else {
            pieces.append(try call(name, [source] + bounds))
            jacobians.append(try call(name + "_log_jacobian", [source] + bounds).total())
          }
          if isUniform { break }
        }
        values.append(
          (member, pieces.count == 1 ? pieces[0] : try .apply(.concatenate(axis: 0), pieces)))
      case .labels, .range, .natural: break
      }
    }
    logJacobian = try .sum(jacobians)
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
