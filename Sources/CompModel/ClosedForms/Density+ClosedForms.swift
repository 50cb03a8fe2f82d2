import CompIR

extension Density {
  /// The closed form of the density as composed, if it has one that is not too large.
  package var closedForm: ClosedForm? { closedForms.flatMap { ClosedForm.product($0) } }

  /// See `closedForms`.
  func findClosedForms() throws -> [ClosedForm]? {
    switch kind {
    case .factor(let factor):
      if factor.isScoreOnly { return nil }
      let space = space.union(given)
      if factor.support != nil, space.members.contains(where: { !$0.variable.domain.isDiscrete }) {
        return nil
      }
      let log = try factor.supportedLogDensity()
      if let form = try ClosedForm(log, over: space) { return form.independentParts }
      // What is too large as a whole may be a sum of smaller things.
      let summands = try log.summands()
      guard summands.count > 1 else { return nil }
      // The variables' domains are those of the density.
      let spaces = summands.map { summand in
        Space(
          Expr.variables(in: [summand]).map { part in
            VariablePart(
              variable: space.member(part.name)?.variable ?? part.variable,
              elements: part.elements, shape: part.shape)
          })
      }
      var budget = FormBudget()
      guard spaces.allSatisfy({ budget.admits($0) }) else { return nil }
      var all: [ClosedForm] = []
      var check = CancellationCheck()
      for (summand, own) in zip(summands, spaces) {
        try check()
        guard let form = try ClosedForm(summand, over: own) else { return nil }
        all.append(form)
      }
      return all
    case .product(let parts):
      var all: [ClosedForm] = []
      for part in parts {
        guard let forms = part.closedForms else { return nil }
        all += forms
      }
      return all
    case .mixture(let parts):
      var forms: [(logWeight: Double, form: ClosedForm)] = []
      for part in parts {
        guard let form = part.density.closedForm else { return nil }
        forms.append((part.logWeight, form))
      }
      return ClosedForm.mixture(forms).map { [$0] }
    case .power(let base, let power): return base.closedForms?.raised(to: power)
    case .quotient(let p, let q, let power):
      guard let above = p.closedForms, let below = q.closedForms?.raised(to: -power) else {
        return nil
      }
      return above + below
    case .closed(let form): return [form]
    case .summed, .normalized: return nil
    case .guide(let p, let toward, let strength):
      guard let base = p.closedForms?.raised(to: 1 - strength),
        let pull = toward.closedForms?.raised(to: strength)
      else { return nil }
      return base + pull
    case .contrast, .harmonic: return nil
    }
  }
}

/// Counts the numbers of closed forms with a Gaussian for each state of discrete variables.
///
/// Many large ones have no product that could be kept, so that looking for all of them would be in vain.
struct FormBudget {
  private static let limit = 4_000_000
  private var numbers = 0

  /// Counts what a form over a space would hold; false where all would hold too many numbers.
  mutating func admits(_ space: Space) -> Bool {
    var (states, real) = (1.0, 0)
    for member in space.members {
      if member.variable.domain.isDiscrete {
        let values = Double(member.variable.domain.countRange?.count ?? 1)
        for _ in member.elements { states = min(states * values, Double(Self.limit)) }
      } else {
        real += member.elements.count
      }
    }
    guard states > 1, real > 0 else { return true }
    let size = ClosedForm.size(terms: Int(states), real: real)
    numbers = numbers.addingReportingOverflow(size).overflow ? .max : numbers + size
    return numbers <= Self.limit
  }
}

extension [ClosedForm] {
  /// Each raised to a power; nil where one of them is a sum that has no power in closed form.
  fileprivate func raised(to power: Double) -> [ClosedForm]? {
    if power == 1 { return self }
    var result: [ClosedForm] = []
    for form in self {
      guard let raised = form.raised(to: power) else { return nil }
      result.append(raised)
    }
    return result
  }
}
