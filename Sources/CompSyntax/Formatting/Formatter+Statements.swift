import CompSource

extension Formatter {
  /// A statement, in two parts where an `=` stands in it that may be lined up.
  struct Line {
    var head: Layout
    /// From the `=` on.
    var tail: Layout?
    /// The token of the `=`.
    var equals: Int?
    /// The token with which it begins.
    var start = 0
  }

  /// The statements up to the end of a block or file.
  mutating func statements(_ list: [Statement]) -> Layout {
    lines(list.count) { $0.line(list[$1]) }
  }

  /// Statements, or what stands in their place in a sampler.
  mutating func lines(_ count: Int, item: (inout Formatter, Int) -> Line) -> Layout {
    var lines: [Line] = []
    var breaks: [Layout] = []
    for index in 0..<count {
      let (semicolons, isKept) = self.semicolons(isFirst: index == 0)
      let separator: Layout =
        index == 0
        ? .empty : .softBreak(isKept ? " " : "; ", blank: hasBlankLineBefore)
      breaks.append(
        .sequence([semicolons, separator, comments(index == 0 ? .first : .later)]))
      let start = position
      var line = item(&self, index)
      line.start = start
      lines.append(line)
    }
    let end = semicolons(isFirst: false).layout
    let texts = zip(lines, paddings(lines)).map { line, padding -> Layout in
      guard let tail = line.tail else { return line.head }
      return .sequence([line.head, .text(String(repeating: " ", count: padding)), .space, tail])
    }
    return .sequence(zip(breaks, texts).flatMap { [$0, $1] } + [end])
  }

  /// The `;` behind a statement, which are left out, and the comments around them. One is kept where
  /// the next statement begins with a point and would go on with this one.
  private mutating func semicolons(isFirst: Bool) -> (layout: Layout, isKept: Bool) {
    var parts = [endOfLineComments()]
    var isFound = false
    var hasComments = false
    while at(";") {
      isFound = true
      hasComments = hasComments || self.hasComments
      parts += [droppedToken(), endOfLineComments()]
    }
    if isFirst, hasComments, !isAtCloser { parts.append(.space) }
    let isKept = isFound && at(".")
    return (.sequence((isKept ? [.text(";")] : []) + parts), isKept)
  }

  /// `let x = 1`, and whatever else stands in a block.
  mutating func line(_ statement: Statement) -> Line {
    switch statement.kind {
    case .let(_, let type, let value), .var(_, let type, let value):
      let head = [token(), .space, token(), annotation(type)]
      return assigned(head, value)
    case .assign(let target, let value): return assigned([expression(target)], value)
    case .expression(let value): return Line(head: expression(value))
    case .return(let value):
      guard let value else { return Line(head: token()) }
      return Line(head: .sequence([token(), .space, expression(value)]))
    case .conditional(let conditional): return Line(head: .group(self.conditional(conditional)))
    case .for(_, let sequence, let body):
      return Line(
        head: .sequence([
          token(), .space, token(), spacedToken(), expression(sequence), .space,
          .group(block(body)),
        ]))
    case .repeat(let count, let condition, let body):
      var parts = [token(), .space, expression(count)]
      if let condition { parts += [spacedToken(), expression(condition)] }
      return Line(head: .sequence(parts + [.space, .group(block(body))]))
    case .declaration(let declaration): return self.declaration(declaration)
    case .missing: return Line(head: .empty)
    }
  }

  /// A head, `=`, and a value.
  mutating func assigned(_ head: [Layout], _ value: Expression, prefersOwnLine: Bool = false)
    -> Line
  {
    let before = comments()
    let equals = position
    let sign = bareToken()
    let behind = endOfLineComments()
    return Line(
      head: .sequence(head + [before]),
      tail: .sequence([
        sign, behind, .afterEquals(expression(value), prefersOwnLine: prefersOwnLine),
      ]), equals: equals)
  }

  /// `: T`, or nothing.
  mutating func annotation(_ type: TypeExpression?) -> Layout {
    guard let type else { return .empty }
    return .sequence([token(), .space, self.type(type)])
  }

  /// `if c { … } else { … }`; the caller makes it a group, so that all its blocks stand on one line
  /// or none does.
  mutating func conditional(_ conditional: Conditional) -> Layout {
    var parts = [token(), .space, expression(conditional.condition), .space]
    parts.append(block(conditional.then))
    if let otherwise = conditional.otherwise {
      parts += [.space, token(), .space]
      if at("if"), case .conditional(let inner)? = otherwise.statements.first?.kind {
        parts.append(self.conditional(inner))
      } else {
        parts.append(block(otherwise))
      }
    }
    return .sequence(parts)
  }

  /// `{ … }` on one line if it fits in the group around it, and the author put it on one.
  mutating func block(_ block: Block) -> Layout {
    braces { $0.statements(block.statements) }
  }

  mutating func braces(_ content: (inout Formatter) -> Layout) -> Layout {
    let isBroken = hasLineBreak(behind: position)
    let opener = token()
    let outerDepth = bracketDepth
    bracketDepth = 0
    defer { bracketDepth = outerDepth }
    let body = Layout.sequence([
      endOfLineComments(), .softBreak(" "), content(&self), comments(.end),
    ])
    let closer = bareToken()
    if body.flatWidth == 1 { return .sequence([opener, closer]) }
    return .sequence([
      opener, .indented(body), .softBreak(" "), closer, isBroken ? .forcedBreak : .empty,
    ])
  }

  /// Whether a line begins within a block, but for those within its brackets.
  private func hasLineBreak(behind opener: Int) -> Bool {
    guard let end = closers[opener] else { return false }
    var index = opener + 1
    while index <= end {
      if tree.tokens[index].startsLine { return true }
      index = (closers[index] ?? index) + 1
    }
    return false
  }

  // MARK: Lining up

  /// The blanks that go before the `=` of each line, beside the one that always does.
  ///
  /// Where the author lined up the `=` of consecutive lines they stay lined up.
  private func paddings(_ lines: [Line]) -> [Int] {
    var paddings = lines.map { _ in 0 }
    var start = 0
    while start < lines.count {
      var end = start + 1
      while end < lines.count, isLinedUp(lines[end - 1], lines[end]) { end += 1 }
      let run = lines[start..<end]
      if run.contains(where: isPadded), run.count > 1 {
        let widths = run.map { $0.head.flatWidth ?? 0 }
        let widest = widths.max() ?? 0
        for (offset, width) in widths.enumerated() { paddings[start + offset] = widest - width }
      }
      start = end
    }
    return paddings
  }

  /// Whether two statements stand on consecutive lines with their `=` in the same column.
  private func isLinedUp(_ above: Line, _ below: Line) -> Bool {
    guard let first = above.equals, let second = below.equals, below.start > 0,
      above.head.flatWidth != nil, below.head.flatWidth != nil,
      tree.tokens[below.start].startsLine
    else { return false }
    let source = tree.source
    let place = tree.tokens[second].span.range.lowerBound
    let lastLine = source.line(at: tree.tokens[below.start - 1].span.range.lowerBound)
    return source.line(at: place) == lastLine + 1
      && source.position(at: tree.tokens[first].span.range.lowerBound).column
        == source.position(at: place).column
  }

  private func isPadded(_ line: Line) -> Bool {
    guard let equals = line.equals else { return false }
    let token = tree.tokens[equals]
    let trivia = tree.source.bytes[token.triviaStart..<token.span.range.lowerBound]
    return trivia.count > 1 && trivia.allSatisfy { $0 == UInt8(ascii: " ") }
  }
}
