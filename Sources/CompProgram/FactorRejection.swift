/// A factor whose energy was not finite at proposals, which were rejected for it.
package struct FactorRejection: Sendable, Hashable {
  package var component: String
  /// `file:line:column` of the component's declaration.
  package var place: String
  package var infinite: Int
  package var notANumber: Int
  package init(component: String, place: String, infinite: Int, notANumber: Int) {
    self.component = component
    self.place = place
    self.infinite = infinite
    self.notANumber = notANumber
  }
}
