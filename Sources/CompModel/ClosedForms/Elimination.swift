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
      let mentioned = graph.formsMentioning(block)
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
