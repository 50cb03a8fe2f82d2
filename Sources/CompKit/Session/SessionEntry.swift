import CompSemantics
import CompSource
import CompSyntax

/// Something that was entered and went well.
struct SessionEntry {
  let tree: SyntaxTree
  /// The seeds that calls without one took, in their order.
  let seeds: [(span: Span, seed: UInt64)]
  /// Whether its last statement has a value that was shown.
  let showsValue: Bool

  /// - Parameter value: of the last statement.
  init(tree: SyntaxTree, value: Value, seeds: [(span: Span, seed: UInt64)]) {
    self.tree = tree
    self.seeds = seeds
    if case .expression? = tree.statements.last?.kind {
      if case .void = value { showsValue = false } else { showsValue = true }
    } else {
      showsValue = false
    }
  }

  var text: String { tree.source.text }

  /// The names that it defines.
  var definedNames: [String] { tree.statements.compactMap { $0.definedName?.name } }

  /// Those of them that hold values, and so what their statements mentioned.
  var valueNames: [String] {
    tree.statements.compactMap { statement in
      switch statement.kind {
      case .let(let name, _, _), .var(let name, _, _): return name.name
      case .declaration(let declaration):
        if case .component(let component) = declaration.kind, component.parameters == nil,
          case .composition = component.body
        {
          return declaration.name.name
        }
        return nil
      case .assign, .expression, .return, .conditional, .for, .repeat, .missing: return nil
      }
    }
  }

  /// All identifiers in it.
  var mentions: Set<String> { Set(tree.tokens.filter { $0.kind == .identifier }.map(\.text)) }
}
