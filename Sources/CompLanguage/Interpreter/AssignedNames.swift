import CompSyntax

/// The names that a block assigns to and does not declare itself.
func assignedNames(in block: Block) -> Set<String> {
  var names: Set<String> = []
  var declared: Set<String> = []
  for statement in block.statements {
    switch statement.kind {
    case .let(let name, _, _), .var(let name, _, _): declared.insert(name.name)
    case .assign(let target, _):
      if let name = rootName(of: target), !declared.contains(name) { names.insert(name) }
    case .conditional(let conditional):
      names.formUnion(Set(assignedNames(in: conditional)).subtracting(declared))
    case .for(_, _, let body), .repeat(_, _, let body):
      names.formUnion(assignedNames(in: body).subtracting(declared))
    case .expression, .return, .declaration, .missing: break
    }
  }
  return names
}

/// The names that the branches of a conditional assign to, in a fixed order.
func assignedNames(in conditional: Conditional) -> [String] {
  assignedNames(in: conditional.then).union(conditional.otherwise.map(assignedNames) ?? [])
    .sorted()
}

extension Conditional {
  /// Whether a branch holds a 'return'.
  var mayReturn: Bool { then.mayReturn || otherwise?.mayReturn == true }
}

extension Block {
  /// Whether a 'return' stands in it.
  var mayReturn: Bool {
    statements.contains { statement in
      switch statement.kind {
      case .return: true
      case .conditional(let conditional): conditional.mayReturn
      case .for(_, _, let body), .repeat(_, _, let body): body.mayReturn
      case .let, .var, .assign, .expression, .declaration, .missing: false
      }
    }
  }
}

/// `x` of `x` and of `x[0]`.
private func rootName(of target: Expression) -> String? {
  switch target.kind {
  case .name(let name): name
  case .index(let base, _): rootName(of: base)
  case .integer, .real, .boolean, .string, .label, .list, .comprehension, .record, .tuple,
    .parenthesized, .call, .member, .unary, .binary, .range, .conditional, .function, .placement,
    .space, .missing:
    nil
  }
}
