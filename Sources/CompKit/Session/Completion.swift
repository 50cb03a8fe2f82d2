import CompSemantics
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
  /// The completions of a word that ends at the cursor.
  ///
  /// - Parameters:
  ///   - word: letters, digits and dots before the cursor.
  ///   - line: all that stands before the word.
  public func completions(of word: String, after line: String) -> [Completion] {
    if let dot = word.lastIndex(of: ".") {
      let base = String(word[..<dot])
      return members(of: base).filter { $0.text.hasPrefix(word) }
    }
    var found: [Completion] = []
    if let callee = Self.openCall(line) { found += arguments(of: callee) }
    found += names.map { Completion(text: $0.name, note: $0.type) }
    found += interpreter.variables.values.map {
      Completion(text: $0.name, note: $0.typeDescription)
    }
    found += Self.keywords.map { Completion(text: $0, note: "keyword") }
    found += standardNames.filter { $0.hasPrefix(word) }.map { name in
      Completion(text: name, note: value(of: name).map(note) ?? "")
    }
    var seen: Set<String> = []
    return found.filter { $0.text.hasPrefix(word) && seen.insert($0.text).inserted }
      .sorted { $0.text < $1.text }
  }

  /// What begins or joins statements: keywords, and words that are keywords only there.
  private static let keywords =
    Lexer.keywords.sorted() + ["input", "over", "sampler", "variable"]

  /// The name of the call whose parentheses are open at the end of a text.
  private static func openCall(_ text: String) -> String? {
    var depth = 0
    var rest = Substring(text)
    while let last = rest.last {
      rest = rest.dropLast()
      if ")]}".contains(last) { depth += 1 }
      if "[{".contains(last) {
        if depth == 0 { return nil }
        depth -= 1
      }
      if last == "(" {
        if depth == 0 {
          let name = String(
            rest.reversed().prefix { $0.isLetter || $0.isNumber || $0 == "_" }.reversed())
          return name.isEmpty ? nil : name
        }
        depth -= 1
      }
    }
    return nil
  }

  /// The named arguments of a function, component or sampler.
  private func arguments(of name: String) -> [Completion] {
    let parameters: [(name: String, type: String?)]
    switch value(of: name) {
    case .function(let function)?:
      switch function.body {
      case .builtin(let builtin): parameters = builtin.parameters.map { ($0.name, nil) }
      case .literal(let literal, _): parameters = literal.parameters.map(Self.described)
      case .logDensity(let family): parameters = Self.parameters(of: family)
      }
    case .component(let family)?: parameters = Self.parameters(of: family)
    case .samplerDeclaration(let definition)?:
      parameters = definition.declaration.parameters.map(Self.described)
    case .void, .integer, .tensor, .boolean, .mask, .string, .label, .labels, .range, .list,
      .record, .symbol, .variable, .density, .weighted, .call, .sampler, .samples, .data, .report,
      .module, .adaptation, .target, .unknown, .poison, nil:
      parameters = []
    }
    return parameters.map {
      Completion(text: $0.name + ":", note: $0.type ?? "argument of \(name)")
    }
  }

  private static func parameters(of family: ComponentFamily) -> [(name: String, type: String?)] {
    family.definitions.flatMap { ($0.declaration.parameters ?? []).map(described) }
  }

  private static func described(_ parameter: Parameter) -> (name: String, type: String?) {
    (parameter.name.name, parameter.type?.span.text)
  }

  /// What can follow a dot behind a name.
  private func members(of base: String) -> [Completion] {
    let parts = base.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard let first = parts.first, !first.isEmpty else {
      // A label: those of all variables.
      return interpreter.variables.values.flatMap { variable -> [Completion] in
        guard case .labels(let names) = variable.domain else { return [] }
        return names.map { Completion(text: "." + $0, note: "label of \(variable.name)") }
      }
    }
    guard parts.count == 1, let value = value(of: first) else { return [] }
    let members: [(String, String)]
    switch value {
    case .samples(let samples):
      members = samples.space.members.map { ($0.variable.name, $0.part.typeDescription) }
    case .data(let data): members = data.columns.map { ($0.name, "column") }
    case .record(let fields):
      members = fields.map { ($0.name, interpreter.describeType($0.value)) }
    case .report(let report):
      members = report.fields.map { ($0.name, interpreter.describeType($0.value)) }
    case .module(let module):
      members = module.scope.ownNames.map { ($0, "name of \(first)") }
    case .void, .integer, .tensor, .boolean, .mask, .string, .label, .labels, .range, .list,
      .symbol, .variable, .function, .component, .density, .weighted, .call, .samplerDeclaration,
      .sampler, .adaptation, .target, .unknown, .poison:
      members = []
    }
    return members.map { Completion(text: "\(base).\($0.0)", note: $0.1) }
  }

  private func note(_ value: Value) -> String {
    interpreter.describe(value).split(separator: "\n").first.map(String.init) ?? ""
  }
}
