/// Makes random sentences of a grammar.
///
/// Alternatives that were taken seldom are preferred, so that soon each has been taken. How long a
/// sentence becomes is bounded: once it has its tokens, what is shortest is taken.
public struct SentenceGenerator {
  public let grammar: Grammar
  private var random: SeededRandom
  /// How many levels of productions the shortest sentence of a pattern has, by its identity.
  private let heights: [Int: Int]
  /// How often each pattern was taken.
  public private(set) var uses: [Int: Int] = [:]
  private var tokensLeft = 0

  public init(_ grammar: Grammar, seed: UInt64) {
    self.grammar = grammar
    random = SeededRandom(seed: seed)
    heights = grammar.heights()
  }

  /// - Parameters:
  ///   - tokens: about how many it may have.
  ///   - depth: how many productions may stand within one another; some number by default.
  public mutating func program(tokens: Int = 60, depth: Int? = nil) -> String {
    tokensLeft = tokens
    let depth = depth ?? Int.random(in: 20...120, using: &random)
    let sentence = Sentence(elements: elements(of: "Program", depth: depth, .counted))
    return sentence.laidOut(using: &random)
  }

  // MARK: Tokens

  private mutating func elements(of production: String, depth: Int, _ mode: LineMode)
    -> [Sentence.Element]
  {
    guard let place = grammar.place(of: production) else { return [] }
    var result: [Sentence.Element] = []
    append(grammar.productions[place].pattern, depth - 1, mode, to: &result)
    return result
  }

  private mutating func append(
    _ pattern: Pattern, _ depth: Int, _ mode: LineMode, to result: inout [Sentence.Element]
  ) {
    uses[pattern.id, default: 0] += 1
    switch pattern.kind {
    case .literal(let text):
      tokensLeft -= 1
      result.append(.token(text, mode))
    case .characters: break
    case .reference(Grammar.newline): result.append(.newline)
    case .reference(let name):
      if grammar.isLexical(name) {
        tokensLeft -= 1
        result.append(.token(text(of: name, depth: depth), mode))
      } else {
        result += elements(of: name, depth: depth, mode)
      }
    case .sequence(let items):
      // Each item has its share, so that the first do not take all; what may be left out has less.
      var weight = items.reduce(0) { $0 + $1.share }
      for (index, inside) in grammar.lineModes(of: pattern).enumerated() {
        let later = max(0, tokensLeft - (tokensLeft * items[index].share + weight - 1) / weight)
        weight -= items[index].share
        tokensLeft -= later
        append(items[index], depth, inside ?? mode, to: &result)
        tokensLeft += later
      }
    case .choice(let items):
      append(items[pick(items, depth)], depth, mode, to: &result)
    case .optional(let item):
      if isTaken(item, depth) { append(item, depth, mode, to: &result) }
    case .repeated(let item, let minimum):
      for _ in 0..<minimum { append(item, depth, mode, to: &result) }
      while isTaken(item, depth) { append(item, depth, mode, to: &result) }
    case .difference(let item, let other):
      var made: [Sentence.Element]
      var attempts = 0
      repeat {
        made = []
        append(item, depth, mode, to: &made)
        attempts += 1
      } while attempts < 100 && Sentence(elements: made).isDerived(other, grammar, mode)
      result += made
    }
  }

  /// Whether one more of an item that may be left out is taken.
  private mutating func isTaken(_ item: Pattern, _ depth: Int) -> Bool {
    guard tokensLeft > 0, heights[item.id] ?? 0 <= depth else { return false }
    return random.isOne(in: 2)
  }

  /// The place of the alternative that is taken.
  private mutating func pick(_ items: [Pattern], _ depth: Int) -> Int {
    func height(_ item: Pattern) -> Int { heights[item.id] ?? 0 }
    let low = items.map(height).min() ?? 0
    let fitting = items.indices.filter { height(items[$0]) <= (tokensLeft > 0 ? depth : low) }
    let allowed = fitting.isEmpty ? items.indices.filter { height(items[$0]) == low } : fitting
    if random.isOne(in: 2) { return allowed.randomElement(using: &random) ?? 0 }
    return allowed.min { uses[items[$0].id, default: 0] < uses[items[$1].id, default: 0] } ?? 0
  }

  // MARK: Characters

  /// The text of a lexical production that stands for a value there is: numbers within their bounds,
  /// characters that exist.
  private mutating func text(of production: String, depth: Int) -> String {
    guard let place = grammar.place(of: production) else { return "" }
    var text = ""
    repeat {
      text = ""
      append(grammar.productions[place].pattern, depth, to: &text)
    } while !isWithinBounds(text)
    return text
  }

  private mutating func append(_ pattern: Pattern, _ depth: Int, to text: inout String) {
    uses[pattern.id, default: 0] += 1
    switch pattern.kind {
    case .literal(let characters): text += characters
    case .characters(let allowed): text.unicodeScalars.append(character(of: allowed))
    case .reference(let name):
      if grammar.isLexical(name), let place = grammar.place(of: name) {
        append(grammar.productions[place].pattern, depth, to: &text)
      } else {
        let inside = Sentence(elements: elements(of: name, depth: depth, .ignored))
        text += inside.onOneLine
      }
    case .sequence(let items): for item in items { append(item, depth, to: &text) }
    case .choice(let items): append(items[pick(items, depth)], depth, to: &text)
    case .optional(let item): if random.isOne(in: 3) { append(item, depth, to: &text) }
    case .repeated(let item, let minimum):
      for _ in 0..<minimum { append(item, depth, to: &text) }
      while random.isOne(in: 3), heights[item.id] ?? 0 <= depth { append(item, depth, to: &text) }
    case .difference(let item, let other):
      var made = ""
      repeat {
        made = ""
        append(item, depth, to: &made)
      } while Recognizer(grammar).isDerived(made, from: other)
      text += made
    }
  }

  private mutating func character(of allowed: CharacterClass) -> Unicode.Scalar {
    let ranges = random.isOne(in: 8) ? allowed.ranges : Array(allowed.ranges.prefix(2))
    if !allowed.isComplement, let range = ranges.randomElement(using: &random),
      let scalar = Unicode.Scalar(UInt32.random(in: range, using: &random))
    {
      return scalar
    }
    while true {
      let limit: UInt32 = random.isOne(in: 8) ? 0x3000 : 0x7F
      let value = UInt32.random(in: 0x20..<limit, using: &random)
      if let scalar = Unicode.Scalar(value), allowed.contains(scalar) { return scalar }
    }
  }

  private func isWithinBounds(_ text: String) -> Bool {
    guard text.first?.isNumber ?? false else {
      // A code point is one of a character, and is no half of one.
      return text.ranges(of: "\\u{").allSatisfy { start in
        let digits = text[start.upperBound...].prefix { $0 != "}" }
        return UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init) != nil
      }
    }
    let digits = text.replacing("_", with: "")
    return Int(digits) != nil
      || (digits.contains { !$0.isNumber } && Double(digits)?.isFinite == true)
  }
}

extension Pattern {
  /// Which part of the tokens of a sequence it may have, in relation to others.
  fileprivate var share: Int {
    switch kind {
    case .literal, .characters, .optional, .repeated(_, minimum: 0): 1
    case .reference, .sequence, .choice, .repeated, .difference: 10
    }
  }
}

extension Grammar {
  /// How many levels of productions the shortest sentence of each pattern has.
  fileprivate func heights() -> [Int: Int] {
    let endless = 1_000_000
    var productionHeights = [String: Int]()
    var heights: [Int: Int] = [:]
    func height(_ pattern: Pattern) -> Int {
      let result: Int
      switch pattern.kind {
      case .literal, .characters: result = 0
      case .reference(Grammar.newline): result = 0
      case .reference(let name): result = (productionHeights[name] ?? endless) + 1
      case .sequence(let items): result = items.map(height).max() ?? 0
      case .choice(let items): result = items.map(height).min() ?? 0
      case .optional(let item):
        _ = height(item)
        result = 0
      case .repeated(let item, let minimum):
        let one = height(item)
        result = minimum == 0 ? 0 : one
      case .difference(let item, let other):
        _ = height(other)
        result = height(item)
      }
      heights[pattern.id] = result
      return result
    }
    // As many rounds as there are productions suffice: each round settles one at least.
    for _ in productions {
      for production in productions {
        productionHeights[production.name] = height(production.pattern)
      }
    }
    return heights
  }
}
