import CompIR

import func CompPlatform.exp
import func CompPlatform.log

/// A density whose integrals are known: a sum of Gaussian terms, each for one assignment of the
/// discrete variables.
///
/// `f(x, z) = Σ_{terms t with z_t = z} exp(c_t + η_tᵀd − ½ dᵀΛ_t d)`, `d = x − o_t`. The family is closed under
/// products, conditioning and marginals, and under powers and quotients where terms do not overlap.
package struct ClosedForm: Sendable {
  package struct Term: Sendable {
    /// The value of each discrete coordinate.
    package var assignment: [Int]
    package var gaussian: GaussianForm

    package init(assignment: [Int], gaussian: GaussianForm) {
      self.assignment = assignment
      self.gaussian = gaussian
    }
  }

  /// More numbers than this are not kept in one closed form, nor more terms over real coordinates.
  private static let sizeLimit = 4_000_000
  private static let termLimit = 65_536

  /// The variables that the coordinates are elements of.
  package var variables: [String: Variable]
  package var real: [Coordinate]
  package var discrete: [Coordinate]
  package var terms: [Term]

  package init(
    variables: [String: Variable], real: [Coordinate], discrete: [Coordinate], terms: [Term]
  ) {
    self.variables = variables
    self.real = real
    self.discrete = discrete
    self.terms = terms
  }

  package var coordinates: [Coordinate] { real + discrete }

  /// How many numbers a form of so many terms over so many real coordinates holds.
  package static func size(terms: Int, real: Int) -> Int {
    let (size, overflow) = terms.multipliedReportingOverflow(by: (real + 1) * (real + 1))
    return overflow ? .max : size
  }

  private static func isKept(terms: Int, real: Int) -> Bool {
    size(terms: terms, real: real) <= sizeLimit && (real == 0 || terms <= termLimit)
  }

  /// Whether each assignment of the discrete variables has one term.
  package var hasDisjointTerms: Bool {
    terms.count <= 1 || Set(terms.map(\.assignment)).count == terms.count
  }

  /// Whether the product of forms will keep to so many real coordinates and terms.
  package static func estimate(ofProduct forms: [ClosedForm], real: Int, terms: Int) -> Bool {
    var reals: Set<Coordinate> = []
    var states: [Coordinate: Int] = [:]
    var (overlaps, all) = (1.0, 1.0)
    for form in forms {
      reals.formUnion(form.real)
      guard reals.count <= real else { return false }
      for coordinate in form.discrete {
        states[coordinate] =
          form.variables[coordinate.variable]?.domain.finiteValues?.count ?? 1
      }
      let distinct = Set(form.terms.map(\.assignment)).count
      overlaps *= Double(form.terms.count) / Double(max(distinct, 1))
      all *= Double(form.terms.count)
    }
    let assignments = states.values.reduce(1.0) { $0 * Double($1) }
    return min(assignments * overlaps, all) <= Double(terms)
  }

  // MARK: Products

  /// The product of forms; nil where it would be too large.
  package static func product(_ forms: [ClosedForm]) -> ClosedForm? {
    guard forms.count != 1 else { return forms[0] }
    // Gaussians in one pass; what has several terms one after the other, the smallest first.
    let (single, several) = forms.reduce(into: ([ClosedForm](), [ClosedForm]())) { split, form in
      if form.terms.count == 1, form.discrete.isEmpty {
        split.0.append(form)
      } else {
        split.1.append(form)
      }
    }
    var coordinates: [Coordinate] = []
    var known: Set<Coordinate> = []
    for form in single {
      for coordinate in form.real where known.insert(coordinate).inserted {
        coordinates.append(coordinate)
      }
    }
    guard isKept(terms: 1, real: coordinates.count) else { return nil }
    var place: [Coordinate: Int] = [:]
    for (position, coordinate) in coordinates.enumerated() { place[coordinate] = position }
    var variables: [String: Variable] = [:]
    for form in single { variables.merge(form.variables) { first, _ in first } }
    let gaussian = GaussianForm.product(
      of: single.map { ($0.terms[0].gaussian, $0.real.compactMap { place[$0] }) },
      count: coordinates.count)
    var result: ClosedForm? = ClosedForm(
      variables: variables, real: coordinates, discrete: [],
      terms: [Term(assignment: [], gaussian: gaussian)])
    for form in several.sorted(by: { $0.terms.count < $1.terms.count }) {
      result = result?.multiplied(by: form)
    }
    return result
  }

  /// The product with another; nil where it would be too large.
  private func multiplied(by other: ClosedForm) -> ClosedForm? {
    func union(_ a: [Coordinate], _ b: [Coordinate]) -> [Coordinate] {
      let known = Set(a)
      return a + b.filter { !known.contains($0) }
    }
    let coordinates = union(real, other.real)
    let states = union(discrete, other.discrete)
    var place: [Coordinate: Int] = [:]
    for (position, coordinate) in coordinates.enumerated() { place[coordinate] = position }
    let (here, there) = (real.compactMap { place[$0] }, other.real.compactMap { place[$0] })
    // Terms meet where they agree about the discrete variables that both have.
    let shared = discrete.indices.compactMap { mine in
      other.discrete.firstIndex(of: discrete[mine]).map { (mine: mine, theirs: $0) }
    }
    let added = other.discrete.indices.filter { !discrete.contains(other.discrete[$0]) }
    var matches: [[Int]: [Int]] = [:]
    for (index, term) in other.terms.enumerated() {
      matches[shared.map { term.assignment[$0.theirs] }, default: []].append(index)
    }
    let keys = terms.map { term in shared.map { term.assignment[$0.mine] } }
    let count = keys.reduce(0) { $0 + (matches[$1]?.count ?? 0) }
    guard ClosedForm.isKept(terms: count, real: coordinates.count) else { return nil }
    var products: [Term] = []
    products.reserveCapacity(count)
    for (term, key) in zip(terms, keys) {
      for index in matches[key] ?? [] {
        let factor = other.terms[index]
        let gaussian = GaussianForm.product(
          of: [(term.gaussian, here), (factor.gaussian, there)], count: coordinates.count)
        products.append(
          Term(
            assignment: term.assignment + added.map { factor.assignment[$0] }, gaussian: gaussian))
      }
    }
    return ClosedForm(
      variables: variables.merging(other.variables) { first, _ in first }, real: coordinates,
      discrete: states, terms: products)
  }

  /// A power, also a negative one; nil where the power of a sum is no sum.
  package func raised(to power: Double) -> ClosedForm? {
    guard hasDisjointTerms else {
      // A small whole power is a product.
      guard let count = Int(exactly: power), (1...4).contains(count) else { return nil }
      return ClosedForm.product(Array(repeating: self, count: count))
    }
    var result = self
    for index in terms.indices {
      result.terms[index].gaussian = terms[index].gaussian.raised(to: power)
    }
    return result
  }

  // MARK: Mixtures

  /// The weighted sum of forms; nil where it would be too large. A part that does not mention a
  /// coordinate is constant along it.
  package static func mixture(_ parts: [(logWeight: Double, form: ClosedForm)]) -> ClosedForm? {
    guard let first = parts.first?.form else { return nil }
    var result = first
    result.terms = []
    for (_, form) in parts.dropFirst() {
      result.real += form.real.filter { !result.real.contains($0) }
      result.discrete += form.discrete.filter { !result.discrete.contains($0) }
      result.variables.merge(form.variables) { first, _ in first }
    }
    for (logWeight, form) in parts {
      guard let wide = form.embedded(in: result) else { return nil }
      for var term in wide.terms {
        term.gaussian.constant += logWeight
        result.terms.append(term)
      }
    }
    return isKept(terms: result.terms.count, real: result.real.count) ? result : nil
  }

  /// The same function over the coordinates of another form.
  private func embedded(in wide: ClosedForm) -> ClosedForm? {
    if real == wide.real, discrete == wide.discrete { return self }
    var place: [Coordinate: Int] = [:]
    for (position, coordinate) in wide.real.enumerated() { place[coordinate] = position }
    let positions = real.compactMap { place[$0] }
    let states = wide.discrete.map { discrete.firstIndex(of: $0) }
    var result = wide
    result.terms = []
    for term in terms {
      let gaussian = GaussianForm.product(
        of: [(term.gaussian, positions)], count: wide.real.count)
      var assignments: [[Int]] = [[]]
      for (coordinate, state) in zip(wide.discrete, states) {
        let values: [Int]
        if let state {
          values = [term.assignment[state]]
        } else if let all = wide.variables[coordinate.variable]?.domain.finiteValues {
          values = all
        } else {
          return nil
        }
        guard
          ClosedForm.isKept(terms: assignments.count * values.count, real: wide.real.count)
        else { return nil }
        assignments = assignments.flatMap { known in values.map { known + [$0] } }
      }
      result.terms += assignments.map { Term(assignment: $0, gaussian: gaussian) }
    }
    return result
  }

  // MARK: Conditionals and marginals

  package func conditioned(on values: [Coordinate: Double]) -> ClosedForm {
    let kept = real.indices.filter { values[real[$0]] == nil }
    let fixed = real.indices.compactMap { position in
      values[real[position]].map { (position: position, value: $0) }
    }
    let keptStates = discrete.indices.filter { values[discrete[$0]] == nil }
    var result = self
    result.real = kept.map { real[$0] }
    result.discrete = keptStates.map { discrete[$0] }
    result.terms = terms.compactMap { term in
      for (position, coordinate) in discrete.enumerated() {
        if let value = values[coordinate], Double(term.assignment[position]) != value { return nil }
      }
      return Term(
        assignment: keptStates.map { term.assignment[$0] },
        gaussian: term.gaussian.conditioned(keeping: Array(kept), fixing: fixed))
    }
    return result
  }

  /// The marginal over the kept coordinates; nil where an integral is infinite.
  ///
  /// - Parameter scales: for real coordinates the precision that is not to be told from zero.
  package func marginal(keeping kept: Set<Coordinate>, scales: [Coordinate: Double] = [:])
    -> ClosedForm?
  {
    let positions = real.indices.filter { kept.contains(real[$0]) }
    let states = discrete.indices.filter { kept.contains(discrete[$0]) }
    let floors = real.map { scales[$0] ?? 0 }
    var result = self
    result.real = positions.map { real[$0] }
    result.discrete = states.map { discrete[$0] }
    result.terms = []
    result.terms.reserveCapacity(terms.count)
    for term in terms {
      guard
        let gaussian = term.gaussian.integrated(keeping: Array(positions), floors: floors)
      else { return nil }
      result.terms.append(
        Term(assignment: states.map { term.assignment[$0] }, gaussian: gaussian))
    }
    if result.real.isEmpty, states.count < discrete.count || terms.count > 1 {
      result.mergeConstants()
    }
    return result
  }

  /// Terms without real coordinates are numbers: those of one assignment are added.
  private mutating func mergeConstants() {
    var place: [[Int]: Int] = [:]
    var groups: [(assignment: [Int], logs: [Double])] = []
    for term in terms {
      if let known = place[term.assignment] {
        groups[known].logs.append(term.gaussian.constant)
      } else {
        place[term.assignment] = groups.count
        groups.append((term.assignment, [term.gaussian.constant]))
      }
    }
    guard groups.count < terms.count else { return }
    terms = groups.map { group in
      var gaussian = GaussianForm(count: 0)
      gaussian.constant = logSumExp(group.logs)
      return Term(assignment: group.assignment, gaussian: gaussian)
    }
  }

  /// log of the sum of the terms' integrals; nil where one is infinite.
  package var logNormalizer: Double? {
    var logs: [Double] = []
    for term in terms {
      guard let value = term.gaussian.logNormalizer, !value.isNaN else { return nil }
      logs.append(value)
    }
    return logSumExp(logs)
  }

  /// The same with coordinates renamed, or fixed at numbers.
  package func substituting(_ replacement: (Coordinate) -> Substitution.Replacement?) throws
    -> ClosedForm
  {
    var fixed: [Coordinate: Double] = [:]
    for coordinate in real + discrete {
      switch replacement(coordinate) {
      case .number(let value)?: fixed[coordinate] = value
      case nil, .element?: break
      case .component?: throw ShapeError("a closed form cannot take an expression")
      }
    }
    var result = conditioned(on: fixed)
    func renamed(_ coordinate: Coordinate) -> Coordinate {
      guard case .element(let variable, let element)? = replacement(coordinate) else {
        return coordinate
      }
      result.variables[variable.name] = variable
      return Coordinate(variable: variable.name, element: element)
    }
    result.real = result.real.map(renamed)
    result.discrete = result.discrete.map(renamed)
    return result
  }
}

/// log Σ exp, without overflow; NaN where a value is NaN.
package func logSumExp(_ values: [Double]) -> Double {
  if values.contains(where: \.isNaN) { return .nan }
  let largest = values.max() ?? -.infinity
  guard largest.isFinite else { return largest }
  return largest + log(values.reduce(0) { $0 + exp($1 - largest) })
}
