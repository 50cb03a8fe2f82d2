/// A number as the reference evaluator has it, and how far from it may be what a computation in some
/// precision has in its place.
///
/// An infinite error means that nothing can be said: a test that rounding may turn, an overflow of
/// one precision and not of another.
package struct Bounded: Sendable, Hashable {
  package var value: Double
  package var error: Double

  package init(_ value: Double, _ error: Double = 0) {
    self.value = value
    self.error = error
  }

  /// The same value, of which nothing can be said.
  var undetermined: Bounded { Bounded(value, .infinity) }
  var isDetermined: Bool { error < .infinity }
  /// Whether it may be zero, and may be something else.
  var mayVanish: Bool { error > 0 && abs(value) <= error }
  var low: Double { value - error }
  var high: Double { value + error }
}
