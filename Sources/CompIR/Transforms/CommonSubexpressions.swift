extension IRFunction {
  /// Values computed twice are computed once: also random ones of one site, which are equal.
  package func eliminatingCommonSubexpressions() throws -> IRFunction {
    var result = self
    var known: [Key: IRValue] = [:]
    var map: [IRValue: IRValue] = [:]
    var check = CancellationCheck()
    result.instructions = try merge(instructions, &known, &map, &check)
    result.results = results.map { .init($0.name, map[$0.value] ?? $0.value) }
    return result
  }

  private struct Key: Hashable {
    let operation: Operation
    let operands: [IRValue]
  }

  private func merge(
    _ instructions: [Instruction], _ known: inout [Key: IRValue], _ map: inout [IRValue: IRValue],
    _ check: inout CancellationCheck
  ) throws -> [Instruction] {
    var kept: [Instruction] = []
    for instruction in instructions {
      try check()
      switch instruction.kind {
      case .operation(let operation, let operands):
        let key = Key(operation: operation, operands: operands.map { map[$0] ?? $0 })
        if let earlier = known[key] {
          map[instruction.results[0]] = earlier
          continue
        }
        known[key] = instruction.results[0]
        kept.append(
          Instruction(
            kind: .operation(operation, operands: key.operands), results: instruction.results))
      case .repeat(let count, let initial, var body):
        // What is known outside holds inside, but not random values, which differ by pass.
        var inner = known.filter { key, _ in
          switch key.operation {
          case .normal, .uniform: false
          default: true
          }
        }
        body.instructions = try merge(body.instructions, &inner, &map, &check)
        body.results = body.results.map { map[$0] ?? $0 }
        body.condition = body.condition.map { map[$0] ?? $0 }
        kept.append(
          Instruction(
            kind: .repeat(count: count, initial: initial.map { map[$0] ?? $0 }, body: body),
            results: instruction.results))
      }
    }
    return kept
  }
}
