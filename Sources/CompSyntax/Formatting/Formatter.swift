import CompSource

extension SyntaxTree {
  /// The file in the standard style: the same tokens but for `;` and trailing commas, with the same
  /// comments; nil where the file has errors.
  ///
  /// The style: two spaces a level, blanks around binary operators (but `..<` and `:` as in
  /// `a..<b`, `x: 1`), one statement a line, at most one blank line between two, at most 100
  /// columns. What the author decides, and keeps: whether a block stands on one line, if it fits;
  /// whether the items of a bracket, or the operands of a chain of operators, stand on a line each;
  /// the `=` of consecutive lines, and comments behind code, that were lined up; a blank that
  /// stands in for a sign, as in `[ 1, 0]`.
  public func formatted() -> String? {
    if diagnostics.contains(where: { $0.severity == .error }) { return nil }
    // A comment that has to move may leave room for what stood beside it: until nothing changes.
    var text = laidOut()
    for _ in 0..<4 {
      let again = SyntaxTree.parse(SourceFile(name: source.name, text: text))
      guard again.diagnostics.isEmpty else { break }
      let next = again.laidOut()
      if next == text { break }
      text = next
    }
    return text
  }

  private func laidOut() -> String {
    var formatter = Formatter(tree: self)
    return LayoutWriter.text(of: formatter.file())
  }
}

/// Walks the tree and the tokens side by side, and lays out each token once.
///
/// Each production takes the tokens that belong to it, in their order; the tree says what they are.
/// Comments are laid out with the token that they stand before, or, where they end a line, at the
/// next place where the line may break.
struct Formatter {
  let tree: SyntaxTree
  /// The next token to lay out.
  private(set) var position = 0
  /// How many of the comments before that token are laid out.
  private var placedComments = 0
  /// How many brackets, within the innermost block, are open.
  var bracketDepth = 0
  /// For each opening bracket the token that closes it.
  let closers: [Int: Int]

  init(tree: SyntaxTree) {
    self.tree = tree
    var closers: [Int: Int] = [:]
    var open: [Int] = []
    for (index, token) in tree.tokens.enumerated() where token.kind == .punctuation {
      switch token.text {
      case "(", "[", "{": open.append(index)
      case ")", "]", "}": if let opener = open.popLast() { closers[opener] = index }
      default: break
      }
    }
    self.closers = closers
  }

  mutating func file() -> Layout {
    let body = statements(tree.statements)
    return .sequence([body, comments(.end)])
  }

  // MARK: Tokens

  var next: Token { tree.tokens[min(position, tree.tokens.count - 1)] }
  func at(_ text: String) -> Bool { next.kind != .endOfFile && next.text == text }

  /// The next token, behind its comments.
  mutating func token() -> Layout {
    let before = comments()
    return .sequence([before, bareToken()])
  }

  /// The next token with a blank on either side.
  mutating func spacedToken() -> Layout { .sequence([.space, token(), .space]) }

  /// The next token, whose comments are laid out.
  mutating func bareToken() -> Layout {
    let text = next.text
    advance()
    return .text(text)
  }

  /// The comments of the next token without the token, which is left out.
  mutating func droppedToken() -> Layout {
    let left = comments()
    advance()
    return left
  }

  /// Whether comments stand before the next token that are not laid out yet.
  var hasComments: Bool { Trivia(before: next).comments.count > placedComments }

  /// The next token, a comma; what stands between it and the item before comes behind it.
  mutating func comma() -> Layout {
    let between = comments()
    advance()
    return .sequence([.text(","), between, endOfLineComments()])
  }

  private mutating func advance() {
    position += 1
    placedComments = 0
  }

  // MARK: Comments

  /// Those comments before the next token that end the line of the last one. To be asked for
  /// wherever a line may break.
  mutating func endOfLineComments() -> Layout {
    guard next.triviaStart < next.span.range.lowerBound else { return .empty }
    let trivia = Trivia(before: next)
    let end = trivia.endOfLineCount
    guard end > placedComments else { return .empty }
    let layouts = trivia.comments[placedComments..<end].map { comment -> Layout in
      comment.text.hasPrefix("//")
        ? .endOfLineComment(comment.text, column: linedUpColumn(of: comment))
        : .sequence([.space, .text(comment.text)])
    }
    placedComments = end
    return .sequence(layouts)
  }

  /// Where comments stand that do not end a line of code.
  enum CommentPlace {
    /// Before the first statement of a block, or item of a bracket; before a later one.
    case first, later
    /// Between the tokens of one; where its line may break.
    case within, chained
    /// Behind the last one.
    case end
  }

  /// All comments before the next token that are not laid out yet. A blank line before one of them,
  /// or behind, stays one, except within a statement and at the edges of blocks.
  mutating func comments(_ place: CommentPlace = .within) -> Layout {
    guard next.triviaStart < next.span.range.lowerBound else { return .empty }
    let behindCode = endOfLineComments()
    let trivia = Trivia(before: next)
    guard placedComments < trivia.comments.count else { return behindCode }
    let first = placedComments
    placedComments = trivia.comments.count
    var layouts = [behindCode]
    for (index, comment) in trivia.comments.enumerated().dropFirst(first) {
      // What stands before a token on its line goes with it.
      if comment.breaksBefore > 0, trivia.breaks(behind: index) > 0 {
        let keepsBlank = place == .later || place == .end || place == .first && index > first
        layouts.append(
          .ownLineComment(comment.text, blank: keepsBlank && comment.breaksBefore > 1))
      } else {
        let isBehindBreak = index == first && place != .within && place != .end
        let isBehindIt = index == first && isBehindOpener
        layouts += [isBehindBreak || isBehindIt ? .empty : .space, .text(comment.text)]
      }
    }
    if trivia.breaksAfter > 0 {
      let keepsBlank = place == .first || place == .later
      layouts.append(.hardBreak(blank: keepsBlank && trivia.breaksAfter > 1))
    } else if !isAtCloser {
      layouts.append(.space)
    }
    return .sequence(layouts)
  }

  private var isBehindOpener: Bool {
    position == 0 || ["(", "["].contains(tree.tokens[position - 1].text)
  }

  /// Whether no blank goes before the next token.
  var isAtCloser: Bool {
    next.kind == .endOfFile || [")", "]", "}", ",", ";"].contains(next.text)
  }

  /// Whether a blank line stands right behind the last token or its end-of-line comments.
  var hasBlankLineBefore: Bool {
    guard next.triviaStart < next.span.range.lowerBound else { return false }
    let trivia = Trivia(before: next)
    let end = trivia.endOfLineCount
    return (end < trivia.comments.count ? trivia.comments[end].breaksBefore : trivia.breaksAfter)
      > 1
  }

  /// The column of a comment behind code that stands off it by more than one blank.
  private func linedUpColumn(of comment: Trivia.Comment) -> Int? {
    let source = tree.source
    let gap = source.bytes[..<comment.offset].suffix(2)
    guard gap.count == 2, gap.allSatisfy({ $0 == UInt8(ascii: " ") }) else { return nil }
    return source.position(at: comment.offset).column - 1
  }
}
