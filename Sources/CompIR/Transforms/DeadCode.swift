extension IRFunction {
  /// Without the instructions whose values nothing uses.
  package func eliminatingDeadCode() throws -> IRFunction {
    var result = self
    var used = Set(results.map(\.value))
    var check = CancellationCheck()
    result.instructions = try live(instructions, &used, &check)
    return result
  }

  private func live(
    _ instructions: [Instruction], _ used: inout Set<IRValue>, _ check: inout CancellationCheck
  ) throws -> [Instruction] {
    var kept: [Instruction] = []
    for instruction in instructions.reversed() {
      try check()
      guard instruction.results.contains(where: used.contains) else { continue }
      switch instruction.kind {
      case .operation(_, let operands):
        used.formUnion(operands)
        kept.append(instruction)
      case .repeat(let count, let initial, var body):
        used.formUnion(body.results)
        if let condition = body.condition { used.insert(condition) }
        body.instructions = try live(body.instructions, &used, &check)
        used.formUnion(initial)
        kept.append(
          Instruction(
            kind: .repeat(count: count, initial: initial, body: body),
            results: instruction.results))
      }
    }
    return kept.reversed()
  }
}
