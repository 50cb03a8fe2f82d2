/// What is wrong with the text of a grammar.
public struct GrammarError: Error, CustomStringConvertible {
  public let description: String
}

extension Grammar {
  /// Reads a grammar in the notation of the W3C (https://www.w3.org/TR/xml/#sec-notation).
  ///
  /// - Throws: `GrammarError`, also where a name has two productions, or none.
  public init(reading text: String) throws {
    var reader = GrammarReader(text)
    let productions = try reader.productions()
    var names: Set<String> = [Grammar.newline]
    for production in productions where !names.insert(production.name).inserted {
      throw GrammarError(description: "two productions of \(production.name)")
    }
    var unknown: String?
    for production in productions {
      production.pattern.visit { pattern in
        if case .reference(let name) = pattern.kind, !names.contains(name) {
          unknown = "no production of \(name), which \(production.name) mentions"
        }
      }
    }
    if let unknown { throw GrammarError(description: unknown) }
    self.init(productions)
  }
}

/// A recursive-descent reader of the notation.
private struct GrammarReader {
  private let scalars: [Unicode.Scalar]
  private var position = 0
  private var patterns = 0

  init(_ text: String) { scalars = Array(text.unicodeScalars) }

  mutating func productions() throws -> [Grammar.Production] {
    var result: [Grammar.Production] = []
    skipBlanks()
    while position < scalars.count {
      guard let name = takeName(), take("::=") else { throw unexpected("a production") }
      result.append(.init(name: name, pattern: try choice()))
    }
    return result
  }

  private mutating func make(_ kind: Pattern.Kind) -> Pattern {
    patterns += 1
    return Pattern(id: patterns, kind: kind)
  }

  private mutating func choice() throws -> Pattern {
    var items = [try sequence()]
    while take("|") { items.append(try sequence()) }
    return items.count == 1 ? items[0] : make(.choice(items))
  }

  private mutating func sequence() throws -> Pattern {
    var items: [Pattern] = []
    while let item = try difference() { items.append(item) }
    guard !items.isEmpty else { throw unexpected("an item") }
    return items.count == 1 ? items[0] : make(.sequence(items))
  }

  private mutating func difference() throws -> Pattern? {
    guard let item = try repetition() else { return nil }
    guard take("-") else { return item }
    guard let other = try repetition() else { throw unexpected("an item behind '-'") }
    return make(.difference(item, other))
  }

  private mutating func repetition() throws -> Pattern? {
    guard let item = try primary() else { return nil }
    if take("?") { return make(.optional(item)) }
    if take("*") { return make(.repeated(item, minimum: 0)) }
    if take("+") { return make(.repeated(item, minimum: 1)) }
    return item
  }

  /// nil where the production ends.
  private mutating func primary() throws -> Pattern? {
    guard position < scalars.count else { return nil }
    let start = position
    switch scalars[position] {
    case "'", "\"":
      let quote = scalars[position]
      guard let end = scalars[(start + 1)...].firstIndex(of: quote) else {
        throw unexpected("a closing quote")
      }
      position = end + 1
      skipBlanks()
      return make(.literal(text(start + 1..<end)))
    case "(":
      _ = take("(")
      let inside = try choice()
      guard take(")") else { throw unexpected("')'") }
      return inside
    case "[": return make(.characters(try characterClass()))
    case "#":
      let value = try character()
      skipBlanks()
      return make(.characters(.init(ranges: [value...value], isComplement: false)))
    default:
      guard let name = takeName() else { return nil }
      // The name of the next production.
      if isNext("::=") {
        position = start
        return nil
      }
      return make(.reference(name))
    }
  }

  private mutating func characterClass() throws -> CharacterClass {
    position += 1
    let isComplement = isNext("^")
    if isComplement { position += 1 }
    var ranges: [ClosedRange<UInt32>] = []
    while !isNext("]") {
      let first = try character()
      var last = first
      if isNext("-"), position + 1 < scalars.count, scalars[position + 1] != "]" {
        position += 1
        last = try character()
      }
      guard first <= last else { throw unexpected("a range that ascends") }
      ranges.append(first...last)
    }
    position += 1
    skipBlanks()
    return CharacterClass(ranges: ranges, isComplement: isComplement)
  }

  /// A character itself, or `#xA`.
  private mutating func character() throws -> UInt32 {
    guard position < scalars.count else { throw unexpected("a character") }
    guard isNext("#x") else {
      position += 1
      return scalars[position - 1].value
    }
    let start = position + 2
    position = scalars[start...].firstIndex { !$0.properties.isASCIIHexDigit } ?? scalars.count
    guard let value = UInt32(text(start..<position), radix: 16) else {
      throw unexpected("a code point behind '#x'")
    }
    return value
  }

  // MARK: Characters

  private func text(_ range: Range<Int>) -> String {
    String(String.UnicodeScalarView(scalars[range]))
  }

  private func isNext(_ text: String) -> Bool {
    scalars[min(position, scalars.count)...].starts(with: text.unicodeScalars)
  }

  private mutating func take(_ text: String) -> Bool {
    guard isNext(text) else { return false }
    position += text.unicodeScalars.count
    skipBlanks()
    return true
  }

  private mutating func takeName() -> String? {
    let end =
      scalars[position...].firstIndex { !$0.properties.isAlphabetic || !$0.isASCII }
      ?? scalars.count
    guard end > position else { return nil }
    let name = text(position..<end)
    position = end
    skipBlanks()
    return name
  }

  /// Blanks and comments.
  private mutating func skipBlanks() {
    while position < scalars.count {
      if scalars[position].properties.isWhitespace {
        position += 1
      } else if isNext("/*") {
        position += 2
        while position < scalars.count, !isNext("*/") { position += 1 }
        position = min(position + 2, scalars.count)
      } else {
        return
      }
    }
  }

  private func unexpected(_ what: String) -> GrammarError {
    let line = scalars[..<min(position, scalars.count)].count { $0 == "\n" } + 1
    return GrammarError(description: "expected \(what) on line \(line)")
  }
}
