import CompLanguage
import CompSource
import CompSyntax

/// What may stand in place of the beginning of a word.
public struct Completion: Sendable, Hashable {
  /// The whole word.
  public let text: String
  /// What it is: a type, a signature.
  public let note: String
  public init(text: String, note: String) {
    self.text = text
    self.note = note
  }
}

extension Session {
  /// The completions of a word that ends at the cursor, in alphabetical order.
  ///
  /// - Parameters:
  ///   - word: what stands between the last blank, bracket or operator and the cursor.
  ///   - text: all that stands before it in the entry, earlier lines too.
  public func completions(of word: String, after text: String) -> [Completion] {
    onDeepStack(interpreter.effects.allowance) {
      let found =
        text.hasPrefix(":")
        ? commandCompletions(of: word, after: text) : programCompletions(of: word, after: text)
      var seen: Set<String> = []
      return found.filter { $0.text.hasPrefix(word) && seen.insert($0.text).inserted }
        .sorted { $0.text < $1.text }
    }
  }

  /// Completions within Comp.
  func programCompletions(of word: String, after text: String) -> [Completion] {
    switch CompletionContext.openText(text) {
    case .comment: return []
    case .string(let begun):
      let context = CompletionContext(String(text.dropLast(begun.count + 1)))
      let choices = choices(in: context)
      return choices.isEmpty
        ? pathCompletions(of: word, after: begun)
        : choices.map { Completion(text: $0, note: "a choice") }
    case .code: break
    }
    let context = CompletionContext(text)
    if let dot = word.lastIndex(of: ".") {
      let base = String(word[..<dot])
      if !base.isEmpty { return members(of: base) }
      if let expression = context.postfixExpression {
        return members(ofValue: checkedValue(expression)).map {
          Completion(text: "." + $0.text, note: $0.note)
        }
      }
      return labels(in: context)
    }
    switch context.place {
    case .variable: return variableNames(context)
    case .keyOfPlacement(let density, let given):
      return keys(variables(ofDensity: density), without: given)
    case .key(let density, let given):
      return keys(variables(ofDensity: density), without: given)
    case .valueOfKey: return labels(in: context) + expressions(word, context)
    case .type: return typeNames
    case .sampler: return samplers + expressions(word, context)
    case .argument(let callee, let given):
      return arguments(of: callee).filter { !given.contains($0.name) }.map(\.completion)
        + expressions(word, context)
    case .expression: return expressions(word, context)
    }
  }

  // MARK: Names

  /// Where nothing of a word is typed, what the session knows of itself: all else would hide it.
  private func expressions(_ word: String, _ context: CompletionContext) -> [Completion] {
    let own = names.map { Completion(text: $0.name, note: $0.type) } + variableNames(context)
    if word.isEmpty { return own }
    let keywords = ReferenceEntry.keywords.filter { $0.usage.hasPrefix($0.name) }.map {
      Completion(text: $0.name, note: "keyword")
    }
    let standard = standardNames.filter { $0.hasPrefix(word) }.map { name in
      Completion(text: name, note: value(of: name).map(note) ?? "")
    }
    return own + keywords + standard
      + context.identifiers.map { Completion(text: $0, note: "in this entry") }
  }

  private func variableNames(_ context: CompletionContext) -> [Completion] {
    knownVariables.map { Completion(text: $0.name, note: $0.type) }
      + context.declaredVariables.map { Completion(text: $0.name, note: $0.type) }
  }

  private var typeNames: [Completion] {
    ReferenceEntry.types.map { Completion(text: $0.name, note: $0.documentation) }
  }

  private var samplers: [Completion] {
    (interpreter.libraryNames + interpreter.globals.ownNames).compactMap { name in
      guard case .samplerDeclaration? = value(of: name) else { return nil }
      return Completion(text: name, note: value(of: name).map(note) ?? "")
    }
  }

  func note(_ value: Value) -> String {
    interpreter.describe(value).split(separator: "\n").first.map(String.init) ?? ""
  }

  // MARK: Arguments

  struct NamedArgument {
    let name: String
    let type: String
    var choices: [String] = []
    var completion: Completion { Completion(text: name + ":", note: type) }
  }

  /// The named arguments of a function, component or sampler.
  private func arguments(of name: String) -> [NamedArgument] {
    switch value(of: name) {
    case .function(let function)?:
      switch function.body {
      case .builtin(let builtin):
        return builtin.parameters.map {
          NamedArgument(
            name: $0.name,
            type: $0.namesVariables ? "variables" : $0.expectation.description,
            choices: $0.choices)
        }
      case .literal(let literal, _): return literal.parameters.map(Self.argument)
      case .logDensity(let family):
        return [NamedArgument(name: "x", type: "numbers")] + Self.arguments(of: family)
      }
    case .component(let family)?: return Self.arguments(of: family)
    case .call(let unsized)?:
      return unsized.open.flatMap { $0.call.definition.declaration.parameters ?? [] }
        .map(Self.argument)
    case .samplerDeclaration(let definition)?:
      return definition.declaration.parameters.map(Self.argument)
    case .void, .integer, .tensor, .boolean, .mask, .string, .label, .labels, .range, .list,
      .record, .symbol, .variable, .density, .weighted, .sampler, .samples, .data, .report,
      .module, .adaptation, .target, .unknown, .poison, nil:
      return []
    }
  }

  private static func arguments(of family: ComponentFamily) -> [NamedArgument] {
    family.definitions.flatMap { ($0.declaration.parameters ?? []).map(argument) }
  }

  private static func argument(_ parameter: Parameter) -> NamedArgument {
    NamedArgument(
      name: parameter.name.name,
      type: [parameter.type?.span.text, parameter.defaultValue.map { "= \($0.span.text)" }]
        .compactMap { $0 }.joined(separator: " "))
  }

  /// The words that an argument which is a text may be.
  private func choices(in context: CompletionContext) -> [String] {
    guard let (callee, label) = context.labelledArgument else { return [] }
    return arguments(of: callee).first { $0.name == label }?.choices ?? []
  }

  // MARK: Variables and labels

  /// The variables of a density, and what it is conditional on, each with its type; all where the text is
  /// no density.
  private func variables(ofDensity text: String?) -> [(name: String, type: String)] {
    guard let text, let value = checkedValue(text) else { return knownVariables }
    // A component alone may not know the shapes of its variables yet.
    if case .component(let family) = value { return family.definitions.flatMap(Self.declared) }
    if case .call(let unsized) = value {
      return unsized.open.flatMap { Self.declared($0.call.definition) }
    }
    let source = SourceFile(name: "", text: text)
    guard let density = try? interpreter.asDensity(value, at: Span(source, 0..<source.bytes.count))
    else { return knownVariables }
    return (density.space.members + density.given.members).map {
      ($0.variable.name, $0.part.typeDescription)
    }
  }

  private var knownVariables: [(name: String, type: String)] {
    interpreter.variables.values.map { ($0.name, $0.typeDescription) }
  }

  private static func declared(_ definition: ComponentDefinition) -> [(name: String, type: String)]
  {
    (definition.declaration.over + definition.declaration.given).map {
      ($0.name.name, $0.type.span.text)
    }
  }

  private func keys(_ variables: [(name: String, type: String)], without given: [String])
    -> [Completion]
  {
    variables.filter { !given.contains($0.name) }.map {
      Completion(text: $0.name + ":", note: $0.type)
    }
  }

  /// Labels: those of the variable whose value stands here, else of all.
  private func labels(in context: CompletionContext) -> [Completion] {
    var variables = Array(interpreter.variables.values)
    if case .valueOfKey(let key) = context.place {
      variables = variables.filter { $0.name == key }
    }
    return variables.flatMap { variable -> [Completion] in
      guard case .labels(let names) = variable.domain else { return [] }
      return names.map { Completion(text: "." + $0, note: "label of \(variable.name)") }
    }
  }
}
