import CompSource
import CompSyntax

/// Names and what they stand for, within what encloses them.
///
/// A scope is shared by the functions declared in it, which is how functions may call one another
/// whatever the order of their declarations.
package final class Scope: @unchecked Sendable {
  package struct Binding: Sendable {
    package var value: Value
    package var isMutable: Bool
    package var span: Span?
    /// The type that was written, which later assignments keep to.
    package var type: TypeExpression?
    package init(
      _ value: Value, isMutable: Bool = false, span: Span? = nil, type: TypeExpression? = nil
    ) {
      self.value = value
      self.isMutable = isMutable
      self.span = span
      self.type = type
    }
  }

  package let parent: Scope?
  private var bindings: [String: Binding] = [:]
  private var order: [String] = []

  package init(parent: Scope?) { self.parent = parent }

  package func binding(_ name: String) -> Binding? {
    bindings[name] ?? parent?.binding(name)
  }

  /// The binding in this very scope.
  package func own(_ name: String) -> Binding? { bindings[name] }

  package func define(_ name: String, _ binding: Binding) {
    if bindings.updateValue(binding, forKey: name) == nil { order.append(name) }
  }

  /// Gives a name a new value where it is bound; false if it is not bound.
  package func assign(_ name: String, _ value: Value) -> Bool {
    if bindings[name] != nil {
      bindings[name]?.value = value
      return true
    }
    return parent?.assign(name, value) ?? false
  }

  /// The names of this scope, in the order of their definition.
  package var ownNames: [String] { order }

  /// The bindings of this very scope, to go back to.
  package struct Snapshot {
    fileprivate let bindings: [String: Binding]
    fileprivate let order: [String]
  }

  package var snapshot: Snapshot { Snapshot(bindings: bindings, order: order) }

  package func restore(_ snapshot: Snapshot) {
    (bindings, order) = (snapshot.bindings, snapshot.order)
  }

  /// All names that can be used here, innermost first.
  package var visibleNames: [String] { order + (parent?.visibleNames ?? []) }
}
