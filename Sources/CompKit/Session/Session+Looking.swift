import CompIR
import CompLanguage
import CompModel
import CompRuntime
import CompSource
import CompSyntax

/// What a session tells of names and expressions. Nothing is changed by asking.
extension Session {
  /// The type of an expression, and of a density its grade and composition; nil where it is wrong,
  /// which was reported.
  public func type(of text: String) -> String? {
    onDeepStack(interpreter.effects.allowance) {
      checked(text).map { value, _ in
        let echo = Echo(interpreter, environment.page())
        return echo.density(value).map(echo.line(of:)) ?? interpreter.describeType(value)
      }
    }
  }

  /// The plan of a density; nil where the text is none, which was reported.
  public func plan(of text: String) -> String? {
    onDeepStack(interpreter.effects.allowance) {
      density(text).flatMap { density, span in told { try interpreter.plan(density, at: span) } }
    }
  }

  /// What a stage of the compiler makes of a density; nil where the text is none, or where there is no
  /// code, which was reported.
  public func listing(of text: String, at stage: SessionStage) -> String? {
    onDeepStack(interpreter.effects.allowance) {
      density(text).flatMap { density, span in
        told {
          switch stage {
          case .graph: try interpreter.plan(density, at: span)
          case .ir: try interpreter.functionListing(of: density)
          case .llvm, .asm: try codeListing(of: density, assembly: stage == .asm, at: span)
          }
        }
      }
    }
  }

  /// The machine code of the sampler that would be chosen.
  private func codeListing(of density: Density, assembly: Bool, at span: Span) throws -> String {
    let choice = try interpreter.defaultSampler(for: density, at: span).0
    let program = try interpreter.compile(interpreter.trace(density, choice, at: span))
    do {
      let code = try Backend(.native, precision: options.precision).listing(
        program, assembly: assembly)
      return "; \(program.description)\n" + code
    } catch let failure as NativeCodeFailure {
      throw Diagnostic.noNativeCode(
        failure, outputDirectory: options.writableOutputDirectory, at: span)
    }
  }

  /// What an account gives; nil where it fails, which is reported.
  private func told(_ account: () throws -> String) -> String? {
    do { return try account() } catch let diagnostic as Diagnostic {
      environment.report(diagnostic)
    } catch {
      // What is broken was reported by the check.
    }
    return nil
  }

  /// What stands about a name, an operator or a keyword: its signature and its documentation; nil where
  /// nothing is known of it.
  public func documentation(of name: String) -> String? {
    let rows = ReferenceEntry.sections.flatMap { section in
      section.entries.filter { $0.name == name }.map {
        "\($0.usage)  (\(section.kind))\n\n\($0.documentation)"
      }
    }
    let isOwn = interpreter.globals.own(name) != nil
    let isConstant = !isOwn && ReferenceEntry.constants.contains { $0.name == name }
    let known = isConstant ? nil : value(of: name)
    let parts = (known.map { [described($0, as: name)] } ?? []) + rows
    return parts.isEmpty ? nil : parts.joined(separator: "\n\n")
  }

  /// All that there is documentation of.
  var documentedNames: [String] {
    Set(
      names.map(\.name) + standardNames + ReferenceEntry.sections.flatMap { $0.entries.map(\.name) }
    )
    .sorted()
  }

  private func described(_ value: Value, as name: String) -> String {
    var text = value.declared?.documentation ?? ""
    if text.isEmpty { text = entries.last { $0.source(of: name) != nil }?.comment(of: name) ?? "" }
    return interpreter.describe(value) + (text.isEmpty ? "" : "\n\n" + text)
  }

  /// The Comp code that declares a name, comments included; nil where it has none.
  public func source(of name: String) -> String? {
    if let own = entries.last(where: { $0.definedNames.contains(name) }) {
      return own.source(of: name)
    }
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
    for error in errors { environment.report(error) }
    return errors.isEmpty ? (value, Span(source, 0..<source.bytes.count)) : nil
  }

  private func density(_ text: String) -> (Density, Span)? {
    guard let (value, span) = checked(text) else { return nil }
    do { return (try interpreter.asDensity(value, at: span), span) } catch let diagnostic
      as Diagnostic
    {
      environment.report(diagnostic)
    } catch {
      // What is broken was reported by the check.
    }
    return nil
  }
}

extension Value {
  /// What a declaration says, and where it stands; nil for a value that none has made.
  var declared: (documentation: String, place: Span?)? {
    switch self {
    case .function(let function): (function.documentation, function.declaration)
    case .component(let family):
      (
        family.definitions.map(\.documentation).filter { !$0.isEmpty }.joined(separator: "\n\n"),
        family.definitions.first?.span
      )
    case .call(let unsized):
      unsized.open.first.map { ($0.call.definition.documentation, $0.call.definition.span) }
    case .samplerDeclaration(let definition): (definition.documentation, definition.span)
    case .void, .integer, .tensor, .boolean, .mask, .string, .label, .labels, .range, .list,
      .record, .symbol, .variable, .density, .weighted, .sampler, .samples, .data, .report, .module,
      .adaptation, .target, .unknown, .poison:
      nil
    }
  }
}
