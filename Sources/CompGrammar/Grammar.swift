/// A grammar: named productions, each a pattern of tokens or of characters.
///
/// Productions whose names are of capitals are lexical, made of characters; the others are made of
/// tokens. Line breaks that end statements are the token `NEWLINE`, which no production defines.
public struct Grammar: Sendable {
  public struct Production: Sendable {
    public let name: String
    public let pattern: Pattern

    /// Whether it is made of characters.
    public var isLexical: Bool { !name.contains { $0.isLowercase } }
  }

  public let productions: [Production]
  private let places: [String: Int]
  /// For each sequence how line breaks count before its items, by its identity.
  private let lineModes: [Int: [LineMode?]]

  /// The token of a line break that ends a statement.
  static let newline = "NEWLINE"

  init(_ productions: [Production]) {
    let meetLineBreaks = Grammar.productionsWithLineBreaks(productions)
    var modes: [Int: [LineMode?]] = [:]
    for production in productions {
      production.pattern.visit { pattern in
        guard case .sequence(let items) = pattern.kind else { return }
        modes[pattern.id] = Grammar.lineModes(of: items, meetLineBreaks)
      }
    }
    self.productions = productions
    places = Dictionary(
      productions.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    lineModes = modes
  }

  /// The place of a production among all; nil where there is none of that name.
  public func place(of name: String) -> Int? { places[name] }

  /// For each item of a sequence how line breaks count before it; nil where as before the sequence.
  func lineModes(of sequence: Pattern) -> [LineMode?] { lineModes[sequence.id] ?? [] }

  /// The lexical productions that the others are made of.
  var terminals: [String] {
    var names: [String] = []
    for production in productions where !production.isLexical {
      production.pattern.visit { pattern in
        guard case .reference(let name) = pattern.kind, let place = places[name],
          productions[place].isLexical, !names.contains(name)
        else { return }
        names.append(name)
      }
    }
    return names
  }

  // MARK: Line breaks

  /// The productions in which a line break may be a token, outside of the brackets that they open.
  private static func productionsWithLineBreaks(_ productions: [Production]) -> Set<String> {
    var found: Set<String> = [newline]
    var isGrowing = true
    while isGrowing {
      isGrowing = false
      for production in productions where !found.contains(production.name) {
        guard hasLineBreaks(production.pattern, found) else { continue }
        found.insert(production.name)
        isGrowing = true
      }
    }
    return found
  }

  private static func hasLineBreaks(_ pattern: Pattern, _ names: Set<String>) -> Bool {
    switch pattern.kind {
    case .literal, .characters: return false
    case .reference(let name): return names.contains(name)
    case .sequence(let items):
      var depth = 0
      for item in items {
        depth += item.bracketStep
        if depth == 0, hasLineBreaks(item, names) { return true }
      }
      return false
    case .choice(let items): return items.contains { hasLineBreaks($0, names) }
    case .optional(let item), .repeated(let item, _): return hasLineBreaks(item, names)
    case .difference(let item, _): return hasLineBreaks(item, names)
    }
  }

  /// Within brackets line breaks do not count, unless what stands in them mentions line breaks.
  private static func lineModes(of items: [Pattern], _ names: Set<String>) -> [LineMode?] {
    var open: [LineMode] = []
    return items.indices.map { index in
      let mode = open.last
      if items[index].bracketStep > 0 {
        let inside = items[(index + 1)...].prefix { $0.bracketStep == 0 }
        open.append(inside.contains { hasLineBreaks($0, names) } ? .counted : .ignored)
      } else if items[index].bracketStep < 0 {
        _ = open.popLast()
      }
      return mode
    }
  }
}

/// Whether a line break may be a token.
enum LineMode: Int, Sendable { case counted, ignored }
