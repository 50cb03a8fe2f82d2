import CompSource

extension Formatter {
  mutating func expression(_ expression: Expression) -> Layout {
    switch expression.kind {
    case .integer, .real, .boolean, .string, .name, .missing: return token()
    case .label: return .sequence([token(), token()])
    case .list(let elements):
      return bracket(elements.allSatisfy(isAtom) ? .filled : .trailingComma) {
        $0.expression(elements[$1])
      }
    case .comprehension(let element, let clauses): return comprehension(element, clauses)
    case .record(let fields): return bracket(.trailingComma) { $0.field(fields[$1]) }
    case .tuple(let elements): return bracket { $0.expression(elements[$1]) }
    case .parenthesized(let inner): return parenthesized(inner)
    case .call(let callee, let arguments):
      return .sequence([self.expression(callee), self.arguments(arguments)])
    case .member(let base, _):
      let base = self.expression(base)
      // A point that touches a number belongs to it.
      let isBehindNumber = [.integer, .real].contains(tree.tokens[position - 1].kind)
      return .sequence([base, isBehindNumber ? .space : .empty, token(), token()])
    case .index(let base, let indices):
      return .sequence([self.expression(base), bracket { $0.expression(indices[$1]) }])
    case .unary(_, let operand): return .sequence([token(), self.expression(operand)])
    case .binary: return chain(expression)
    case .range(let lower, let upper):
      return .sequence([self.expression(lower), token(), self.expression(upper)])
    case .conditional(let conditional): return .group(self.conditional(conditional))
    case .function(let function): return literal(function)
    case .space(let type): return self.type(type)
    case .placement(let density, let target, let given):
      return placement(density, [target, given].compactMap { $0 })
    }
  }

  /// A number, a name, or one of them with a sign: what is short enough to stand in rows.
  private func isAtom(_ expression: Expression) -> Bool {
    switch expression.kind {
    case .integer, .real, .boolean, .label, .name: true
    case .unary(_, let operand): isAtom(operand)
    case .string, .list, .comprehension, .record, .tuple, .parenthesized, .call, .member, .index,
      .binary, .range, .conditional, .function, .placement, .space, .missing:
      false
    }
  }

  /// `(a + b)` clings to what it holds, unless the author gave that lines of its own.
  private mutating func parenthesized(_ inner: Expression) -> Layout {
    let end = closers[position] ?? position
    if tree.tokens[position + 1].startsLine, tree.tokens[end].startsLine {
      return bracket { formatter, _ in formatter.expression(inner) }
    }
    return clinging { $0.expression(inner) }
  }

  private mutating func arguments(_ arguments: [Argument]) -> Layout {
    if arguments.count == 1, arguments[0].label == nil {
      switch arguments[0].value.kind {
      // Two brackets that open and close together.
      case .list, .comprehension, .record: return clinging { $0.expression(arguments[0].value) }
      case .integer, .real, .boolean, .string, .label, .name, .tuple, .parenthesized, .call,
        .member, .index, .unary, .binary, .range, .conditional, .function, .placement, .space,
        .missing:
        break
      }
    }
    return bracket { formatter, index in
      let argument = arguments[index]
      let value: Layout
      guard argument.label != nil else { return formatter.expression(argument.value) }
      let label = [formatter.token(), formatter.token(), .space]
      value = formatter.expression(argument.value)
      return .sequence(label + [value])
    }
  }

  /// One item between brackets that leave it where it is.
  private mutating func clinging(_ item: (inout Formatter) -> Layout) -> Layout {
    let opener = token()
    bracketDepth += 1
    let content = item(&self)
    bracketDepth -= 1
    let comma = at(",") ? droppedComma() : .empty
    return .sequence([opener, content, comma, token()])
  }

  private mutating func field(_ field: RecordField) -> Layout {
    var parts = [token()]
    for indices in field.indices { parts.append(bracket { $0.expression(indices[$1]) }) }
    return .sequence(parts + [token(), .space, expression(field.value)])
  }

  // MARK: Operators

  /// Operators of one precedence and their operands. `+` and `-` end a line, since a line that
  /// begins with them is a statement of its own; the others begin one.
  private mutating func chain(_ whole: Expression) -> Layout {
    let links = links(of: whole)
    // Within brackets a single break is likely there for want of room.
    let isForced =
      (links.count > 2 || bracketDepth == 0)
      && links.dropFirst().allSatisfy { link in
        let start = link.operand.tokens.lowerBound
        return tree.tokens[start - 1].startsLine || tree.tokens[start].startsLine
      }
    var items: [Layout] = []
    for (index, link) in links.enumerated() {
      var parts: [Layout] = []
      if let operation = link.operation, operation.continuesLine {
        parts += [comments(.chained), bareToken(), .space]
      } else {
        parts.append(comments(.chained))
      }
      parts.append(expression(link.operand))
      if index + 1 < links.count, let next = links[index + 1].operation, !next.continuesLine {
        parts += [.space, token()]
      }
      if index + 1 < links.count { parts.append(endOfLineComments()) }
      items.append(.sequence(parts))
    }
    return .fill(items[0], Array(items.dropFirst()), indentsRest: true, isForced: isForced)
  }

  private struct Link {
    /// The operator before the operand; nil for the first.
    let operation: BinaryOperator?
    let operand: Expression
  }

  private func links(of expression: Expression) -> [Link] {
    guard case .binary(let operation, let left, let right, _) = expression.kind else {
      return [Link(operation: nil, operand: expression)]
    }
    if operation == .power {
      var rest = links(of: right, joinedBy: operation)
      rest[0] = Link(operation: operation, operand: rest[0].operand)
      return [Link(operation: nil, operand: left)] + rest
    }
    return links(of: left, joinedBy: operation) + [Link(operation: operation, operand: right)]
  }

  /// The links of an operand that goes on with operators of the same precedence, else itself.
  private func links(of operand: Expression, joinedBy operation: BinaryOperator) -> [Link] {
    guard case .binary(let inner, _, _, _) = operand.kind,
      inner.precedence == operation.precedence
    else { return [Link(operation: nil, operand: operand)] }
    return links(of: operand)
  }

  /// `density on target given (a, b)`
  private mutating func placement(_ density: Expression, _ clauses: [Expression]) -> Layout {
    let isForced = clauses.allSatisfy { tree.tokens[$0.tokens.lowerBound - 1].startsLine }
    let first = Layout.sequence([expression(density), endOfLineComments()])
    let rest = clauses.enumerated().map { index, clause in
      let word = [comments(.chained), bareToken(), .space, expression(clause)]
      return Layout.sequence(word + (index + 1 < clauses.count ? [endOfLineComments()] : []))
    }
    return .fill(first, rest, indentsRest: true, isForced: isForced)
  }
}
