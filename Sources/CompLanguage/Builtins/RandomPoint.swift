import CompIR
import CompModel
import CompSource

/// A point made of random variables, at which a density is evaluated inside a formula: the body of a
/// component that uses another density's energy.
struct RandomPoint {
  /// For each variable of the density its value, flattened, and where each element stands in it.
  fileprivate let values: [String: (expr: Expr, place: [Int: Int])]
  fileprivate let space: Space

  /// An expression over the density's variables at the point.
  func value(of expr: Expr) throws -> Expr {
    let values = values
    var substitution = Substitution { part, element in
      guard let (expr, place) = values[part.name], let position = place[element] else { return nil }
      return .component(expr, position)
    }
    return try substitution(expr)
  }

  /// Whether the point lies within the bounds of the density's variables; nil where there are none.
  var isInside: Expr? {
    get throws {
      var result: Expr?
      for member in space.members {
        guard case .interval(let lower, let upper) = member.domain, !member.domain.isUnbounded,
          let (expr, _) = values[member.variable.name]
        else { continue }
        let count = member.elements.count
        func bound(_ numbers: [Double]) -> Expr {
          numbers.count == 1 ? Expr(numbers[0]) : Expr(Tensor(shape: [count], values: numbers))
        }
        let test = try Expr.scalar(
          .and, .scalar(.lessOrEqual, bound(lower), expr),
          .scalar(.lessOrEqual, expr, bound(upper)))
        let all = try Expr.apply(.reduce(.all, axes: [0]), [test])
        result = try result.map { try .scalar(.and, $0, all) } ?? all
      }
      return result
    }
  }

  /// The score at the point, by a function of all coordinates of which the second result is the
  /// gradient: in the shape of the variable, or a record of them.
  func score(by gradient: IRFunction) throws -> Value {
    let parts = space.members.compactMap { values[$0.variable.name]?.expr }
    let whole = parts.count == 1 ? parts[0] : try Expr.apply(.concatenate(axis: 0), parts)
    let all = Expr(
      .call(.init(gradient), [whole], result: 1), type: .real([whole.shape.count]))
    var offset = 0
    var fields: [(name: String, value: Value)] = []
    for member in space.members {
      let end = offset + member.elements.count
      let part = try Expr.apply(.slice(starts: [offset], limits: [end]), [all])
      offset = end
      if member.variable.domain.isDiscrete { continue }
      fields.append(
        (member.variable.name, .symbol(try .apply(.reshape(member.shape), [part]))))
    }
    return fields.count == 1 ? fields[0].value : .record(fields)
  }
}

extension Interpreter {
  /// The point that a value of random variables is for a density; nil where the value is known.
  func randomPoint(_ value: Value, for density: Density, at span: Span) throws -> RandomPoint? {
    func isRandom(_ value: Value) -> Bool {
      switch value {
      case .symbol, .variable: true
      case .record(let fields): fields.contains { isRandom($0.value) }
      default: false
      }
    }
    guard isRandom(value) else { return nil }
    let space = density.space.union(density.given)
    let given: [(part: VariablePart, value: Value)]
    if case .record(let fields) = value {
      given = try parts(namedBy: fields.fields, of: density, at: span)
    } else {
      guard space.members.count == 1 else {
        throw Diagnostic.typeMismatch(
          expected: "a record of \(space.names.joined(separator: ", "))",
          found: describeType(value), at: span,
          help: "write at: {\(space.names.map { "\($0): …" }.joined(separator: ", "))}")
      }
      given = [(space.members[0].part, value)]
    }
    var values: [String: (expr: Expr, place: [Int: Int])] = [:]
    for member in space.members {
      let own = try given.filter { $0.part.name == member.variable.name }.map { part, value in
        let expr = try asExpr(value, span)
        guard expr.shape == part.shape else {
          throw Diagnostic.shapeMismatch(
            "the point", at: span,
            reason: "it is \(describeType(value)), '\(part.description)' is \(part.shape)")
        }
        return (part: part, expr: try Expr.apply(.reshape([part.elements.count]), [expr]))
      }
      var place: [Int: Int] = [:]
      for (position, element) in member.elements.enumerated() { place[element] = position }
      if own.count == 1 {
        values[member.variable.name] = (own[0].expr, place)
        continue
      }
      var elements: [Int: Expr] = [:]
      for (part, expr) in own {
        for (position, element) in part.elements.enumerated() {
          elements[element] = try .apply(
            .slice(starts: [position], limits: [position + 1]), [expr])
        }
      }
      values[member.variable.name] = (
        try .stacked(member.elements.compactMap { elements[$0] }), place
      )
    }
    return RandomPoint(values: values, space: space)
  }
}
