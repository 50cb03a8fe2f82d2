extension IRFunction {
  /// Without the instructions whose values nothing uses.
  package func eliminatingDeadCode() -> IRFunction {
    var result = self
    var used = Set(results.map(\.value))
    result.instructions = live(instructions, &used)
    return result
  }

  private func live(_ instructions: [Instruction], _ used: inout Set<IRValue>) -> [Instruction] {
    var kept: [Instruction] = []
    for instruction in instructions.reversed() {
      guard instruction.results.contains(where: used.contains) else { continue }
      switch instruction.kind {
      case .operation(_, let operands):
        used.formUnion(operands)
        kept.append(instruction)
      case .repeat(let count, let initial, var body):
        used.formUnion(body.results)
        if let condition = body.condition { used.insert(condition) }
        body.instructions = live(body.instructions, &used)
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
