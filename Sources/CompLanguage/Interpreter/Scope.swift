import CompIR
import CompPlatform
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
  private var names: [String] = []
  private var bindings: [Binding] = []
  /// Where each name stands among them, kept where they are many: most scopes have one or two.
  private var places: [String: Int] = [:]
  private static let few = 8

  /// Counts this scope as memory of the run that made it.
  private let allowance: Allowance?
  /// About what a scope of a few bindings takes, in bytes.
  private static let size = 512

  package init(parent: Scope?) {
    self.parent = parent
    allowance = parent?.allowance ?? Allowance.current
    allowance?.hold(Self.size)
  }

  deinit {
    allowance?.release(Self.size)
    // A function holds the scope of its declaration, in which there may be others.
    if bindings.contains(where: { $0.value.mayHoldScopes }) { DeferredRelease.release(bindings) }
  }

  package func binding(_ name: String) -> Binding? {
    own(name) ?? parent?.binding(name)
  }

  /// The binding in this very scope.
  package func own(_ name: String) -> Binding? { place(of: name).map { bindings[$0] } }

  private func place(of name: String) -> Int? {
    names.count <= Self.few ? names.firstIndex(of: name) : places[name]
  }

  package func define(_ name: String, _ binding: Binding) {
    if let place = place(of: name) {
      bindings[place] = binding
      return
    }
    names.append(name)
    bindings.append(binding)
    guard names.count > Self.few else { return }
    if places.isEmpty {
      for (place, name) in names.enumerated() { places[name] = place }
    } else {
      places[name] = names.count - 1
    }
  }

  /// Gives a name a new value where it is bound; false if it is not bound.
  package func assign(_ name: String, _ value: Value) -> Bool {
    guard let place = place(of: name) else { return parent?.assign(name, value) ?? false }
    bindings[place].value = value
    return true
  }

  /// Changes a name's value where it is bound, in place; false if it is not bound.
  func update(_ name: String, _ change: (inout Value) -> Void) -> Bool {
    guard let place = place(of: name) else { return parent?.update(name, change) ?? false }
    change(&bindings[place].value)
    return true
  }

  /// The names of this scope, in the order of their definition.
  package var ownNames: [String] { names }

  /// The bindings of this very scope, to go back to.
  package struct Snapshot {
    fileprivate let names: [String]
    fileprivate let bindings: [Binding]
    fileprivate let places: [String: Int]
  }

  package var snapshot: Snapshot { Snapshot(names: names, bindings: bindings, places: places) }

  package func restore(_ snapshot: Snapshot) {
    (names, bindings, places) = (snapshot.names, snapshot.bindings, snapshot.places)
  }

  /// All names that can be used here, innermost first.
  package var visibleNames: [String] { names + (parent?.visibleNames ?? []) }
}

extension Value {
  /// Whether it may be, or hold, a function with the scope of its declaration.
  fileprivate var mayHoldScopes: Bool {
    switch self {
    case .function, .list, .record, .density, .component, .call, .module: true
    case .void, .integer, .tensor, .boolean, .mask, .string, .label, .labels, .range, .symbol,
      .variable, .weighted, .samplerDeclaration, .sampler, .samples, .data, .report, .adaptation,
      .target, .unknown, .poison:
      false
    }
  }
}
