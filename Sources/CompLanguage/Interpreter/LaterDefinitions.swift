import CompSource
import CompSyntax

/// What the rest of a file will define, for messages about names that are used too early.
struct LaterDefinitions {
  private struct Definition {
    let name: Identifier
    let mentions: Set<String>
  }
  private var definitions: [String: Definition] = [:]

  init() {}

  /// All definitions of a file.
  init(of tree: SyntaxTree) {
    for statement in tree.statements {
      guard let name = statement.definedName, definitions[name.name] == nil else {
        continue
      }
      let mentions = tree.tokens[statement.tokens].filter { $0.kind == .identifier }.map(\.text)
      definitions[name.name] = Definition(
        name: name, mentions: Set(mentions).subtracting([name.name]))
    }
  }

  /// Where a name will be defined.
  subscript(name: String) -> Span? { definitions[name]?.name.span }

  /// The statement is being executed now.
  mutating func reach(_ statement: Statement) {
    if let name = statement.definedName { definitions[name.name] = nil }
  }

  /// Which of the names a later definition needs, itself or through other later ones.
  func first(of names: [String], neededBy name: String) -> String? {
    var seen: Set<String> = [name]
    var open = [name]
    while let next = open.popLast() {
      guard let definition = definitions[next] else { continue }
      if let found = names.first(where: definition.mentions.contains) { return found }
      open += definition.mentions.filter { seen.insert($0).inserted }
    }
    return nil
  }
}
