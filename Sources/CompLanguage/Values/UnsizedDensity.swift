import CompIR
import CompModel
import CompSource

/// A product in which the sizes of some components' variables are not known yet: `counts`, over
/// `y: R[n]`, until a condition, another factor or a declared variable tells what `n` is.
package struct UnsizedDensity: Sendable {
  /// A use of a component whose sizes are open.
  package struct OpenFactor: Sendable {
    package let call: ComponentCall
    /// The names under which the program knows its variables.
    let variables: [String]
    let span: Span
    /// Makes the density from the shapes of variables, by those names; nil while they do not suffice.
    let make: @Sendable (Interpreter, [String: Shape]) throws -> Density?
  }

  enum Part: Sendable {
    case sized(Density, Span)
    case open(OpenFactor)
  }

  var parts: [Part]
  /// The name of the component that declares it; nil for an anonymous composition.
  var name: String?

  init(_ parts: [Part], name: String? = nil) {
    self.parts = parts
    self.name = name
  }

  /// The uses of components whose sizes are open.
  package var open: [OpenFactor] {
    parts.compactMap { if case .open(let factor) = $0 { factor } else { nil } }
  }

  /// The use of a component, where it is that alone and not placed on variables.
  var onlyCall: ComponentCall? {
    guard parts.count == 1, case .open(let factor) = parts[0],
      factor.variables == factor.call.definition.declaration.variableNames
    else { return nil }
    return factor.call
  }

  /// As plans and diagnostics call it.
  package var title: String {
    name
      ?? parts.map { part in
        switch part {
        case .sized(let density, _): density.title
        case .open(let factor): factor.call.definition.name
        }
      }.joined(separator: " * ")
  }
}

extension Interpreter {
  /// The value of a component's use whose sizes are open.
  func unsized(_ call: ComponentCall) -> UnsizedDensity {
    let names = call.definition.declaration.variableNames
    return UnsizedDensity([
      .open(
        .init(call: call, variables: names, span: call.span) { interpreter, shapes in
          let made = try interpreter.density(of: call, placedOn: names.map { shapes[$0] })
          if case .density(let density) = made { return density }
          return nil
        })
    ])
  }

  /// The factors of a product that a value stands for.
  func productParts(_ value: Value, at span: Span) throws -> [UnsizedDensity.Part] {
    var value = value
    if case .component(let family) = value {
      value = try instantiate(family, [], leading: [], at: span, in: globals)
    }
    if case .call(let unsized) = value { return unsized.parts }
    return [.sized(try asDensity(value, at: span), span)]
  }

  /// Returns the product of parts; what is still open in it takes the sizes of variables from the
  /// other factors and from `shapes`.
  ///
  /// - Parameter shapes: what is known of variables beside, by their names.
  func product(
    of unsized: UnsizedDensity, shapes: [String: Shape] = [:], at span: Span
  ) throws -> Value {
    var unsized = unsized
    var known = shapes
    func learn(from density: Density) {
      for member in density.space.union(density.given).members
      where known[member.variable.name] == nil {
        known[member.variable.name] = member.variable.shape
      }
    }
    for case .sized(let density, _) in unsized.parts { learn(from: density) }
    var isChanged = true
    while isChanged {
      isChanged = false
      for (position, part) in unsized.parts.enumerated() {
        guard case .open(let factor) = part, let made = try factor.make(self, known) else {
          continue
        }
        unsized.parts[position] = .sized(made, factor.span)
        learn(from: made)
        isChanged = true
      }
    }
    guard unsized.open.isEmpty else { return .call(unsized) }
    let sized = unsized.parts.compactMap { part -> (Density, Span)? in
      if case .sized(let density, let place) = part { (density, place) } else { nil }
    }
    let density = sized.count == 1 ? sized[0].0 : try product(sized, at: span)
    return .density(unsized.name.map { density.named($0) } ?? density)
  }
}

extension Diagnostic {
  /// Reports that nothing tells the size of a component's variables.
  static func sizeNotKnown(_ unsized: UnsizedDensity, at span: Span) -> Diagnostic {
    let factor = unsized.open.first
    let name = factor?.call.definition.name ?? unsized.title
    let variable = factor?.variables.first ?? "y"
    var labels = [Label(span, "nothing tells it here")]
    if let place = factor?.span, place != span {
      labels.append(Label(place, "'\(name)' is used here"))
    }
    return Diagnostic(
      .shapeMismatch, "the size of the variables of '\(name)' is not known", at: labels,
      help:
        "condition on values, p | {\(variable): […]}, or place it on a declared variable: variable \(variable): R[8]"
    )
  }
}
