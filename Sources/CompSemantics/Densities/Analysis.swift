import CompIR

/// What is known about a density: its factors fall into independent groups, and each group has a
/// closed form, or an order in which its factors generate their variables, or neither.
package struct Analysis: Sendable {
  package struct Group: Sendable {
    package enum Solution: Sendable {
      /// The whole group in closed form.
      case closed(ClosedForm)
      /// Each factor is normalised over variables of its own, given those before it.
      case directed([Density])
      /// Neither. Factors with closed forms are multiplied into a block; the rest keep their
      /// energies.
      case residual(block: ClosedForm?, folded: [Density], rest: [Density])
    }
    package var units: [Density]
    package var solution: Solution
    /// The log of the integral of the product of the units' log densities; nil if unknown.
    package var logNormalizer: Double?
    package var grade: Grade
  }

  package var groups: [Group]
  package var grade: Grade
  /// The log of the integral of the density as composed; nil if it is not known.
  package var logNormalizer: Double?
  /// The closed form of the whole, if it is one.
  package var closedForm: ClosedForm?

  init(of density: Density) {
    let units = density.factors
    groups = Analysis.connected(units).map { Analysis.solve($0, given: density.given) }
    // Nothing to be a density over: a constant.
    grade = groups.map(\.grade).min() ?? .exact
    var total: Double? = 0
    for group in groups { total = total.flatMap { sum in group.logNormalizer.map { sum + $0 } } }
    logNormalizer = total
    if !density.given.isEmpty, grade == .exact || grade == .normalized {
      // A conditional density is normalised for each value of what it is conditional on.
      let isWhole = groups.allSatisfy {
        if case .directed = $0.solution { true } else { false }
      }
      if !isWhole {
        grade = .energy
        logNormalizer = nil
      }
    }
    closedForm = nil
    let forms = groups.compactMap { group -> ClosedForm? in
      if case .closed(let form) = group.solution { form } else { nil }
    }
    if forms.count == groups.count, let first = forms.first {
      closedForm = forms.dropFirst().reduce(Optional(first)) { $0?.multiplied(by: $1) }
    } else {
      closedForm = try? Analysis.form(of: density)
    }
  }

  /// Units that share free coordinates stand in one group.
  private static func connected(_ units: [Density]) -> [[Density]] {
    var group = Array(units.indices)
    func root(_ i: Int) -> Int {
      var i = i
      while group[i] != i { i = group[i] }
      return i
    }
    var owner: [Coordinate: Int] = [:]
    for (index, unit) in units.enumerated() {
      for coordinate in unit.space.coordinates + unit.given.coordinates {
        if let other = owner[coordinate] {
          let (a, b) = (root(other), root(index))
          group[max(a, b)] = min(a, b)
        } else {
          owner[coordinate] = index
        }
      }
    }
    var members: [Int: [Density]] = [:]
    for (index, unit) in units.enumerated() { members[root(index), default: []].append(unit) }
    return members.keys.sorted().compactMap { members[$0] }
  }

  private static func solve(_ units: [Density], given: Space) -> Group {
    let forms = units.map { try? form(of: $0) }
    let isConditional = units.contains { unit in
      unit.given.coordinates.contains { given.contains($0) }
    }
    let hasScoreOnly = units.contains { $0.leaves.contains { $0.factor.isScoreOnly } }
    if !isConditional, !hasScoreOnly {
      var product: ClosedForm?
      var isClosed = true
      for form in forms {
        guard let form else {
          isClosed = false
          break
        }
        if let known = product {
          product = known.multiplied(by: form)
        } else {
          product = form
        }
        if product == nil {
          isClosed = false
          break
        }
      }
      if isClosed, let product {
        // Normalised factors in an order make a normalised product; integrating would only round.
        let normalizer =
          directedOrder(units, given: given) == nil ? product.logNormalizer : 0
        if let normalizer, normalizer > -.infinity {
          return Group(
            units: units, solution: .closed(product), logNormalizer: normalizer, grade: .exact)
        }
      }
    }
    if let order = directedOrder(units, given: given) {
      let isExact = order.allSatisfy { unitIsExact($0) }
      return Group(
        units: units, solution: .directed(order), logNormalizer: 0,
        grade: isExact ? .exact : .normalized)
    }
    // A single unit that knows its own normaliser.
    if units.count == 1, let inner = innerNormalizer(units[0]) {
      return Group(
        units: units, solution: .residual(block: nil, folded: [], rest: units),
        logNormalizer: inner, grade: .normalized)
    }
    var block: ClosedForm?
    var folded: [Density] = []
    var rest: [Density] = []
    for (unit, form) in zip(units, forms) {
      guard let form else {
        rest.append(unit)
        continue
      }
      guard let known = block else {
        block = form
        folded.append(unit)
        continue
      }
      // Folding must not make more terms than it takes away.
      if let joined = known.multiplied(by: form),
        joined.terms.count <= known.terms.count + form.terms.count - 1
      {
        block = joined
        folded.append(unit)
      } else {
        rest.append(unit)
      }
    }
    if folded.count < 2 {
      block = nil
      rest = units
      folded = []
    }
    return Group(
      units: units, solution: .residual(block: block, folded: folded, rest: rest),
      logNormalizer: nil, grade: hasScoreOnly ? .score : .energy)
  }

  /// The closed form of a unit, constants included, if it has one.
  static func form(of unit: Density) throws -> ClosedForm? {
    switch unit.kind {
    case .factor(let factor):
      if factor.isScoreOnly { return nil }
      let space = unit.space.union(unit.given)
      if factor.support != nil, space.members.contains(where: { !$0.variable.domain.isDiscrete }) {
        return nil
      }
      return try ClosedForm(factor.supportedLogDensity(), over: space)
    case .product(let parts):
      var result: ClosedForm?
      for part in parts {
        guard let form = try form(of: part) else { return nil }
        guard let known = result else {
          result = form
          continue
        }
        guard let joined = known.multiplied(by: form) else { return nil }
        result = joined
      }
      return result
    case .mixture(let parts):
      var forms: [(logWeight: Double, form: ClosedForm)] = []
      for part in parts {
        guard let form = try form(of: part.density) else { return nil }
        forms.append((part.logWeight, form))
      }
      return .mixture(forms)
    case .power(let base, let power): return try form(of: base)?.raised(to: power)
    case .quotient(let p, let q, let power):
      guard let above = try form(of: p), let below = try form(of: q) else { return nil }
      return above.multiplied(by: below, power: -power)
    case .closed(let form): return form
    case .guide(let p, let toward, let strength):
      guard let base = try form(of: p), let target = try form(of: toward),
        base.hasDisjointTerms, let pulled = base.raised(to: 1 - strength)
      else { return nil }
      return pulled.multiplied(by: target, power: strength)
    case .contrast, .harmonic: return nil
    }
  }

  /// Whether a unit is normalised over its own variables, for each value of those it is given.
  private static func unitIsNormalized(_ unit: Density) -> Bool {
    if unit.isConditioned { return false }
    switch unit.kind {
    case .factor(let factor): return factor.isNormalized && unit.agreesWithDomains
    case .mixture(let parts):
      return parts.allSatisfy {
        $0.density.analysis.grade >= .normalized && $0.density.analysis.logNormalizer != nil
      }
    case .product, .power, .quotient, .guide, .contrast, .harmonic: return false
    case .closed(let form): return form.logNormalizer.map { abs($0) < 1e-12 } ?? false
    }
  }

  private static func unitIsExact(_ unit: Density) -> Bool {
    switch unit.kind {
    case .factor(let factor): factor.draw != nil
    case .mixture(let parts): parts.allSatisfy { $0.density.analysis.grade == .exact }
    case .closed: true
    case .product, .power, .quotient, .guide, .contrast, .harmonic: false
    }
  }

  /// The normaliser of a unit that is normalised by its parts, though not closed.
  private static func innerNormalizer(_ unit: Density) -> Double? {
    guard !unit.isConditioned, case .mixture(let parts) = unit.kind,
      parts.allSatisfy({ $0.density.analysis.logNormalizer != nil })
    else { return nil }
    return logSumExp(
      parts.map { $0.logWeight + ($0.density.analysis.logNormalizer ?? 0) })
  }

  /// An order in which each unit is normalised over variables that no other unit generates, given
  /// those of earlier ones; nil if there is none.
  private static func directedOrder(_ units: [Density], given: Space) -> [Density]? {
    guard units.allSatisfy(unitIsNormalized) else { return nil }
    var generated: Set<Coordinate> = []
    for unit in units {
      for coordinate in unit.space.coordinates {
        guard generated.insert(coordinate).inserted else { return nil }
      }
    }
    var known = Set(given.coordinates)
    var left = units
    var order: [Density] = []
    while !left.isEmpty {
      guard
        let next = left.firstIndex(where: { unit in
          unit.given.coordinates.allSatisfy { known.contains($0) || !generated.contains($0) }
        })
      else { return nil }
      let unit = left.remove(at: next)
      known.formUnion(unit.space.coordinates)
      order.append(unit)
    }
    return order
  }
}

extension Density {
  /// Whether the variables take all the values that the component's own do: a gaussian placed on a
  /// positive variable is no longer normalised.
  var agreesWithDomains: Bool {
    guard case .factor(let factor) = kind else { return true }
    return factor.over.allSatisfy { part in
      guard let member = space.member(part.name) else { return false }
      return part.elements.allSatisfy { element in
        guard let wanted = part.variable.domain.bounds(ofElement: element),
          let has = member.variable.domain.bounds(ofElement: element)
        else { return true }
        return wanted == has
      }
    }
  }
}
