import CompIR
import CompSource

import func Foundation.log

extension Density {
  /// The density of one use of a component.
  package convenience init(_ factor: Factor, name: String? = nil, span: Span) {
    let space = Space(factor.over)
    let mentioned = Space(
      Expr.variables(in: [factor.logDensity] + [factor.support].compactMap { $0 }))
    self.init(
      .factor(factor), space: space, given: mentioned.removing(Set(space.coordinates)), name: name,
      span: span)
  }

  /// The product: variables of one name are shared, as in a natural join.
  package static func product(_ parts: [Density], span: Span) -> Density {
    if parts.count == 1 { return parts[0] }
    var space = Space()
    var given = Space()
    for part in parts {
      space = space.union(part.space)
      given = given.union(part.given)
    }
    return Density(
      .product(parts), space: space, given: given.removing(Set(space.coordinates)), name: nil,
      span: span)
  }

  /// The mixture with these weights (normalised here). Each part enters with its normaliser where
  /// that is known.
  package static func mixture(_ parts: [(weight: Double, density: Density)], span: Span) -> Density
  {
    let total = parts.reduce(0) { $0 + $1.weight }
    var given = Space()
    for part in parts { given = given.union(part.density.given) }
    let space = parts.first?.density.space ?? Space()
    return Density(
      .mixture(
        parts.map { part in
          MixturePart(
            logWeight: log(part.weight / total) - (part.density.analysis.logNormalizer ?? 0),
            density: part.density)
        }), space: space, given: given.removing(Set(space.coordinates)), name: nil, span: span)
  }

  package static func power(_ base: Density, _ power: Double, span: Span) -> Density {
    Density(.power(base, power), space: base.space, given: base.given, name: nil, span: span)
  }

  package static func quotient(_ p: Density, _ q: Density, power: Double, span: Span) -> Density {
    let space = p.space.union(q.space)
    return Density(
      .quotient(p, q, power: power), space: space,
      given: p.given.union(q.given).removing(Set(space.coordinates)), name: nil, span: span)
  }

  package static func pair(_ kind: Kind, _ p: Density, _ q: Density, span: Span) -> Density {
    let space = p.space.union(q.space)
    return Density(
      kind, space: space, given: p.given.union(q.given).removing(Set(space.coordinates)),
      name: nil, span: span)
  }

  /// The same composition with elements of its variables replaced: renamed (placement), or fixed at
  /// numbers (conditioning).
  package func substituting(
    name newName: String? = nil, span newSpan: Span? = nil,
    _ replacement: @escaping @Sendable (Coordinate) -> Substitution.Replacement?
  ) throws -> Density {
    var substitution = Substitution(renewsRandomness: true) { part, element in
      replacement(Coordinate(variable: part.name, element: element))
    }
    func move(_ space: Space) -> (Space, fixed: Bool) {
      var parts: [VariablePart] = []
      var fixed = false
      for member in space.members {
        for element in member.elements {
          switch replacement(Coordinate(variable: member.variable.name, element: element)) {
          case nil:
            parts.append(VariablePart(variable: member.variable, elements: [element], shape: [1]))
          case .element(var variable, let target)?:
            // The domain that the component asks for narrows the variable's own.
            let domain = member.variable.domain.selecting([element])
            if let (low, high) = domain.bounds(ofElement: 0),
              case .interval(let lower, let upper) = variable.domain
            {
              let count = variable.shape.count
              var lows = lower.count == 1 ? Array(repeating: lower[0], count: count) : lower
              var highs = upper.count == 1 ? Array(repeating: upper[0], count: count) : upper
              lows[target] = max(lows[target], low)
              highs[target] = min(highs[target], high)
              variable.domain = .interval(lower: lows.collapsed, upper: highs.collapsed)
            } else if let both = variable.domain.intersection(
              domain, count: variable.shape.count)
            {
              variable.domain = both
            }
            parts.append(VariablePart(variable: variable, elements: [target], shape: [1]))
          case .number?: fixed = true
          case .component(let expr, _)?:
            parts.append(contentsOf: Expr.variables(in: [expr]))
          }
        }
      }
      return (Space(parts), fixed)
    }
    let (newSpace, fixedOwn) = move(space)
    let newGiven = move(given).0.removing(Set(newSpace.coordinates))
    let newKind: Kind
    switch kind {
    case .factor(var factor):
      factor.logDensity = try substitution(factor.logDensity)
      factor.support = try factor.support.map { try substitution($0) }
      factor.draw = try factor.draw?.map { try substitution($0) }
      factor.mean = try factor.mean.map { try substitution($0) }
      factor.variance = try factor.variance.map { try substitution($0) }
      factor.over = try factor.over.flatMap { part -> [VariablePart] in
        let moved = try substitution(Expr(part))
        if case .variable(let target) = moved.node { return [target] }
        return Expr.variables(in: [moved])
      }
      factor.isNormalized = factor.isNormalized && !fixedOwn
      if fixedOwn { factor.draw = nil }
      newKind = .factor(factor)
    case .product(let parts):
      newKind = .product(try parts.map { try $0.substituting(span: newSpan, replacement) })
    case .mixture(let parts):
      newKind = .mixture(
        try parts.map {
          MixturePart(
            logWeight: $0.logWeight,
            density: try $0.density.substituting(span: newSpan, replacement))
        })
    case .power(let base, let power):
      newKind = .power(try base.substituting(span: newSpan, replacement), power)
    case .quotient(let p, let q, let power):
      newKind = .quotient(
        try p.substituting(span: newSpan, replacement),
        try q.substituting(span: newSpan, replacement), power: power)
    case .closed(let form):
      newKind = .closed(try form.substituting(replacement))
    case .guide(let p, let q, let strength):
      newKind = .guide(
        try p.substituting(span: newSpan, replacement),
        toward: try q.substituting(span: newSpan, replacement), strength: strength)
    case .contrast(let p, let q):
      newKind = .contrast(
        try p.substituting(span: newSpan, replacement),
        try q.substituting(span: newSpan, replacement))
    case .harmonic(let p, let q):
      newKind = .harmonic(
        try p.substituting(span: newSpan, replacement),
        try q.substituting(span: newSpan, replacement))
    }
    return Density(
      newKind, space: newSpace, given: newGiven, name: newName ?? name, span: newSpan ?? span,
      isConditioned: isConditioned || fixedOwn)
  }
}

extension Array where Element == Double {
  /// One bound where all are equal.
  var collapsed: [Double] {
    guard let first, allSatisfy({ $0 == first }) else { return self }
    return [first]
  }
}
