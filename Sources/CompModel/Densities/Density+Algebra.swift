import CompIR
import CompSource

import func CompPlatform.log

extension Density {
  /// The density of one use of a component.
  package convenience init(_ factor: Factor, name: String? = nil, span: Span) {
    let space = Space(factor.over)
    let mentioned = Space(
      Expr.variables(in: [factor.logDensity] + [factor.support].compactMap { $0 }))
    self.init(
      .factor(factor), space: space, given: mentioned.removing(space), name: name,
      span: span)
  }

  /// The product: variables of one name are shared, as in a natural join. The factors of products without
  /// a name become factors of it, so that products made one factor at a time do not nest.
  package static func product(_ parts: [Density], span: Span) -> Density {
    if parts.count == 1 { return parts[0] }
    let factors = parts.flatMap { part in
      if case .product(let inner) = part.kind, part.name == nil { return inner }
      return [part]
    }
    let space = Space(union: parts.map(\.space))
    let given = Space(union: parts.map(\.given))
    return Density(
      .product(factors), space: space, given: given.removing(space), name: nil,
      span: span)
  }

  /// The mixture with these weights (normalised here). Each part enters with its normaliser where
  /// that is known.
  package static func mixture(_ parts: [(weight: Double, density: Density)], span: Span) -> Density
  {
    let largest = parts.map(\.weight).max() ?? 1
    let sum = parts.reduce(0) { $0 + $1.weight }
    // Weights whose sum overflows are divided by the largest.
    let scale = sum.isFinite ? 1 : largest
    let total = sum.isFinite ? sum : parts.reduce(0) { $0 + $1.weight / scale }
    let given = Space(union: parts.map(\.density.given))
    let space = parts.first?.density.space ?? Space()
    return Density(
      .mixture(
        parts.map { part in
          var pinned = MixturePart(normalizing: part.density)
          pinned.logWeight += log(part.weight / scale / total)
          return pinned
        }), space: space, given: given.removing(space), name: nil, span: span)
  }

  package static func power(_ base: Density, _ power: Double, span: Span) -> Density {
    Density(.power(base, power), space: base.space, given: base.given, name: nil, span: span)
  }

  package static func quotient(_ p: Density, _ q: Density, power: Double, span: Span) -> Density {
    let space = p.space.union(q.space)
    return Density(
      .quotient(p, q, power: power), space: space,
      given: p.given.union(q.given).removing(space), name: nil, span: span)
  }

  /// The sum over discrete variables, under new names that nothing else has; nil where tables of all
  /// that depends on them would be too large.
  package static func summed(
    _ inner: Density, over coordinates: Set<Coordinate>, suffix: String, span: Span
  ) throws -> Density? {
    var bound: [VariablePart] = []
    var moved: [Coordinate: Substitution.Replacement] = [:]
    for member in inner.space.members where member.domain.finiteValues != nil {
      var variable = member.variable
      variable.name += suffix
      for coordinate in member.coordinates where coordinates.contains(coordinate) {
        moved[coordinate] = .element(variable, coordinate.element)
        bound.append(
          VariablePart(variable: variable, elements: [coordinate.element], shape: [1]))
      }
    }
    guard moved.count == coordinates.count else { return nil }
    let replacements = moved
    let renamed = try inner.substituting { replacements[$0] }
    let result = Density(
      .summed(renamed, over: Space(bound)), space: inner.space.removing(coordinates),
      given: inner.given, name: nil, span: span)
    return try result.summedLogDensity() == nil ? nil : result
  }

  package static func pair(_ kind: Kind, _ p: Density, _ q: Density, span: Span) -> Density {
    let space = p.space.union(q.space)
    return Density(
      kind, space: space, given: p.given.union(q.given).removing(space),
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
        let (moved, isFixed) = member.part.moved(by: replacement)
        parts += moved
        fixed = fixed || isFixed
      }
      return (Space(parts), fixed)
    }
    let (newSpace, fixedOwn) = move(space)
    let newGiven = move(given).0.removing(newSpace)
    func moved(_ part: MixturePart) throws -> MixturePart {
      MixturePart(
        logWeight: part.logWeight,
        density: try part.density.substituting(span: newSpan, replacement))
    }
    let newKind: Kind
    switch kind {
    case .factor(var factor):
      try factor.substitute(&substitution, fixesOwn: fixedOwn)
      newKind = .factor(factor)
    case .product(let parts):
      newKind = .product(try parts.map { try $0.substituting(span: newSpan, replacement) })
    case .mixture(let parts):
      newKind = .mixture(try parts.map(moved))
    case .power(let base, let power):
      newKind = .power(try base.substituting(span: newSpan, replacement), power)
    case .quotient(let p, let q, let power):
      newKind = .quotient(
        try p.substituting(span: newSpan, replacement),
        try q.substituting(span: newSpan, replacement), power: power)
    case .closed(let form):
      newKind = .closed(try form.substituting(replacement))
    case .summed(let inner, let bound):
      let held = Set(bound.coordinates)
      newKind = .summed(
        try inner.substituting(span: newSpan) { held.contains($0) ? nil : replacement($0) },
        over: bound)
    case .normalized(let inner, let logNormalizer):
      newKind = .normalized(
        try inner.substituting(span: newSpan, replacement), logNormalizer: logNormalizer)
    case .guide(let p, let q, let strength):
      newKind = .guide(
        try p.substituting(span: newSpan, replacement),
        toward: try q.substituting(span: newSpan, replacement), strength: strength)
    case .contrast(let p, let q): newKind = .contrast(try moved(p), try moved(q))
    case .harmonic(let p, let q): newKind = .harmonic(try moved(p), try moved(q))
    }
    return Density(
      newKind, space: newSpace, given: newGiven, name: newName ?? name, span: newSpan ?? span,
      isConditioned: isConditioned || fixedOwn)
  }
}

extension VariablePart {
  /// The parts that its elements become, those left out that become numbers.
  fileprivate func moved(by replacement: (Coordinate) -> Substitution.Replacement?) -> (
    parts: [VariablePart], isFixed: Bool
  ) {
    var target: Variable?
    var targets: [Int] = []
    var stayed: [Int] = []
    var others: [VariablePart] = []
    var isFixed = false
    for element in elements {
      switch replacement(Coordinate(variable: name, element: element)) {
      case nil: stayed.append(element)
      case .element(let other, let place)?:
        // The domain that the component asks for narrows the variable's own.
        let asked = variable.domain.selecting([element])
        if let known = target, known.name == other.name {
          target?.domain.narrow(place, to: asked, count: other.shape.count)
          targets.append(place)
        } else if target == nil {
          target = other
          target?.domain.narrow(place, to: asked, count: other.shape.count)
          targets.append(place)
        } else {
          var narrowed = other
          narrowed.domain.narrow(place, to: asked, count: other.shape.count)
          others.append(VariablePart(variable: narrowed, elements: [place], shape: [1]))
        }
      case .number?: isFixed = true
      case .component(let expr, _)?: others += Expr.variables(in: [expr])
      }
    }
    var parts: [VariablePart] = []
    if !stayed.isEmpty {
      parts.append(
        VariablePart(
          variable: variable, elements: stayed,
          shape: stayed.count == elements.count ? shape : variable.shape(of: stayed)))
    }
    if let target {
      parts.append(
        VariablePart(
          variable: target, elements: targets,
          shape: targets.count == elements.count ? shape : target.shape(of: targets)))
    }
    return (parts + others, isFixed)
  }
}

extension Array where Element == Double {
  /// One bound where all are equal.
  package var collapsed: [Double] {
    guard let first, allSatisfy({ $0 == first }) else { return self }
    return [first]
  }
}
