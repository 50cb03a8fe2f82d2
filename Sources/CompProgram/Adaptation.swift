/// How a parameter is tuned: towards a mean acceptance, from an initial value, by dual averaging.
package struct Adaptation: Sendable, Hashable {
  package var accept: Double
  package var initial: Double

  package init(accept: Double, initial: Double) {
    self.accept = accept
    self.initial = initial
  }
}
