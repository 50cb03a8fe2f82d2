import CompLanguage
import CompModel
import CompSource
import CompSyntax

/// What can stand behind a point.
extension Session {
  /// The members of what a name stands for, each as `name.member`; none where it has none.
  public func members(of base: String) -> [Completion] {
    onDeepStack(interpreter.effects.allowance) {
      let value =
        base.contains(".") || self.value(of: base) == nil
        ? checkedValue(base) : self.value(of: base)
      return members(ofValue: value).map {
        Completion(text: "\(base).\($0.text)", note: $0.note)
      }
    }
  }

  /// An expression's value as far as a check knows it; nil where it is wrong.
  func checkedValue(_ text: String) -> Value? {
    let tree = SyntaxTree.parse(SourceFile(name: "", text: text))
    guard !tree.statements.isEmpty, tree.diagnostics.isEmpty else { return nil }
    let (value, diagnostics) = check(tree)
    return diagnostics.contains { $0.severity == .error } ? nil : value
  }

  func members(ofValue value: Value?) -> [Completion] {
    switch value {
    case .samples(let samples)?: members(of: samples.space)
    case .unknown(.samples(let space?))?, .unknown(.data(let space?))?: members(of: space)
    case .data(let data)?: members(of: data.space)
    case .record(let fields)?:
      fields.map { Completion(text: $0.name, note: interpreter.describeType($0.value)) }
    case .unknown(.record(let fields))?:
      fields.map { Completion(text: $0.name, note: "\($0.type)") }
    case .report(let report)?:
      report.fields.map { Completion(text: $0.name, note: interpreter.describeType($0.value)) }
    case .unknown(.report(let name))?:
      ReferenceEntry.members.filter { $0.owners.contains(name) }.map {
        Completion(text: $0.name, note: $0.documentation)
      }
    case .module(let module)?:
      module.scope.ownNames.map { name in
        Completion(text: name, note: module.scope.own(name).map { note($0.value) } ?? "")
      }
    case .void, .integer, .tensor, .boolean, .mask, .string, .label, .labels, .range, .list,
      .symbol, .variable, .function, .component, .density, .weighted, .call, .samplerDeclaration,
      .sampler, .adaptation, .target, .unknown, .poison, nil:
      []
    }
  }

  private func members(of space: Space) -> [Completion] {
    space.members.map { Completion(text: $0.variable.name, note: $0.part.typeDescription) }
  }
}
