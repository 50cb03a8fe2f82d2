/// The right side of a production, or a part of it.
public struct Pattern: Sendable {
  public indirect enum Kind: Sendable {
    /// `'text'`: a token, or in a lexical production its characters.
    case literal(String)
    /// `[a-z]`, `#xA`
    case characters(CharacterClass)
    case reference(String)
    case sequence([Pattern])
    case choice([Pattern])
    /// `A?`
    case optional(Pattern)
    /// `A*`, `A+`
    case repeated(Pattern, minimum: Int)
    /// `A - B`: what is A and not B.
    case difference(Pattern, Pattern)
  }

  /// Tells it from all other parts of its grammar.
  public let id: Int
  public let kind: Kind

  /// Calls `body` with this and all its parts.
  public func visit(_ body: (Pattern) -> Void) {
    body(self)
    switch kind {
    case .literal, .characters, .reference: break
    case .sequence(let items), .choice(let items): for item in items { item.visit(body) }
    case .optional(let item), .repeated(let item, _): item.visit(body)
    case .difference(let item, let other):
      item.visit(body)
      other.visit(body)
    }
  }

  /// 1 for a bracket that opens, -1 for one that closes, 0 for all else.
  var bracketStep: Int {
    guard case .literal(let text) = kind else { return 0 }
    switch text {
    case "(", "[", "{": return 1
    case ")", "]", "}": return -1
    default: return 0
    }
  }
}

/// A set of characters: some ranges, or all that lie in none of them.
public struct CharacterClass: Sendable {
  public let ranges: [ClosedRange<UInt32>]
  public let isComplement: Bool

  public func contains(_ scalar: Unicode.Scalar) -> Bool {
    ranges.contains { $0.contains(scalar.value) } != isComplement
  }
}
