import CompSource

extension Formatter {
  /// How the items of a bracket are set apart, by commas.
  enum Separation {
    case plain
    /// Where each of several items has a line of its own the last one gets a comma too.
    case trailingComma
    /// The same, but as many items on a line as fit, where the author did not choose otherwise.
    case filled
  }

  /// A bracket, its items, and the bracket that closes it.
  ///
  /// On one line where it fits; else all items on one indented line; else each on its own, which is
  /// kept where the author wrote it so.
  mutating func bracket(
    _ separation: Separation = .plain, item: (inout Formatter, _ index: Int) -> Layout
  ) -> Layout {
    let end = closers[position] ?? position
    let starts = itemStarts(from: position, to: end)
    let isExploded = isOneALine(starts, end: end)
    let standsForSign = isSignBlank(behind: position, end: end)
    let opener = token()
    let behindOpener = endOfLineComments()
    var items: [Layout] = []
    var blanks: [Bool] = []
    bracketDepth += 1
    // What comes behind the last item: its comma, and comments.
    var tail: [Layout] = []
    for index in starts.indices {
      blanks.append(index > 0 && hasBlankLineBefore)
      var parts = [comments(index == 0 ? .first : .later), item(&self, index)]
      if index < starts.count - 1 {
        parts += [comma(), endOfLineComments()]
      } else {
        let left = at(",") ? droppedComma() : .empty
        let comma: Layout = separation == .plain || index == 0 ? .empty : .whenBroken(",")
        tail = [comma, left, endOfLineComments()]
      }
      items.append(.sequence(parts))
    }
    bracketDepth -= 1
    if standsForSign { items[0] = .sequence([.space, items[0]]) }
    return enclosed(opener, behindOpener, items, tail, blanks, separation, isExploded)
  }

  /// The comments of a comma that is left out before a closing bracket.
  mutating func droppedComma() -> Layout {
    let hasComments = hasComments
    let left = droppedToken()
    return hasComments && !isAtCloser ? .sequence([left, .space]) : left
  }

  /// `[element for x in xs if c]`, laid out as if its clauses were items.
  mutating func comprehension(_ element: Expression, _ clauses: [ComprehensionClause]) -> Layout {
    let end = closers[position] ?? position
    let starts =
      [element.tokens.lowerBound]
      + clauses.map { clause in
        switch clause {
        case .each(_, let sequence): sequence.tokens.lowerBound - 3
        case .filter(let condition): condition.tokens.lowerBound - 1
        }
      }
    let isExploded = isOneALine(starts, end: end)
    let opener = token()
    let behindOpener = endOfLineComments()
    bracketDepth += 1
    defer { bracketDepth -= 1 }
    var items = [Layout.sequence([comments(.first), expression(element), endOfLineComments()])]
    for clause in clauses {
      var parts = [comments(.chained), bareToken(), .space]
      switch clause {
      case .each(_, let sequence): parts += [token(), spacedToken(), expression(sequence)]
      case .filter(let condition): parts.append(expression(condition))
      }
      if at(",") { parts.append(droppedComma()) }
      items.append(.sequence(parts + [endOfLineComments()]))
    }
    return enclosed(
      opener, behindOpener, items, [], items.map { _ in false }, .plain, isExploded)
  }

  /// - Parameter blanks: before which items a blank line stands.
  private mutating func enclosed(
    _ opener: Layout, _ behindOpener: Layout, _ items: [Layout], _ tail: [Layout],
    _ blanks: [Bool], _ separation: Separation, _ isExploded: Bool
  ) -> Layout {
    let behindItems = comments(.end)
    let closer = bareToken()
    guard let first = items.first else {
      return .sequence([opener, behindOpener, .indented(behindItems), closer])
    }
    let body: Layout
    if separation == .filled, !isExploded {
      let rows = Layout.fill(first, Array(items.dropFirst()), indentsRest: false)
      body = .sequence([rows] + tail)
    } else {
      let rest = zip(items, blanks).dropFirst().map { item, blank in
        Layout.sequence([.softBreak(" ", blank: blank), item])
      }
      body = .group(.sequence([first] + rest + tail + (isExploded ? [.forcedBreak] : [])))
    }
    return .group(
      .sequence([
        opener, .indented(.sequence([behindOpener, .softBreak(), body, behindItems])),
        .softBreak(), closer,
      ]))
  }

  /// The tokens with which the items between brackets begin.
  private func itemStarts(from opener: Int, to closer: Int) -> [Int] {
    var starts: [Int] = []
    var index = opener + 1
    while index < closer {
      starts.append(index)
      while index < closer, tree.tokens[index].text != "," {
        index = (closers[index] ?? index) + 1
      }
      index += 1
    }
    return starts
  }

  /// Whether the author put each item on a line of its own.
  private func isOneALine(_ starts: [Int], end: Int) -> Bool {
    guard !starts.isEmpty else { return false }
    return starts.allSatisfy { tree.tokens[$0].startsLine }
      && (starts.count > 1 || tree.tokens[end].startsLine)
  }

  /// Whether the blank in `[ 1, 0]` stands where `[-1, 0]` has a sign.
  private func isSignBlank(behind opener: Int, end: Int) -> Bool {
    let first = tree.tokens[min(opener + 1, end)]
    guard tree.tokens[opener].text == "[", first.kind == .integer || first.kind == .real else {
      return false
    }
    func blanks(_ token: Token) -> Bool {
      let trivia = tree.source.bytes[token.triviaStart..<token.span.range.lowerBound]
      return !trivia.isEmpty && trivia.allSatisfy { $0 == UInt8(ascii: " ") }
    }
    return blanks(first) && !blanks(tree.tokens[end])
  }
}
