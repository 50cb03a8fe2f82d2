import CompIR

/// What is known about a density: its factors fall into independent groups, and each group has a
/// closed form, or an order in which its factors generate their variables, or neither.
package struct Analysis: Sendable {
  package struct Group: Sendable {
    package enum Solution: Sendable {
      /// The whole group in closed form, multiplied out.
      case closed(ClosedForm)
      /// The whole group in closed form, its variables eliminated one after the other.
      case eliminated(Elimination)
      /// Each factor is normalised over variables of its own, given those before it.
      case directed([Density])
      /// Neither. Factors with closed forms are multiplied where that makes less of them; the rest
      /// keep their energies.
      case residual(blocks: [Block], rest: [Density])
    }
    package var units: [Density]
    package var solution: Solution
    /// The log of the integral of the product of the units' log densities; nil if unknown.
    package var logNormalizer: Double?
    package var grade: Grade
  }

  /// Factors that were multiplied in closed form.
  package struct Block: Sendable {
    package var form: ClosedForm
    package var units: [Density]
  }

  package var groups: [Group]
  package var grade: Grade
  /// The log of the integral of the density as composed; nil if it is not known.
  package var logNormalizer: Double?

  init(of density: Density) {
    groups = Analysis.connected(density.factors).map { Analysis.solve($0, given: density.given) }
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
  }

  /// Units that share free coordinates stand in one group, and those without any in another.
  private static func connected(_ units: [Density]) -> [[Density]] {
    var group = Array(units.indices)
    func root(_ i: Int) -> Int {
      var i = i
      while group[i] != i {
        group[i] = group[group[i]]
        i = group[i]
      }
      return i
    }
    func join(_ i: Int, _ j: Int) {
      let (a, b) = (root(i), root(j))
      group[max(a, b)] = min(a, b)
    }
    var owner: [Coordinate: Int] = [:]
    var firstConstant: Int?
    for (index, unit) in units.enumerated() {
      let coordinates = unit.space.coordinates + unit.given.coordinates
      for coordinate in coordinates {
        if let other = owner[coordinate] {
          join(other, index)
        } else {
          owner[coordinate] = index
        }
      }
      guard coordinates.isEmpty else { continue }
      if let firstConstant { join(firstConstant, index) }
      firstConstant = firstConstant ?? index
    }
    var members: [Int: [Density]] = [:]
    for (index, unit) in units.enumerated() { members[root(index), default: []].append(unit) }
    return members.keys.sorted().compactMap { members[$0] }
  }

  private static func solve(_ units: [Density], given: Space) -> Group {
    let isConditional = units.contains { unit in
      unit.given.coordinates.contains { given.contains($0) }
    }
    let hasScoreOnly = units.contains { $0.leaves.contains { $0.factor.isScoreOnly } }
    let directed = directedOrder(units, given: given).map { order in
      Group(
        units: units, solution: .directed(order),
        logNormalizer: order.reduce(0) { $0 + (logNormalizer(ofUnit: $1) ?? .nan) },
        grade: order.allSatisfy(unitIsExact) ? .exact : .normalized)
    }
    if !isConditional, !hasScoreOnly,
      let closed = closedSolution(units, isDirected: directed?.grade == .exact)
    {
      // Normalised factors in an order make a normalised product; integrating would only round.
      return Group(
        units: units, solution: closed.solution,
        logNormalizer: directed?.logNormalizer ?? closed.logNormalizer, grade: .exact)
    }
    if let directed { return directed }
    let (blocks, rest) = folded(units)
    return Group(
      units: units, solution: .residual(blocks: blocks, rest: rest), logNormalizer: nil,
      grade: hasScoreOnly ? .score : .energy)
  }

  /// A form is multiplied out up to this many real coordinates, and terms.
  private static let wholeCoordinates = 64
  private static let wholeTerms = 4096
  /// The form of one factor is multiplied out up to this many terms.
  private static let foldedTerms = 65_536

  /// All units together in closed form, with the log of the integral; nil where they have none.
  ///
  /// - Parameter isDirected: whether exact draws are known without; then only what is small is
  ///   multiplied out.
  private static func closedSolution(_ units: [Density], isDirected: Bool) -> (
    solution: Group.Solution, logNormalizer: Double
  )? {
    // Where nothing would be gained, not even the forms are looked for.
    let count = units.reduce(0) { $0 + $1.space.coordinates.count }
    if isDirected, count > wholeCoordinates { return nil }
    var forms: [ClosedForm] = []
    guard units.count == 1 || fitBudget(units) else { return nil }
    for unit in units {
      guard let own = unit.closedForms else { return nil }
      forms += own
    }
    if ClosedForm.estimate(ofProduct: forms, real: wholeCoordinates, terms: wholeTerms),
      let whole = ClosedForm.product(forms)
    {
      guard let normalizer = whole.logNormalizer, normalizer > -.infinity else { return nil }
      return (.closed(whole), normalizer)
    }
    guard !isDirected, let elimination = Elimination(forms),
      let normalizer = elimination.logNormalizer, normalizer > -.infinity
    else { return nil }
    return (.eliminated(elimination), normalizer)
  }

  /// Whether the forms of units may be looked for one by one.
  private static func fitBudget(_ units: [Density]) -> Bool {
    var budget = FormBudget()
    return units.allSatisfy { unit in
      // Of one with several variables of its own the forms are smaller than the whole.
      guard case .factor = unit.kind else { return true }
      let space = unit.space.union(unit.given)
      return space.members.filter(\.variable.domain.isDiscrete).flatMap(\.elements).count > 1
        || budget.admits(space)
    }
  }

  /// Multiplies factors in closed form where the product is no larger than they are: those over the
  /// same coordinates, and those over some of another's.
  private static func folded(_ units: [Density]) -> (blocks: [Block], rest: [Density]) {
    var blocks: [(block: Block, coordinates: Set<Coordinate>)] = []
    // The widest first, so that the others find them.
    guard fitBudget(units) else { return ([], units) }
    let forms = units.enumerated().compactMap {
      index, unit -> (
        index: Int, form: ClosedForm, coordinates: Set<Coordinate>
      )? in
      // Independent variables of one unit would be multiplied out in vain.
      guard let own = unit.closedForms,
        own.count == 1
          || ClosedForm.estimate(ofProduct: own, real: .max, terms: foldedTerms),
        let form = unit.closedForm
      else { return nil }
      return (index, form, Set(form.coordinates))
    }.sorted { ($0.coordinates.count, $1.index) > ($1.coordinates.count, $0.index) }
    for (index, form, coordinates) in forms {
      let target = blocks.prefix(256).firstIndex { entry in
        coordinates.isSubset(of: entry.coordinates)
          && entry.block.form.terms.count * form.terms.count
            <= max(entry.block.form.terms.count, form.terms.count)
      }
      if let target, let joined = ClosedForm.product([blocks[target].block.form, form]) {
        blocks[target].block = Block(
          form: joined, units: blocks[target].block.units + [units[index]])
      } else {
        blocks.append((Block(form: form, units: [units[index]]), coordinates))
      }
    }
    let joined = blocks.map(\.block).filter { $0.units.count > 1 }
    let gone = Set(joined.flatMap { $0.units.map { ObjectIdentifier($0) } })
    return (joined, units.filter { !gone.contains(ObjectIdentifier($0)) })
  }

  /// The log of the integral of a unit over its own variables, where that is one number for all
  /// values of those it is given.
  private static func logNormalizer(ofUnit unit: Density) -> Double? {
    switch unit.kind {
    case .factor(let factor):
      return !unit.isConditioned && factor.isNormalized && unit.agreesWithDomains ? 0 : nil
    case .mixture(let parts):
      var logs: [Double] = []
      for part in parts {
        guard let own = part.density.analysis.logNormalizer else { return nil }
        logs.append(part.logWeight + own)
      }
      let total = logSumExp(logs)
      // Weights that were normalised add up to one, but for rounding.
      return abs(total) < 1e-14 ? 0 : total
    case .closed(let form): return form.logNormalizer
    case .summed(let inner, _): return inner.analysis.logNormalizer
    case .normalized: return unit.isConditioned ? nil : 0
    case .product, .power, .quotient, .guide, .contrast, .harmonic: return nil
    }
  }

  private static func unitIsExact(_ unit: Density) -> Bool {
    switch unit.kind {
    case .factor(let factor): factor.draw != nil
    case .mixture(let parts): parts.allSatisfy { $0.density.analysis.grade == .exact }
    case .closed: true
    case .summed(let inner, _): inner.analysis.grade == .exact
    case .product, .power, .quotient, .normalized, .guide, .contrast, .harmonic: false
    }
  }

  /// An order in which each unit is normalised over variables that no other unit generates, given
  /// those of earlier ones; nil if there is none.
  private static func directedOrder(_ units: [Density], given: Space) -> [Density]? {
    guard units.allSatisfy({ logNormalizer(ofUnit: $0) != nil }) else { return nil }
    var generator: [Coordinate: Int] = [:]
    for (index, unit) in units.enumerated() {
      for coordinate in unit.space.coordinates {
        guard generator.updateValue(index, forKey: coordinate) == nil else { return nil }
      }
    }
    // How many units each waits for, and who waits for it. (Kahn 1962, "Topological sorting of large
    // networks".)
    let known = Set(given.coordinates)
    var waiting = [Int](repeating: 0, count: units.count)
    var followers = [[Int]](repeating: [], count: units.count)
    for (index, unit) in units.enumerated() {
      let sources = unit.given.coordinates.compactMap { known.contains($0) ? nil : generator[$0] }
      for source in Set(sources) {
        waiting[index] += 1
        followers[source].append(index)
      }
    }
    var order = units.indices.filter { waiting[$0] == 0 }
    var next = 0
    while next < order.count {
      for follower in followers[order[next]] {
        waiting[follower] -= 1
        if waiting[follower] == 0 { order.append(follower) }
      }
      next += 1
    }
    return order.count == units.count ? order.map { units[$0] } : nil
  }
}

extension Density {
  /// Whether the variables take all the values that the component's own do: a gaussian placed on a
  /// positive variable is no longer normalised.
  var agreesWithDomains: Bool {
    guard case .factor(let factor) = kind else { return true }
    return zip(factor.over, factor.domains).allSatisfy { part, domain in
      guard let member = space.member(part.name) else { return false }
      return part.elements.enumerated().allSatisfy { position, element in
        domain.agrees(inElement: position, with: member.variable.domain, inElement: element)
      }
    }
  }
}
