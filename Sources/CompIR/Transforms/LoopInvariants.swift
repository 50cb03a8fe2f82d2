extension IRFunction {
  /// Moves what a loop computes anew in each iteration, from values that do not change in it, before the
  /// loop.
  ///
  /// Only arithmetic is worth a value that stays alive across the loop. What merely arranges elements moves
  /// where moved arithmetic uses it.
  package func hoistingLoopInvariants() throws -> IRFunction {
    var result = self
    result.instructions = try hoisted(instructions)
    return result
  }

  private func hoisted(_ instructions: [Instruction]) throws -> [Instruction] {
    var kept: [Instruction] = []
    var check = CancellationCheck()
    for instruction in instructions {
      try check()
      guard case .repeat(let count, let initial, var body) = instruction.kind else {
        kept.append(instruction)
        continue
      }
      body.instructions = try hoisted(body.instructions)
      let (before, rest) = try split(body)
      body.instructions = rest
      kept += before
      kept.append(
        Instruction(
          kind: .repeat(count: count, initial: initial, body: body), results: instruction.results))
    }
    return kept
  }

  /// The instructions of a loop's body that can stand before the loop, and the others, each in order.
  private func split(_ body: Region) throws -> (before: [Instruction], rest: [Instruction]) {
    var check = CancellationCheck()
    var changing = Set(body.parameters)
    var invariant: [IRValue: Int] = [:]
    for (place, instruction) in body.instructions.enumerated() {
      try check()
      switch instruction.kind {
      case .operation(let operation, let operands)
      where operation.isPure && !operands.contains(where: changing.contains):
        invariant[instruction.results[0]] = place
      case .operation, .repeat: changing.formUnion(instruction.results)
      }
    }
    var moved: Set<Int> = []
    func move(_ place: Int) {
      guard moved.insert(place).inserted,
        case .operation(_, let operands) = body.instructions[place].kind
      else { return }
      for operand in operands { if let other = invariant[operand] { move(other) } }
    }
    for place in invariant.values.sorted() {
      if case .operation(let operation, _) = body.instructions[place].kind, operation.isArithmetic {
        move(place)
      }
    }
    guard !moved.isEmpty else { return ([], body.instructions) }
    var (before, rest): ([Instruction], [Instruction]) = ([], [])
    for (place, instruction) in body.instructions.enumerated() {
      if moved.contains(place) { before.append(instruction) } else { rest.append(instruction) }
    }
    return (before, rest)
  }
}

extension Operation {
  /// Whether the operation computes numbers, and does not merely arrange them.
  fileprivate var isArithmetic: Bool {
    switch self {
    case .scalar, .reduce, .matrixMultiply, .scatterAdd, .cumulativeSum, .cholesky,
      .triangularSolve:
      true
    case .constant, .booleanConstant, .select, .reshape, .broadcast, .transpose, .slice, .pad,
      .concatenate, .gather, .normal, .uniform, .stopGradient:
      false
    }
  }
}
