import CompGrammar
import CompSyntax

/// A program in which one token, or three, were deleted, doubled, exchanged or replaced. Tokens that were
/// apart stay apart, and new ones stand between blanks.
struct DamagedTokens {
  let text: String

  private static let replacements = [
    "(", ")", "[", "]", "{", "}", ",", ":", ";", ".", "+", "-", "*", "/", "@", "^", "=", "<", ">",
    "!",
    "|", "|>", "->", "..<", "==", "&&", "on", "given", "if", "else", "for", "in", "repeat", "while",
    "return", "let", "var", "func", "component", "import", "as", "over", "input", "variable",
    "sampler", "state", "transition", "x", "R", "1", "2.5", "\"s\"", ".red", "true", "\n", "\n\n",
    "func(x) =", "{ x: 1 }", "{ }", "[1]", "(x)", "R[2]", "0..<3", "f(over: {x})", "-> Real",
  ]

  init(of original: String, using random: inout SeededRandom) {
    var pieces = Self.pieces(of: original)
    for _ in 0..<(random.isOne(in: 2) ? 1 : 3) where !pieces.isEmpty {
      let at = Int.random(in: 0..<pieces.count, using: &random)
      switch Int.random(in: 0..<5, using: &random) {
      case 0: pieces.remove(at: at)
      case 1: pieces.insert(" \(pieces[at]) ", at: at)
      case 2: pieces.swapAt(at, Int.random(in: 0..<pieces.count, using: &random))
      case 3: pieces[at] = " \(Self.replacements.randomElement(using: &random) ?? "") "
      default:
        pieces.insert(" \(Self.replacements.randomElement(using: &random) ?? "") ", at: at)
      }
    }
    self.text = pieces.reduce(into: "") { text, piece in
      // Numbers, names and points that were apart are not to make one token.
      let touches = isPartOfWord(text.last) && (isPartOfWord(piece.first) || piece.first == ".")
      text += touches ? " " + piece : piece
    }
  }

  /// The tokens, each with the trivia before it.
  private static func pieces(of text: String) -> [String] {
    parse(text).tokens.map { token in
      token.span.source.text(in: token.triviaStart..<token.span.range.upperBound)
    }
  }
}

private func isPartOfWord(_ character: Character?) -> Bool {
  character.map { $0.isLetter || $0.isNumber || $0 == "_" } ?? false
}
