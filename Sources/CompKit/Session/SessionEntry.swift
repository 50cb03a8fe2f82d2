import CompLanguage
import CompPlatform
import CompSource
import CompSyntax

/// Something that was entered and went well.
struct SessionEntry {
  let tree: SyntaxTree
  /// The seeds that calls without one took, in their order.
  let seeds: [(span: Span, seed: UInt64)]
  /// Whether its last statement has a value that was shown.
  let showsValue: Bool

  /// In which its chains ran; nil where it ran none.
  let precision: Precision?
  /// Whether an interrupt ended its sampling, and what was finished was kept.
  let wasStopped: Bool
  let definitions: [Definition]

  /// - Parameter value: of the last statement.
  init(
    tree: SyntaxTree, value: Value, seeds: [(span: Span, seed: UInt64)], precision: Precision?,
    wasStopped: Bool
  ) {
    self.tree = tree
    self.seeds = seeds
    self.precision = precision
    self.wasStopped = wasStopped
    definitions = tree.statements.compactMap { statement in
      statement.definedName.map {
        Definition(
          name: $0.name, isValue: statement.holdsValue,
          mentions: Self.identifiers(tree.tokens[statement.tokens], but: $0.span))
      }
    }
    if case .expression? = tree.statements.last?.kind {
      if case .void = value { showsValue = false } else { showsValue = true }
    } else {
      showsValue = false
    }
  }

  var text: String { tree.source.text }

  /// The names that it defines.
  var definedNames: [String] { definitions.map(\.name) }

  /// A statement that defines a name.
  struct Definition {
    let name: String
    /// Whether the name holds a value, and so what the statement mentioned.
    let isValue: Bool
    let mentions: Set<String>
  }

  /// The statements that define a name, each with the comments before it; nil where none does.
  func source(of name: String) -> String? {
    let pieces = tree.statements.filter { $0.definedName?.name == name }.map { statement in
      let start = tree.tokens[statement.tokens.lowerBound].triviaStart
      var text = tree.source.text(in: start..<statement.span.range.upperBound)
      // What stands on the line of the statement before belongs to that.
      if start > 0, let end = text.firstIndex(of: "\n") { text = String(text[end...]) }
      return text.trimmed()
    }
    return pieces.isEmpty ? nil : pieces.joined(separator: "\n")
  }

  /// The comment `///` before what defines a name.
  func comment(of name: String) -> String {
    let lines = (source(of: name) ?? "").split(separator: "\n")
    return lines.prefix { $0.hasPrefix("///") }
      .map { $0.dropFirst(3).drop { $0 == " " } }.joined(separator: "\n")
  }

  /// All identifiers in it.
  var mentions: Set<String> { Self.identifiers(tree.tokens[...]) }

  /// - Parameter name: a place that does not count, such as that of the name being defined.
  private static func identifiers(_ tokens: ArraySlice<Token>, but name: Span? = nil) -> Set<String>
  {
    Set(tokens.filter { $0.kind == .identifier && $0.span != name }.map(\.text))
  }
}

extension Statement {
  /// Whether what it defines holds a value: no function, nor a component that is made anew by each call.
  fileprivate var holdsValue: Bool {
    switch kind {
    case .let, .var: return true
    case .declaration(let declaration):
      if case .component(let component) = declaration.kind, component.parameters == nil,
        case .composition = component.body
      {
        return true
      }
      return false
    case .assign, .expression, .return, .conditional, .for, .repeat, .missing: return false
    }
  }
}
