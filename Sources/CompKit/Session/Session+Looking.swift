import CompIR
import CompSemantics
import CompSource
import CompSyntax

/// What a session tells of names and expressions. Nothing is changed by asking.
extension Session {
  /// The type of an expression, and of a density its grade and composition; nil where it is wrong,
  /// which was reported.
  public func type(of text: String) -> String? {
    looking(text) { tree in
      let (value, diagnostics) = check(tree)
      for diagnostic in diagnostics where diagnostic.severity == .error {
        surroundings.report(diagnostic)
      }
      if diagnostics.contains(where: { $0.severity == .error }) { return nil }
      if case .density(let density) = value {
        return Echo(interpreter, surroundings.terminal).line(of: density)
      }
      return interpreter.describeType(value)
    }
  }

  /// What stands about a name: its signature and its documentation; nil where nothing is known of it.
  public func documentation(of name: String) -> String? {
    guard let value = value(of: name) else { return nil }
    let text: String
    switch value {
    case .function(let function): text = function.documentation
    case .component(let family):
      text = family.definitions.map(\.documentation).filter { !$0.isEmpty }
        .joined(separator: "\n\n")
    case .call(let call): text = call.definition.documentation
    case .samplerDeclaration(let definition): text = definition.documentation
    default: text = ""
    }
    return interpreter.describe(value) + (text.isEmpty ? "" : "\n\n" + text)
  }

  /// The Comp code that declares a name, comments included; nil where it has none.
  public func source(of name: String) -> String? {
    if let entry = entries.last(where: { $0.definedNames.contains(name) }) { return entry.text }
    guard let value = value(of: name) else { return nil }
    let place: Span?
    switch value {
    case .function(let function): place = function.declaration
    case .component(let family): place = family.definitions.first?.span
    case .samplerDeclaration(let definition): place = definition.span
    default: place = nil
    }
    return place.map { span in
      var text = span.source.text
      while text.hasSuffix("\n") { text.removeLast() }
      return text
    }
  }

  /// The plan of a density; nil where the text is none, which was reported.
  public func plan(of text: String) -> String? {
    looking(text) { _ in
      guard let density = density(text) else { return nil }
      return try? interpreter.plan(density, at: density.span)
    }
  }

  /// The IR of a density's log density and of its gradient; nil where the text is none, which was
  /// reported.
  public func functions(of text: String) -> String? {
    looking(text) { _ in
      guard let density = density(text),
        let function = try? interpreter.function(
          [("log_density", density.logDensity())], of: density)
      else { return nil }
      let gradient = try? function.gradient(of: 0, withRespectTo: [0]).simplified()
      return "\(function)" + (gradient.map { "\n\($0)" } ?? "")
    }
  }

  /// The names that the session has defined with what they are, in their order.
  public var names: [(name: String, type: String)] {
    interpreter.globals.ownNames.compactMap { name in
      guard name != Self.lastValueName, let binding = interpreter.globals.own(name) else {
        return nil
      }
      return (name, summary(of: binding.value))
    }
  }

  /// The names of the standard library and the builtins.
  public var standardNames: [String] { interpreter.standardNames }

  private func summary(of value: Value) -> String {
    switch value {
    case .density(let density):
      "\(interpreter.typeDescription(of: density)), \(density.analysis.grade.rawValue)"
    case .function, .component, .samplerDeclaration, .call: interpreter.describe(value)
    default: interpreter.describeType(value)
    }
  }

  /// What a name stands for, a standard one too.
  func value(of name: String) -> Value? {
    if let binding = interpreter.globals.own(name) { return binding.value }
    return (try? interpreter.standard(name)) ?? nil
  }

  private func density(_ text: String) -> Density? {
    let (value, diagnostics) = check(SyntaxTree.parse(SourceFile(name: "expression", text: text)))
    for diagnostic in diagnostics where diagnostic.severity == .error {
      surroundings.report(diagnostic)
    }
    guard !diagnostics.contains(where: { $0.severity == .error }) else { return nil }
    let span = Span(SourceFile(name: "expression", text: text), 0..<text.utf8.count)
    do { return try interpreter.asDensity(value, at: span) } catch let diagnostic as Diagnostic {
      surroundings.report(diagnostic)
    } catch {}
    return nil
  }

  private func looking(_ text: String, _ body: (SyntaxTree) -> String?) -> String? {
    let tree = SyntaxTree.parse(SourceFile(name: "expression", text: text))
    return onDeepStack { body(tree) }
  }
}
