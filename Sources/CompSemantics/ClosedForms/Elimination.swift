import CompIR

/// A product of closed forms too large to be multiplied out: its variables are summed or integrated
/// out one after the other, each from the product of those forms alone that mention it.
///
/// For a chain this is the forward pass of a hidden Markov model or the Kalman filter, in a time
/// linear in its length; drawing goes through the steps backwards. (Koller and Friedman 2009,
/// "Probabilistic Graphical Models", chapter 9: variable elimination; the order is greedy, by the
/// size of the form that each step makes.)
package struct Elimination: Sendable {
  /// The coordinates of one step, and the product of all that mentions them, over them and what is
  /// eliminated later.
  package struct Step: Sendable {
    package var eliminated: [Coordinate]
    package var form: ClosedForm
  }

  package private(set) var steps: [Step] = []
  /// What is left over the kept coordinates; a constant where there are none.
  package private(set) var rest: [ClosedForm] = []

  /// Nil where an integral is infinite, or where a step would make too large a form.
  package init?(_ forms: [ClosedForm], keeping kept: Set<Coordinate> = []) {
    var graph = FormGraph(forms, keeping: kept)
    while let block = graph.cheapestBlock() {
      let mentioned = graph.formsMentioning(block[0])
      guard let product = ClosedForm.product(mentioned.compactMap { graph.forms[$0] }),
        let reduced = product.marginal(
          keeping: Set(product.coordinates).subtracting(block), scales: graph.scales)
      else { return nil }
      steps.append(Step(eliminated: block, form: product))
      graph.replace(mentioned, eliminating: block, by: reduced)
    }
    rest = graph.forms.compactMap { $0 }
  }

  /// The log of the integral over all coordinates, where none was kept.
  package var logNormalizer: Double? {
    var total = 0.0
    for form in rest {
      guard let value = form.logNormalizer else { return nil }
      total += value
    }
    return total
  }

  /// One exact draw of each coordinate.
  package func draw() throws -> [Coordinate: Expr] {
    var values: [Coordinate: Expr] = [:]
    for step in steps.reversed() {
      let eliminated = Set(step.eliminated)
      var given: [Coordinate: Expr] = [:]
      for coordinate in step.form.coordinates where !eliminated.contains(coordinate) {
        given[coordinate] = values[coordinate]
      }
      values.merge(try step.form.draw(given: given)) { _, new in new }
    }
    return values
  }
}

/// Which forms mention which coordinates, while coordinates are eliminated.
private struct FormGraph {
  private(set) var forms: [ClosedForm?]
  /// The precision that a coordinate had in all: what is far below it is rounding.
  private(set) var scales: [Coordinate: Double] = [:]
  private var order: [Coordinate] = []
  private var mentions: [Coordinate: Set<Int>] = [:]
  /// The size of the form that eliminating a coordinate would make; nil if it has to be found again.
  private var costs: [Coordinate: Int?] = [:]
  private var isReal: [Coordinate: Bool] = [:]

  init(_ forms: [ClosedForm], keeping kept: Set<Coordinate>) {
    self.forms = forms
    for (index, form) in forms.enumerated() {
      for coordinate in form.coordinates { mentions[coordinate, default: []].insert(index) }
      for (position, coordinate) in form.real.enumerated() {
        let entries = form.terms.map { term in
          abs(term.gaussian.precision[position * form.real.count + position])
        }
        scales[coordinate, default: 0] += entries.max() ?? 0
      }
      for (coordinates, real) in [(form.real, true), (form.discrete, false)] {
        for coordinate in coordinates
        where !kept.contains(coordinate) && isReal.updateValue(real, forKey: coordinate) == nil {
          order.append(coordinate)
          costs[coordinate] = .some(nil)
        }
      }
    }
  }

  func formsMentioning(_ coordinate: Coordinate) -> [Int] {
    (mentions[coordinate] ?? []).sorted()
  }

  /// The coordinate whose elimination makes the smallest form, with the real ones beside it that
  /// stand in the very same forms; nil where none is left.
  mutating func cheapestBlock() -> [Coordinate]? {
    var best: (coordinate: Coordinate, cost: Int)?
    for coordinate in order {
      let cost: Int
      if case .some(.some(let known)) = costs[coordinate] {
        cost = known
      } else {
        cost = self.cost(of: coordinate)
        costs[coordinate] = cost
      }
      if cost < best?.cost ?? .max { best = (coordinate, cost) }
    }
    guard let best = best?.coordinate ?? order.first else { return nil }
    guard isReal[best] == true, let first = mentions[best]?.first, let form = forms[first] else {
      return [best]
    }
    return form.real.filter { isReal[$0] != nil && mentions[$0] == mentions[best] }
  }

  private func cost(of coordinate: Coordinate) -> Int {
    var real: Set<Coordinate> = []
    var terms = 1
    for index in mentions[coordinate] ?? [] {
      guard let form = forms[index] else { continue }
      real.formUnion(form.real)
      let (product, overflow) = terms.multipliedReportingOverflow(by: max(form.terms.count, 1))
      terms = overflow ? .max / 2 : product
    }
    return ClosedForm.size(terms: terms, real: real.count)
  }

  mutating func replace(_ old: [Int], eliminating block: [Coordinate], by new: ClosedForm) {
    for index in old {
      for coordinate in forms[index]?.coordinates ?? [] { mentions[coordinate]?.remove(index) }
      forms[index] = nil
    }
    let gone = Set(block)
    order.removeAll(where: gone.contains)
    for coordinate in block { isReal[coordinate] = nil }
    forms.append(new)
    for coordinate in new.coordinates {
      mentions[coordinate, default: []].insert(forms.count - 1)
      if costs[coordinate] != nil { costs[coordinate] = .some(nil) }
    }
  }
}
