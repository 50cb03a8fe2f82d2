import CompSource
import CompSyntax

/// What is open at the end of a text that somebody is typing, as far as its tokens tell.
struct CompletionContext {
  enum Place: Equatable {
    case expression
    /// Where a type is written.
    case type
    /// Behind `on` or `given`, or in `keep:`.
    case variable
    /// A key of `p | {…}` or `at: {…}`; keys that are there already.
    case key(density: String?, given: [String])
    /// A key of `p on {…}`.
    case keyOfPlacement(density: String?, given: [String])
    case valueOfKey(String)
    /// The beginning of an argument; names that are there already.
    case argument(callee: String, given: [String])
    /// The value of `using:`.
    case sampler
  }

  let place: Place
  private let tokens: [Token]
  private let open: [Opener]

  /// A bracket that is not closed.
  private struct Opener {
    let bracket: String
    let index: Int
  }

  init(_ text: String) {
    let tree = SyntaxTree.parse(SourceFile(name: "", text: text))
    tokens = tree.tokens.filter { $0.kind != .endOfFile && $0.kind != .endOfLine }
    var open: [Opener] = []
    for (index, token) in tokens.enumerated() where token.kind == .punctuation {
      if ["(", "[", "{"].contains(token.text) {
        open.append(Opener(bracket: token.text, index: index))
      }
      if [")", "]", "}"].contains(token.text) { _ = open.popLast() }
    }
    self.open = open
    place = Self.place(tokens, open)
  }

  // MARK: Within what

  enum OpenText: Equatable {
    case code, comment
    /// What of the string is there already.
    case string(String)
  }

  /// Whether a text ends within a comment or a string.
  static func openText(_ text: String) -> OpenText {
    var rest = text[...]
    while let first = rest.first {
      if rest.hasPrefix("//") {
        guard let end = rest.firstIndex(where: \.isNewline) else { return .comment }
        rest = rest[end...]
      } else if rest.hasPrefix("/*") {
        guard let end = rest.firstRange(of: "*/") else { return .comment }
        rest = rest[end.upperBound...]
      } else if first == "\"" {
        rest.removeFirst()
        let begun = rest
        while let next = rest.first, next != "\"", !next.isNewline {
          rest = rest.dropFirst(next == "\\" ? 2 : 1)
        }
        if rest.isEmpty { return .string(String(begun)) }
        rest.removeFirst()
      } else {
        rest.removeFirst()
      }
    }
    return .code
  }

  // MARK: What tokens tell

  private static func place(_ tokens: [Token], _ open: [Opener]) -> Place {
    guard let previous = tokens.last?.text else { return .expression }
    if ["on", "given"].contains(previous) { return .variable }
    if previous == "->" { return .type }
    guard let inner = open.last else { return placeInStatement(tokens) }
    let start = inner.index + 1
    let before = inner.index > 0 ? tokens[inner.index - 1].text : ""
    let label = self.label(tokens, from: start)
    switch inner.bracket {
    case "(":
      if ["on", "given", "over"].contains(before) {
        return before == "over" ? (label == nil ? .expression : .type) : .variable
      }
      if label == "keep" { return .variable }
      if before == ":", inner.index > 1, tokens[inner.index - 2].text == "keep" { return .variable }
      guard let callee = callee(tokens, of: inner) else { return .expression }
      if declares(tokens, callee: inner.index - 1) { return label == nil ? .expression : .type }
      if label == "using" { return .sampler }
      guard label == nil, ["(", ","].contains(previous) else { return .expression }
      return .argument(callee: callee, given: labels(tokens, from: start))
    case "{":
      guard ["|", "on", ":"].contains(before) else { return placeInStatement(tokens) }
      let density: String?
      switch before {
      case ":":
        guard inner.index > 1, tokens[inner.index - 2].text == "at" else { return .expression }
        density = open.dropLast().last.flatMap { firstArgument(tokens, of: $0) }
      case "|": density = operand(tokens, before: inner.index - 1, stoppingAt: [])
      default:
        density = operand(
          tokens, before: inner.index - 1, stoppingAt: ["*", "/", "@", "+", "-", "|"])
      }
      if let label {
        return before == "on" ? .variable : .valueOfKey(label)
      }
      let given = labels(tokens, from: start)
      return before == "on"
        ? .keyOfPlacement(density: density, given: given) : .key(density: density, given: given)
    default: return .expression
    }
  }

  /// At the top, or in a block.
  private static func placeInStatement(_ tokens: [Token]) -> Place {
    guard tokens.last?.text == ":", tokens.count > 2 else { return .expression }
    let declaring = ["let", "var", "variable", "input", "over", "given", "for"]
    return declaring.contains(tokens[tokens.count - 3].text) ? .type : .expression
  }

  /// The name before a parenthesis.
  private static func callee(_ tokens: [Token], of opener: Opener) -> String? {
    guard opener.index > 0, tokens[opener.index - 1].kind == .identifier else { return nil }
    return tokens[opener.index - 1].text
  }

  /// Whether a name before a parenthesis is one that is being declared.
  private static func declares(_ tokens: [Token], callee index: Int) -> Bool {
    index > 0 && ["func", "component", "sampler"].contains(tokens[index - 1].text)
  }

  /// The name before the colon of the item that is being written, if there is one.
  private static func label(_ tokens: [Token], from start: Int) -> String? {
    let item = items(tokens, from: start).last ?? []
    guard item.count > 1, item[1].text == ":", item[0].kind == .identifier else { return nil }
    return item[0].text
  }

  /// The names before colons of the items that are written.
  private static func labels(_ tokens: [Token], from start: Int) -> [String] {
    items(tokens, from: start).compactMap { item in
      item.count > 1 && item[1].text == ":" ? item[0].text : nil
    }
  }

  /// The tokens behind an open bracket, cut at its commas.
  private static func items(_ tokens: [Token], from start: Int) -> [[Token]] {
    var items: [[Token]] = [[]]
    var depth = 0
    for token in tokens[min(start, tokens.count)...] {
      if ["(", "[", "{"].contains(token.text) { depth += 1 }
      if [")", "]", "}"].contains(token.text) { depth -= 1 }
      if token.text == ",", depth == 0 {
        items.append([])
      } else {
        items[items.count - 1].append(token)
      }
    }
    return items
  }

  private static func firstArgument(_ tokens: [Token], of opener: Opener) -> String? {
    text(items(tokens, from: opener.index + 1)[0][...])
  }

  /// The operand that ends before an operator.
  private static func operand(_ tokens: [Token], before end: Int, stoppingAt stops: Set<String>)
    -> String?
  {
    var start = end
    var depth = 0
    while start > 0 {
      let token = tokens[start - 1]
      if [")", "]", "}"].contains(token.text) { depth += 1 }
      if ["(", "[", "{"].contains(token.text) {
        if depth == 0 { break }
        depth -= 1
      }
      if depth == 0, stops.union([",", "=", ";", ":", "return", "|>"]).contains(token.text) {
        break
      }
      start -= 1
      if depth == 0, token.startsLine, beginsStatement(tokens, start) { break }
    }
    return text(tokens[start..<end])
  }

  /// Whether a line that begins with a token goes on with nothing before it.
  private static func beginsStatement(_ tokens: [Token], _ index: Int) -> Bool {
    guard index > 0 else { return true }
    let joints: Set<String> = [
      "|>", "|", "*", "/", "@", "^", "&&", "||", "==", "!=", "<", ">", "<=", ">=", "on", "given",
      "else",
      ".",
    ]
    return !joints.contains(tokens[index].text)
      && !joints.union(["+", "-", ",", "=", "..<"]).contains(tokens[index - 1].text)
  }

  private static func text(_ tokens: ArraySlice<Token>) -> String? {
    guard let first = tokens.first, let last = tokens.last else { return nil }
    return first.span.source.text(in: first.span.range.lowerBound..<last.span.range.upperBound)
  }

  // MARK: Answers

  /// The call, member or name that the text ends with: what a point behind it asks of.
  var postfixExpression: String? {
    var start = tokens.count
    while start > 0 {
      let token = tokens[start - 1]
      if [")", "]"].contains(token.text) {
        var depth = 0
        repeat {
          start -= 1
          if [")", "]", "}"].contains(tokens[start].text) { depth += 1 }
          if ["(", "[", "{"].contains(tokens[start].text) { depth -= 1 }
        } while depth > 0 && start > 0
        // What is called, or a parenthesis alone.
        if start > 0, tokens[start - 1].kind == .identifier { continue }
        break
      }
      guard token.kind == .identifier else { break }
      start -= 1
      guard start > 0, tokens[start - 1].text == "." else { break }
      start -= 1
    }
    return Self.text(tokens[start...])
  }

  /// Where the value of a named argument stands: the call and the name.
  var labelledArgument: (callee: String, label: String)? {
    guard let inner = open.last, inner.bracket == "(", let callee = Self.callee(tokens, of: inner),
      let label = Self.label(tokens, from: inner.index + 1)
    else { return nil }
    return (callee, label)
  }

  /// Names that the text itself mentions.
  var identifiers: [String] { Set(tokens.filter { $0.kind == .identifier }.map(\.text)).sorted() }

  /// Variables that the text itself declares, each with its type.
  var declaredVariables: [(name: String, type: String)] {
    tokens.indices.dropLast(3).compactMap { index in
      guard tokens[index].text == "variable", tokens[index + 1].kind == .identifier,
        tokens[index + 2].text == ":"
      else { return nil }
      return (tokens[index + 1].text, tokens[index + 3].text)
    }
  }
}
