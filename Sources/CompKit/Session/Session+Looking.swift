import CompIR
import CompSemantics
import CompSource
import CompSyntax

/// What a session tells of names and expressions. Nothing is changed by asking.
extension Session {
  /// The type of an expression, and of a density its grade and composition; nil where it is wrong,
  /// which was reported.
  public func type(of text: String) -> String? {
    onDeepStack {
      switch checked(text)?.value {
      case .density(let density)?: Echo(interpreter, surroundings.page()).line(of: density)
      case let value?: interpreter.describeType(value)
      case nil: nil
      }
    }
  }

  /// The plan of a density; nil where the text is none, which was reported.
  public func plan(of text: String) -> String? {
    onDeepStack {
      density(text).flatMap { try? interpreter.plan($0, at: $0.span) }
    }
  }

  /// The IR of a density's log density and of its gradient; nil where the text is none, which was
  /// reported.
  public func functions(of text: String) -> String? {
    onDeepStack { density(text).flatMap { try? interpreter.functionListing(of: $0) } }
  }

  /// What stands about a name: its signature and its documentation; nil where nothing is known of it.
  public func documentation(of name: String) -> String? {
    value(of: name).map { value in
      let text = value.declared?.documentation ?? ""
      return interpreter.describe(value) + (text.isEmpty ? "" : "\n\n" + text)
    }
  }

  /// The Comp code that declares a name, comments included; nil where it has none.
  public func source(of name: String) -> String? {
    if let entry = entries.last(where: { $0.definedNames.contains(name) }) { return entry.text }
    guard var text = value(of: name)?.declared?.place?.source.text else { return nil }
    while text.hasSuffix("\n") { text.removeLast() }
    return text
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
    if case .density(let density) = value {
      return "\(interpreter.typeDescription(of: density)), \(density.analysis.grade.rawValue)"
    }
    return value.declared == nil ? interpreter.describeType(value) : interpreter.describe(value)
  }

  /// What a name stands for, a standard one too.
  func value(of name: String) -> Value? {
    if let binding = interpreter.globals.own(name) { return binding.value }
    return (try? interpreter.standard(name)) ?? nil
  }

  /// An expression's value as far as a check knows it; nil where it is wrong, which is reported.
  private func checked(_ text: String) -> (value: Value, span: Span)? {
    let source = SourceFile(name: "expression", text: text)
    let (value, diagnostics) = check(SyntaxTree.parse(source))
    let errors = diagnostics.filter { $0.severity == .error }
    for error in errors { surroundings.report(error) }
    return errors.isEmpty ? (value, Span(source, 0..<source.bytes.count)) : nil
  }

  private func density(_ text: String) -> Density? {
    guard let (value, span) = checked(text) else { return nil }
    do { return try interpreter.asDensity(value, at: span) } catch let diagnostic as Diagnostic {
      surroundings.report(diagnostic)
    } catch {
      // What is broken was reported by the check.
    }
    return nil
  }
}

extension Value {
  /// What a declaration says, and where it stands; nil for a value that none has made.
  fileprivate var declared: (documentation: String, place: Span?)? {
    switch self {
    case .function(let function): (function.documentation, function.declaration)
    case .component(let family):
      (
        family.definitions.map(\.documentation).filter { !$0.isEmpty }.joined(separator: "\n\n"),
        family.definitions.first?.span
      )
    case .call(let call): (call.definition.documentation, call.definition.span)
    case .samplerDeclaration(let definition): (definition.documentation, definition.span)
    case .void, .integer, .tensor, .boolean, .mask, .string, .label, .labels, .range, .list,
      .record, .symbol, .variable, .density, .weighted, .sampler, .samples, .data, .report, .module,
      .adaptation, .target, .unknown, .poison:
      nil
    }
  }
}
